"""Writes many rows in one statement whose text is always the same, so that it is prepared once and planned once."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, TextClause, insert, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


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


@functools.cache
def _by_arrays(table: Table, columns: tuple[str, ...], end: str) -> TextClause:
    """`INSERT … SELECT` from one array a column."""
    kinds = {name: table.c[name].type.compile(DIALECT) for name in columns}
    arrays = ", ".join(f"CAST(:{name} AS {kinds[name]}[])" for name in columns)
    names = ", ".join(columns)
    return text(f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}) {end}")  # noqa: S608 (our names)


def _arrays(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}
