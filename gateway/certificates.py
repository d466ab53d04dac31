"""Certificates: as files to be kept, and as the page to which their QR code leads."""

from html import escape

from werkzeug.wrappers import Response

from gateway.calls import ask, call_of, send, write_answer
from gateway.certificate_file import write_certificate
from gateway.evidence import PDF
from gateway.exchange import Exchange
from gateway.glossary_service import CERTIFICATE_STANDINGS, SERVED
from gateway.papers import JSON, answer_unknown, ask_by_token, day, prefers_json, reads_in, write_json, write_page
from shared.clock import instant_on
from shared.errors import Conflict, NotFound
from shared.messages.engagement.certificates import Certificate, CertificateVerification
from shared.messages.membership import Member, ShowMember
from shared.messages.wire import from_plain, to_plain


def show_certificate(exchange: Exchange) -> Response:
    """
    A certificate as JSON, or as a PDF where the caller asks for that; it is made out to the name that they may see.

    Raises:
        Conflict: `certificate.not_issued`, there is nothing to print yet, or no more;
            `certificate.name_not_printable`.
        Refusal: what the services refuse.
    """
    answer = ask(exchange)
    exchange.headers["Vary"] = "Accept"
    if exchange.request.accept_mimetypes.best_match([JSON, PDF], JSON) == JSON:
        return write_answer(exchange, answer)
    certificate = from_plain(answer, Certificate)
    if certificate.state != "issued":
        raise Conflict("certificate.not_issued", f"It is {certificate.state}.")
    query = ShowMember(member_id=certificate.member_id)
    member = from_plain(send(exchange, call_of(exchange, query.topic, to_plain(query))), Member)
    url = f"{exchange.tools.settings.public_url}{certificate.verification_path}"
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{certificate.id}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(write_certificate(certificate, member.name, url), headers=headers, content_type=PDF)


def verify_certificate(exchange: Exchange) -> Response:
    """
    Whether a certificate is good, as JSON, or as a page to browsers.

    Raises:
        NotFound: `certificate.unknown`; a browser is told so by a page.
    """
    try:
        answer = ask_by_token(exchange, "certificate.unknown")
    except NotFound as refusal:
        return answer_unknown(exchange, refusal)
    found, language = from_plain(answer, CertificateVerification), reads_in(exchange)
    if prefers_json(exchange, default=JSON):
        return write_json(exchange, to_plain(found))
    standing = "revoked" if not found.is_good else "affected" if found.is_affected else "good"
    hours, minutes = divmod(found.minutes, 60)
    return write_page(
        exchange,
        "certificate_check.html",
        number=escape(found.number),
        community=escape(found.community_name or ""),
        days=f"{day(instant_on(found.from_on), language)} – {day(instant_on(found.until_on), language)}",
        hours=escape(exchange.pages.say(SERVED, language).format(hours=hours, minutes=minutes)),
        issued_on=day(found.issued_at, language),
        standing=escape(exchange.pages.say(CERTIFICATE_STANDINGS[standing], language)),
        colour="live" if standing == "good" else "over",
    )
