"""Lines that repeat an earlier one's number or identity are told whose."""

import pytest

from shared.messages.envelope import Actor
from shared.messages.membership import ROSTER_COLUMNS
from tests.services.membership.roster_files import Row, kept, report, row, rows_of, sync
from tests.services.membership.world import World

NUMBER, IDENTITY, STATUS = (ROSTER_COLUMNS.index(name) for name in ("external_id", "identity_number", "status"))

HELD = "Somebody else has this number, and it can't be told whether they are gone."


@pytest.fixture
def unit(world: World) -> Actor:
    world.open_roster_communities()
    return world.open_unit()


def told(world: World, unit: Actor, rows: list[Row]) -> list[tuple[int, str, str, int | None]]:
    findings = sync(world, unit, rows).findings(kind="error")
    return [(one["line"], one["column"], one["detail"], one["other_line"]) for one in findings]


def test_a_number_or_an_identity_that_stood_before_is_told_with_its_first_line(world: World, unit: Actor) -> None:
    rows = rows_of(size=6)
    for index in (2, 4):
        rows[index][1][NUMBER] = rows[1][1][NUMBER]
    rows[5][1][IDENTITY] = rows[0][1][IDENTITY]
    rows[5][1][ROSTER_COLUMNS.index("birth_month")] = ""

    assert told(world, unit, rows) == [
        (4, "external_id", "Line 3 has the same number; small and capital letters are one.", 3),
        (6, "external_id", "Line 3 has the same number; small and capital letters are one.", 3),
        (7, "identity_number", "Line 2 has the same identity number.", 2),
    ]


def test_numbers_that_differ_only_in_letters_are_one(world: World, unit: Actor) -> None:
    rows = rows_of(size=2)
    rows[0][1][NUMBER], rows[1][1][NUMBER] = "KK-1", "kk-1"

    assert told(world, unit, rows) == [
        (3, "external_id", "Line 2 has the same number; small and capital letters are one.", 2)
    ]


def test_a_number_in_other_letters_is_not_given_away_while_its_holder_stays(world: World, unit: Actor) -> None:
    rows = rows_of(size=2)
    rows[0][1][NUMBER] = "KK-1"
    sync(world, unit, rows[:1])
    nameless = row(4)
    nameless[1][NUMBER] = ""
    rows[1][1][NUMBER] = "kk-1"

    assert (3, "external_id", HELD, None) in told(world, unit, [rows[1], nameless])


def test_whose_number_stands_in_a_broken_line_in_other_letters_does_not_leave(world: World, unit: Actor) -> None:
    rows = rows_of(size=3)
    rows[0][1][NUMBER] = "KK-1"
    sync(world, unit, rows)
    rows[0][1][NUMBER], rows[0][1][IDENTITY] = "kk-1", "12345"
    upload = sync(world, unit, rows[:2], confirm_leaving=True)

    assert report(upload)["left"] == 1
    assert sorted(kept(world)) == sorted(["KK-1", rows[1][1][NUMBER]])


def test_who_stands_there_in_other_letters_is_who_was_known(world: World, unit: Actor) -> None:
    rows = rows_of(size=2)
    rows[0][1][NUMBER] = "KK-1"
    sync(world, unit, rows)
    before = kept(world)["KK-1"].id
    rows[0][1][NUMBER], rows[0][1][IDENTITY] = "kk-1", rows_of(size=3)[2][1][IDENTITY]
    rows[0][1][ROSTER_COLUMNS.index("birth_month")] = ""
    upload = sync(world, unit, rows)

    assert (upload.findings(kind="error"), kept(world)["kk-1"].id) == ([], before)


def test_a_line_with_an_error_counts_as_the_first_and_one_of_somebody_gone_does_not(world: World, unit: Actor) -> None:
    rows = rows_of(size=4)
    for _, cells, _ in rows:
        cells[NUMBER] = "N1"
    rows[0][1][STATUS] = "离职"
    rows[1][1][ROSTER_COLUMNS.index("name")] = ""

    assert told(world, unit, rows) == [
        (3, "name", "The cell is empty.", None),
        (4, "external_id", "Line 3 has the same number; small and capital letters are one.", 3),
        (5, "external_id", "Line 3 has the same number; small and capital letters are one.", 3),
    ]


def test_lines_may_stand_far_apart(world: World, unit: Actor) -> None:
    rows = [row(2), row(1_048_576)]

    assert told(world, unit, rows) == [
        (1_048_576, "external_id", "Line 2 has the same number; small and capital letters are one.", 2)
    ]


def test_what_is_wrong_with_a_line_by_itself_names_no_other(world: World, unit: Actor) -> None:
    upload = sync(world, unit, [row(phone="7")])

    assert report(upload) == {"lines": 1, "errors": 1}
    assert upload.findings()[0]["other_line"] is None
