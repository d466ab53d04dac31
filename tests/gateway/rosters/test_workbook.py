import base64
import io
import random
from datetime import date, datetime, time
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from openpyxl import Workbook
from openpyxl.xml.constants import SHARED_STRINGS

from gateway.rosters import COLUMNS, WORKBOOK, open_roster
from shared.errors import Invalid, Malformed, Refusal, TooLarge
from tests.gateway.rosters.files import (
    DATA,
    HEADER,
    SHEET,
    Trickle,
    changed,
    opened,
    rows_of,
    saved,
    told,
    with_sheet,
    workbook,
)

NEEDED = ["工号", "姓名", "身份证号"]


ONE = workbook(NEEDED, ["1", "罗军", "9"])


def test_a_workbook_holds_what_a_csv_file_of_the_same_roster_holds() -> None:
    csv_rows = rows_of((DATA / "roster_messy_bom.csv").read_bytes())
    book = workbook(HEADER.split(","), *([c or None for c in row.cells] for row in csv_rows))

    assert rows_of(book, WORKBOOK) == csv_rows


@pytest.mark.parametrize(
    "column, value, text",
    [
        ("身份证号", 999101198309274399, "9.99101198309274E+17"),
        ("身份证号", 9.99101198309274e17, "9.99101198309274E+17"),
        ("身份证号", 10**15, "1.00000000000000E+15"),
        ("身份证号", 999101830927439, "999101830927439"),
        ("手机号", 19900000321, "19900000321"),
        ("手机号", 19900000321.0, "19900000321"),
        ("手机号", 1e300, "1.00000000000000E+300"),
        ("出生年月", 198309, "198309"),
        ("出生年月", 1983.09, "1983.09"),
        ("出生年月", date(1983, 9, 1), "1983-09"),
        ("出生年月", datetime.fromisoformat("1983-09-27T08:30"), "1983-09"),
        ("出生年月", "1983-09-27", "1983-09-27"),
        ("部门", date(1983, 9, 27), "1983-09-27"),
        ("部门", time(8, 30), "08:30:00"),
        ("部门", True, "TRUE"),
        ("部门", False, "FALSE"),
        ("部门", -5, "-5"),
        ("部门", "+86", "+86"),
        ("部门", "-业务一科", "-业务一科"),
        ("部门", "@业务一科", "@业务一科"),
        ("部门", " 业务\n一科", " 业务\n一科"),
    ],
)
def test_values_are_texts_as_excel_would_show_them_and_lost_digits_can_be_seen(
    column: str, value: Any, text: str
) -> None:
    names = ["工号", "姓名", *(name for name in ("身份证号", "手机号", "出生年月", "部门") if name != column), column]
    (row,) = rows_of(workbook(names, ["1", "罗军", "9", "", "", value]), WORKBOOK)

    assert text in row.cells


def test_a_formula_stands_for_its_stored_value_and_a_text_like_one_stays_text() -> None:
    cells = b'<c r="A2" t="str"><f>1+1</f><v>2</v></c><c r="B2" t="inlineStr"><is><t>=1+1</t></is></c>'
    row = b'<row r="2">' + cells + b'</row><row r="3"><c r="A3"><v>3</v></c><c r="C3"><f>9</f></c></row></sheetData>'
    found = rows_of(with_sheet(workbook(NEEDED), lambda part: part.replace(b"</sheetData>", row)), WORKBOOK)

    assert found[0].cells[:5] == ["2", "=1+1", "", "", ""]
    assert [(one.line, one.fault) for one in found] == [(2, None), (3, "roster.formula_unresolved")]


def with_formulas(names: list[str], cells: bytes) -> bytes:
    """A workbook whose second row holds these cells, as a program writes them that calculates nothing."""
    row = b'<row r="2">' + cells + b"</row></sheetData>"
    return with_sheet(workbook(names), lambda part: part.replace(b"</sheetData>", row))


NUMBER = b'<c r="A2"><v>7</v></c>'


def test_a_formula_without_a_result_leaves_its_cell_alone_open() -> None:
    content = with_formulas(
        [*NEEDED, "手机号", "备注"], NUMBER + b'<c r="C2"><f>9</f></c><c r="D2"><f>1</f><v></v></c>'
    )
    (row,) = rows_of(content, WORKBOOK)

    assert row.fault == "roster.formula_unresolved"
    assert {column: cell for column, cell in zip(COLUMNS, row.cells, strict=True) if cell != ""} == {
        "external_id": "7",
        "identity_number": [],
        "phone": [],
    }


def test_a_formula_in_a_column_that_means_nothing_is_passed_over() -> None:
    (row,) = rows_of(with_formulas([*NEEDED, "备注"], NUMBER + b'<c r="D2"><f>9</f></c>'), WORKBOOK)

    assert (row.cells[0], row.fault) == ("7", None)


