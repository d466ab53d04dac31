from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Mapped, mapped_column

import shared.db
from shared.db import ID, Database, new_metadata
from shared.errors import Invalid
from shared.messages.paging import Order
from shared.paging import read_page

IDS = [f"01976a00-0000-7000-8000-00000000000{digit}" for digit in "abcde"]


class Base(shared.db.Base):
    __abstract__ = True
    metadata = new_metadata()


class Street(Base):
    __tablename__ = "streets"

    id: Mapped[str] = mapped_column(ID, primary_key=True)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(URL.create("sqlite", database=str(tmp_path / "streets.db")))
    Base.metadata.create_all(database.engine)
    with database.writing() as session:
        session.add_all(Street(id=one) for one in IDS)
        session.commit()
    yield database
    database.close()


@pytest.mark.parametrize("order", ["oldest_first", "newest_first"])
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6])
def test_pages_hold_each_row_once_in_order_and_end(database: Database, limit: int, order: Order) -> None:
    seen: list[str] = []
    after: str | None = None
    with database.reading() as session:
        for _ in IDS:
            page, after = read_page(session, select(Street), Street.id, after=after, limit=limit, order=order)
            seen += [street.id for street in page]
            if after is None:
                break

    assert after is None
    assert seen == (IDS[::-1] if order == "newest_first" else IDS)


@pytest.mark.parametrize("after", ["", "x", "' OR 1=1 --", IDS[0].upper()])
def test_a_cursor_that_no_page_gave_is_refused(database: Database, after: str) -> None:
    with database.reading() as session, pytest.raises(Invalid, match=r"^request\.invalid$") as refused:
        read_page(session, select(Street), Street.id, after=after, limit=1)

    assert refused.value.errors[0].pointer == "#/after"
