"""Evidence on its way in and out: checked by what is in it, and freed of what cameras write into pictures."""

from base64 import b64decode, b64encode
from dataclasses import replace
from functools import partial

from werkzeug.http import parse_options_header
from werkzeug.wrappers import Response

from gateway.body import read_body
from gateway.calls import ask, call_of, send, write_answer
from gateway.exchange import Exchange
from gateway.idempotency import identify
from gateway.pictures import JPEG, PNG, NoPicture, TooManyPixels, plain_picture
from shared.errors import Fault, Invalid, TooLarge, UnsupportedMediaType
from shared.messages.engagement import MOST_EVIDENCE_BYTES, AttachEvidence, EvidenceType

PDF = "application/pdf"
MEDIA_TYPES: dict[str, EvidenceType] = {JPEG: "image/jpeg", PNG: "image/png", PDF: "application/pdf"}
EXTENSIONS = {JPEG: "jpg", PNG: "png", PDF: "pdf"}
MOST_BYTES = 5 * 1024 * 1024
PDF_BEGINNING = b"%PDF-"


def attach_evidence(exchange: Exchange) -> Response:
    """
    Hand on a file as it is to be kept.

    Raises:
        UnsupportedMediaType: `body.unsupported_type`.
        TooLarge: `evidence.too_large`.
        Invalid: `evidence.unreadable`, it isn't what it says.
        Refusal: what the service refuses.
    """
    content_type, _ = parse_options_header(exchange.request.environ.get("CONTENT_TYPE", ""))
    media_type = content_type.lower()
    if media_type not in MEDIA_TYPES:
        raise UnsupportedMediaType("body.unsupported_type", "Takes image/jpeg, image/png or application/pdf.")
    body = read_body(exchange.request, MOST_BYTES)
    id_, fingerprint = identify(exchange, body)
    kept_type, content = exchange.tools.aside(partial(as_kept, media_type, body))
    data = {
        "claim_id": exchange.parameters["claim_id"],
        "media_type": kept_type,
        "content": b64encode(content).decode(),
    }
    call = call_of(exchange, AttachEvidence.topic, data)
    return write_answer(exchange, send(exchange, replace(call, id=id_, fingerprint=fingerprint)))


def download_evidence(exchange: Exchange) -> Response:
    """
    The file, to be saved and not shown in the page's own name.

    Raises:
        Refusal: what the service refuses.
    """
    found = ask(exchange)
    name = f"{exchange.parameters['evidence_id']}.{EXTENSIONS[found['media_type']]}"
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(b64decode(found["content"]), headers=headers, content_type=found["media_type"])


def as_kept(media_type: str, body: bytes) -> tuple[EvidenceType, bytes]:
    """
    The type and content by which a file is kept: of a picture the pixels alone, scaled down until they fit.

    Raises:
        TooLarge: `evidence.too_large`, a document of too many bytes, a picture of too many pixels.
        Invalid: `evidence.unreadable`.
    """
    if media_type == PDF:
        if not body.startswith(PDF_BEGINNING):
            raise _unreadable()
        if len(body) > MOST_EVIDENCE_BYTES:
            raise TooLarge("evidence.too_large", f"At most {MOST_EVIDENCE_BYTES} bytes.")
        return MEDIA_TYPES[PDF], body
    try:
        return plain_picture(media_type, body, MOST_EVIDENCE_BYTES)
    except TooManyPixels as error:
        raise TooLarge("evidence.too_large", str(error)) from None
    except NoPicture:
        raise _unreadable() from None


def _unreadable() -> Invalid:
    return Invalid("evidence.unreadable", errors=[Fault("#", "invalid", "Not a file of the type that it says.")])