def test_a_formula_behind_the_header_stands_in_no_column() -> None:
    (row,) = rows_of(with_formulas(NEEDED, NUMBER + b'<c r="D2"><f>9</f></c>'), WORKBOOK)

    assert (set(row.cells), row.fault) == ({""}, "roster.formula_unresolved")


def test_only_the_first_sheet_that_can_be_seen_is_read() -> None:
    book = Workbook()
    book.active.sheet_state = "hidden"  # type: ignore[union-attr]
    book.create_chartsheet("图")
    for name in ("名册", "其他"):
        sheet = book.create_sheet(name)
        sheet.append(NEEDED)
        sheet.append([name, "罗军", "9"])

    assert told(rows_of(saved(book), WORKBOOK)) == [(2, "名册")]


def test_a_line_is_the_sheets_row_and_blank_ones_are_left_out() -> None:
    book = workbook([], NEEDED, [], ["1", "罗军", "9"], [None, " ", None], [], ["2", "李明", "9"])

    assert told(rows_of(book, WORKBOOK)) == [(4, "1"), (7, "2")]


def test_a_title_may_stand_above_the_header() -> None:
    book = workbook(["某某单位在职党员名册"], [None, "填表人：罗军"], [], NEEDED, ["1", "罗军", "9"])

    assert told(rows_of(book, WORKBOOK)) == [(5, "1")]


def test_columns_behind_the_header_count_only_if_something_is_there() -> None:
    book = workbook(
        [*NEEDED, None, " "], ["1", "罗军", "9", None, " "], ["2", "李明", "9", "x"], ["3", "a" * 10_001, "9"]
    )
    malformed = "roster.line_malformed"

    assert told(rows_of(book, WORKBOOK)) == [(2, "1"), (3, malformed), (4, malformed)]


def test_a_dimension_that_lies_hides_nothing() -> None:
    content = with_sheet(ONE, lambda part: part.replace(b'ref="A1:C2"', b'ref="A1"'))

    assert told(rows_of(content, WORKBOOK)) == [(2, "1")]


@pytest.mark.parametrize("rows", [[], [[]], [NEEDED], [NEEDED, [], [" "]]])
def test_a_sheet_without_a_line_below_its_header_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(Invalid, match=r"roster\.empty"):
        opened(workbook(*rows), WORKBOOK)


@pytest.mark.parametrize("rows", [1, 9])
def test_a_sheet_without_a_header_is_refused(rows: int) -> None:
    with pytest.raises(Invalid, match=r"roster\.header_missing"):
        opened(workbook(*[["1", "罗军", "9"]] * rows), WORKBOOK)


def test_a_workbook_of_columns_without_end_is_refused() -> None:
    with pytest.raises(TooLarge, match=r"roster\.too_large"):
        opened(workbook([*NEEDED, *["x"] * 300]), WORKBOOK)


STRINGS = (
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>1</t></si>'
    b"<si><r><t>\xe7\xbd\x97</t></r><r><t>\xe5\x86\x9b</t></r></si><si><t>9</t></si></sst>"
)
SHARED = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % SHARED_STRINGS.encode()


def as_excel_does(content: bytes, row: bytes) -> bytes:
    """A workbook whose second row refers to a table of texts."""

    def change(name: str, part: bytes) -> bytes:
        if name == SHEET:
            return part[: part.index(b'<row r="2"')] + row + part[part.index(b"</sheetData>") :]
        return part.replace(b"</Types>", SHARED)

    return changed(content, change, **{"xl/sharedStrings.xml": STRINGS})


IN_TABLE = as_excel_does(ONE, b'<row r="2"><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row>')


def test_texts_may_stand_in_a_table_in_pieces_of_different_looks() -> None:
    (row,) = rows_of(IN_TABLE, WORKBOOK)

    assert row.cells[:5] == ["1", "罗军", "", "", "9"]


def test_what_openpyxl_leaves_out_is_no_matter() -> None:
    rule = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    content = with_sheet(ONE, lambda part: part.replace(b"</worksheet>", rule))

    assert told(rows_of(content, WORKBOOK)) == [(2, "1")]


