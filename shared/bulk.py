"""Reads and writes many rows in one statement whose text is always the same: it is prepared and planned once."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Table,
    TextClause,
    any_,
    bindparam,
    insert,
    literal,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, object_mapper
from sqlalchemy.orm.attributes import instance_state, set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from shared.db import Versioned

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def is_one_of(session: Session, column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """`column IN values`, on PostgreSQL with one parameter however many there are."""
    if session.get_bind().dialect.name == "postgresql":
        found: ColumnElement[bool] = column == any_(literal(list(values), ARRAY(column.type)))
        return found
    return column.in_(list(values))  # type: ignore[no-any-return]


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns; nothing for none."""
    if not rows:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_by_arrays(table, tuple(rows[0]), ""), _arrays(rows))
    else:
        session.execute(insert(table), list(rows))


def insert_new_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Insert rows whose primary key isn't there yet; the keys of those inserted, as text."""
    if not rows:
        return set()
    (key,) = table.primary_key.columns
    if session.get_bind().dialect.name == "postgresql":
        end = f"ON CONFLICT DO NOTHING RETURNING {key.name}"
        result = session.execute(_by_arrays(table, tuple(rows[0]), end), _arrays(rows))
    else:
        result = session.execute(sqlite.insert(table).on_conflict_do_nothing().returning(key), list(rows))
    return {str(one) for one in result.scalars()}


def update_versions(session: Session) -> None:
    """
    Write the changed rows that have a version, those of a kind together; the flush would send one statement for each.

    What this leaves out, a single row or one whose relations have changed, the flush writes.

    Raises:
        StaleDataError: somebody else has changed one of them.
    """
    alike: dict[tuple[Any, frozenset[str]], list[Versioned]] = defaultdict(list)
    for row in session.dirty:
        if isinstance(row, Versioned) and row not in session.deleted:
            alike[object_mapper(row), frozenset(instance_state(row).committed_state)].append(row)
    for (mapper, names), rows in alike.items():
        if len(rows) > 1 and "version" in names and names <= set(mapper.column_attrs.keys()):
            _update_versions(session, mapper, names, rows)


def _update_versions(session: Session, mapper: Any, names: frozenset[str], rows: list[Versioned]) -> None:
    key: Any = mapper.primary_key[0]
    statement = (
        update(mapper.local_table)
        .where(key == bindparam("key"), mapper.version_id_col == bindparam("old_version"))
        .values({mapper.columns[name]: bindparam(f"new_{name}") for name in names})
    )
    values = [
        {f"new_{name}": getattr(row, name) for name in names}
        | {
            "key": mapper.primary_key_from_instance(row)[0],
            "old_version": instance_state(row).committed_state["version"],
        }
        for row in rows
    ]
    done: Any = session.connection().execute(statement, sorted(values, key=lambda one: str(one["key"])))
    if done.rowcount != len(rows):
        raise StaleDataError(f"{mapper.local_table.name}: {len(rows)} rows expected")
    for row in rows:
        for name in names:
            set_committed_value(row, name, getattr(row, name))


@functools.cache
def _by_arrays(table: Table, columns: tuple[str, ...], end: str) -> TextClause:
    """`INSERT … SELECT` from one array a column."""
    kinds = {name: table.c[name].type.compile(DIALECT) for name in columns}
    arrays = ", ".join(f"CAST(:{name} AS {kinds[name]}[])" for name in columns)
    names = ", ".join(columns)
    return text(f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}) {end}")  # noqa: S608 (our names)


def _arrays(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}
