"""A line whose cells aren't all there."""

from datetime import date
from typing import Any

import pytest

from services.membership.roster.lines import Line, read_line
from tests.services.membership.roster_files import row

UNRESOLVED = "roster.formula_unresolved"


def read(**cells: Any) -> Line:
    """What is read of a row in which a formula has no result where a cell is an empty list."""
    number, found, _ = row(**cells)
    return read_line([number, found, UNRESOLVED], communities={"KX", "YB"}, today=date(2026, 11, 24))


def told(line: Line) -> list[tuple[str, str, str]]:
    return [(remark.field, remark.kind, remark.code) for remark in line.remarks]


@pytest.mark.parametrize("column", ["name", "phone", "department", "skills", "identity_number"])
def test_a_formula_without_a_result_is_an_error_of_its_cell(column: str) -> None:
    line = read(**{column: []})

    assert told(line) == [(column, "error", UNRESOLVED)]
    assert (line.entry, line.external_id) == (None, row()[1][0])


def test_whom_the_line_means_is_known_from_the_cells_that_are_there() -> None:
    usual = dict(zip(("external_id", "identity_number"), (row()[1][0], row()[1][4]), strict=True))

    assert [(one.external_id, one.identity_number) for one in (read(phone=[]), read(external_id=[]))] == [
        (usual["external_id"], usual["identity_number"]),
        (None, usual["identity_number"]),
    ]


def test_each_such_cell_is_named_beside_what_else_is_wrong() -> None:
    line = read(name=[], phone=[], gender="?", identity_number="")

    assert told(line) == [
        ("name", "error", UNRESOLVED),
        ("phone", "error", UNRESOLVED),
        ("identity_number", "error", "roster.missing"),
        ("gender", "warning", "roster.gender_unknown"),
    ]


@pytest.mark.parametrize("cells", [{"status": []}, {"status": "离职", "phone": []}])
def test_nobody_has_left_by_a_line_that_is_not_all_there(cells: dict[str, Any]) -> None:
    line = read(**cells)

    assert (line.is_absent, line.has_errors, line.entry) == (False, True, None)


def test_a_line_that_cannot_be_read_says_nothing() -> None:
    line = read_line([7, [""] * 11, UNRESOLVED], communities=(), today=date(2026, 11, 24))

    assert (told(line), line.external_id) == ([("", "error", UNRESOLVED)], None)


def read_whole(**cells: Any) -> Line:
    number, found, _ = row(**cells)
    return read_line([number, found, None], communities={"KX", "YB"}, today=date(2026, 11, 24))


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"])
@pytest.mark.parametrize("column", ["name", "department", "identity_number", "skills"])
def test_a_spreadsheets_error_is_no_value(column: str, error: str) -> None:
    line = read_whole(**{column: error})

    assert [(one.field, one.code) for one in line.remarks if one.kind == "error"] == [(column, "roster.cell_error")]
    assert line.entry is None


@pytest.mark.parametrize("error", [" #REF!", "#REF!\u00a0", "\ufeff#N/A", "\u200b #NAME?", "＃REF！", "\t#DIV/0!"])
def test_nor_is_one_with_something_around_it_that_nobody_sees(error: str) -> None:
    line = read_whole(name=error)

    assert [(one.field, one.code) for one in line.remarks if one.kind == "error"] == [("name", "roster.cell_error")]


@pytest.mark.parametrize("name", ["0", "００", "123"])
def test_a_number_is_no_name(name: str) -> None:
    assert ("name", "roster.name_number") in [(one.field, one.code) for one in read_whole(name=name).remarks]


def test_what_only_begins_like_an_error_stays() -> None:
    assert "roster.cell_error" not in [one.code for one in read_whole(department="#1 车间").remarks]
