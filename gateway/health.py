"""For those who run the platform: is the process alive, can it work, what does it measure."""

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from werkzeug.wrappers import Response

from gateway.exchange import Exchange
from shared.errors import Fault, Unavailable
from shared.messages.wire import encode

FRESH = {"Cache-Control": "no-store"}


def show_liveness(exchange: Exchange) -> Response:
    return Response(b'{"status":"ok"}', headers=FRESH, content_type="application/json")


def show_readiness(exchange: Exchange) -> Response:
    """
    Raises:
        Unavailable: `gateway.not_ready`, with a fault for each dependency that is away.
    """
    checks = exchange.tools.readiness()
    faults = [Fault(f"#/checks/{name}", "unavailable", state) for name, state in checks.items() if state != "ok"]
    if faults:
        raise Unavailable("gateway.not_ready", errors=faults, retry_after_seconds=2)
    body = encode({"status": "ok", "checks": dict(checks)})
    return Response(body, headers=FRESH, content_type="application/json")


def show_metrics(exchange: Exchange) -> Response:
    return Response(generate_latest(exchange.tools.registry), headers=FRESH, content_type=CONTENT_TYPE_LATEST)
