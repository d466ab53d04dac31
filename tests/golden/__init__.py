"""Every message as it was last agreed: field by field, so that no contract changes unseen."""

import dataclasses
import importlib
import json
import pkgutil
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import shared.messages
from shared.messages.declare import COMMANDS, EVENTS, QUERIES, SHAPES, Audience, FieldSpec, fields_of, unwrap

PATH = Path(__file__).with_name("messages.json")
REGISTRIES: dict[str, dict[str, Any]] = {
    "commands": COMMANDS,
    "queries": QUERIES,
    "events": EVENTS,
    "shapes": SHAPES,
}


def describe() -> dict[str, Any]:
    """What is declared in `shared/messages`: kind to topic, type or name to the declaration."""
    for module in pkgutil.iter_modules(shared.messages.__path__, f"{shared.messages.__name__}."):
        importlib.import_module(module.name)
    return {
        kind: {
            key: _declaration(cls)
            for key, cls in sorted(registry.items())
            if cls.__module__.startswith(shared.messages.__name__)
        }
        for kind, registry in REGISTRIES.items()
    }


def write() -> None:
    text = json.dumps(describe(), ensure_ascii=False, indent=2)
    PATH.write_text(text + "\n", encoding="utf-8")


def _declaration(cls: Any) -> dict[str, Any]:
    found = {"name": cls.__name__, "module": cls.__module__.removeprefix("shared.messages.").partition(".")[0]}
    for said in ("secret_result", "is_repeatable", "subject_field"):
        if hasattr(cls, said):
            found[said] = getattr(cls, said)
    if getattr(cls, "is_sealed", False):
        found["is_sealed"] = True
    return {**found, "fields": {spec.name: _field(spec) for spec in fields_of(cls)}}


def _field(spec: FieldSpec) -> dict[str, Any]:
    found: dict[str, Any] = {"type": _type(spec.type)}
    if spec.is_optional:
        found["nullable"] = True
    if not spec.is_required:
        found["default"] = spec.default
    if marks := _marks(spec.marks):
        found["marks"] = marks
    if spec.audiences:
        found["audiences"] = sorted(audience.value for audience in spec.audiences)
    return found


def _type(bare: Any) -> str:
    if get_origin(bare) is Literal:
        return " | ".join(repr(value) for value in get_args(bare))
    if get_origin(bare) in (list, tuple):
        item, is_optional, marks = unwrap(get_args(bare)[0])
        said = [_type(item), *_marks(marks), *(["nullable"] if is_optional else [])]
        return f"list[{', '.join(said)}]"
    return str(bare.__name__) if isinstance(bare, type) else str(bare)


def _marks(marks: tuple[Any, ...]) -> list[str]:
    return [_mark(mark) for mark in marks if not isinstance(mark, Audience)]


def _mark(mark: Any) -> str:
    if isinstance(mark, Enum):
        return str(mark.value)
    return repr(mark) if dataclasses.is_dataclass(mark) else str(mark)
