"""Rows that came just so the last time aren't read again, and yet are judged as if they were."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from services.membership.handlers import roster_reading
from services.membership.model import Member
from shared.messages.envelope import Actor
from shared.messages.membership import AddSkill, EditSkill
from tests.services.membership.roster_files import DATA, Row, kept, report, row, rows_of, sync
from tests.services.membership.world import World, roster

MESSY = DATA / "roster_messy_bom.csv"
SIZE = 30


@pytest.fixture
def unit(world: World) -> Actor:
    world.open_roster_communities()
    return world.open_unit()


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """Within it, the numbers of the lines that are read are told."""
    read_line = roster_reading.read_line

    @contextmanager
    def within() -> Iterator[list[int]]:
        read: list[int] = []

        def note(row: Row, **options: Any) -> Any:
            read.append(row[0])
            return read_line(row, **options)

        with monkeypatch.context() as patch:
            patch.setattr(roster_reading, "read_line", note)
            yield read

    return within


def test_only_rows_that_came_otherwise_are_read(world: World, unit: Actor, reading: Any) -> None:
    rows = rows_of(size=SIZE)
    sync(world, unit, rows)
    with reading() as read:
        again = sync(world, unit, rows)

    assert (read, report(again)) == ([], {"lines": SIZE, "unchanged": SIZE})
    rows[3][1][6] = "财务科"
    rows[7][1][5] = " " + rows[7][1][5]
    with reading() as read:
        changed = sync(world, unit, rows)

    assert set(read) == {5, 9}
    assert report(changed) == {"lines": SIZE, "changed": 1, "unchanged": SIZE - 1, "repaired": 1}


def test_a_row_that_is_not_all_there_is_read_though_one_like_it_is_known(
    world: World, unit: Actor, reading: Any
) -> None:
    like_a_gap = row(department="\x1f")  # as a mark is made of a cell that isn't there
    sync(world, unit, [like_a_gap])
    number, cells, _ = row(department=[])
    with reading() as read:
        again = sync(world, unit, [[number, cells, "roster.formula_unresolved"]])

    assert (read, report(again)) == ([number], {"lines": 1, "errors": 1})


def test_rows_are_known_wherever_they_stand(world: World, unit: Actor, reading: Any) -> None:
    rows = rows_of(size=SIZE)
    sync(world, unit, rows)
    turned = [[number, cells, None] for number, (_, cells, _) in enumerate(reversed(rows), 2)]
    with reading() as read:
        again = sync(world, unit, turned[: SIZE - 1])

    assert read == []
    assert report(again) == {"lines": SIZE - 1, "unchanged": SIZE - 1, "left": 1}
    assert set(kept(world, "left")) == {"KX000001"}


def test_what_there_is_to_say_of_a_row_is_said_each_time(world: World, unit: Actor) -> None:
    first, second = (sync(world, unit, rows_of(MESSY)) for _ in range(2))

    assert second.findings() == first.findings()
    assert report(first) == {"lines": 60, "created": 54, "errors": 6, "repaired": 3, "warnings": 1}
    assert report(second) == {"lines": 60, "unchanged": 54, "errors": 6, "repaired": 3, "warnings": 1}


def test_a_known_row_of_a_member_who_came_otherwise_meanwhile_is_taken_over(world: World, unit: Actor) -> None:
    rows = rows_of(size=SIZE)
    sync(world, unit, rows)
    world.enrol(unit, [replace(roster(1)[0], department="财务科")])
    other = kept(world)["KX000001"].department
    again = sync(world, unit, rows)

    assert other != rows[0][1][6]
    assert report(again) == {"lines": SIZE, "changed": 1, "unchanged": SIZE - 1}
    assert kept(world)["KX000001"].department == rows[0][1][6]


def test_a_known_row_that_comes_twice_counts_once(world: World, unit: Actor) -> None:
    rows = rows_of(size=SIZE)
    sync(world, unit, rows)
    again = sync(world, unit, [*rows, [SIZE + 2, list(rows[4][1]), None]])
    found = [(one["line"], one["code"]) for one in again.findings()]

    assert found == [(SIZE + 2, "roster.duplicate_external_id")]
    assert report(again) == {"lines": SIZE + 1, "unchanged": SIZE, "errors": 1}


def test_rows_are_read_anew_when_the_lists_change_by_which_they_are_read(
    world: World, unit: Actor, reading: Any
) -> None:
    tea = world.harness.send(AddSkill(code="tea", name="茶艺", synonyms=["茶道"]), world.department)
    rows = [row(skills="茶道")]
    clean = sync(world, unit, rows)
    world.harness.send(EditSkill(skill_id=tea["id"], synonyms=[]), world.department)
    with reading() as read:
        again = sync(world, unit, rows)

    assert (clean.findings(), read) == ([], [2])
    assert [(one["code"], one["before"]) for one in again.findings()] == [("roster.unlisted", "茶道")]


def test_rows_that_say_the_same_as_before_are_known_from_then_on(world: World, unit: Actor, reading: Any) -> None:
    sync(world, unit, [row(phone=" 19900001519")])
    with reading() as read:
        sync(world, unit, [row(phone="19900001519")], dry_run=True)
        sync(world, unit, [row(phone="19900001519")])
        known = sync(world, unit, [row(phone="19900001519")])

    assert (read, report(known)) == ([2, 2], {"lines": 1, "unchanged": 1})
    assert kept(world)["KX000001"].version == 1


def test_lists_and_texts_of_the_same_words_are_different_rows(world: World, unit: Actor, reading: Any) -> None:
    sync(world, unit, [row(skills=["摄影", "理发"])])
    with reading() as read:
        sync(world, unit, [row(skills=["摄影", "理发"])])
        sync(world, unit, [row(skills="摄影;理发")])
        sync(world, unit, [row(skills=["摄影;理发"])])

    assert read == [2, 2, 2]  # not the first; the last also when it is written
    assert kept(world)["KX000001"].skills == ["摄影;理发"]


def test_an_erasure_forgets_by_which_row_somebody_came(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=2))
    sync(world, unit, rows_of(size=1))
    with world.harness.database.reading() as session:
        member = session.scalars(select(Member).where(Member.state == "left")).one()
        before = member.row_digest
        member.erase(world.harness.clock.now())

        assert before
        assert member.row_digest is None
