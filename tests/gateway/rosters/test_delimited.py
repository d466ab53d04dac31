import csv
from collections.abc import Sequence

import pytest
from hypothesis import given, strategies as st

from gateway.rosters import COLUMNS, CSV, open_roster
from gateway.rosters.lines import MAX_RECORD_CHARS, MAX_RECORD_LINES
from shared.errors import Invalid, Malformed, Refusal, TooLarge
from tests.gateway.rosters.files import DATA, HEADER, LINE, Trickle, cell, opened, rows_of, short, told, written

MALFORMED = "roster.line_malformed"
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff")
CELLS = st.text(CHARACTERS, max_size=12) | st.sampled_from(
    ["\n", '"', "\r\n", ",;\t", "=1+1", "罗军", "\u3000", "\0", "\x85\u2028"]
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")


@given(
    rows=st.lists(st.lists(CELLS, min_size=11, max_size=11), min_size=1, max_size=8),
    encoding=st.sampled_from(ENCODINGS),
    delimiter=st.sampled_from(",;\t"),
    most=st.integers(1, 200),
)
def test_what_csv_writes_comes_back(rows: list[list[str]], encoding: str, delimiter: str, most: int) -> None:
    content = written([HEADER.split(","), *rows], delimiter).encode(encoding)
    expected = [row for row in rows if any(map(str.strip, row))]
    if not expected:
        return
    file = open_roster(Trickle(content, most), CSV, charset=None)

    assert [row.cells for row in file.rows] == expected
    assert (file.ignored, file.absent) == ((), ())


@given(content=st.binary(max_size=400), has_header=st.booleans(), charset=st.sampled_from([None, "utf-16", "gbk"]))
def test_whatever_the_bytes_are_nothing_but_refusals_is_raised(
    content: bytes, has_header: bool, charset: str | None
) -> None:
    try:
        rows = rows_of((f"{HEADER}\n".encode() if has_header else b"") + content, charset=charset)
    except Refusal:
        return

    assert rows
    assert [len(row.cells) for row in rows] == [len(COLUMNS)] * len(rows)


@given(lines=st.lists(st.lists(st.sampled_from(['"', ",", "a", "\n", "\r"]), max_size=12).map("".join), max_size=12))
def test_wrong_quotes_cost_no_line_twice_and_reading_ends(lines: list[str]) -> None:
    content = short(*lines, "last,a,9").encode()
    numbers = [row.line for row in rows_of(content)]

    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("name", ["roster_messy_bom.csv", "roster_messy_gb18030.csv"])
def test_one_roster_is_the_same_in_both_encodings_that_office_software_writes(name: str) -> None:
    rows = rows_of((DATA / name).read_bytes())
    with (DATA / "roster_messy_bom.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = list(csv.reader(file))[1:]

    assert [row.cells for row in rows] == expected
    assert [row.line for row in rows] == list(range(2, 62))
    assert cell(rows[3], "phone") == "１９９００００９４２１"
    assert cell(rows[7], "name") == "　高军 "
    assert cell(rows[39], "department") == '=HYPERLINK("http://127.0.0.1","x")'


def test_a_units_export_is_read_with_the_semicolons_in_its_lists() -> None:
    rows = rows_of((DATA / "roster_clean.csv").read_bytes())

    assert len(rows) == 500
    assert cell(rows[1], "skills") == "家电维修;理发;财务报税"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_is_the_one_on_which_its_record_begins(end: str) -> None:
    text = short('1,"罗', '军",9', "", " , ,", "2,a,9", '"3","b', "", '","9"', "4,c,9").replace("\n", end)

    assert told(rows_of(text.encode())) == [(2, "1"), (6, "2"), (7, "3"), (10, "4")]


def test_the_header_is_the_first_line_that_is_not_blank_and_its_cells_may_hold_line_breaks() -> None:
    text = '\n,,\n"工号\n（必填）","姓名*",身份证号\n1,罗军,9\n'

    assert told(rows_of(text.encode())) == [(5, "1")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_title_may_stand_above_the_header(encoding: str) -> None:
    text = "某某单位在职党员名册,,\n\n填表人：罗军，2026年11月\n工号;姓名;身份证号\n1;罗军;9"

    assert told(rows_of(text.encode(encoding))) == [(5, "1")]


@pytest.mark.parametrize(
    "lines, expected",
    [
        (['1,"a,9', "2,b,9", "3,c,9"], [(2, MALFORMED), (3, "2"), (4, "3")]),
        (['1,"a,9', '2,"b",9', "3,c,9"], [(2, MALFORMED), (3, "2"), (4, "3")]),
        (['1,"a"x,9', "2,b,9"], [(2, MALFORMED), (3, "2")]),
        (["1,a,9", '2,b,"9'], [(2, "1"), (3, MALFORMED)]),
        (['1,5" pipe,9', "2,b,9"], [(2, "1"), (3, "2")]),
        (["1,a,9,surplus", "2,b,9,, "], [(2, MALFORMED), (3, "2")]),
        ([f"1,{'a' * 10_001},9", "2,b,9"], [(2, MALFORMED), (3, "2")]),
        ([f"1,{'a' * 3 * MAX_RECORD_CHARS},9", "2,b,9"], [(2, MALFORMED), (3, "2")]),
        ([f'1,"{"a" * 3 * MAX_RECORD_CHARS}",9', "2,b,9"], [(2, MALFORMED), (3, "2")]),
        (
            ['1,"', *["2,b,9"] * MAX_RECORD_LINES, '"'],
            [(2, MALFORMED), *((n, "2") for n in range(3, 103)), (103, MALFORMED)],
        ),
        (["1,a", "2"], [(2, "1"), (3, "2")]),
    ],
)
def test_a_line_that_cannot_be_read_is_one_fault_and_the_others_are_read(
    lines: list[str], expected: Sequence[tuple[int, str]]
) -> None:
    assert told(rows_of(short(*lines).encode())) == expected


def test_an_open_quote_does_not_make_the_rest_one_endless_cell() -> None:
    stream = Trickle(short('1,"a,9', *["2,b,9"] * 200_000).encode())
    rows = open_roster(stream, CSV, charset=None).rows

    assert told([next(rows), next(rows)]) == [(2, MALFORMED), (3, "2")]
    assert stream.taken < 200_000


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_tells_the_delimiter_also_where_names_hold_another(delimiter: str) -> None:
    names = ["工号", "姓名（a,b;c\td）", "身份证号", "备注"]
    content = written([names, ["1", "罗军", "9", "a,b;c\td"]], delimiter).encode()
    file = opened(content)

    assert [row.cells[:2] for row in file.rows] == [["1", "罗军"]]
    assert file.ignored == ("备注",)


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", ",,\n", HEADER, f"{HEADER}\n\n,,\n"])
def test_a_file_without_a_line_below_its_header_is_refused(content: str) -> None:
    with pytest.raises(Invalid, match=r"roster\.empty"):
        opened(content.encode())


@pytest.mark.parametrize(
    "content",
    [
        LINE,
        f"陌生,列\n{LINE}",
        f"{LINE}\n" * 5 + HEADER,
        '"',
        'x"',
        '工号,"姓名',
        "x" * 200_000,
        "PK\3\4",
        "\0工\0号\0",
    ],
)
def test_a_file_without_a_header_is_refused(content: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rows_of(f"{content}\n{LINE}".encode())

    assert (refusal.value.code, len(refusal.value.errors) > 0) == ("roster.header_missing", True)


def test_a_file_is_read_while_its_rows_are_asked_for() -> None:
    stream = Trickle(short(*["1,罗军,9"] * 100_000).encode())
    file = open_roster(stream, CSV, charset=None)
    at_first = stream.taken
    rows = list(file.rows)

    assert at_first <= 3 * 65536
    assert (len(rows), rows[-1].line) == (100_000, 100_001)


def test_lines_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.rosters.delimited.MAX_LINES", 3)
    file = opened(short("1,a,9", "", "", "2,b,9").encode())

    with pytest.raises(TooLarge, match=r"roster\.too_large"):
        list(file.rows)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "big5"])
def test_an_encoding_that_is_not_read_is_told_so(encoding: str) -> None:
    content = "姓名,手機,人員編號\n陳華英,13900000001,1\n".encode(encoding)

    with pytest.raises(Malformed, match=r"^roster\.encoding$") as refusal:
        rows_of(content)
    assert refusal.value.detail == "Takes UTF-8, UTF-16 or GB18030."
