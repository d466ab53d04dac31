"""Brings a service's database to the newest version: first the tables that all services share, then its own."""

import logging
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, event, func, inspect, select, text
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import OperationalError, ProgrammingError

from shared.db import Database

log = logging.getLogger(__name__)

SHARED = Path(__file__).parent / "migrations"
SHARED_VERSIONS = "alembic_version_shared"
MIGRATION_LOCK = 0x6D696772  # "migr": one process migrates a database at a time


def history(service: str) -> Path:
    """Where a service keeps its migrations; the gateway's board counts as one."""
    root = Path(__file__).parent.parent
    return (
        root / "gateway" / "board" / "migrations" if service == "board" else root / "services" / service / "migrations"
    )


def run(metadata: MetaData) -> None:
    """Called by each history's `env.py`: migrate over the connection that `upgrade` has opened."""
    options: dict[str, Any] = dict(context.config.attributes)
    connection = options.pop("connection")
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, **options)
    with context.begin_transaction():
        context.run_migrations()


def upgrade(service: str, url: URL) -> None:
    """Create the database if it is missing and apply what is new; run twice, it changes nothing."""
    _create_database(url)
    database = Database(url)
    if database.is_sqlite:
        event.listen(database.engine, "connect", _put_foreign_keys_off)
    try:
        for folder, table in ((SHARED, SHARED_VERSIONS), (history(service), "alembic_version")):
            with database.engine.begin() as connection:
                if not database.is_sqlite:
                    connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
                config = _config(folder)
                config.attributes.update(connection=connection, version_table=table)
                command.upgrade(config, "head")
                if database.is_sqlite:
                    _check_foreign_keys(connection)
    finally:
        database.close()


def _put_foreign_keys_off(connection: Any, _: Any) -> None:
    """SQLite changes a table by putting another in its place, which those that refer to it would forbid."""
    connection.execute("PRAGMA foreign_keys=OFF")


def _check_foreign_keys(connection: Connection) -> None:
    """
    Raises:
        RuntimeError: a row refers to one that isn't there; nothing of the migration is kept.
    """
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError(f"{broken[0]} refers to rows of {broken[2]} that aren't there")


def pending(service: str, connection: Connection) -> list[str]:
    """The histories of a service that are behind, by name; nothing when it is up to date."""
    behind: list[str] = []
    tables = set(inspect(connection).get_table_names())
    for folder, table in ((SHARED, SHARED_VERSIONS), (history(service), "alembic_version")):
        head = ScriptDirectory.from_config(_config(folder)).get_current_head()
        query = text(f"SELECT version_num FROM {table}")  # noqa: S608 (a constant of this module)
        current = connection.execute(query).scalar() if table in tables else None
        if current != head:
            behind.append("shared" if folder == SHARED else service)
    return behind


def drop(url: URL) -> None:
    """Delete a database with all that is in it, whoever is connected."""
    if url.get_backend_name() == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(f"{url.database}{end}").unlink(missing_ok=True)
        return
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        quoted = connection.dialect.identifier_preparer.quote(str(url.database))
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
    server.dispose()


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _create_database(url: URL) -> None:
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        return
    server: Engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            query = text("SELECT 1 FROM pg_database WHERE datname = :name")
            if not connection.execute(query, {"name": url.database}).scalar():
                quoted = connection.dialect.identifier_preparer.quote(str(url.database))
                connection.exec_driver_sql(f"CREATE DATABASE {quoted} ENCODING 'UTF8' TEMPLATE template0")
    except (ProgrammingError, OperationalError) as error:
        # Another process was faster, or only the finished databases may be reached: connecting to it tells.
        log.info("database not created", extra={"database": url.database, "cause": type(error).__name__})
    finally:
        server.dispose()
