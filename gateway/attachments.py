"""Files that organisations attach, on their way in and out: what they are is found by what is in them."""

import re
from base64 import b64decode, b64encode
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote

from marshmallow import Schema
from werkzeug.http import parse_options_header
from werkzeug.wrappers import Request, Response

from gateway.body import read_body, read_query
from gateway.calls import ask, call_of, send, write_answer
from gateway.evidence import PDF, PDF_BEGINNING
from gateway.exchange import Exchange
from gateway.idempotency import identify
from gateway.office_files import HoldsMacros, NoOfficeFile, check_office_file
from gateway.pictures import JPEG, PNG, NoPicture, TooManyPixels, plain_picture
from gateway.scanning import scan
from shared.errors import Fault, Invalid, TooLarge, UnsupportedMediaType
from shared.messages.outsourcing.files import DOCX, MOST_FILE_BYTES, XLSX, FileType
from shared.messages.schema import load, schema_for

MEDIA_TYPES: dict[str, FileType] = {
    PDF: "application/pdf",
    JPEG: "image/jpeg",
    PNG: "image/png",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ENDINGS: dict[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
}
LONGEST_NAME = 200
# What `attach_file` fills in of a message.
KNOWN = ("name", "media_type", "content")
PDF_END, PDF_WHITE = b"%%EOF", b"\x00\t\n\x0c\r "
PDF_PROGRAM = re.compile(rb"/(JavaScript|JS|Launch)(?![A-Za-z])")
HEADER = "#/Content-Disposition"
SCAN_SHARE = 0.8  # of the time that there is for the request


def attach_file(exchange: Exchange) -> Response:
    """
    Hand on a file as it is to be kept, named by Content-Disposition (RFC 6266), for names don't belong into addresses.
    The route's message has `name`, `media_type` and `content`, and what else the query says.

    Raises:
        UnsupportedMediaType: `body.unsupported_type`.
        TooLarge: `body.too_large`, `file.too_large`.
        Invalid: `file.unreadable`, it isn't what it says; `file.holds_macros`; `file.infected`.
        Unavailable: `file.scan_unavailable`.
        Refusal: what the service refuses.
    """
    route, request, tools = exchange.route, exchange.request, exchange.tools
    content_type, _ = parse_options_header(request.environ.get("CONTENT_TYPE", ""))
    media_type = content_type.lower()
    if media_type not in MEDIA_TYPES:
        raise UnsupportedMediaType("body.unsupported_type", "Takes PDF, JPEG, PNG, DOCX or XLSX.")
    body = read_body(request, MOST_FILE_BYTES)
    told = read_query(request, route.lists) | _name_in(request)
    schema = schema_for(route.message, without=route.given_by_path - {"name"}, is_from_query=True)
    data = route.fill(_load(schema, told), exchange.parameters)
    id_, fingerprint = identify(exchange, repr(sorted(told.items())).encode() + body)
    seconds = tools.settings.call_timeout_seconds * SCAN_SHARE
    tools.aside(partial(scan, tools.settings.scan_command, body, seconds))
    kept_type, content = tools.aside(partial(as_kept, media_type, body))
    data |= {
        "name": _named(data["name"], kept_type),
        "media_type": kept_type,
        "content": b64encode(content).decode(),
    }
    call = call_of(exchange, route.topic, data)
    return write_answer(exchange, send(exchange, replace(call, id=id_, fingerprint=fingerprint)))


def download_file(exchange: Exchange) -> Response:
    """
    The file under its name, to be saved and not shown in the page's own.

    Raises:
        Refusal: what the service refuses.
    """
    found = ask(exchange)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found['name'], safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(b64decode(found["content"]), headers=headers, content_type=found["media_type"])


def as_kept(media_type: str, body: bytes) -> tuple[FileType, bytes]:
    """
    The type and content by which a file is kept: documents as they are, of a picture the pixels alone.

    Raises:
        TooLarge: `file.too_large`, a picture of too many pixels.
        Invalid: `file.unreadable`, `file.holds_macros`.
    """
    try:
        if media_type in (JPEG, PNG):
            return plain_picture(media_type, body, MOST_FILE_BYTES)
        if media_type == PDF:
            _check_pdf(body)
        if media_type in (DOCX, XLSX):
            check_office_file(media_type, body)
    except TooManyPixels as error:
        raise TooLarge("file.too_large", str(error)) from None
    except HoldsMacros:
        raise Invalid("file.holds_macros") from None
    except (NoPicture, NoOfficeFile):
        raise _unreadable() from None
    return MEDIA_TYPES[media_type], body


def _check_pdf(body: bytes) -> None:
    """
    Whole, from its first mark to its last one; programs that stand in it in the clear are seen, compressed ones aren't.

    Raises:
        Invalid: `file.unreadable`.
        HoldsMacros
    """
    if not body.startswith(PDF_BEGINNING) or not body.rstrip(PDF_WHITE).endswith(PDF_END):
        raise _unreadable()
    if PDF_PROGRAM.search(body):
        raise HoldsMacros


def _name_in(request: Request) -> dict[str, Any]:
    """What the file is called, where that is said; as UTF-8, by `filename*` or as it stands."""
    said = request.environ.get("HTTP_CONTENT_DISPOSITION", "")
    try:
        said = said.encode("latin-1").decode()  # WSGI hands out bytes as characters (PEP 3333)
    except ValueError:
        return {}
    name = parse_options_header(said)[1].get("filename")
    return {} if name is None else {"name": name}


def _load(schema: Schema, told: dict[str, Any]) -> dict[str, Any]:
    """As `load`, with the header named where it is the name that is wrong."""
    try:
        return load(schema, told)
    except Invalid as refused:
        faults = [replace(one, pointer=HEADER) if one.pointer == "#/name" else one for one in refused.errors]
        raise Invalid(refused.code, refused.detail, errors=faults) from None


def _named(name: str, media_type: str) -> str:
    """With an ending that says what it is: a picture may be kept as another type than it was sent as."""
    endings = ENDINGS[media_type]
    if name.lower().endswith(endings):
        return name
    return name[: LONGEST_NAME - len(endings[0])] + endings[0]


def _unreadable() -> Invalid:
    return Invalid("file.unreadable", errors=[Fault("#", "invalid", "Not a file of the type that it says.")])
