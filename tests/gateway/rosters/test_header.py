from pathlib import Path

import pytest

from deploy.roster.report import write_errors
from deploy.roster.words import Words
from gateway.rosters.header import MEANINGS, NAMES, count_known, plain, read_header, told
from gateway.rosters.opening import open_roster
from gateway.rosters.row import COLUMNS, Row
from shared.errors import Invalid, TooLarge

NEEDED = ("人员编号", "姓名", "身份证号")


@pytest.mark.parametrize(
    "name, column",
    [
        ("\ufeff人员编号", "external_id"),
        ("工号 *", "external_id"),
        ("＊编号", "external_id"),
        ("Employee No.", "external_id"),
        ("EXTERNAL_ID", "external_id"),
        (" 姓　名 ", "name"),
        ("姓名（必填）", "name"),
        ("Name [required]", "name"),
        ("ＮＡＭＥ", "name"),
        ("Sex", "gender"),
        ("出生年月\n(如 1983-09)", "birth_month"),
        ("出生日期", "birth_month"),
        ("公民身份号码", "identity_number"),
        ("ID number", "identity_number"),
        ("手机号（11位）*", "phone"),
        ("联系电话：", "phone"),
        ("科室", "department"),
        ("特长", "skills"),
        ("兴趣爱好", "interests"),
        ("社区代码【必填】", "residence_code"),
        ("Community-Code", "residence_code"),
        ("状态", "status"),
    ],
)
def test_a_column_is_known_by_its_names_however_they_are_written(name: str, column: str) -> None:
    assert MEANINGS[plain(name)] == column


@pytest.mark.parametrize("name", ["", "备注", "(姓名)", "姓名" * 60, "(" * 100, "党支部"])
def test_another_name_means_nothing(name: str) -> None:
    assert count_known([name]) == 0


def test_no_name_means_two_things() -> None:
    count = sum(
        len({plain(one) for one in (column, *chinese.split(" "), *english.split(","))})
        for column, (chinese, english) in NAMES.items()
    )

    assert (tuple(NAMES), len(MEANINGS)) == (COLUMNS, count)


def test_columns_may_stand_in_any_order_among_others() -> None:
    header = read_header(["备注", "身份证号", "", "姓名", " 党支部 ", "工号"])

    assert header.ignored == ("备注", "党支部")
    assert header.absent == tuple(
        column for column in COLUMNS if column not in ("external_id", "name", "identity_number")
    )
    assert header.row(7, ["x", "9", "y", "罗军", "z", "WB1"]) == Row(
        7, ["WB1", "罗军", "", "", "9", "", "", "", "", "", ""]
    )


def test_a_name_that_means_nothing_is_told_in_one_line_that_can_be_seen() -> None:
    names = ["备注\n（选填）", "\0", "a\u202eb", "x" * 500, "备注  （选填）", *(f"列{i}" for i in range(300))]
    found = told(names)

    assert found[:4] == ("备注 （选填）", "a b", "x" * 100, "列0")
    assert len(found) == 200


def test_each_column_that_is_needed_and_missing_is_a_fault() -> None:
    with pytest.raises(Invalid) as refusal:
        read_header(["姓名", "性别"])

    assert refusal.value.code == "roster.header_missing"
    assert [(fault.pointer, fault.code) for fault in refusal.value.errors] == [
        ("#/external_id", "missing"),
        ("#/identity_number", "missing"),
    ]


def test_columns_of_the_same_meaning_are_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        read_header([*NEEDED, "手机", "联系电话", "工号"])

    assert refusal.value.code == "roster.header_repeated"
    assert [fault.pointer for fault in refusal.value.errors] == ["#/external_id", "#/phone"]


def test_columns_are_bounded() -> None:
    with pytest.raises(TooLarge) as refusal:
        read_header([*NEEDED, *["备注"] * 254])

    assert (refusal.value.code, refusal.value.detail) == ("roster.too_large", "At most 256 columns.")


@pytest.mark.parametrize("cells", [[], [""], ["", " ", "\u3000"]])
def test_a_line_of_spaces_is_no_row(cells: list[str]) -> None:
    assert read_header(NEEDED).row(2, cells) is None


@pytest.mark.parametrize(
    "cells, fault",
    [
        (["1", "罗军"], None),
        (["1", "罗军", "9", "", " "], None),
        (["1", "罗军", "9", "x"], "roster.line_malformed"),
        (["1", "罗" * 10_000, "9"], None),
        (["1", "罗" * 10_001, "9"], "roster.line_malformed"),
    ],
)
def test_a_line_may_have_fewer_cells_than_the_header_but_not_more_nor_endless_ones(
    cells: list[str], fault: str | None
) -> None:
    row = read_header(NEEDED).row(2, cells)

    assert row is not None
    assert row.fault == fault
    assert len(row.cells) == len(COLUMNS)
    assert not fault or set(row.cells) == {""}  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "en"])
def test_a_list_of_lines_with_errors_is_no_roster(language: str, tmp_path: Path) -> None:
    cells: list[str | list[str]] = ["KX1", "陈华英", "", "", "1", *[""] * 6]
    finding = {"line": 2, "column": "identity_number", "code": "x", "detail": "x", "before": None, "after": None}
    path = tmp_path / "errors.csv"
    write_errors(path, [Row(2, cells)], [finding], Words(language))

    with path.open("rb") as file, pytest.raises(Invalid, match=r"^roster\.errors_file$"):
        open_roster(file, "text/csv", charset=None)
