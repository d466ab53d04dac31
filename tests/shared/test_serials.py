from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlalchemy.orm import Mapped, mapped_column

import shared.db
from shared.db import ID, Database, new_metadata
from shared.serials import take_serials

HERE, THERE = (f"01976a00-0000-7000-8000-00000000000{digit}" for digit in "ab")
LAST_EVENING = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
NEW_YEAR = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)


class Base(shared.db.Base):
    __abstract__ = True
    metadata = new_metadata()


class Counter(Base):
    __tablename__ = "counters"

    community_id: Mapped[str] = mapped_column(ID, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_serial: Mapped[int]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(URL.create("sqlite", database=str(tmp_path / "counters.db")))
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


def test_each_community_counts_by_itself_and_anew_in_each_year(database: Database) -> None:
    def take(community_id: str, now: datetime, count: int = 1) -> tuple[int, list[int]]:
        with database.writing() as session:
            year, serials = take_serials(session, Counter, community_id, now, count=count)
            session.commit()
        return year, list(serials)

    assert take(HERE, LAST_EVENING, 0) == (2026, [])
    assert take(HERE, LAST_EVENING) == (2026, [1])
    assert take(HERE, LAST_EVENING, 3) == (2026, [2, 3, 4])
    assert take(THERE, LAST_EVENING, 2) == (2026, [1, 2])
    assert take(HERE, NEW_YEAR) == (2027, [1])
    assert take(HERE, LAST_EVENING) == (2026, [5])
