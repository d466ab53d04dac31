"""Message objects to JSON and back: strict when writing, tolerant when reading (unknown fields are passed over)."""

from datetime import date, datetime
from typing import Any, TypeVar

import orjson
from cattrs import Converter
from cattrs.errors import BaseValidationError

M = TypeVar("M")


class Unreadable(Exception):
    """A message whose body doesn't fit its declaration; reading it again won't help."""


def _converter() -> Converter:
    converter = Converter(detailed_validation=False)
    converter.register_structure_hook(datetime, lambda value, _: _instant(value))
    converter.register_structure_hook(date, lambda value, _: _day(value))
    return converter


def _instant(value: Any) -> datetime:
    """Within a process a message may come as `to_plain` gave it, without JSON in between."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


_CONVERTER = _converter()


def to_plain(message: object) -> Any:
    """The message as dicts, lists, texts, numbers and datetimes; `encode` turns those into JSON."""
    return _CONVERTER.unstructure(message)


def from_plain(data: Any, cls: type[M]) -> M:
    """
    Raises:
        Unreadable: a field is missing or has another type than declared.
    """
    try:
        return _CONVERTER.structure(data, cls)
    except (BaseValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable(f"{cls.__name__}: {error!r}") from error


def encode(plain: Any) -> bytes:
    """JSON with instants in UTC, written with `Z`."""
    return orjson.dumps(plain, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def decode(body: bytes | str) -> Any:
    """
    Raises:
        Unreadable: not JSON.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Unreadable(str(error)) from error


def as_json(message: object) -> Any:
    """As a column of JSON keeps it: dicts, lists, texts and numbers."""
    return decode(encode(to_plain(message)))
