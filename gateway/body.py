"""What the caller sends: read up to a limit, understood or refused. JSON repeating a key keeps the last value."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from werkzeug.http import parse_options_header
from werkzeug.wrappers import Request

from shared.errors import Fault, Invalid, Malformed, TooLarge, UnsupportedMediaType

MAX_BODY_BYTES = 1024 * 1024
MAX_PAIRS = 100
JSON = "application/json"
IDENTITY = "identity"
FORM = "application/x-www-form-urlencoded"


def read_body(request: Request, most_bytes: int = MAX_BODY_BYTES) -> bytes:
    """
    The body, whether its length is announced or it comes in chunks.

    Raises:
        TooLarge: `body.too_large`; an announced length is refused before anything is read.
        Malformed: `body.malformed`, not as long as announced.
    """
    environ = request.environ
    announced = environ.get("CONTENT_LENGTH") or ""
    stream = environ["wsgi.input"]
    try:
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            body: bytes = stream.read(most_bytes + 1)
        elif not announced:
            return b""
        else:
            length = int(announced) if announced.isascii() and announced.isdigit() else -1
            if length > most_bytes:
                raise TooLarge("body.too_large", f"At most {most_bytes} bytes.")
            body = stream.read(max(length, 0))
            if len(body) != length:
                raise Malformed("body.malformed", "The body isn't as long as its Content-Length says.")
    except (ValueError, OSError):
        raise Malformed("body.malformed", "The body can't be read.") from None
    if len(body) > most_bytes:
        raise TooLarge("body.too_large", f"At most {most_bytes} bytes.")
    return body


class UnsupportedCoding(UnsupportedMediaType):
    """The body comes in a content coding; none is taken, which `Accept-Encoding` tells (RFC 9110, 12.5.3)."""

    def __init__(self) -> None:
        super().__init__("body.unsupported_coding")


def check_coding(request: Request) -> None:
    """
    Raises:
        UnsupportedCoding: `body.unsupported_coding`, before anything of the body is read.
    """
    codings = request.environ.get("HTTP_CONTENT_ENCODING", "").split(",")
    if any(coding.strip().lower() not in ("", IDENTITY) for coding in codings):
        raise UnsupportedCoding


def check_media_type(request: Request, expected: str) -> None:
    """
    Raises:
        UnsupportedMediaType: `body.unsupported_type`, another type, or another charset than UTF-8.
    """
    media_type, options = parse_options_header(request.environ.get("CONTENT_TYPE", ""))
    if media_type.lower() != expected or options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("body.unsupported_type", f"Takes {expected} in UTF-8.")


def read_json(request: Request, body: bytes) -> Any:
    """
    The value in a JSON body; nothing at all counts as an object without members.

    Raises:
        UnsupportedMediaType: `body.unsupported_type`.
        Malformed: `body.malformed`: not JSON, not UTF-8, NaN, or nested more than 1024 deep (orjson's limit).
    """
    if not body:
        return {}
    check_media_type(request, JSON)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed("body.malformed", f"Not JSON: {error}.") from None


def read_query(request: Request, lists: frozenset[str]) -> dict[str, str | list[str]]:
    """
    The query string by key; those in `lists` may be repeated.

    Raises:
        Malformed: `query.malformed`, not UTF-8 or with more than 100 pairs.
        Invalid: `request.invalid`, a key that holds one value comes twice.
    """
    values: dict[str, list[str]] = {}
    for key, value in pairs(request):
        values.setdefault(key, []).append(value)
    repeated = [key for key, found in values.items() if len(found) > 1 and key not in lists]
    if repeated:
        faults = [Fault(f"#/{key}", "repeated", "Takes one value.") for key in repeated]
        raise Invalid("request.invalid", errors=faults)
    return {key: found if key in lists else found[0] for key, found in values.items()}


def pairs(request: Request) -> list[tuple[str, str]]:
    """
    The query string as it stands, in order; UTF-8 that isn't percent-encoded is understood too.

    Raises:
        Malformed: `query.malformed`.
    """
    text = request.environ.get("QUERY_STRING", "")
    if not text:
        return []
    try:
        text = text.encode("latin-1").decode()  # WSGI hands out bytes as characters (PEP 3333)
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PAIRS)
    except ValueError:
        raise Malformed("query.malformed", f"Takes at most {MAX_PAIRS} pairs in UTF-8.") from None


def read_form(request: Request) -> Mapping[str, str]:
    """
    The members of a form; those without a value count as left out (RFC 6749, 3.2).

    Raises:
        TooLarge, UnsupportedMediaType: as for JSON.
        Malformed: `body.malformed`; also where a member comes twice.
    """
    body = read_body(request)
    check_media_type(request, FORM)
    try:
        found = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_PAIRS)
    except ValueError:
        raise Malformed("body.malformed", "Not a form in UTF-8.") from None
    form = dict(found)
    if len(form) < len(found):
        raise Malformed("body.malformed", "A member comes twice.")
    return {key: value for key, value in form.items() if value}
