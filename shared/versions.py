"""Versions of rows: what If-Match and the changes of others are held against, and what a batch is written by."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, event
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column, object_mapper
from sqlalchemy.orm.attributes import get_history, instance_state, set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from shared.bulk import update_rows


class NotCounted(Exception):
    """A method has changed a row with a version and hasn't called `count_up`: a fault in the model."""


class Versioned:
    """
    A row with a version.

    Each method that changes the row calls `count_up`: so an answer can name the new version before anything is written,
    and the changes of a whole batch are written together. A change that isn't counted is refused when it is written.
    """

    version: Mapped[int] = mapped_column()

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version, "version_id_generator": False}

    def count_up(self) -> None:
        self.version += 1


@event.listens_for(Versioned, "init", propagate=True)
def _begin_with_one(_: Any, __: Any, values: dict[str, Any]) -> None:
    values.setdefault("version", 1)


def check_versions(session: Session) -> None:
    """
    Raises:
        NotCounted: a row has changed and its version hasn't.
    """
    for row in session.dirty:
        if isinstance(row, Versioned) and session.is_modified(row) and not get_history(row, "version").added:
            raise NotCounted(type(row).__name__)


def write_versions(session: Session) -> None:
    """
    Write the changed rows that have a version, those of a kind together; the flush would send one statement for each.

    Changes come before what is new, in every transaction: two that want the same row queue up there, and don't end in
    a deadlock where one has already inserted what the other is about to. What this leaves out, a row whose relations
    have changed, the flush writes.

    Raises:
        StaleDataError: somebody else has changed one of them.
    """
    alike: dict[tuple[Any, tuple[str, ...]], list[Versioned]] = defaultdict(list)
    for row in session.dirty:
        if isinstance(row, Versioned) and row not in session.deleted:
            alike[object_mapper(row), tuple(sorted(instance_state(row).committed_state))].append(row)
    for (mapper, names), rows in alike.items():
        if "version" in names and all(_is_plain(mapper, name) for name in names):
            _write(session, mapper, names, rows)


def _is_plain(mapper: Any, name: str) -> bool:
    """Whether it is a column under its own name, of a type that PostgreSQL takes in arrays."""
    column = mapper.local_table.columns.get(name)
    return name in mapper.column_attrs and column is not None and not isinstance(column.type, JSON)


def _write(session: Session, mapper: Any, names: Sequence[str], rows: list[Versioned]) -> None:
    table = mapper.local_table
    values = [
        {name: getattr(row, name) for name in names}
        | {
            "the_id": mapper.primary_key_from_instance(row)[0],
            "old_version": instance_state(row).committed_state["version"],
        }
        for row in rows
    ]
    values.sort(key=lambda one: str(one["the_id"]))  # all lock in the same order
    where = {"the_id": table.primary_key.columns[0].name, "old_version": "version"}
    with session.no_autoflush:  # it would write each of them alone
        found = update_rows(session, table, values, where=where)
    if found != len(rows):
        raise StaleDataError(f"{table.name}: {found} of {len(rows)} rows found")
    for row in rows:
        for name in names:
            set_committed_value(row, name, getattr(row, name))
