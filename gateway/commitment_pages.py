"""Public commitments one by one: as JSON, or as a page to browsers, with a QR code to hang it up."""

from collections.abc import Mapping
from html import escape
from typing import Any

import segno
from werkzeug.wrappers import Response

from gateway.exchange import Exchange
from gateway.glossary_commitments import KINDS, PUT_OFF, STATES
from gateway.papers import JSON, answer_unknown, day, moment, prefers_json, reads_in, write_page
from gateway.public_board import write
from shared.errors import NotFound

COLOURS = {"open": "live", "kept": "live", "broken": "over", "lapsed": "over"}  # of others: neither good nor bad


def show_commitment(exchange: Exchange) -> Response:
    """
    What was promised to a community, by when, and what became of it; whose promise it is stands nowhere.

    Raises:
        NotFound: `commitment.unknown`; a browser is told so by a page.
    """
    found = exchange.tools.board.commitment(exchange.parameters["commitment_id"])
    if found is None:
        return answer_unknown(exchange, NotFound("commitment.unknown"))
    if prefers_json(exchange, default=JSON):
        answer = write(exchange, found)
        answer.headers["Vary"] = "Accept"
        return answer
    language, say = reads_in(exchange), exchange.pages.say
    url = exchange.tools.settings.public_url + exchange.request.path
    return write_page(
        exchange,
        "commitment.html",
        community=escape(found["community_name"]),
        text=escape(found["text"]),
        kind=escape(say(KINDS[found["kind"]], language)),
        title=escape(found["title"]),
        made_on=day(found["made_at"], language) if found["made_at"] else "—",
        due_at=moment(found["due_at"], language),
        extended=_extended(exchange, found, language),
        standing=escape(say(STATES[found["state"]], language)),
        colour=COLOURS.get(found["state"], "mixed"),
        url=escape(url),
        code=segno.make(url, micro=False, error="m").svg_inline(omitsize=True, border=2),
    )


def _extended(exchange: Exchange, found: Mapping[str, Any], language: str) -> str:
    """A row that tells of the deadline that there was before; nothing where it wasn't put off."""
    if found["extended_from"] is None:
        return ""
    label = escape(exchange.pages.say(PUT_OFF, language))
    return f"<tr><th>{label}</th><td>{moment(found['extended_from'], language)}</td></tr>"
