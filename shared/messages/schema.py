"""Marshmallow schemas derived from the declarations: strict, no unknown fields, each fault with a stable code."""

import dataclasses
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args, get_origin
from urllib.parse import urlsplit

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from shared.errors import Fault, Invalid
from shared.identity_numbers import holds_identity_number
from shared.ids import is_id
from shared.messages.declare import FieldSpec, Format, Kept, Layout, Length, Pattern, Range, cached, fields_of, unwrap

DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
SPACE_FOR_PLUS = re.compile(r" (?=[0-9]{2}:[0-9]{2}\Z)")
INSTANT = DAY + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?"
LARGEST_EXACT = 2**53
# In regular expressions, also those of the published schemas. Beside the control characters: line separators, what
# turns the direction of the text around it (Unicode TR 36, 2.5), and what is no character.
CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff"
BLANK = (
    r"\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    r"\ufeff\uffa0"
)
UNPRINTABLE = re.compile(rf"[{CONTROLS}\ud800-\udfff]")
SEEN = re.compile(rf"[^{BLANK}]")


class StrictText(fields.String):
    """
    Text as JSON has it; no control characters, no halves of a surrogate pair, something to be seen in it; white space
    around it is cut.
    """

    default_error_messages = {  # noqa: RUF012 (marshmallow reads it)
        "unprintable": "Contains control characters.",
        "blank": "Contains nothing that can be seen.",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if UNPRINTABLE.search(text):
            raise self.make_error("unprintable")
        text = text.strip()
        if text and not SEEN.search(text):
            raise self.make_error("blank")
        return text


class StrictInteger(fields.Integer):
    """
    A JSON number without fraction, also written 5.0, as JSON Schema has it; `"5"` and `true` are refused.

    In a query string digits are taken.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and self.context_is_text and re.fullmatch(r"-?[0-9]{1,19}", value):
            value = int(value)
        if type(value) is float and value.is_integer() and abs(value) <= LARGEST_EXACT:
            value = int(value)
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return value

    @property
    def context_is_text(self) -> bool:
        return bool(getattr(self.root, "is_from_query", False))


class StrictBoolean(fields.Boolean):
    """JSON true and false; in a query string `true` and `false`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if getattr(self.root, "is_from_query", False) and value in ("true", "false"):
            return value == "true"
        if type(value) is not bool:
            raise self.make_error("invalid", input=value)
        return value


class Instant(fields.DateTime):
    """
    RFC 3339 with an offset, between the years 2000 and 2200; turned into UTC.

    In a query string a space before the offset is the `+` that was meant: forms write a space so.
    """

    default_error_messages = {  # noqa: RUF012 (marshmallow reads it)
        "naive": "Needs an offset, such as +08:00 or Z.",
        "range": "Outside the years 2000 to 2200.",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if isinstance(value, str) and getattr(self.root, "is_from_query", False):
            value = SPACE_FOR_PLUS.sub("+", value)
        if not isinstance(value, str) or not re.fullmatch(INSTANT, value):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        instant: datetime = super()._deserialize(value, attr, data, **kwargs)
        if instant.tzinfo is None:
            raise self.make_error("naive")
        if not 2000 <= instant.year < 2200:
            raise self.make_error("range")
        return instant.astimezone(UTC)


class Day(fields.Date):
    """A full date of RFC 3339, `2026-11-24`, between 2000 and 2200; of ISO 8601's other spellings none."""

    default_error_messages = {"range": "Outside the years 2000 to 2200."}  # noqa: RUF012 (marshmallow reads it)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch(DAY, value):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        day: date = super()._deserialize(value, attr, data, **kwargs)
        if not 2000 <= day.year < 2200:
            raise self.make_error("range")
        return day


def _check_id(value: str) -> None:
    if not is_id(value):
        raise ValidationError("Not an identifier.")


def _check_url(value: str) -> None:
    try:
        parts = urlsplit(value)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        is_usable = is_web and "@" not in parts.netloc and not re.search(r"\s", value) and not parts.fragment
    except ValueError:
        is_usable = False
    if not is_usable:
        raise ValidationError("Not an http or https address.")


def _check_one_line(value: str) -> None:
    if re.search(r"[\t\n]", value):
        raise ValidationError("Takes one line.")


def _check_identity(value: str) -> None:
    if holds_identity_number(value):
        raise ValidationError("Holds an identity number, which may not stand here.")


def _check_pattern(pattern: Pattern) -> Any:
    def check(value: str) -> None:
        if not re.fullmatch(pattern.regex, value, re.ASCII):
            raise ValidationError(f"Takes {pattern.hint}.")

    return check


CHECKS = {Format.ID: _check_id, Format.URL: _check_url}


def _validators(marks: tuple[Any, ...]) -> list[Any]:
    found: list[Any] = []
    for mark in marks:
        if isinstance(mark, Length):
            found.append(validate.Length(mark.min, mark.max))
        elif isinstance(mark, Range):
            found.append(validate.Range(mark.min, mark.max))
        elif isinstance(mark, Pattern):
            found.append(_check_pattern(mark))
        elif isinstance(mark, Layout):
            found.append(_check_one_line)
        elif isinstance(mark, Kept):
            found.append(_check_identity)
        elif isinstance(mark, Format):
            found.append(CHECKS[mark])
    return found


def _field(bare: Any, marks: tuple[Any, ...], **options: Any) -> fields.Field[Any]:
    options["validate"] = _validators(marks)
    options["metadata"] = {"marks": marks}
    if dataclasses.is_dataclass(bare):
        return fields.Nested(schema_class(bare), **options)
    if get_origin(bare) is Literal:
        options["validate"].append(validate.OneOf(get_args(bare)))
        return StrictText(**options)
    if get_origin(bare) in (list, tuple):
        item, is_optional, item_marks = unwrap(get_args(bare)[0])
        return fields.List(_field(item, item_marks, allow_none=is_optional), **options)
    simple: dict[Any, type[fields.Field[Any]]] = {
        str: StrictText,
        int: StrictInteger,
        bool: StrictBoolean,
        float: fields.Float,
        datetime: Instant,
        date: Day,
        dict: fields.Dict,
    }
    return simple[get_origin(bare) or bare](**options)


def _declared(spec: FieldSpec) -> fields.Field[Any]:
    if spec.is_required:
        return _field(spec.type, spec.marks, required=True, allow_none=spec.is_optional)
    return _field(spec.type, spec.marks, load_default=spec.default, allow_none=spec.is_optional)


class StrictSchema(Schema):
    """A schema that refuses what it doesn't know."""

    is_from_query = False

    class Meta:
        unknown = RAISE


@cached
def schema_class(cls: Any) -> type[Schema]:
    """The schema of a message or shape; its name is the declaration's."""
    members: dict[str, Any] = {spec.name: _declared(spec) for spec in fields_of(cls)}
    return type(cls.__name__, (StrictSchema,), members)


@cached
def schema_for(cls: Any, *, without: frozenset[str] = frozenset(), is_from_query: bool = False) -> Schema:
    """One shared instance; `without` leaves out what comes from the path."""
    schema = schema_class(cls)(exclude=tuple(without))
    schema.is_from_query = is_from_query  # type: ignore[attr-defined]
    return schema


CODES = (
    ("Missing data", "missing"),
    ("Unknown field", "unknown_field"),
    ("Field may not be null", "null"),
    ("Length must be", "length"),
    ("Must be one of", "not_a_choice"),
    ("Must be greater", "out_of_range"),
    ("Holds an identity number", "identity_number"),
    ("Not a valid", "wrong_type"),
    ("Invalid input type", "wrong_type"),
)


def _code(text: str) -> str:
    return next((code for start, code in CODES if text.startswith(start)), "invalid")


def _faults(messages: Any, pointer: str) -> list[Fault]:
    if isinstance(messages, Mapping):
        found: list[Fault] = []
        for key, inner in messages.items():
            step = "" if key == "_schema" else "/" + str(key).replace("~", "~0").replace("/", "~1")
            found += _faults(inner, pointer + step)
        return found
    return [Fault(pointer, _code(text), text) for text in messages]


def load(schema: Schema, data: Any) -> dict[str, Any]:
    """
    Check input against a schema.

    Raises:
        Invalid: `request.invalid`, with a fault for each field.
    """
    try:
        return dict(schema.load(data))
    except ValidationError as error:
        raise Invalid("request.invalid", errors=_faults(error.messages, "#")[:100]) from None
