"""What an app posts: a form as the standard has it, or the same as JSON."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.http import parse_options_header

from gateway.body import FORM, JSON, MAX_PAIRS, check_media_type, read_body, read_json
from gateway.exchange import Exchange
from shared.errors import Malformed

MOST_BYTES = 64 * 1024
ATTRIBUTE = "attribute"


def form_of(exchange: Exchange) -> Mapping[str, str]:
    """
    The fields that have a value; read once, for who asks stands among them.

    Raises:
        TooLarge: `body.too_large`.
        UnsupportedMediaType: `body.unsupported_type`; a form with files too.
        Malformed: `body.malformed`, also where a field comes twice.
    """
    if exchange.form is None:
        exchange.body = read_body(exchange.request, MOST_BYTES)
        media_type, _ = parse_options_header(exchange.request.environ.get("CONTENT_TYPE", ""))
        read = _from_json if media_type.lower() == JSON else _from_form
        exchange.form = {name: text.strip() for name, text in read(exchange).items() if text.strip()}
    return exchange.form


def _from_form(exchange: Exchange) -> Mapping[str, str]:
    if exchange.body:
        check_media_type(exchange.request, FORM)
    try:
        found = parse_qsl(exchange.body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_PAIRS)
    except ValueError:
        raise Malformed("body.malformed", "Not a form in UTF-8.") from None
    if len(dict(found)) < len(found):
        raise Malformed("body.malformed", "A member comes twice.")
    return dict(found)


def _from_json(exchange: Exchange) -> Mapping[str, str]:
    given = read_json(exchange.request, exchange.body)
    if not isinstance(given, dict):
        raise Malformed("body.malformed", "Not an object of texts and numbers.")
    inner = given.pop(ATTRIBUTE, None) or {}
    if not isinstance(inner, dict):
        raise Malformed("body.malformed", "Not an object of texts and numbers.")
    given |= {f"{ATTRIBUTE}[{name}]": value for name, value in inner.items()}
    return {name: _text(value) for name, value in given.items() if value is not None}


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Malformed("body.malformed", "Not an object of texts and numbers.")
    return str(value)
