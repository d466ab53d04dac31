"""Receipts as pages: one to be printed, with a QR code, and the one that the code leads to."""

from html import escape

import segno
from werkzeug.wrappers import Response

from gateway.calls import ask, write_answer
from gateway.exchange import Exchange
from gateway.glossary import STANDINGS, VALUES
from gateway.papers import answer_unknown, ask_by_token, day, prefers_json, reads_in, write_json, write_page
from shared.errors import NotFound
from shared.messages.membership import Receipt, ReceiptVerification
from shared.messages.wire import from_plain, to_plain


def show_receipt(exchange: Exchange) -> Response:
    """
    The receipt as a page, or as JSON where the caller asks for that.

    Raises:
        Refusal: what the service refuses.
    """
    answer = ask(exchange)
    if prefers_json(exchange):
        return write_answer(exchange, answer)
    receipt, language = from_plain(answer, Receipt), reads_in(exchange)
    url = exchange.tools.settings.public_url + receipt.verification_path
    place = " ".join(filter(None, (receipt.city, receipt.district, receipt.subdistrict)))
    return write_page(
        exchange,
        "receipt.html",
        number=escape(receipt.receipt_number),
        member=escape(receipt.member_name),
        unit=escape(receipt.unit_name),
        community=escape(receipt.community_name),
        place=escape(place),
        kind=escape(exchange.pages.say(VALUES["kind"][receipt.kind], language)),
        requested_on=day(receipt.requested_at, language),
        issued_on=day(receipt.issued_at, language),
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
        answer = ask_by_token(exchange, "receipt.unknown")
    except NotFound as refusal:
        return answer_unknown(exchange, refusal)
    found, language = from_plain(answer, ReceiptVerification), reads_in(exchange)
    if prefers_json(exchange):
        return write_json(exchange, to_plain(found))
    return write_page(
        exchange,
        "receipt_check.html",
        number=escape(found.receipt_number),
        community=escape(found.community_name),
        issued_on=day(found.issued_at, language),
        standing=escape(exchange.pages.say(STANDINGS[found.is_live], language)),
        colour="live" if found.is_live else "over",
    )
