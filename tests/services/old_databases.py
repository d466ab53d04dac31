"""Databases as an earlier version of the program left them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import URL, Connection, text
from sqlalchemy.engine import make_url

from shared.ids import new_id
from shared.migrate import _config, drop, history
from tests.databases import POSTGRESQL, need_postgresql


@contextmanager
def fresh_url(backend: str, folder: Path) -> Iterator[URL]:
    """Where a database may be made; it is gone afterwards."""
    if backend == "sqlite":
        yield URL.create("sqlite", database=str(folder / "old.db"))
        return
    need_postgresql()
    fresh = make_url(POSTGRESQL).set(database=f"linli_test_{new_id().replace('-', '')[-16:]}_old")
    yield fresh
    drop(fresh)


def migrate_to(connection: Connection, revision: str, service: str = "membership") -> None:
    config = _config(history(service))
    config.attributes.update(connection=connection, version_table="alembic_version")
    command.upgrade(config, revision)


def downgrade_to(connection: Connection, revision: str, service: str = "membership") -> None:
    config = _config(history(service))
    config.attributes.update(connection=connection, version_table="alembic_version")
    command.downgrade(config, revision)


def insert(connection: Connection, table: str, **values: Any) -> None:
    columns, names = ", ".join(values), ", ".join(f":{name}" for name in values)
    if connection.dialect.name == "sqlite":
        values |= {name: value.replace("-", "") for name, value in values.items() if name.endswith("id") and value}
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({names})"), values)  # noqa: S608 (our names)
