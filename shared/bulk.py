"""Reads and writes many rows in one statement whose text is always the same: it is prepared and planned once."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Table, TextClause, any_, insert, literal, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

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


def insert_all(session: Session, rows_by_table: Mapping[Table, Sequence[Mapping[str, Any]]]) -> None:
    """Insert rows into several tables, in one statement on PostgreSQL; those of a table all have the same columns."""
    found = {table: rows for table, rows in rows_by_table.items() if rows}
    if not found:
        return
    if session.get_bind().dialect.name == "postgresql":
        statement = _into_all(tuple((table, tuple(rows[0])) for table, rows in found.items()))
        values = {
            f"{table.name}_{name}": array for table, rows in found.items() for name, array in _arrays(rows).items()
        }
        session.execute(statement, values)
        return
    for table, rows in found.items():
        session.execute(insert(table), list(rows))


@functools.cache
def _into_all(parts: tuple[tuple[Table, tuple[str, ...]], ...]) -> TextClause:
    """One `WITH` for all tables but the last."""
    inserts = [_insert_from_arrays(table, columns, f"{table.name}_") for table, columns in parts]
    names = [f"into_{table.name} AS ({one})" for (table, _), one in zip(parts, inserts, strict=True)]
    return text(f"WITH {', '.join(names[:-1])} {inserts[-1]}" if len(parts) > 1 else inserts[0])


@functools.cache
def _by_arrays(table: Table, columns: tuple[str, ...], end: str) -> TextClause:
    return text(f"{_insert_from_arrays(table, columns, '')} {end}")


def _insert_from_arrays(table: Table, columns: Sequence[str], prefix: str) -> str:
    """`INSERT … SELECT` from one array a column, each a parameter of the column's name behind the prefix."""
    names = ", ".join(columns)
    return f"INSERT INTO {table.name} ({names}) SELECT * FROM {unnest(table, columns, prefix)}"  # noqa: S608 (our names)


def unnest(table: Table, columns: Sequence[str], prefix: str = "") -> str:
    """PostgreSQL's rows from one array a column, as text."""
    kinds = {name: table.c[name].type.compile(DIALECT) for name in columns}
    return f"unnest({', '.join(f'CAST(:{prefix}{name} AS {kinds[name]}[])' for name in columns)})"


def _arrays(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}
