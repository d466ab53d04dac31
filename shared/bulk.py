"""
Reads and writes many rows in one statement whose text is always the same: it is prepared and planned once.

On PostgreSQL the rows go as one JSON parameter: arrays, one a column, cost the driver several times as much.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import ARRAY, ColumnElement, Table, TextClause, any_, bindparam, insert, literal, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def is_one_of(session: Session, column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """`column IN values`, on PostgreSQL with one parameter however many there are."""
    if session.get_bind().dialect.name == "postgresql":
        found: ColumnElement[bool] = column == any_(literal(list(values), ARRAY(column.type)))
        return found
    return column.in_(list(values))  # type: ignore[no-any-return]


def count_anew(session: Session, table: Table, *names: str) -> None:
    """
    Have PostgreSQL look at these columns of a table that has just been filled: its plans would be those for an empty
    one, until autovacuum comes by. The table is held for who does the same, until the commit.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ANALYZE {table.name} ({', '.join(names)})"))


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns; nothing for none."""
    insert_all(session, {table: rows})


def insert_new_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Insert rows whose primary key isn't there yet; the keys of those inserted, as text."""
    if not rows:
        return set()
    (key,) = table.primary_key.columns
    if session.get_bind().dialect.name == "postgresql":
        end = f"ON CONFLICT DO NOTHING RETURNING {key.name}"
        result = session.execute(_into(table, tuple(rows[0]), end), {"rows": _json(rows)})
    else:
        result = session.execute(sqlite.insert(table).on_conflict_do_nothing().returning(key), list(rows))
    return {str(one) for one in result.scalars()}


def put_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, each with another primary key, in place of those that have it already."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key.columns]
    others = [name for name in rows[0] if name not in keys]
    if session.get_bind().dialect.name == "postgresql":
        taken = ", ".join(f"{name} = excluded.{name}" for name in others)
        end = f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {taken}"
        session.execute(_into(table, tuple(rows[0]), end), {"rows": _json(rows)})
        return
    into = sqlite.insert(table)
    session.execute(into.on_conflict_do_update(keys, set_={name: into.excluded[name] for name in others}), list(rows))


def insert_all(session: Session, rows_by_table: Mapping[Table, Sequence[Mapping[str, Any]]]) -> None:
    """Insert rows into several tables, in one statement on PostgreSQL; those of a table all have the same columns."""
    found = {table: rows for table, rows in rows_by_table.items() if rows}
    if not found:
        return
    if session.get_bind().dialect.name == "postgresql":
        statement = _into_all(tuple((table, tuple(rows[0])) for table, rows in found.items()))
        session.execute(statement, {f"rows_{table.name}": _json(rows) for table, rows in found.items()})
        return
    for table, rows in found.items():
        session.execute(insert(table), list(rows))


def update_rows(
    session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, where: Mapping[str, str] | None = None
) -> int:
    """
    Change rows, each to values of its own; all of `rows` name the same columns.

    where: names in `rows` that don't stand for a new value, with the column that must equal each; left out, `id`.

    Returns:
        How many were found.
    """
    if not rows:
        return 0
    where = where or {"id": "id"}
    if session.get_bind().dialect.name == "postgresql":
        done: Any = session.execute(_update_by_json(table, tuple(rows[0]), tuple(where.items())), {"rows": _json(rows)})
    else:
        values = [{f"the_{name}": value for name, value in row.items()} for row in rows]
        done = session.connection().execute(_update_one_by_one(table, tuple(rows[0]), where), values)
    return int(done.rowcount)


@functools.cache
def _update_by_json(table: Table, names: tuple[str, ...], where: tuple[tuple[str, str], ...]) -> TextClause:
    columns = {name: dict(where).get(name, name) for name in names}
    changes = ", ".join(f"{name} = new.{name}" for name in names if name not in dict(where))
    same = " AND ".join(f"{table.name}.{column} = new.{name}" for name, column in where)
    change = f"UPDATE {table.name} SET {changes}"  # noqa: S608 (our names)
    return text(f"{change} FROM {_records(table, columns, 'rows')} WHERE {same}")


def _update_one_by_one(table: Table, names: Sequence[str], where: Mapping[str, str]) -> Any:
    same = [table.c[column] == bindparam(f"the_{name}") for name, column in where.items()]
    return update(table).where(*same).values({name: bindparam(f"the_{name}") for name in names if name not in where})


@functools.cache
def _into_all(parts: tuple[tuple[Table, tuple[str, ...]], ...]) -> TextClause:
    """One `WITH` for all tables but the last."""
    inserts = [_insert(table, columns, f"rows_{table.name}") for table, columns in parts]
    names = [f"into_{table.name} AS ({one})" for (table, _), one in zip(parts, inserts, strict=True)]
    return text(f"WITH {', '.join(names[:-1])} {inserts[-1]}" if len(parts) > 1 else inserts[0])


@functools.cache
def _into(table: Table, columns: tuple[str, ...], end: str) -> TextClause:
    return text(f"{_insert(table, columns, 'rows')} {end}")


def _insert(table: Table, columns: Sequence[str], parameter: str) -> str:
    names = ", ".join(columns)
    records = _records(table, {name: name for name in columns}, parameter)
    return f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {records}"  # noqa: S608 (our names)


def _records(table: Table, columns: Mapping[str, str], parameter: str) -> str:
    """columns: each name in the rows with the column whose type it has."""
    types = {name: table.c[column].type.compile(DIALECT) for name, column in columns.items()}
    return records(parameter, types, DIALECT.name)


def records(parameter: str, types: Mapping[str, str], dialect: str) -> str:
    """The rows in a JSON parameter, as a table `new` of a statement. types: of each name, as PostgreSQL calls them."""
    if dialect == "postgresql":
        columns = ", ".join(f"{name} {type_}" for name, type_ in types.items())
        return f"json_to_recordset(CAST(:{parameter} AS json)) AS new({columns})"
    columns = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in types)
    return f"(SELECT {columns} FROM json_each(:{parameter})) AS new"  # noqa: S608 (our names)


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(list(rows), default=dict).decode()
