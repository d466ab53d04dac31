import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, Table, insert, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from shared.db import Database, UtcDateTime, is_away, is_transient, new_metadata
from tests.databases import fresh_database
from tests.races import at_once

METADATA = new_metadata()
MOMENTS = Table("moments", METADATA, Column("id", Integer, primary_key=True), Column("at", UtcDateTime))
NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def database(backend: str) -> Iterator[Database]:
    for database in fresh_database("outsourcing", backend):
        METADATA.create_all(database.engine)
        yield database


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    database = Database(URL.create("sqlite", database=str(tmp_path / "邻里.db")))
    METADATA.create_all(database.engine)
    yield database
    database.close()


def keep(database: Database, *instants: datetime | None) -> None:
    with database.writing() as session:
        for instant in instants:
            session.execute(insert(MOMENTS).values(at=instant))
        session.commit()


def kept(database: Database, query: Any = None) -> list[datetime | None]:
    with database.reading() as session:
        return list(session.scalars(select(MOMENTS.c.at).order_by(MOMENTS.c.id) if query is None else query))


def count(session: Session) -> int:
    return int(session.execute(text("SELECT count(*) FROM moments")).scalar_one())


def test_an_instant_comes_back_in_utc_to_the_microsecond(database: Database) -> None:
    keep(database, NOON, None)
    found, nothing = kept(database)

    assert found == NOON
    assert found.tzinfo is UTC
    assert nothing is None


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="an instant needs a time zone"):
        keep(database, NOON.replace(tzinfo=None))


def test_instants_compare_as_instants_whatever_their_zone(database: Database) -> None:
    round_second = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    keep(database, NOON, round_second, round_second - timedelta(microseconds=1))
    since = select(MOMENTS.c.at).where(MOMENTS.c.at >= round_second.astimezone(NOON.tzinfo)).order_by(MOMENTS.c.at)

    assert kept(database, since) == [round_second, NOON]


def test_what_is_not_committed_is_gone(database: Database) -> None:
    with database.writing() as session:
        session.execute(insert(MOMENTS).values(at=NOON))

    assert kept(database) == []


def test_readers_do_not_wait_for_a_writer_and_see_only_what_is_committed(database: Database) -> None:
    with database.writing() as writer:
        writer.execute(insert(MOMENTS).values(at=NOON))
        with database.reading() as reader:
            before = count(reader)
        writer.commit()

    assert (before, len(kept(database))) == (0, 1)


def test_writers_on_sqlite_wait_for_each_other_in_this_process(sqlite: Database) -> None:
    entered = threading.Event()

    def write() -> None:
        with sqlite.writing() as session:
            entered.set()
            session.execute(insert(MOMENTS).values(at=NOON))
            session.commit()

    with sqlite.writing() as session:
        second = threading.Thread(target=write)
        second.start()
        has_waited = not entered.wait(0.1)
        session.execute(insert(MOMENTS).values(at=NOON))
        session.commit()
    second.join(timeout=10)

    assert has_waited
    assert len(kept(sqlite)) == 2


def test_a_writer_that_fails_lets_the_next_one_in(sqlite: Database) -> None:
    with pytest.raises(ZeroDivisionError), sqlite.writing():
        raise ZeroDivisionError

    keep(sqlite, NOON)
    assert len(kept(sqlite)) == 1


def test_many_writers_lose_nothing(database: Database) -> None:
    at_once(8, lambda _: keep(database, NOON))

    assert len(kept(database)) == 8


def test_sqlite_survives_a_crash_and_keeps_foreign_keys(sqlite: Database) -> None:
    with sqlite.reading() as session:
        pragmas = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys")}
        is_synchronous = session.execute(text("PRAGMA synchronous")).scalar() == 2

    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1}
    assert is_synchronous


def test_a_database_that_cannot_be_reached_is_away() -> None:
    database = Database(URL.create("postgresql+psycopg", "postgres", host="127.0.0.1", port=1, database="nothing"))

    with pytest.raises(OperationalError) as failed:
        database.check()
    database.close()
    assert is_away(failed.value)
    assert not is_transient(failed.value)


def test_a_broken_rule_is_neither_away_nor_transient(database: Database) -> None:
    with pytest.raises(IntegrityError) as failed, database.writing() as session:
        session.execute(insert(MOMENTS), [{"id": 1}, {"id": 1}])

    assert not is_away(failed.value)
    assert not is_transient(failed.value)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO moments (id, at) VALUES (7, now()), (7, now())",
        "SELECT CAST('13904310001' AS uuid)",
        "SELECT CAST('13904310001' AS date)",
    ],
)
def test_an_error_of_postgresql_tells_no_values(database: Database, statement: str) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite's errors name columns alone")
    with pytest.raises(DBAPIError) as failed, database.writing() as session:
        session.execute(text(statement))
    told = "".join(traceback.format_exception(failed.value))

    assert "(7)" not in told
    assert "13904310001" not in told.replace(statement, "")
