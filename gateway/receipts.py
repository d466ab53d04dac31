"""Receipts as pages: one to be printed, with a QR code, and the one that the code leads to."""

import re
from base64 import b64encode
from datetime import datetime
from functools import cache
from hashlib import sha256
from html import escape

import segno
from babel.dates import format_date
from werkzeug.wrappers import Response

from gateway.calls import ask, write_answer
from gateway.errors import CHINESE, language_of
from gateway.exchange import Exchange
from gateway.glossary import STANDINGS, VALUES
from gateway.handbook import STATIC
from gateway.openapi_parts import RECEIPT_TOKEN
from shared.clock import SHANGHAI
from shared.errors import NotFound
from shared.messages.membership import Receipt, ReceiptVerification
from shared.messages.wire import from_plain, to_plain

JSON = "application/json"
HTML = "text/html"
TOKEN = re.compile(RECEIPT_TOKEN)
# QR code and style are parts of the page, so that it prints from wherever it is saved; nothing on it runs, and it can't
# be framed.
CONTENT_SECURITY = "default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def show_receipt(exchange: Exchange) -> Response:
    """
    The receipt as a page, or as JSON where the caller asks for that.

    Raises:
        Refusal: what the service refuses.
    """
    answer = ask(exchange)
    if _asks_for_json(exchange):
        return write_answer(exchange, answer)
    receipt, language = from_plain(answer, Receipt), _language(exchange)
    url = exchange.tools.settings.public_url + receipt.verification_path
    place = " ".join(filter(None, (receipt.city, receipt.district, receipt.subdistrict)))
    return _page(
        exchange,
        "receipt.html",
        number=escape(receipt.receipt_number),
        member=escape(receipt.member_name),
        unit=escape(receipt.unit_name),
        community=escape(receipt.community_name),
        place=escape(place),
        kind=escape(exchange.pages.say(VALUES["kind"][receipt.kind], language)),
        requested_on=_day(receipt.requested_at, language),
        issued_on=_day(receipt.issued_at, language),
        standing=escape(exchange.pages.say(STANDINGS[receipt.state == "confirmed"], language)),
        url=escape(url),
        code=segno.make(url, micro=False, error="m").svg_inline(omitsize=True, border=2),
    )


def verify_receipt(exchange: Exchange) -> Response:
    """
    Whether a receipt is good, as a page, or as JSON where the caller asks for that.

    Raises:
        NotFound: `receipt.unknown`; a browser is told so by a page.
    """
    try:
        answer = _verify(exchange)
    except NotFound:
        if HTML not in exchange.request.accept_mimetypes.values():
            raise
        return _page(exchange, "receipt_unknown.html", status=404)
    found, language = from_plain(answer, ReceiptVerification), _language(exchange)
    if _asks_for_json(exchange):
        response = write_answer(exchange, to_plain(found))
        response.headers["Cache-Control"] = "no-store"
        return response
    return _page(
        exchange,
        "receipt_check.html",
        number=escape(found.receipt_number),
        community=escape(found.community_name),
        issued_on=_day(found.issued_at, language),
        standing=escape(exchange.pages.say(STANDINGS[found.is_live], language)),
        colour="live" if found.is_live else "over",
    )


def _verify(exchange: Exchange) -> object:
    if not TOKEN.fullmatch(exchange.parameters["token"]):
        raise NotFound("receipt.unknown")
    return ask(exchange)


def _asks_for_json(exchange: Exchange) -> bool:
    """Whoever says nothing, or takes anything, gets the page."""
    return exchange.request.accept_mimetypes.best_match([HTML, JSON], HTML) == JSON


def _language(exchange: Exchange) -> str:
    return language_of(exchange.request, default=CHINESE)


def _day(at: datetime, language: str) -> str:
    """The day that it is in Shanghai, as the language writes it."""
    return escape(format_date(at.astimezone(SHANGHAI).date(), "long", locale=language.replace("-", "_")))


@cache
def _style() -> str:
    return (STATIC / "receipt.css").read_text(encoding="utf-8")


@cache
def _style_source() -> str:
    """The style by its digest (CSP level 3, section 8.4)."""
    return f"'sha256-{b64encode(sha256(_style().encode()).digest()).decode()}'"


def _page(exchange: Exchange, name: str, *, status: int = 200, **parts: str) -> Response:
    language = _language(exchange)
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": CONTENT_SECURITY.format(_style_source()),
        "Content-Language": language,
        "Vary": "Accept, Accept-Language",
    }
    body = exchange.pages.fill(name, language, style=_style(), **parts)
    return Response(body, status=status, headers=headers, content_type=f"{HTML}; charset=utf-8")
