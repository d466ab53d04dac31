"""How a message is declared: once, as a frozen typed class in the module of the service that owns it."""

import dataclasses
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    TypeVar,
    Union,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

M = TypeVar("M")
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


def cached(function: F) -> F:
    """`functools.cache`, whose type refuses classes as arguments."""
    return cast(F, functools.cache(function))


class Audience(Enum):
    """Who may read a field of an event in a feed. A field without an audience never leaves the services."""

    PUBLIC = "public"
    UNIT = "unit"
    ORGANISATION = "organisation"


Public = Annotated[T, Audience.PUBLIC]
ForUnit = Annotated[T, Audience.UNIT]
ForOrganisation = Annotated[T, Audience.ORGANISATION]


@dataclass(frozen=True)
class Length:
    """Bounds of a text in characters, or of a list in items."""

    min: int
    max: int


@dataclass(frozen=True)
class Range:
    """Inclusive bounds of a number."""

    min: int
    max: int


@dataclass(frozen=True)
class Pattern:
    """A regular expression that the whole text must match."""

    regex: str
    hint: str


class Layout(Enum):
    """How a text is set."""

    ONE_LINE = "one line"


class Kept(Enum):
    """How a text is kept; in the clear it is also told, and may hold no identity number."""

    IN_THE_CLEAR = "in the clear"


class Format(Enum):
    """What a text holds beyond being text."""

    ID = "uuid"
    URL = "uri"


BESIDE = f"{__package__}."

Id = Annotated[str, Format.ID]
Url = Annotated[str, Format.URL, Length(1, 2000), Kept.IN_THE_CLEAR]
Name = Annotated[str, Length(1, 100), Layout.ONE_LINE, Kept.IN_THE_CLEAR]
Line = Annotated[str, Length(1, 200), Layout.ONE_LINE, Kept.IN_THE_CLEAR]
Text = Annotated[str, Length(1, 2000), Kept.IN_THE_CLEAR]
Code = Annotated[
    str, Length(1, 50), Pattern(r"[A-Za-z0-9][A-Za-z0-9._-]*", "letters, digits and . _ -"), Kept.IN_THE_CLEAR
]
Telephone = Annotated[  # a landline's too, with extension
    str, Pattern(r"[0-9+][0-9 -]{5,19}", "a telephone number"), Kept.IN_THE_CLEAR
]
Fen = Annotated[int, Range(0, 10**15)]
Version = Annotated[int, Range(1, 2**31 - 1)]


class Message:
    """
    What all messages share.

    is_sealed: what is asked and what is answered travels encrypted between the gateway and the owner.
    """

    topic: ClassVar[str]
    owner: ClassVar[str]
    is_sealed: ClassVar[bool]


class Command(Message):
    """
    Asks the owner to change something.

    secret_result: the stored answer is encrypted.
    is_repeatable: the answer isn't stored, and a repeat is carried out again: for what changes nothing but the log.
    """

    secret_result: ClassVar[bool]
    is_repeatable: ClassVar[bool]


class Query(Message):
    """Asks the owner for something and changes nothing."""


class Event(Message):
    """
    Says what has happened; `subject_field` names the field that identifies what it happened to.

    is_hearsay: whose streams it names is the caller's word alone, so it stands in those that have begun, and begins
    none.
    """

    type: ClassVar[str]
    version: ClassVar[int]
    subject_field: ClassVar[str]
    is_hearsay: ClassVar[bool]

    @property
    def subject(self) -> str:
        """The CloudEvents subject, `wish/0197…`: events of one subject keep their order everywhere."""
        name = type(self).subject_field
        return f"{name.removesuffix('_id')}/{getattr(self, name)}"


class Shape:
    """A part of messages, or the answer to one."""


RESERVED = {"topic", "owner", "is_sealed", "type", "version", "subject", "subject_field", "is_hearsay"}
COMMANDS: dict[str, type[Command]] = {}
QUERIES: dict[str, type[Query]] = {}
EVENTS: dict[str, type[Event]] = {}
SHAPES: dict[str, type[Shape]] = {}


class DuplicateMessage(Exception):
    """A topic or a shape's name is declared twice."""


def _register(registry: dict[str, Any], key: str, cls: type[Any]) -> None:
    if key in registry:
        raise DuplicateMessage(key)
    registry[key] = cls


def _freeze(cls: type[M]) -> type[M]:
    return dataclass(frozen=True, kw_only=True, slots=True)(cls)


def _owner(cls: type[Any]) -> str:
    """The module beside this one in which it is declared, or the package where there are several."""
    name = str(cls.__module__)
    return name.removeprefix(BESIDE).partition(".")[0] if name.startswith(BESIDE) else name.rpartition(".")[2]


