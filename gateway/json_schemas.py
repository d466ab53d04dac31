"""JSON Schema of what is declared in `shared/messages`, for the documents that describe the interface."""

import inspect
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import fields

from shared.messages.declare import Format, Layout, Length, Pattern, fields_of
from shared.messages.schema import BLANK, CONTROLS, Day, Instant, StrictText, schema_for

ID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
OFFSET = r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
# An instant as `Instant` takes it: with an offset, in the years 2000 to 2199.
MOMENT = f"^2[01][0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\\.[0-9]{{1,9}})?{OFFSET}$"
WEB_ADDRESS = r"^https?://[^\s/?#@\[\]]+([/?][^\s#]*)?$"
# A day as `Day` takes it.
DATE = "^2[01][0-9]{2}-[0-9]{2}-[0-9]{2}$"


def new_spec(**options: Any) -> tuple[APISpec, MarshmallowPlugin]:
    """An empty OpenAPI document, with what turns declarations into schemas."""
    plugin = MarshmallowPlugin()
    spec = APISpec(title="Linli 邻里", version="1", openapi_version="3.1.0", plugins=[plugin], **options)
    plugin.converter.add_attribute_function(_constraints)  # type: ignore[union-attr]
    return spec, plugin


def schema_of(cls: Any, only: frozenset[str]) -> dict[str, Any]:
    """The schema of some of a message's fields, as it is sent: each of them is there."""
    _, plugin = new_spec()
    left_out = frozenset(spec.name for spec in fields_of(cls)) - only
    converter: Any = plugin.converter
    found: dict[str, Any] = converter.schema2jsonschema(schema_for(cls, without=left_out))
    found.pop("additionalProperties", None)
    return found | {"required": sorted(only)}


def doc_of(cls: type[Any] | None) -> str:
    """The docstring as it was written; what dataclasses make up in its place doesn't count."""
    text = inspect.cleandoc(cls.__doc__ or "") if cls is not None else ""
    return "" if cls is None or text.startswith(f"{cls.__name__}(") else text


def _constraints(_: Any, field: fields.Field[Any], **__: Any) -> dict[str, Any]:
    """What the declarations demand beyond what apispec sees in the schema's own validators."""
    marks = field.metadata.get("marks", ())
    found: dict[str, Any] = {"pattern": MOMENT} if isinstance(field, Instant) else {}
    if isinstance(field, Day):
        found["pattern"] = DATE
    for mark in marks:
        if isinstance(mark, Format):
            found["format"] = mark.value
            found["pattern"] = ID if mark is Format.ID else WEB_ADDRESS
        if isinstance(mark, Pattern):
            found["pattern"] = f"^(?:{mark.regex})$"
    is_free = isinstance(field, StrictText) and any(isinstance(mark, Length) for mark in marks)
    return {"pattern": text_pattern(Layout.ONE_LINE in marks)} | found if is_free and "format" not in found else found


def text_pattern(is_one_line: bool) -> str:
    """Text as `StrictText` takes it, with something to be seen in it."""
    controls = CONTROLS + (r"\t\n" if is_one_line else "")
    return f"^[^{controls}]*[^{controls}{BLANK}][^{controls}]*$"
