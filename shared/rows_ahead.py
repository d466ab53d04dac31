"""Reads the rows that the commands of a batch begin with, so that their handlers find them in the session."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from shared.bulk import is_one_of
from shared.messages.declare import COMMANDS
from shared.messages.envelope import Call
from shared.service import ACTING_MEMBER, Held, Service


def load_ahead(session: Session, service: Service, calls: Sequence[Call]) -> list[Any]:
    """
    The rows, kind by kind, each kind in one statement. Those that are `Held` come first, by the names of their tables
    and then by their ids: whoever locks several does it in this order; what merely names them goes on. A single command
    reads for itself what it needs beside them.
    """
    held, read = _wanted(service, calls)
    loaded: list[Any] = []
    for kind in sorted(held, key=lambda kind: str(kind.__tablename__)):
        matches = [
            is_one_of(session, kind.id, sorted(keys)) if find is None else kind.id.in_(find(sorted(keys)))
            for find, keys in held[kind].items()
        ]
        query = select(kind).where(or_(*matches)).order_by(kind.id).with_for_update(of=kind, key_share=True)
        loaded += session.execute(query).unique().scalars().all()
    if len(calls) > 1:
        for kind, keys in read.items():
            loaded += session.execute(select(kind).where(is_one_of(session, kind.id, keys))).scalars().all()
    return loaded


def _wanted(service: Service, calls: Sequence[Call]) -> tuple[dict[Any, dict[Any, set[str]]], dict[Any, set[str]]]:
    """Keys of what is held, by kind and by how it is found by them; and keys of what is only read, by kind."""
    held: dict[Any, dict[Any, set[str]]] = {}
    read: dict[Any, set[str]] = {}
    for call in calls:
        for name, wanted in service.loads.get(COMMANDS[call.topic], ()):
            keys = set(_keys(call, name))
            if not keys:
                continue
            if isinstance(wanted, Held):
                held.setdefault(wanted.kind, {}).setdefault(wanted.find, set()).update(keys)
            else:
                read.setdefault(wanted, set()).update(keys)
    return held, read


def _keys(call: Call, name: str) -> Iterator[str]:
    """What a call gives in a field: an id, some, or none."""
    given = call.actor.member_id if name == ACTING_MEMBER else call.data.get(name)
    if isinstance(given, list):
        yield from given
    elif given:
        yield given
