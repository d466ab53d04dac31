"""The shape that all services share: which message leads to which handler, as tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import MetaData, Select

from shared.messages.declare import Command, Event, Query
from shared.messages.envelope import Envelope
from shared.unit_of_work import UnitOfWork

Handler = Callable[[Any, Any], Any]
ACTING_MEMBER = "actor.member_id"
BatchReaction = Callable[[Sequence[Envelope], Any], None]


class Answered(NamedTuple):
    """What the log holds of a command that comes again."""

    command: type[Command]
    at: datetime
    result: Any


@dataclass(frozen=True, slots=True)
class Held:
    """
    Rows that a command begins with and that nobody else changes before the commit. A batch locks all of them at its
    beginning, kind by kind and by their ids, so that no two batches wait for each other.

    find: the ids of the rows by the values of the command's field, where those aren't the ids themselves.
    """

    kind: Any
    find: Callable[[Sequence[str]], Select[Any]] | None = None


def tell_again(_: Answered, __: Any) -> None:
    """Nothing is against it."""


@dataclass(frozen=True)
class Service:
    """
    One service without its process.

    commands, queries: message class to handler `(message, uow) -> answer`.
    reactions: event class to handler `(event, uow) -> None`.
    reactions_to_many: event class to handler of all events of this class that follow one another in a batch.
    reaction_to_batch: takes all fresh events of a batch at once, for the types in `listens_to`.
    loads: rows that commands begin with, by the field that holds their id or a list of them, or `ACTING_MEMBER`: a
        batch reads those of a kind in one statement. Those that are `Held` are read so for a single command too.
    deadlines: kind of deadline to the command that it stands for, made from the subject's id.
    check_repeat: `(answered, uow)`, before an answer of the log is told again; what it raises is told instead.
    """

    name: str
    unit_of_work: type[UnitOfWork]
    metadata: MetaData
    commands: Mapping[type[Command], Handler] = field(default_factory=dict)
    queries: Mapping[type[Query], Handler] = field(default_factory=dict)
    reactions: Mapping[type[Event], Handler] = field(default_factory=dict)
    reactions_to_many: Mapping[type[Event], BatchReaction] = field(default_factory=dict)
    reaction_to_batch: BatchReaction | None = None
    listens_to: frozenset[type[Event]] = frozenset()
    loads: Mapping[type[Command], Sequence[tuple[str, Any]]] = field(default_factory=dict)
    deadlines: Mapping[str, Callable[[str], Command]] = field(default_factory=dict)
    check_repeat: Callable[[Answered, Any], None] = tell_again

    @property
    def topics(self) -> frozenset[str]:
        """The event types that the service's queue is bound to."""
        return frozenset(cls.type for cls in (*self.reactions, *self.reactions_to_many, *self.listens_to))
