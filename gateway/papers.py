"""Receipts and tickets as pages, which whoever has their token may read and print, wherever they are saved."""

import re
from base64 import b64encode
from datetime import datetime
from functools import cache
from hashlib import sha256
from html import escape
from typing import Any

from babel.dates import format_date
from werkzeug.wrappers import Response

from gateway.calls import ask, write_answer
from gateway.errors import CHINESE, language_of
from gateway.exchange import Exchange
from gateway.handbook import STATIC, UNKNOWN_PAPERS
from gateway.openapi_parts import RECEIPT_TOKEN
from shared.clock import SHANGHAI
from shared.errors import NotFound

JSON = "application/json"
HTML = "text/html"
TOKEN = re.compile(RECEIPT_TOKEN)
# Pictures and style are parts of the page; nothing on it runs, it can't be framed, and but for a form it sends nothing.
CONTENT_SECURITY = "default-src 'none'; style-src {}; base-uri 'none'; form-action {}; frame-ancestors 'none'"


def ask_by_token(exchange: Exchange, unknown: str) -> Any:
    """
    The service's answer about what the token in the path names.

    Raises:
        NotFound: with the code that is given here; what can't be a token is looked up nowhere.
    """
    if not TOKEN.fullmatch(exchange.parameters["token"]):
        raise NotFound(unknown)
    return ask(exchange)


def prefers_json(exchange: Exchange, default: str = HTML) -> bool:
    """default: what whoever says nothing, or takes anything, gets."""
    offered = sorted((HTML, JSON), key=lambda kind: kind != default)
    return exchange.request.accept_mimetypes.best_match(offered, default) == JSON


def names_html(exchange: Exchange) -> bool:
    """Whether it is a browser that asks."""
    return HTML in exchange.request.accept_mimetypes.values()


def write_json(exchange: Exchange, answer: Any) -> Response:
    """Never kept by anybody in between."""
    response = write_answer(exchange, answer)
    response.headers["Cache-Control"] = "no-store"
    return response


def reads_in(exchange: Exchange) -> str:
    return language_of(exchange.request, default=CHINESE)


def day(at: datetime, language: str) -> str:
    """The day that it is in Shanghai, as the language writes it."""
    return escape(format_date(at.astimezone(SHANGHAI).date(), "long", locale=language.replace("-", "_")))


def moment(at: datetime, language: str) -> str:
    """The day and the minute that it is in Shanghai."""
    return f"{day(at, language)} {at.astimezone(SHANGHAI):%H:%M}"


@cache
def _style() -> str:
    return (STATIC / "receipt.css").read_text(encoding="utf-8")


@cache
def _style_source() -> str:
    """The style by its digest (CSP level 3, section 8.4)."""
    return f"'sha256-{b64encode(sha256(_style().encode()).digest()).decode()}'"


def write_page(exchange: Exchange, name: str, *, status: int = 200, has_form: bool = False, **parts: str) -> Response:
    """parts: HTML already. has_form: whether what is filled in there is sent back here."""
    language = reads_in(exchange)
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": CONTENT_SECURITY.format(_style_source(), "'self'" if has_form else "'none'"),
        "Content-Language": language,
        "Vary": "Accept, Accept-Language",
    }
    body = exchange.pages.fill(name, language, style=_style(), **parts)
    return Response(body, status=status, headers=headers, content_type=f"{HTML}; charset=utf-8")


def answer_unknown(exchange: Exchange, refusal: NotFound) -> Response:
    """
    A page to browsers, that there is none of what was asked for.

    Raises:
        NotFound: the refusal itself, to who doesn't ask for pages.
    """
    if not names_html(exchange):
        raise refusal
    heading, said = (escape(exchange.pages.say(text, reads_in(exchange))) for text in UNKNOWN_PAPERS[refusal.code])
    return write_page(exchange, "paper_unknown.html", status=404, heading=heading, said=said)
