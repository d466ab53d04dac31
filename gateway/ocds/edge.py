"""Packages of releases and of records, page by page or one alone."""

from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from werkzeug.wrappers import Response

from gateway.body import pairs, read_query
from gateway.calls import call_of, next_link, send
from gateway.conditions import is_unchanged, tag_of
from gateway.exchange import Exchange
from gateway.ocds.packages import record_package, release_package
from shared.messages.declare import Query
from shared.messages.outsourcing import releases as m
from shared.messages.schema import load
from shared.messages.wire import decode, encode, from_plain, to_plain

A = TypeVar("A")
FOR_A_MOMENT = "public, max-age=5"
FOR_EVER = "public, max-age=31536000, immutable"


def list_releases(exchange: Exchange) -> Response:
    """
    A package of releases; `Linli-Last-Position` is what to ask for as `after` when there are more.

    Raises:
        Invalid: `request.invalid`.
    """
    page = asked(exchange, m.ListReleases(**filters(exchange)), m.ReleasePage)
    at = page.items[-1].released_at if page.items else exchange.tools.clock.now()
    if page.items:
        exchange.headers["Linli-Last-Position"] = str(page.items[-1].position)
    told = [decode(one.body) for one in page.items]
    settings = exchange.tools.settings
    package = release_package(settings, _address(exchange), at, told, _following(exchange, page.next))
    return _write(exchange, package, FOR_A_MOMENT, page.next)


def show_release(exchange: Exchange) -> Response:
    """
    One release in a package of its own; it never changes.

    Raises:
        NotFound: `release.unknown`.
    """
    release = asked(exchange, m.ShowRelease(release_id=exchange.parameters["release"]), m.Release)
    settings = exchange.tools.settings
    told = [decode(release.body)]
    return _write(
        exchange, release_package(settings, _address(exchange), release.released_at, told, None), FOR_EVER, None
    )


def list_records(exchange: Exchange) -> Response:
    """
    A package of records, in the order in which the processes began.

    Raises:
        Invalid: `request.invalid`.
    """
    page = asked(exchange, m.ListRecords(**filters(exchange)), m.RecordPage)
    return _write_records(exchange, page.items, page.next)


def show_record(exchange: Exchange) -> Response:
    """
    One process: where its releases are, and what they come to.

    Raises:
        NotFound: `record.unknown`.
    """
    return _write_records(exchange, [asked(exchange, m.ShowRecord(ocid=exchange.parameters["ocid"]), m.Record)], None)


def filters(exchange: Exchange) -> dict[str, Any]:
    """What the query string says, as the route's message has it."""
    return load(exchange.route.schema, read_query(exchange.request, exchange.route.lists))


def asked(exchange: Exchange, query: Query, answer: type[A]) -> A:
    return from_plain(send(exchange, call_of(exchange, query.topic, to_plain(query))), answer)


def _write_records(exchange: Exchange, records: list[m.Record], following: int | None) -> Response:
    dates: list[datetime] = [one.releases[-1].released_at for one in records]
    at = max(dates, default=exchange.tools.clock.now())
    settings = exchange.tools.settings
    package = record_package(settings, _address(exchange), at, records, _following(exchange, following))
    return _write(exchange, package, FOR_A_MOMENT, following)


def _write(exchange: Exchange, package: dict[str, Any], caching: str, following: int | None) -> Response:
    body = encode(package)
    headers = {"Cache-Control": caching, "ETag": tag_of(body)}
    if is_unchanged(exchange.request, headers["ETag"]):
        return Response(status=304, headers=headers)
    if following is not None:
        headers["Link"] = next_link(exchange, following)
    return Response(body, headers=headers, content_type="application/json")


def _address(exchange: Exchange, **changed: str) -> str:
    """Where this was asked for; changed: values of the query that are others there."""
    kept = [(name, value) for name, value in pairs(exchange.request) if name not in changed]
    query = urlencode([*kept, *changed.items()])
    address = f"{exchange.tools.settings.public_url}{quote(exchange.request.path)}"
    return f"{address}?{query}" if query else address


def _following(exchange: Exchange, after: int | None) -> str | None:
    return None if after is None else _address(exchange, after=str(after))
