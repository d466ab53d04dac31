import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, strategies as st

from gateway.rosters import COLUMNS, NDJSON, open_roster
from shared.errors import Invalid, Refusal, TooLarge, UnsupportedMediaType
from tests.gateway.rosters.files import Trickle, opened, rows_of, told

PERSON = {"external_id": "1", "name": "罗军", "identity_number": "9"}
MALFORMED = "roster.line_malformed"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def written(*objects: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in objects).encode()


@given(
    rows=st.lists(
        st.fixed_dictionaries({c: st.lists(TEXT) if c in ("skills", "interests") else TEXT for c in COLUMNS}),
        min_size=1,
    ),
    most=st.integers(1, 200),
)
def test_what_json_writes_comes_back(rows: list[dict[str, Any]], most: int) -> None:
    file = open_roster(Trickle(written(*rows), most), NDJSON, charset=None)

    assert [row.cells for row in file.rows] == [[row[column] or "" for column in COLUMNS] for row in rows]


def test_keys_are_named_as_columns_are() -> None:
    spoken = {"工号": "1", "姓名": "罗军", "ID number": "9", "state": "inactive", "民族": "汉"}
    file = opened(written(spoken), NDJSON)

    assert file.ignored == ("民族",)
    assert [row.cells for row in file.rows] == [["1", "罗军", "", "", "9", "", "", "", "", "", "inactive"]]


def test_two_keys_of_one_meaning_are_a_fault_of_their_line() -> None:
    assert told(rows_of(written(PERSON, PERSON | {"姓名": "罗军"}), NDJSON)) == [(1, "1"), (2, MALFORMED)]


@given(content=st.binary(max_size=300))
def test_whatever_the_bytes_are_nothing_but_refusals_is_raised(content: bytes) -> None:
    try:
        rows = rows_of(written(PERSON) + b"\n" + content, NDJSON)
    except Refusal:
        return

    assert [len(row.cells) for row in rows] == [len(COLUMNS)] * len(rows)


def test_what_an_object_leaves_out_is_empty_and_no_column_counts_as_absent() -> None:
    file = opened(written(PERSON, PERSON | {"skills": ["摄影"], "phone": None, "工龄": 3, "": 1}), NDJSON)

    assert [row.cells for row in file.rows] == [
        ["1", "罗军", "", "", "9", "", "", "", "", "", ""],
        ["1", "罗军", "", "", "9", "", "", ["摄影"], "", "", ""],
    ]
    assert (file.ignored, file.absent) == (("工龄",), ())


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        "3",
        '"text"',
        '{"external_id": 5}',
        '{"name": true}',
        '{"name": ["罗军"]}',
        '{"name": {}}',
        '{"phone": 19900000321}',
        '{"skills": [1]}',
        '{"skills": [["摄影"]]}',
        '{"status": NaN}',
        '{"name": "\\ud800"}',
        '{"name": "' + "a" * 10_001 + '"}',
        '{"skills": ["' + "a" * 5000 + '", "' + "a" * 5000 + '"]}',
        '{"x": "' + "a" * 300_000 + '"}',
        "[" * 2000,
    ],
)
def test_a_line_that_is_no_object_of_texts_is_one_fault(line: str) -> None:
    content = b"\n\n".join([written(PERSON), line.encode(), written(PERSON | {"external_id": "2"})])

    assert told(rows_of(content, NDJSON)) == [(1, "1"), (3, MALFORMED), (5, "2")]


def test_a_line_without_end_takes_no_memory_without_end() -> None:
    stream = Trickle(written(PERSON) + b"\n" + b"x" * 50_000_000 + b"\n" + written(PERSON))
    tracemalloc.start()
    try:
        found = told(open_roster(stream, NDJSON, charset=None).rows)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (found, peak < 4_000_000) == ([(1, "1"), (2, MALFORMED), (3, "1")], True)


def test_a_byte_that_is_not_utf_8_is_a_fault_of_its_line() -> None:
    content = b"\xef\xbb\xbf" + written(PERSON) + b'\r\n{"name": "\xff"}\r\n'

    assert told(rows_of(content, NDJSON)) == [(1, "1"), (2, MALFORMED)]


def test_of_a_key_that_comes_twice_the_last_counts() -> None:
    content = b'{"external_id": "1", "name": "a", "identity_number": "9", "name": "b"}'

    assert rows_of(content, NDJSON)[0].cells[1] == "b"


def test_a_file_none_of_whose_first_lines_holds_what_is_needed_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        opened(written({"external_id": "1"}, {"民族": "汉"}), NDJSON)

    assert refusal.value.code == "roster.header_missing"
    assert [fault.pointer for fault in refusal.value.errors] == ["#/name", "#/identity_number"]


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_a_file_without_lines_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match=r"roster\.empty"):
        opened(content, NDJSON)


@pytest.mark.parametrize("charset", ["gbk", "utf-16", "klingon"])
def test_another_charset_is_refused(charset: str) -> None:
    with pytest.raises(UnsupportedMediaType, match=r"body\.unsupported_type"):
        opened(written(PERSON), NDJSON, charset)


def test_lines_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.rosters.ndjson.MAX_LINES", 250)
    file = opened(written(*[PERSON] * 251), NDJSON)

    with pytest.raises(TooLarge, match=r"roster\.too_large"):
        list(file.rows)
