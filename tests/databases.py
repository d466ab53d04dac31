"""Databases for tests: a SQLite file always, PostgreSQL where it is reached (and always with CI=true)."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.pool import NullPool

from shared.db import Database, engine_for
from shared.ids import new_id
from shared.migrate import drop, upgrade

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "postgresql+psycopg://postgres@127.0.0.1:5432")
MANY_ROWS = 10_000


@cache
def postgresql_is_reached() -> bool:
    engine = create_engine(make_url(POSTGRESQL).set(database="postgres"), connect_args={"connect_timeout": 2})
    try:
        with engine.connect():
            return True
    except Exception:  # noqa: BLE001 (whatever it is, it is not reached)
        return False
    finally:
        engine.dispose()


def need_postgresql() -> None:
    """Skip where there is no PostgreSQL; in CI that is a failure."""
    if not postgresql_is_reached():
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL can't be reached")
        pytest.skip("PostgreSQL can't be reached; set TEST_DATABASE_URL")


def fresh_database(service: str, backend: str) -> Iterator[Database]:
    """
    A migrated, empty database; one a service serves all tests of a run, emptied before each.

    So statements are compiled once a run, not once a test. What a test listens to on the engine ends with the test.
    """
    if backend == "sqlite":
        url = _sqlite_database(service)
        _copy(_sqlite_template(service), Path(str(url.database)))
    else:
        need_postgresql()
        url = _postgresql_database(service)
        _empty(url)
    database = Database(url, _engine(url).execution_options())
    try:
        yield database
    finally:
        database.close()


@cache
def _engine(url: URL) -> Engine:
    engine = engine_for(url)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _spare_the_disk)
    return engine


def _spare_the_disk(connection: Any, _: Any) -> None:
    """No test here outlives the machine."""
    connection.execute("PRAGMA synchronous=OFF")


def _copy(template: Path, target: Path) -> None:
    for end in ("", "-wal", "-shm"):
        target.with_name(target.name + end).unlink(missing_ok=True)
    shutil.copyfile(template, target)


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="linli-databases-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _sqlite_database(service: str) -> URL:
    return URL.create("sqlite", database=str(_folder() / f"{service}.db"))


@cache
def _sqlite_template(service: str) -> Path:
    """An empty migrated file, made once a run."""
    template = _folder() / f"{service}-template.db"
    upgrade(service, URL.create("sqlite", database=str(template)))
    return template


@cache
def _postgresql_database(service: str) -> URL:
    """A migrated database, made once a run and dropped at its end."""
    url = make_url(POSTGRESQL).set(database=f"linli_test_{new_id().replace('-', '')[-16:]}_{service}")
    upgrade(service, url)
    atexit.register(drop, url)
    with create_engine(url, poolclass=NullPool).begin() as connection:  # no test here outlives PostgreSQL
        connection.execute(text(f'ALTER DATABASE "{url.database}" SET synchronous_commit = off'))
    return url


EMPTY = """
DO $$
DECLARE
    one text;
    deleted bigint;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN
        SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic_version%'
    LOOP
        EXECUTE format('DELETE FROM %I', one);
        GET DIAGNOSTICS deleted = ROW_COUNT;
        -- what is left of so many deleted ones is read over by the next test's queries
        IF deleted > {many} THEN EXECUTE format('TRUNCATE %I CASCADE', one); END IF;
    END LOOP;
    ALTER SEQUENCE outbox_number_seq RESTART;
END $$
"""


def _empty(url: URL) -> None:
    """Delete all rows, in one statement; triggers that forbid it, and foreign keys, are passed over for once."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(EMPTY.format(many=MANY_ROWS)))