ENTITY = b'<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'
PADDING = base64.b64encode(random.Random(1).randbytes(4 * 1024 * 1024))
BROKEN = {
    "no zip": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 1000,
    "cut": ONE[:-40],
    "another zip": changed(b"PK\5\6" + bytes(18), lambda name, part: part, a=b"x"),
    "no xml": with_sheet(ONE, lambda part: part[: part.index(b"</row>")]),
    "a row without end": with_sheet(ONE, lambda part: part.replace(b"</row>", b"<c/>" * 25_000 + b"</row>", 1)),
    "a row within rows": with_sheet(
        ONE, lambda part: part.replace(b"</row>", b"<row><c/></row>" * 10_000 + b"</row>", 1)
    ),
    "elements between rows": with_sheet(ONE, lambda part: part.replace(b"<row", b"<x/>" * 25_000 + b"<row", 1)),
    "rows of another name": with_sheet(
        ONE, lambda part: part.replace(b"<row", b'<row xmlns="x"><c/></row>' * 10_000 + b"<row", 1)
    ),
    "a text without end": with_sheet(ONE, lambda part: part.replace(b"</t>", PADDING + b"</t>", 1)),
    "entities": with_sheet(ONE, lambda part: part.replace(b"<worksheet", ENTITY, 1)),
    "a row that no sheet has": with_sheet(ONE, lambda part: part.replace(b'<row r="2"', b'<row r="99999999999"')),
    "a number without end": with_sheet(
        ONE, lambda part: part.replace(b"</row>", b"<c><v>" + b"9" * 5000 + b"</v></c></row>")
    ),
    "a text that isn't there": as_excel_does(ONE, b'<row r="2"><c t="s"><v>3</v></c></row>'),
    "texts without end": changed(
        IN_TABLE,
        lambda name, part: (
            part.replace(b"<r>", b"<r/>" * 25_000 + b"<r>", 1) if name == "xl/sharedStrings.xml" else part
        ),
    ),
    "a bomb": with_sheet(ONE, lambda part: part.replace(b"</sheetData>", b"<row></row>" * 200_000 + b"</sheetData>")),
    "many parts": changed(ONE, lambda name, part: part, **{f"p{i}": b"" for i in range(2001)}),
    "a large part that is read whole": changed(
        ONE,
        lambda name, part: part + b"<!--" + PADDING + b"-->" if name == "xl/styles.xml" else part,
    ),
    "many sheets": changed(
        ONE,
        lambda name, part: (
            part.replace(b"</sheets>", b'<sheet name="a" sheetId="2" r:id="rId1"/>' * 101 + b"</sheets>")
            if name == "xl/workbook.xml"
            else part
        ),
    ),
}


def test_what_stands_behind_the_rows_is_not_read() -> None:
    content = with_sheet(ONE, lambda part: part.replace(b"</worksheet>", b"<x/>" * 200_000 + b"not XML"))

    assert told(rows_of(content, WORKBOOK)) == [(2, "1")]


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_good_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(Malformed) as refusal:
        list(opened(content, WORKBOOK).rows)

    assert refusal.value.code == "roster.workbook_unreadable"


@pytest.mark.parametrize("content", [ONE, IN_TABLE], ids=["rows", "texts"])
def test_rows_and_texts_are_bounded(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr("gateway.rosters.parts.MAX_UNITS", 1)

    with pytest.raises(Malformed, match=r"roster\.workbook_unreadable"):
        list(opened(content, WORKBOOK).rows)


def test_what_its_cells_hold_together_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(NEEDED, *[["1", "罗军", "9"]] * 4)
    monkeypatch.setattr("gateway.rosters.workbook.MAX_CHARS", 4 * 4)
    assert len(rows_of(content, WORKBOOK)) == 4

    monkeypatch.setattr("gateway.rosters.workbook.MAX_CHARS", 4 * 4 - 1)
    with pytest.raises(TooLarge, match=r"roster\.too_large"):
        rows_of(content, WORKBOOK)


def test_a_workbook_is_bounded() -> None:
    with pytest.raises(TooLarge, match=r"roster\.too_large"):
        opened(b"x" * (17 * 1024 * 1024), WORKBOOK)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    at=st.integers(0, 1 << 16),
    junk=st.binary(min_size=1, max_size=8),
    name=st.sampled_from(
        [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml", ""]
    ),
)
def test_whatever_is_broken_in_a_workbook_nothing_but_refusals_is_raised(at: int, junk: bytes, name: str) -> None:
    def spoil(part: bytes) -> bytes:
        place = at % len(part)
        return part[:place] + junk + part[place + len(junk) :]

    content = changed(IN_TABLE, lambda one, part: spoil(part) if one == name else part) if name else spoil(IN_TABLE)
    try:
        rows = list(open_roster(Trickle(content), WORKBOOK, charset=None).rows)
    except Refusal:
        return

    assert [len(row.cells) for row in rows] == [len(COLUMNS)] * len(rows)


def test_parts_that_are_not_packed_are_taken() -> None:
    file = io.BytesIO()
    with ZipFile(io.BytesIO(ONE)) as old, ZipFile(file, "w", ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))

    assert told(rows_of(file.getvalue(), WORKBOOK)) == [(2, "1")]
