"""Takes a database away for a while: no connection is left, none is given."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from shared.db import Database


@contextlib.contextmanager
def outage(database: Database) -> Iterator[None]:
    with _missing_file(database) if database.is_sqlite else _closed_database(database.url):
        yield


@contextlib.contextmanager
def _missing_file(database: Database) -> Iterator[None]:
    database.close()
    path = Path(str(database.url.database))
    kept = path.rename(path.with_suffix(".kept"))
    path.mkdir()
    try:
        yield
    finally:
        path.rmdir()
        kept.rename(path)


@contextlib.contextmanager
def _closed_database(url: URL) -> Iterator[None]:
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false'))
        end = text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :name")
        connection.execute(end, {"name": url.database})
        try:
            yield
        finally:
            connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS true'))
    server.dispose()
