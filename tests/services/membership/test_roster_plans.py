"""A roster twice as long takes twice the work, not four times: SQLite tells the steps of its machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from shared.messages.envelope import Actor
from shared.messages.membership import ROSTER_COLUMNS
from tests.services.membership.roster_files import Row, rows_of, sync
from tests.services.membership.world import World

SIZE = 160
STEPS_A_COUNT = 100


@pytest.fixture
def unit(world: World) -> Actor:
    if not world.harness.database.is_sqlite:
        pytest.skip("PostgreSQL counts its tables before it plans")
    world.open_roster_communities()
    return world.open_unit()


@contextmanager
def steps(world: World) -> Iterator[list[int]]:
    """Counts what SQLite does within it, in hundreds of steps."""
    engine, counted = world.harness.database.engine, [0]

    def count() -> None:
        counted[0] += 1

    def watch(_: Any, cursor: Any, *__: Any) -> None:
        cursor.connection.set_progress_handler(count, STEPS_A_COUNT)

    event.listen(engine, "before_cursor_execute", watch)
    yield counted
    event.remove(engine, "before_cursor_execute", watch)


def moved(rows: list[Row]) -> list[Row]:
    """The same people in another department."""
    place = ROSTER_COLUMNS.index("department")
    return [[number, [*cells[:place], "信息中心", *cells[place + 1 :]], fault] for number, cells, fault in rows]


def with_one_number(rows: list[Row]) -> list[Row]:
    """All lines but the first have errors."""
    return [[number, [rows[0][1][0], *cells[1:]], fault] for number, cells, fault in rows]


@pytest.mark.parametrize("case", ["new", "unchanged", "changed", "left", "repeated"])
def test_the_work_grows_as_the_file_does(world: World, unit: Actor, case: str) -> None:
    taken = []
    for index, size in enumerate((SIZE, 2 * SIZE)):
        rows = rows_of(size=3 * SIZE)[index * SIZE :][:size]
        owner = unit if index == 0 else world.open_unit("市林业局")
        if case != "new":
            sync(world, owner, rows)
        again = {"changed": moved(rows), "left": rows[:1], "repeated": with_one_number(rows)}.get(case, rows)
        with steps(world) as counted:
            upload = sync(world, owner, again, confirm_leaving=True)
        assert upload.show()["state"] == "done"
        taken.append(counted[0])

    assert taken[1] < 2.5 * taken[0], taken
