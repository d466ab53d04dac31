"""The usual way to carry out a request: check the input, send one call to the owner, write down its answer."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from werkzeug.wrappers import Response

from gateway.body import pairs, read_body, read_json, read_query
from gateway.conditions import expected_version, is_unchanged, tag_of
from gateway.exchange import Exchange
from gateway.idempotency import identify
from shared.errors import refusal_from_wire
from shared.ids import new_id
from shared.messages.envelope import Call
from shared.messages.schema import load
from shared.messages.wire import encode


def carry_out_by_call(exchange: Exchange) -> Response:
    """
    Send the route's message and answer with what comes back.

    Raises:
        Refusal: the input's faults, or what the service refuses.
    """
    return write_answer(exchange, ask(exchange))


def ask(exchange: Exchange, **known: Any) -> Any:
    """The service's answer to the route's message; known: fields that the caller doesn't fill in."""
    route = exchange.route
    request = exchange.request
    body = read_body(request) if route.has_body else b""
    given = read_json(request, body) if route.has_body else read_query(request, route.lists)
    id_, fingerprint = identify(exchange, body)
    data = route.fill(load(route.schema, given), exchange.parameters) | known
    # Preconditions count only for a request that is otherwise good (RFC 9110, 13.2.1).
    version = expected_version(request, is_required=route.needs_if_match) if route.is_command else None
    call = call_of(exchange, route.topic, data)
    return send(exchange, replace(call, id=id_, fingerprint=fingerprint, expected_version=version))


def call_of(exchange: Exchange, topic: str, data: dict[str, Any]) -> Call:
    """A call in the name of who asks, within the time that there is for the request; its id is new."""
    return Call(
        id=new_id(),
        topic=topic,
        data=data,
        actor=exchange.actor,
        expires_at=expiry(exchange),
        traceparent=exchange.trace.traceparent,
    )


def send(exchange: Exchange, call: Call) -> Any:
    """
    Raises:
        Refusal: what the service refuses.
        Unavailable: no answer in time.
    """
    reply = exchange.tools.client.call(call)
    if reply.is_repeat:
        exchange.headers["Idempotency-Replayed"] = "true"
    if reply.refusal is not None:
        raise refusal_from_wire(reply.refusal)
    return reply.result


def expiry(exchange: Exchange) -> float:
    tools = exchange.tools
    return tools.clock.now().timestamp() + tools.settings.call_timeout_seconds


def write_answer(exchange: Exchange, result: Any) -> Response:
    """The answer as JSON with its ETag, its Location, and the next page's Link."""
    route = exchange.route
    headers = {"Cache-Control": "no-store" if route.is_command else "private, no-cache"}
    if route.status == 204:
        response = Response(status=204, headers=headers)
        del response.headers["Content-Type"]
        return response
    body = encode(result)
    if isinstance(version := result.get("version"), int):
        headers["ETag"] = tag_of(body, version)
        if not route.is_command and is_unchanged(exchange.request, headers["ETag"]):
            return Response(status=304, headers=headers)
    if result.get("next"):
        headers["Link"] = next_link(exchange, result["next"])
    if route.location is not None:
        headers["Location"] = route.location.format(**result)
    return Response(body, status=route.status, headers=headers, content_type=route.media_type)


def next_link(exchange: Exchange, after: str | int) -> str:
    """Where the list goes on (RFC 8288); the rest of the query stays as it was asked."""
    kept = [(key, value) for key, value in pairs(exchange.request) if key != "after"]
    target = f"{quote(exchange.request.path)}?{urlencode([*kept, ('after', str(after))])}"
    return f'<{target}>; rel="next"'
