"""Holds a migrated database against the model that it is for."""

import warnings
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.util.sqla_compat import is_expression_index
from sqlalchemy import Connection, MetaData, text

from shared.db import Database
from shared.no_overlap import OVERLAPS, NoOverlap, statements


def differences(database: Database, metadata: MetaData) -> list[Any]:
    """What a service's own migrations leave different from its model, constraints' names included."""

    def is_own(_: Any, name: str | None, kind: str, is_reflected: bool, __: Any) -> bool:
        return kind != "table" or not is_reflected or name in metadata.tables

    with database.engine.connect() as connection, warnings.catch_warnings():
        for told in ("Skipped unsupported reflection of", "autogenerate skipping metadata-specified"):
            warnings.filterwarnings("ignore", f"{told} expression-based index")
        options = {"include_object": is_own, "target_metadata": metadata}
        found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    return found + overlap_differences(database, metadata) + missing_expressions(database, metadata)


def missing_expressions(database: Database, metadata: MetaData) -> list[str]:
    """
    On SQLite, indexes of expressions that a model declares and its database hasn't: nothing else compares them, and a
    migration in batch mode loses them together with the table that it replaces.
    """
    if not database.is_sqlite:
        return []
    declared = {
        index.name for table in metadata.tables.values() for index in table.indexes if is_expression_index(index)
    }
    with database.engine.connect() as connection:
        kept = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'index'")))
    return sorted(str(name) for name in declared - kept)


def overlap_differences(database: Database, metadata: MetaData) -> list[str]:
    """The overlaps that a model forbids and its database doesn't, or otherwise than the model says; and the reverse."""
    declared = {rule.name: (name, rule) for name, table in metadata.tables.items() for rule in _rules(table)}
    with database.engine.connect() as connection:
        kept = _kept(connection)
        wanted = {name: _wanted(connection, table, rule) for name, (table, rule) in declared.items()}
        connection.rollback()
    return sorted(name for name in wanted.keys() | kept.keys() if wanted.get(name) != kept.get(name))


def _rules(table: Any) -> tuple[NoOverlap, ...]:
    rules: tuple[NoOverlap, ...] = table.info.get(OVERLAPS, ())
    return rules


def _kept(connection: Connection) -> dict[str, Any]:
    """What the database forbids, by name, in its own words."""
    if connection.dialect.name == "sqlite":
        query = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'no\\_overlap\\_%' ESCAPE '\\'"
        )
        triggers: dict[str, set[str]] = {}
        for name, sql in connection.execute(text(query)):
            triggers.setdefault(name.rpartition("_")[0], set()).add(sql)
        return triggers
    query = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'x'"
    return {name: told for name, told in connection.execute(text(query)) if not name.startswith("probe_")}


def _wanted(connection: Connection, table: str, rule: NoOverlap) -> Any:
    """What the model says, in the database's words: PostgreSQL is asked how it would write it down."""
    if connection.dialect.name == "sqlite":
        return set(statements(table, rule, is_sqlite=True))
    connection.execute(text(f"CREATE TEMP TABLE probe_{table} (LIKE {table})"))
    (forbid,) = statements(f"probe_{table}", rule, is_sqlite=False)
    connection.execute(text(forbid.replace(f"CONSTRAINT {rule.name}", f"CONSTRAINT probe_{rule.name}")))
    query = text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    return connection.scalar(query, {"name": f"probe_{rule.name}"})
