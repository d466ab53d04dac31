"""The gateway as a WSGI application: finds the route, lets the caller in, has the answer made, keeps account."""

import logging
from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from structlog.contextvars import bound_contextvars
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Request, Response

from gateway import open311, scim
from gateway.auth import admit
from gateway.body import check_coding
from gateway.calls import carry_out_by_call
from gateway.docs import Pages
from gateway.errors import Problems
from gateway.exchange import Exchange
from gateway.limits import RateLimiter
from gateway.metrics import RequestMetrics
from gateway.route import Route
from gateway.router import router_of
from gateway.routes import ROUTES
from gateway.tools import Tools
from gateway.trace import Trace, begin_trace
from shared.errors import Broken, Refusal, UriTooLong

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)
access_log = logging.getLogger("gateway.access")

UNMATCHED = "unmatched"
SEALED = "sealed"
MAX_ADDRESS_BYTES = 8000  # what everybody should take (RFC 9110, 4.1)
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
TRANSPORT_SECURITY = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


class Gateway:
    """Answers HTTP requests; whatever goes wrong is told as a problem (RFC 9457)."""

    def __init__(self, tools: Tools, routes: Sequence[Route] = ROUTES) -> None:
        settings = tools.settings
        self._tools = tools
        self._router = router_of(tuple(routes))
        self._limiter = RateLimiter(settings.rate_limit_per_minute, tools.clock)
        self._problems = Problems(settings.public_url)
        self._pages = Pages(routes, self._problems, settings.public_url)
        self._metrics = RequestMetrics(tools.registry)
        is_https = settings.public_url.startswith("https:")
        self._headers = tuple((SECURITY_HEADERS | (TRANSPORT_SECURITY if is_https else {})).items())
        self._application: WSGIApplication = self._serve
        if settings.trusted_proxies:
            self._application = ProxyFix(self._serve, x_for=settings.trusted_proxies, x_proto=0)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return self._application(environ, start_response)

    def refuse(self, refusal: Refusal) -> Response:
        """The answer to what never became a request, because the server couldn't read it."""
        request, trace = Request({}), begin_trace(None)
        response = self._problems.response(refusal, request, trace)
        self._add_headers(response, None, trace)
        self._tell(request, None, status=refusal.status, seconds=0.0, trace=trace)
        return response

    def _serve(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began = perf_counter()
        request = Request(environ)
        trace = begin_trace(environ.get("HTTP_TRACEPARENT"))
        with bound_contextvars(trace_id=trace.trace_id), self._metrics.in_flight.track_inprogress():
            exchange, response = self._answer(request, trace)
            self._add_headers(response, exchange, trace)
            seconds = perf_counter() - began
            self._tell(request, exchange, status=response.status_code, seconds=seconds, trace=trace)
        return response(environ, start_response)

    def _answer(self, request: Request, trace: Trace) -> tuple[Exchange | None, Response]:
        exchange = None
        try:
            exchange = self._begin(request, trace)
            admit(exchange)
            if exchange.route.has_body:
                check_coding(request)
            return exchange, (exchange.route.carry_out or carry_out_by_call)(exchange)
        except Refusal as refusal:
            return exchange, self._told(refusal, request, trace)
        except Exception:
            log.exception("request failed", extra={"trace_id": trace.trace_id})
            return exchange, self._told(Broken("internal"), request, trace)

    def _told(self, refusal: Refusal, request: Request, trace: Trace) -> Response:
        response = self._problems.response(refusal, request, trace)
        if request.path.startswith(scim.ROOT):
            return scim.in_scim(response, refusal)
        if request.path.startswith(open311.ROOT):
            return open311.in_open311(response, refusal, request.path)
        return response

    def _begin(self, request: Request, trace: Trace) -> Exchange:
        if len(request.path) + len(request.query_string) > MAX_ADDRESS_BYTES:
            raise UriTooLong("uri.too_long", f"At most {MAX_ADDRESS_BYTES} bytes.")
        route, parameters = self._router.find(request.path, request.method)
        return Exchange(
            request=request,
            route=route,
            parameters=parameters,
            trace=trace,
            tools=self._tools,
            limiter=self._limiter,
            pages=self._pages,
            problems=self._problems,
        )

    def _add_headers(self, response: Response, exchange: Exchange | None, trace: Trace) -> None:
        """What every answer carries; a route may have set a header of its own."""
        for name, value in self._headers:
            response.headers.setdefault(name, value)
        response.headers.add("Trace-Id", trace.trace_id)
        if exchange is not None:
            response.headers.update(exchange.headers)

    def _tell(self, request: Request, exchange: Exchange | None, *, status: int, seconds: float, trace: Trace) -> None:
        """Metrics and one line in the log: the route's template, never the path, the query or a person."""
        route = exchange.route.path if exchange else UNMATCHED
        method = request.method if exchange else UNMATCHED
        if exchange and exchange.route.is_sealed:  # how many there are, `/metrics` doesn't tell either
            self._metrics.note(SEALED, SEALED, status=status // 100 * 100, seconds=seconds)
        else:
            self._metrics.note(method, route, status=status, seconds=seconds)
        actor = exchange.actor if exchange else None
        access_log.info(
            "request",
            extra={
                "method": method,
                "route": route,
                "status": status,
                "duration_ms": round(seconds * 1000, 2),
                "role": actor.role if actor else None,
                "organisation_id": actor.organisation_id if actor else None,
                "caller_trace_id": trace.caller_trace_id,
            },
        )
