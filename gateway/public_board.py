"""The board for everyone: read from the gateway's own model, without asking a service."""

from typing import Any

from werkzeug.wrappers import Response

from gateway.body import read_query
from gateway.calls import next_link
from gateway.conditions import is_unchanged, tag_of
from gateway.exchange import Exchange
from shared.errors import Fault, Invalid, NotFound
from shared.messages.schema import load
from shared.messages.wire import encode

CACHING = "public, max-age=5"


def show_summary(exchange: Exchange) -> Response:
    """
    Raises:
        NotFound: `community.unknown`.
    """
    return _write(exchange, exchange.tools.board.summary(exchange.parameters["community_id"]))


def list_wishes(exchange: Exchange) -> Response:
    """
    Raises:
        NotFound: `community.unknown`.
    """
    return _write(exchange, exchange.tools.board.wishes(exchange.parameters["community_id"], **_asked(exchange)))


def list_needs(exchange: Exchange) -> Response:
    """
    Raises:
        NotFound: `community.unknown`.
    """
    return _write(exchange, exchange.tools.board.needs(exchange.parameters["community_id"], **_asked(exchange)))


def list_menu(exchange: Exchange) -> Response:
    """
    Raises:
        NotFound: `community.unknown`.
    """
    return _write(exchange, exchange.tools.board.menu(exchange.parameters["community_id"], **_asked(exchange)))


def list_area_menu(exchange: Exchange) -> Response:
    """
    Of all communities of a tenant, or of a subdistrict; nothing for one that isn't known.

    Raises:
        Invalid: `request.invalid`, there are several tenants and none is named.
    """
    return write(exchange, exchange.tools.board.area_menu(**_asked_of_tenant(exchange)))


def list_organisations(exchange: Exchange) -> Response:
    """
    Social organisations of a tenant; nothing for one that isn't known.

    Raises:
        Invalid: `request.invalid`, there are several tenants and none is named.
    """
    return write(exchange, exchange.tools.board.organisations(**_asked_of_tenant(exchange)))


def list_calls(exchange: Exchange) -> Response:
    """
    Calls for proposals of a tenant; nothing for one that isn't known.

    Raises:
        Invalid: `request.invalid`, there are several tenants and none is named.
    """
    return write(exchange, exchange.tools.board.calls(**_asked_of_tenant(exchange)))


def list_awards(exchange: Exchange) -> Response:
    """
    Awards of a tenant; nothing for one that isn't known.

    Raises:
        Invalid: `request.invalid`, there are several tenants and none is named.
    """
    return write(exchange, exchange.tools.board.awards(**_asked_of_tenant(exchange)))


def show_call(exchange: Exchange) -> Response:
    """
    Raises:
        NotFound: `call.unknown`.
    """
    found = exchange.tools.board.call(exchange.parameters["call_id"])
    if found is None:
        raise NotFound("call.unknown")
    return write(exchange, found)


def list_commitments(exchange: Exchange) -> Response:
    """
    Raises:
        NotFound: `community.unknown`.
    """
    return _write(exchange, exchange.tools.board.commitments(exchange.parameters["community_id"], **_asked(exchange)))


def list_service_records(exchange: Exchange) -> Response:
    """
    Raises:
        NotFound: `community.unknown`.
    """
    community_id = exchange.parameters["community_id"]
    return _write(exchange, exchange.tools.board.service_records(community_id, **_asked(exchange)))


def _asked(exchange: Exchange) -> dict[str, Any]:
    return load(exchange.route.schema, read_query(exchange.request, exchange.route.lists))


def _asked_of_tenant(exchange: Exchange) -> dict[str, Any]:
    """With the tenant: the only one, where none is named."""
    asked = _asked(exchange)
    if asked["tenant_id"] is None:
        tenants = exchange.tools.board.tenants()
        if len(tenants) != 1:
            fault = Fault("#/tenant_id", "missing", "Missing data for required field.")
            raise Invalid("request.invalid", errors=[fault])
        asked["tenant_id"] = tenants[0]
    return asked


def _write(exchange: Exchange, content: dict[str, Any] | None) -> Response:
    if content is None:
        raise NotFound("community.unknown")
    return write(exchange, content)


def write(exchange: Exchange, content: dict[str, Any]) -> Response:
    """To be kept by anybody for a moment; nothing but that it is the same to who holds it already."""
    body = encode(content)
    headers = {"Cache-Control": CACHING, "ETag": tag_of(body)}
    if is_unchanged(exchange.request, headers["ETag"]):
        return Response(status=304, headers=headers)
    if content.get("next"):
        headers["Link"] = next_link(exchange, content["next"])
    return Response(body, headers=headers, content_type="application/json")
