"""
Intervals of one thing that can't overlap, held by the database: an exclusion constraint on PostgreSQL, triggers on
SQLite. An interval holds its start and not its end, so that one may begin where another ends.

A handler locks the thing itself before it looks for what stands in the way: two that insert at the same moment would
wait for each other in the constraint's index, and one of them would end as a deadlock.
"""

from dataclasses import dataclass
from typing import Any

SIGN = "overlap forbidden by"


@dataclass(frozen=True)
class NoOverlap:
    """
    What can't overlap. A model says it in `__table_args__`, `{"info": {OVERLAPS: (NoOverlap(…),)}}`; a migration makes
    it true, and the test that compares the two sees to it that they say the same.

    name: the constraint's, `no_overlap_` with the table's.
    key: the column of the thing whose intervals these are; an index begins with it and `starts`.
    starts, ends: columns of instants; a CHECK holds the one before the other.
    where: of which rows it holds, with bare names of columns; empty for all.
    """

    name: str
    key: str
    starts: str
    ends: str
    where: str = ""


OVERLAPS = "overlaps"


def forbid_overlap(op: Any, table: str, rule: NoOverlap) -> None:
    """
    In a migration: let no two rows overlap from now on; those that are there already don't.

    A migration in batch mode puts another table in the place of this one on SQLite, and its triggers are gone: it has
    to forbid the overlap again.
    """
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for statement in statements(table, rule, is_sqlite=is_sqlite):
        op.execute(statement)


def statements(table: str, rule: NoOverlap, *, is_sqlite: bool) -> tuple[str, ...]:
    """What forbids the overlap."""
    if is_sqlite:
        return tuple(_trigger(table, rule, event) for event in ("insert", "update"))
    only = f" WHERE ({rule.where})" if rule.where else ""
    span = f"tstzrange({rule.starts}, {rule.ends}, '[)')"
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {rule.name} EXCLUDE USING gist ({rule.key} WITH =, {span} WITH &&){only}",
    )


def _trigger(table: str, rule: NoOverlap, event: str) -> str:
    """
    Runs after the row is there, so that `where` reads the same for it and for the others. As those don't overlap, the
    last of them that begins before the row ends is the only one that can reach into it: an index finds that at once.
    """
    only = f" WHERE {rule.where}" if rule.where else ""
    rows = f"(SELECT rowid AS row_number, {rule.key}, {rule.starts}, {rule.ends} FROM {table}{only})"  # noqa: S608
    before = (
        f"SELECT other.{rule.ends} FROM {rows} AS other WHERE other.{rule.key} = one.{rule.key} "  # noqa: S608
        f"AND other.{rule.starts} < one.{rule.ends} AND other.row_number <> one.row_number "
        f"ORDER BY other.{rule.starts} DESC LIMIT 1"
    )
    return (
        f"CREATE TRIGGER {rule.name}_{event} AFTER {event.upper()} ON {table} WHEN EXISTS ("  # noqa: S608 (our names)
        f"SELECT 1 FROM {rows} AS one WHERE one.row_number = NEW.rowid AND ({before}) > one.{rule.starts}"
        f") BEGIN SELECT RAISE(ABORT, '{SIGN} {rule.name}'); END"
    )