@dataclass_transform(kw_only_default=True, frozen_default=True)
def command(
    topic: str, *, secret_result: bool = False, is_repeatable: bool = False, is_sealed: bool = False
) -> Callable[[type[M]], type[M]]:
    """Declare a command, `wish.claim`: thing and verb in the imperative."""

    def declare(cls: type[M]) -> type[M]:
        frozen: Any = _freeze(cls)
        frozen.topic, frozen.owner = topic, _owner(cls)
        frozen.secret_result, frozen.is_repeatable, frozen.is_sealed = secret_result, is_repeatable, is_sealed
        _register(COMMANDS, topic, frozen)
        return frozen  # type: ignore[no-any-return]

    return declare


@dataclass_transform(kw_only_default=True, frozen_default=True)
def query(topic: str, *, is_sealed: bool = False) -> Callable[[type[M]], type[M]]:
    """Declare a query, `wish.show`."""

    def declare(cls: type[M]) -> type[M]:
        frozen: Any = _freeze(cls)
        frozen.topic, frozen.owner, frozen.is_sealed = topic, _owner(cls), is_sealed
        _register(QUERIES, topic, frozen)
        return frozen  # type: ignore[no-any-return]

    return declare


@dataclass_transform(kw_only_default=True, frozen_default=True)
def event(topic: str, *, subject: str, version: int = 1, is_hearsay: bool = False) -> Callable[[type[M]], type[M]]:
    """Declare an event, `wish.claimed`: thing and past participle. A breaking change is a new version."""

    def declare(cls: type[M]) -> type[M]:
        frozen: Any = _freeze(cls)
        frozen.topic, frozen.owner, frozen.version = topic, _owner(cls), version
        frozen.type, frozen.subject_field = f"linli.{topic}.v{version}", subject
        frozen.is_hearsay, frozen.is_sealed = is_hearsay, False
        names = {field.name for field in dataclasses.fields(frozen)}
        if subject not in names or names & RESERVED:
            raise TypeError(f"{cls.__name__} needs a field {subject} and none of {', '.join(sorted(RESERVED))}")
        _register(EVENTS, frozen.type, frozen)
        return frozen  # type: ignore[no-any-return]

    return declare


@dataclass_transform(kw_only_default=True, frozen_default=True)
def shape(cls: type[M]) -> type[M]:
    """Declare a part of messages, or an answer."""
    frozen: Any = _freeze(cls)
    _register(SHAPES, cls.__name__, frozen)
    return frozen  # type: ignore[no-any-return]


@dataclass(frozen=True)
class FieldSpec:
    """One field as the declaration says it: bare type, whether None is allowed, and what annotates it."""

    name: str
    type: Any
    is_optional: bool
    default: Any
    marks: tuple[Any, ...]

    @property
    def is_required(self) -> bool:
        return self.default is dataclasses.MISSING

    @property
    def audiences(self) -> frozenset[Audience]:
        return frozenset(mark for mark in self.marks if isinstance(mark, Audience))

    def mark(self, kind: type[M]) -> M | None:  # noqa: A003 (the builtin is meant)
        return next((mark for mark in self.marks if isinstance(mark, kind)), None)


def unwrap(hint: Any) -> tuple[Any, bool, tuple[Any, ...]]:
    """Take a type hint apart into bare type, is-optional and marks, outer marks first."""
    marks: tuple[Any, ...] = ()
    is_optional = False
    while True:
        if get_origin(hint) is Annotated:
            hint, *found = get_args(hint)
            marks = (*marks, *found)
        elif get_origin(hint) in (Union, UnionType):
            bare = [arm for arm in get_args(hint) if arm is not NoneType]
            is_optional = len(bare) < len(get_args(hint)) or is_optional
            if len(bare) != 1:
                raise TypeError(f"a message field can't be {hint}")
            hint = bare[0]
        else:
            return hint, is_optional, marks


@cached
def fields_of(cls: Any) -> tuple[FieldSpec, ...]:
    hints = get_type_hints(cls, include_extras=True)

    def spec(field: "dataclasses.Field[Any]") -> FieldSpec:
        bare, is_optional, marks = unwrap(hints[field.name])
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        return FieldSpec(field.name, bare, is_optional, default, marks)

    return tuple(spec(field) for field in dataclasses.fields(cls))


@cached
def fields_for(cls: Any, audience: Audience) -> frozenset[str]:
    """The fields of an event that an audience may read; what is public is for everyone."""
    allowed = {Audience.PUBLIC, audience}
    return frozenset(field.name for field in fields_of(cls) if field.audiences & allowed)


def feed_events() -> frozenset[type[Event]]:
    """The events that appear in feeds: those with at least one field that is marked for an audience."""
    declared: list[Any] = list(EVENTS.values())
    return frozenset(cls for cls in declared if any(spec.audiences for spec in fields_of(cls)))


TOPIC = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
