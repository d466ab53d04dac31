"""From a request to scim2-server and back."""

import functools
from typing import TYPE_CHECKING

from scim2_models import SCIMException
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from werkzeug.wrappers import Response

from gateway.body import pairs, read_body
from gateway.scim.bounds import check_bounds
from gateway.scim.caller import Caller
from gateway.scim.errors import MEDIA_TYPE
from gateway.scim.protocol import UnitHandler, UnitService, provider_of
from gateway.scim.storage import UnitStorage
from shared.messages.wire import encode

if TYPE_CHECKING:
    from gateway.exchange import Exchange

BASE = "/scim/v2"


def take_request(exchange: "Exchange") -> Response:
    """
    Carry out a SCIM request for the acting unit.

    Raises:
        Refusal: what a service refuses; it is told in SCIM's form, as all below `/scim/`.
    """
    body = read_body(exchange.request) if exchange.route.has_body else b""
    service = _service(exchange)
    handler = UnitHandler(service, UnitStorage(Caller(exchange, body)))
    path = f"/{exchange.parameters['rest']}"
    try:
        check_bounds(body, is_bulk=path.strip("/") == "Bulk")
        answer = handler.handle(_read(exchange, path, body))
    except SCIMException as error:
        answer = service.error_response(error)
    return _write(exchange, answer)


def show_configuration(exchange: "Exchange") -> Response:
    """Tell what can be done, and how to sign in, to whoever asks (RFC 7643, 5)."""
    service = _service(exchange)
    request = _read(exchange, "/ServiceProviderConfig", b"")
    with service.provider:
        try:
            answer = service.service_provider_config(request.url, request.query)
        except SCIMException as error:
            answer = service.error_response(error)
    return _write(exchange, answer)


def _service(exchange: "Exchange") -> UnitService:
    settings = exchange.tools.settings
    return _made(settings.public_url, settings.hash_key)


@functools.cache
def _made(public_url: str, secret: str) -> UnitService:
    """Made when it is first needed, and the same for all processes, which open each other's cursors."""
    return UnitService(provider_of(public_url), secret=secret)


def _read(exchange: "Exchange", path: str, body: bytes) -> ScimRequest:
    request = exchange.request
    return ScimRequest(
        method="GET" if request.method == "HEAD" else request.method,
        base_url=f"{exchange.tools.settings.public_url}{BASE}",
        path=path,
        query=dict(pairs(request)),
        headers=list(request.headers),
        body=body,
    )


def _write(exchange: "Exchange", answer: ScimResponse) -> Response:
    is_read = exchange.request.method in ("GET", "HEAD")
    headers = {"Cache-Control": "private, no-cache" if is_read else "no-store", **answer.headers}
    response = Response(
        encode(answer.body) if answer.body is not None else b"",
        status=int(answer.status),
        headers=headers,
        content_type=MEDIA_TYPE,
    )
    if answer.body is None:
        del response.headers["Content-Type"]
    return response
