"""All releases in one answer, as JSON Lines: read and sent part by part, so that it takes no more memory for more."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from werkzeug.wrappers import Response

from gateway.exchange import Exchange
from gateway.ocds.edge import asked, filters
from shared.messages.outsourcing import releases as m

LINES = "application/jsonl"
A_PART = 100
GZIP = 16 + zlib.MAX_WBITS  # with the header and the trailer of RFC 1952


def stream_releases(exchange: Exchange) -> Response:
    """
    Each release on a line, in the order in which they were told, compressed for who takes gzip. Where a part can't be
    had, the answer breaks off without its end, so that nobody takes it for all.

    Raises:
        Invalid: `request.invalid`.
    """
    query = m.ListReleases(**filters(exchange), limit=A_PART)
    first = asked(exchange, query, m.ReleasePage)
    lines = _parts(exchange, query, first)
    headers = {"Cache-Control": "public, max-age=60", "Vary": "Accept-Encoding"}
    if exchange.request.accept_encodings.quality("gzip") > 0:
        headers["Content-Encoding"] = "gzip"
        lines = _compressed(lines)
    return Response(lines, headers=headers, content_type=LINES)


def _parts(exchange: Exchange, query: m.ListReleases, page: m.ReleasePage) -> Iterator[bytes]:
    yield _lines(page)
    while page.next is not None:
        page = asked(exchange, replace(query, after=page.next), m.ReleasePage)
        yield _lines(page)


def _lines(page: m.ReleasePage) -> bytes:
    return "".join(f"{one.body}\n" for one in page.items).encode()


def _compressed(parts: Iterable[bytes]) -> Iterator[bytes]:
    stream = zlib.compressobj(wbits=GZIP)
    for part in parts:
        if packed := stream.compress(part):
            yield packed
    yield stream.flush()
