"""Databases for tests: a SQLite file always, PostgreSQL where it is reached (and always with CI=true)."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from shared.db import Database
from shared.ids import new_id
from shared.migrate import drop, upgrade

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "postgresql+psycopg://postgres@127.0.0.1:5432")


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


def fresh_database(service: str, backend: str, folder: Path) -> Iterator[Database]:
    """A migrated, empty database that is gone afterwards."""
    if backend == "sqlite":
        url = URL.create("sqlite", database=str(folder / f"{service}.db"))
    else:
        need_postgresql()
        url = make_url(POSTGRESQL).set(database=f"linli_test_{new_id().replace('-', '')[-16:]}_{service}")
    upgrade(service, url)
    database = Database(url)
    yield database
    database.close()
    if backend != "sqlite":
        drop(url)
