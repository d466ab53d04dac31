"""The story of one budget, on both run modes: opened, funded, given back, closed; its ledger as files."""

import csv
import io

import pytest
from openpyxl import load_workbook

from deploy.demo.api import Api, Problem
from deploy.demo.town import settle
from gateway.tables import CSV, WORKBOOK
from shared.ids import new_id
from tests.systems import System

BUDGET = {"name": "2027年福彩公益金", "year": 2027, "source": "welfare_lottery", "funder": "市民政局"}


@pytest.mark.slow
def test_money_comes_in_is_told_to_the_fen_and_is_given_back(system: System) -> None:
    town = settle(Api(system.url), system.settings.operator_secret, new_id())
    department = town.department
    budget = department.post("/v1/budgets", BUDGET)
    path = f"/v1/budgets/{budget['id']}"
    department.post(f"{path}/fundings", {"amount_minor": 20_000_050, "reason": "民财〔2026〕31号"})
    department.post(f"{path}/withdrawals", {"amount_minor": 5_000_000, "reason": "结余上缴"})

    shown = department.get(path)["balances"]
    assert (shown["funded_minor"], shown["available_minor"]) == (15_000_050, 15_000_050)
    assert [one["number"] for one in department.get(f"{path}/postings")["items"]] == [2, 1]
    with pytest.raises(Problem, match=r"409 budget\.not_enough"):
        department.post(f"{path}/withdrawals", {"amount_minor": 15_000_051, "reason": "结余上缴"})
    with pytest.raises(Problem, match=r"403 access\.denied"):
        town.community.get(path)

    department.post(f"{path}/closing", {})
    with pytest.raises(Problem, match=r"409 budget\.not_in_step"):
        department.post(f"{path}/fundings", {"amount_minor": 1})
    assert [one["id"] for one in department.get("/v1/budgets?state=closed&year=2027")["items"]] == [budget["id"]]

    told = department.download(f"{path}/ledger", CSV).decode("utf-8-sig")
    (sheet,) = load_workbook(io.BytesIO(department.download(f"{path}/ledger", WORKBOOK)))
    rows = list(csv.reader(io.StringIO(told, newline="")))

    assert [row[3] for row in rows[1:]] == ["200000.50", "50000.00"]
    assert [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)] == [200_000.5, 50_000]
