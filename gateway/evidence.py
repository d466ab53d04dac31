"""Evidence on its way in and out: checked by what is in it, and freed of what cameras write into pictures."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image
from werkzeug.http import parse_options_header
from werkzeug.wrappers import Response

from gateway.body import read_body
from gateway.calls import ask, call_of, send, write_answer
from gateway.exchange import Exchange
from gateway.idempotency import identify
from shared.errors import Fault, Invalid, Refusal, TooLarge, UnsupportedMediaType
from shared.messages.engagement import MOST_EVIDENCE_BYTES, AttachEvidence, EvidenceType

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
MEDIA_TYPES: dict[str, EvidenceType] = {JPEG: "image/jpeg", PNG: "image/png", PDF: "application/pdf"}
FORMATS = {JPEG: "JPEG", PNG: "PNG"}
EXTENSIONS = {JPEG: "jpg", PNG: "png", PDF: "pdf"}
MOST_BYTES = 5 * 1024 * 1024
# A PNG may hold many in few bytes, and they are all worked on; of a JPEG only as many as are kept.
MOST_PIXELS = {JPEG: 40_000_000, PNG: 16_000_000}
# Exif 2.32, 4.6.4 A: what has to be done with a picture, by its orientation, to have it the right way up.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LONGEST_SIDE, SHORTER_SIDE = 2048, 1280
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
        picture = _pixels(media_type, body)
    except Refusal:
        raise
    except Exception:  # noqa: BLE001 (Pillow has no one error for what it can't read)
        raise _unreadable() from None
    return next(
        (kept, content) for kept, content in _written(media_type, picture) if len(content) <= MOST_EVIDENCE_BYTES
    )


def _pixels(media_type: str, body: bytes) -> Image.Image:
    """The picture the right way up, and nothing that was written beside it."""
    with Image.open(BytesIO(body), formats=[FORMATS[media_type]]) as image:
        if image.width * image.height > MOST_PIXELS[media_type]:
            raise TooLarge("evidence.too_large", f"At most {MOST_PIXELS[media_type]} pixels.")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        turn = TURNS.get(_orientation(image))
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    plain.info.clear()
    return plain if turn is None else plain.transpose(turn)


def _orientation(image: Image.Image) -> Any:
    """As the camera has told it; None where it hasn't, or has written what can't be read: the pixels are the same."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 (Pillow has no one error for what it can't read)
        return None


def _written(media_type: str, picture: Image.Image) -> Iterator[tuple[EvidenceType, bytes]]:
    """The picture in ever fewer bytes, the last of them few enough for any."""
    if media_type == PNG:
        yield MEDIA_TYPES[PNG], _saved(picture, "PNG")
    opaque = picture.convert("RGB")
    for quality in (85, 60):
        yield MEDIA_TYPES[JPEG], _saved(opaque, "JPEG", quality)
    opaque.thumbnail((SHORTER_SIDE, SHORTER_SIDE))
    yield MEDIA_TYPES[JPEG], _saved(opaque, "JPEG", 40)


def _saved(picture: Image.Image, format_: str, quality: int = 0) -> bytes:
    file = BytesIO()
    picture.save(file, format_, **({"quality": quality} if quality else {}))
    return file.getvalue()


def _unreadable() -> Invalid:
    return Invalid("evidence.unreadable", errors=[Fault("#", "invalid", "Not a file of the type that it says.")])
