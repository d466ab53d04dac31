"""Intervals of one thing that can't overlap: the same on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import CheckConstraint, String, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

import shared.db
from shared.db import ID, Database, is_transient, new_metadata
from shared.ids import new_id
from shared.no_overlap import OVERLAPS, NoOverlap, forbid_overlap
from tests.databases import fresh_database
from tests.overlaps import allow_overlap, is_overlap
from tests.races import at_once
from tests.services.schema import overlap_differences

HERE, THERE = (f"01976a00-0000-7000-8000-00000000000{digit}" for digit in "ab")
START = datetime(2026, 12, 31, 15, 0, tzinfo=UTC)  # an hour before midnight in Shanghai
TIMES = {"key": "room_id", "starts": "starts_at", "ends": "ends_at"}
RULE = NoOverlap("no_overlap_stays", **TIMES, where="state IN ('asked', 'kept')")


class Base(shared.db.Base):
    __abstract__ = True
    metadata = new_metadata()


class Stay(Base):
    __tablename__ = "stays"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    room_id: Mapped[str] = mapped_column(ID)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20))

    __table_args__ = (CheckConstraint("starts_at < ends_at", name="forwards"), {"info": {OVERLAPS: (RULE,)}})


@pytest.fixture
def database(backend: str) -> Iterator[Database]:
    yield from _open(backend)


@pytest.fixture
def on_postgresql() -> Iterator[Database]:
    """For races: sessions that really run at once."""
    yield from _open("postgresql")


def _open(backend: str) -> Iterator[Database]:
    for database in fresh_database("engagement", backend):
        Base.metadata.create_all(database.engine)
        _migrate(database, lambda op: forbid_overlap(op, "stays", RULE))
        yield database
        Base.metadata.drop_all(database.engine)


def _migrate(database: Database, step: Any) -> None:
    with database.engine.begin() as connection:
        step(Operations(MigrationContext.configure(connection)))


def stay(room_id: str, since: float, until: float, state: str = "asked") -> dict[str, Any]:
    """From so many hours after the start to so many."""
    starts_at, ends_at = START + timedelta(hours=since), START + timedelta(hours=until)
    return {"id": new_id(), "room_id": room_id, "starts_at": starts_at, "ends_at": ends_at, "state": state}


def keep(database: Database, *rows: dict[str, Any]) -> None:
    with database.writing() as session:
        session.execute(insert(Stay), list(rows))
        session.commit()


def is_refused(database: Database, statement: Any) -> bool:
    """Whether it is refused for the overlap; refused, it leaves nothing."""
    with database.writing() as session:
        try:
            session.execute(statement)
        except IntegrityError as error:
            if is_overlap(error, RULE.name):
                return True
            raise
        session.commit()
        return False


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Stay)) or 0


@pytest.mark.parametrize(
    "since, until, is_taken",
    [
        (1, 3, True),
        (0, 4, True),
        (1.5, 2.5, True),
        (0, 1.0001, True),
        (2.9999, 4, True),
        (0, 1, False),
        (3, 4, False),
        (-20, 0, False),
    ],
)
def test_an_interval_meets_another_only_where_both_hold_the_same_instant(
    database: Database, since: float, until: float, *, is_taken: bool
) -> None:
    keep(database, stay(HERE, 1, 3))

    assert is_refused(database, insert(Stay).values(stay(HERE, since, until))) is is_taken
    assert count(database) == (1 if is_taken else 2)


def test_other_things_and_other_states_are_free(database: Database) -> None:
    keep(database, stay(HERE, 1, 3))
    keep(database, stay(THERE, 1, 3), stay(HERE, 1, 3, "cancelled"), stay(HERE, 1, 3, "cancelled"))

    assert count(database) == 4


def test_several_rows_of_one_statement_may_not_overlap_either(database: Database) -> None:
    assert is_refused(database, insert(Stay).values([stay(HERE, 1, 3), stay(HERE, 2, 4)]))
    assert count(database) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": START + timedelta(hours=2)},
        {"room_id": HERE, "starts_at": START + timedelta(hours=1), "ends_at": START + timedelta(hours=4)},
        {"starts_at": START + timedelta(hours=1), "ends_at": START + timedelta(hours=9)},
    ],
)
def test_a_change_may_not_lead_to_an_overlap(database: Database, change: dict[str, Any]) -> None:
    other = stay(HERE, 4, 5)
    keep(database, stay(HERE, 1, 3), other)
    moved = update(Stay).where(Stay.id == other["id"]).values(change)

    assert is_refused(database, moved)


def test_a_row_may_be_changed_within_its_own_interval(database: Database) -> None:
    row = stay(HERE, 1, 3)
    keep(database, row)

    assert not is_refused(database, update(Stay).values(ends_at=START + timedelta(hours=2), state="kept"))


def test_what_is_cancelled_comes_back_only_while_its_place_is_free(database: Database) -> None:
    cancelled = stay(HERE, 1, 3, "cancelled")
    keep(database, cancelled, stay(HERE, 2, 4))
    back = update(Stay).where(Stay.id == cancelled["id"]).values(state="kept")

    assert is_refused(database, back)
    with database.writing() as session:
        session.execute(delete(Stay).where(Stay.id != cancelled["id"]))
        session.commit()
    assert not is_refused(database, back)


def test_another_refusal_is_not_taken_for_an_overlap(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        keep(database, stay(HERE, 3, 1, "cancelled"))

    assert not is_overlap(caught.value, RULE.name)
    assert not is_overlap(ValueError(RULE.name), RULE.name)


def test_the_model_is_held_against_what_the_database_forbids(database: Database) -> None:
    assert RULE.name not in overlap_differences(database, Base.metadata)

    _migrate(database, lambda op: allow_overlap(op, "stays", RULE.name))
    assert RULE.name in overlap_differences(database, Base.metadata)

    other = NoOverlap(RULE.name, **TIMES, where="state IN ('kept')")
    _migrate(database, lambda op: forbid_overlap(op, "stays", other))
    assert RULE.name in overlap_differences(database, Base.metadata)


def test_of_sessions_that_insert_at_once_one_wins(on_postgresql: Database) -> None:
    def insert_one(_: int) -> str:
        with on_postgresql.writing() as session:
            try:
                session.execute(insert(Stay).values(stay(HERE, 1, 3)))
                session.commit()
            except Exception as error:  # noqa: BLE001 (told apart below)
                return "overlap" if is_overlap(error, RULE.name) else "deadlock" if is_transient(error) else repr(error)
            return "done"

    told = at_once(8, insert_one)

    assert told.count("done") == 1
    assert set(told) <= {"done", "overlap", "deadlock"}  # which a lock of the thing itself spares
    assert count(on_postgresql) == 1


def test_a_session_waits_for_another_that_has_not_decided_yet(on_postgresql: Database) -> None:
    inserted = Barrier(2)

    def insert_first(session: Session) -> None:
        session.execute(insert(Stay).values(stay(HERE, 1, 3)))
        inserted.wait(timeout=10)
        _wait_until_somebody_waits(on_postgresql)
        session.rollback()

    def insert_second(session: Session) -> None:
        inserted.wait(timeout=10)
        session.execute(insert(Stay).values(stay(HERE, 2, 4)))
        session.commit()

    def run(step: Any) -> None:
        with on_postgresql.writing() as session:
            step(session)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(run, (insert_first, insert_second)))

    assert count(on_postgresql) == 1  # the first has let go, and so the second is in


def _wait_until_somebody_waits(database: Database) -> None:
    is_waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(10_000):
        with database.reading() as session:
            if session.scalar(is_waiting):
                return
    raise AssertionError("nobody waits")
