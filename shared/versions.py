"""Versions of rows: what If-Match and the changes of others are held against, and what a batch is written by."""

import functools
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, TextClause, bindparam, event, text, update
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column, object_mapper
from sqlalchemy.orm.attributes import get_history, instance_state, set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from shared.bulk import unnest


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

    What this leaves out, a single row or one whose relations have changed, the flush writes.

    Raises:
        StaleDataError: somebody else has changed one of them.
    """
    alike: dict[tuple[Any, tuple[str, ...]], list[Versioned]] = defaultdict(list)
    for row in session.dirty:
        if isinstance(row, Versioned) and row not in session.deleted:
            alike[object_mapper(row), tuple(sorted(instance_state(row).committed_state))].append(row)
    for (mapper, names), rows in alike.items():
        if len(rows) > 1 and "version" in names and all(_is_plain(mapper, name) for name in names):
            _write(session, mapper, names, rows)


def _is_plain(mapper: Any, name: str) -> bool:
    """Whether it is a column under its own name, of a type that PostgreSQL takes in arrays."""
    column = mapper.local_table.columns.get(name)
    return name in mapper.column_attrs and column is not None and not isinstance(column.type, JSON)


def _write(session: Session, mapper: Any, names: Sequence[str], rows: list[Versioned]) -> None:
    table = mapper.local_table
    key = table.primary_key.columns[0].name
    values = [
        {f"new_{name}": getattr(row, name) for name in names}
        | {f"the_{key}": getattr(row, key), "the_version": instance_state(row).committed_state["version"]}
        for row in rows
    ]
    values.sort(key=lambda one: str(one[f"the_{key}"]))  # all lock in the same order
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        arrays = {name: [one[name] for one in values] for name in values[0]}
        done: Any = connection.execute(_by_arrays(table, key, tuple(names)), arrays)
    else:
        done = connection.execute(_one_by_one(table, key, names), values)
    if done.rowcount != len(rows):
        raise StaleDataError(f"{table.name}: {len(rows)} rows expected")
    for row in rows:
        for name in names:
            set_committed_value(row, name, getattr(row, name))


@functools.cache
def _by_arrays(table: Any, key: str, names: tuple[str, ...]) -> TextClause:
    changes = ", ".join(f"{name} = new.{name}" for name in names)
    found = f"{unnest(table, (key, 'version'), 'the_')[:-1]}, {unnest(table, names, 'new_').removeprefix('unnest(')}"
    columns = ", ".join((f"the_{key}", "the_version", *names))
    return text(
        f"UPDATE {table.name} SET {changes} FROM {found} AS new({columns}) "  # noqa: S608 (our names)
        f"WHERE {table.name}.{key} = new.the_{key} AND {table.name}.version = new.the_version"
    )


def _one_by_one(table: Any, key: str, names: Sequence[str]) -> Any:
    return (
        update(table)
        .where(table.c[key] == bindparam(f"the_{key}"), table.c.version == bindparam("the_version"))
        .values({table.c[name]: bindparam(f"new_{name}") for name in names})
    )
