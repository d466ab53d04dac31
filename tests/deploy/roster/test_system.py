"""`linli roster push` against a whole system."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import Workbook
from typer.testing import CliRunner

from deploy.cli import app
from deploy.demo.api import Api
from deploy.demo.data import communities
from gateway.rosters import COLUMNS
from tests.gateway.rosters.files import DATA, HEADER, rows_of
from tests.systems import System, running_system


@dataclass
class Unit:
    """A unit with a client, and what it types."""

    url: str
    id: str
    client_id: str
    client_secret: str

    def push(self, path: Path, *words: str) -> Result:
        environment = {
            "LINLI_URL": self.url,
            "LINLI_CLIENT_ID": self.client_id,
            "LINLI_CLIENT_SECRET": self.client_secret,
            "LC_ALL": "zh_CN.UTF-8",
            "COLUMNS": "200",
        }
        return CliRunner().invoke(app, ["roster", "push", str(path), "--unit", self.id, *words], env=environment)


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with running_system("embedded") as found:
        yield found


@pytest.fixture
def unit(system: System) -> Unit:
    """The one unit of a tenant, in whose communities its members live."""
    api = Api(system.url)
    opening = {"name": "宽城区", "department_name": "组织部"}
    client = api.as_client("operator", system.settings.operator_secret).post("/v1/tenants", opening)["client"]
    department = api.as_client(client["client_id"], client["client_secret"])
    for one in communities():
        department.post("/v1/communities", one)
    opened = department.post("/v1/units", {"name": "规划局党支部"})
    client = department.post(f"/v1/organisations/{opened['id']}/clients", {"label": "sync"})
    return Unit(system.url, opened["id"], client["client_id"], client["client_secret"])


def counts(result: Result) -> dict[str, int]:
    """The table of counts, without zeros."""
    pairs = (line.split() for line in result.stdout.splitlines())
    return {pair[1]: int(pair[0]) for pair in pairs if len(pair) == 2 and pair[0].isdigit() and pair[0] != "0"}


def test_a_roster_as_office_software_writes_it_is_synced_and_what_is_wrong_told_by_line(
    unit: Unit, tmp_path: Path
) -> None:
    with (DATA / "roster_messy_faults.csv").open(encoding="utf-8") as file:
        wrong = [row["line"] for row in csv.DictReader(file) if row["fault"].startswith("error")]
    errors = tmp_path / "错误.csv"
    tried = unit.push(DATA / "roster_messy_gb18030.csv", "--dry-run")
    result = unit.push(DATA / "roster_messy_gb18030.csv", "--errors", str(errors))
    again = unit.push(DATA / "roster_messy_bom.csv")
    with errors.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))

    assert [one.exit_code for one in (tried, result, again)] == [1, 1, 1]
    assert counts(tried) == counts(result)
    assert result.stdout.startswith("✓ 共 60 行，已更新 54 行；其余各行有错误或待裁定。")
    assert sorted({row["行号"] for row in told}, key=int) == wrong
    assert "第 2 行的编号与此相同（不区分大小写）。" in {row["问题"] for row in told}
    assert "第 2 行的编号与此相同（不区分大小写）。" in result.stdout
    assert "空格" in result.stdout
    assert counts(again)["未变"] == 60 - len(wrong)


def test_a_roster_is_the_same_in_every_kind_of_file(unit: Unit, tmp_path: Path) -> None:
    rows = [[str(cell) for cell in row.cells] for row in rows_of((DATA / "roster_clean.csv").read_bytes())]
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in (HEADER.split(","), *rows):
        sheet.append(cells)
    book.save(tmp_path / "roster.xlsx")
    objects = ({name: cell for name, cell in zip(COLUMNS, row, strict=True) if cell} for row in rows)
    lists = ({**one, "skills": one.get("skills", "").split(";")} for one in objects)
    (tmp_path / "roster.ndjson").write_text("\n".join(json.dumps(one) for one in lists), "utf-8")
    first = unit.push(DATA / "roster_clean.csv")
    others = [unit.push(tmp_path / name) for name in ("roster.xlsx", "roster.ndjson")]

    assert (first.exit_code, counts(first)) == (0, {"读取行数": 500, "新增": 500})
    assert [(one.exit_code, counts(one)) for one in others] == [(0, {"读取行数": 500, "未变": 500})] * 2


def test_a_formula_without_a_result_is_mended_in_the_roster_and_not_in_the_list_of_errors(
    unit: Unit, tmp_path: Path
) -> None:
    lines = [[str(cell) for cell in row.cells] for row in rows_of((DATA / "roster_clean.csv").read_bytes())[:3]]
    lines[1][COLUMNS.index("department")] = '="业务"&"一科"'
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in (HEADER.split(","), *lines):
        sheet.append(cells)
    book.save(tmp_path / "roster.xlsx")
    errors = tmp_path / "errors.csv"
    result = unit.push(tmp_path / "roster.xlsx", "--errors", str(errors))
    with errors.open(encoding="utf-8-sig", newline="") as file:
        (told,) = csv.DictReader(file)
    refused = unit.push(errors)
    lines[1][COLUMNS.index("department")] = "业务一科"
    whole = tmp_path / "roster.csv"
    whole.write_text("\n".join([HEADER, *map(",".join, lines)]), "utf-8")
    mended = unit.push(whole)

    assert counts(result) == {"读取行数": 3, "新增": 2, "有错误的行": 1}
    assert (told["行号"], told["列名"], told["代码"]) == ("3", "部门", "roster.formula_unresolved")
    assert (told["人员编号"], told["姓名"], told["部门"]) == (lines[1][0], lines[1][1], "")
    assert (refused.exit_code, counts(refused)) == (1, {})
    assert counts(mended)["新增"] == 1


def test_that_many_would_leave_is_asked_about(unit: Unit, tmp_path: Path) -> None:
    lines = (DATA / "roster_messy_bom.csv").read_text("utf-8-sig").splitlines()
    few = tmp_path / "few.csv"
    few.write_text("\n".join(lines[:5]), "utf-8")
    unit.push(DATA / "roster_messy_bom.csv")
    refused = unit.push(few)
    meant = unit.push(few, "--confirm-leaving")

    assert (refused.exit_code, meant.exit_code) == (1, 0)
    assert "roster.too_many_leave" in refused.stdout
    assert "--confirm-leaving" in refused.stdout
    assert counts(meant)["离开"] > 40


def test_all_or_nothing_is_told_with_all_that_is_wrong(unit: Unit, tmp_path: Path) -> None:
    errors = tmp_path / "errors.csv"
    result = unit.push(DATA / "roster_messy_bom.csv", "--atomic", "--errors", str(errors))

    assert result.exit_code == 1
    assert "名册被拒绝，未作任何更改。" in result.stdout
    assert len(errors.read_text("utf-8-sig").splitlines()) > 5


@pytest.mark.parametrize(
    "content, told",
    [
        ("姓名,性别\n罗军,男\n", "人员编号: 没有表示此内容的列。"),
        (HEADER, "roster.empty"),
        ("PK\3\4", "roster.header_missing"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_the_callers_language(
    unit: Unit, tmp_path: Path, content: str, told: str
) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(content, "utf-8")
    result = unit.push(path)

    assert result.exit_code == 1
    assert told in result.stdout
