from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from services.outsourcing.model.budgets import Budget
from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.inbox import COMMAND_LOG
from shared.messages.outsourcing import budgets as messages
from shared.messages.wire import encode
from tests.harness import Harness
from tests.races import at_once
from tests.services.outsourcing.money import DEPARTMENT, findings, moving, open_budget, standing

CALL = new_id()


def send(harness: Harness, message: Any, **options: Any) -> Any:
    return harness.send(message, DEPARTMENT, **options)


def shown(harness: Harness, budget_id: str) -> Any:
    return send(harness, messages.ShowBudget(budget_id=budget_id))


def test_a_budget_is_opened_and_holds_nothing(harness: Harness) -> None:
    opened = messages.OpenBudget(
        name="2027年社区服务", year=2027, source="unit", funder="市水务局", unit_id=new_id(), note="结对资金"
    )
    budget = send(harness, opened)

    assert {name: budget[name] for name in ("name", "year", "source", "funder", "unit_id", "note")} == {
        name: getattr(opened, name) for name in ("name", "year", "source", "funder", "unit_id", "note")
    }
    assert (budget["state"], budget["closed_at"], budget["currency"], budget["version"]) == ("open", None, "CNY", 1)
    assert set(budget["balances"].values()) == {0}
    assert shown(harness, budget["id"]) == budget
    assert harness.events == []


def test_a_unit_goes_with_the_source_unit_alone(harness: Harness) -> None:
    with pytest.raises(Invalid, match=r"^budget\.unit_unfit$") as refused:
        open_budget(harness, source="fiscal", unit_id=new_id())

    assert [fault.pointer for fault in refused.value.errors] == ["#/unit_id"]


def test_money_comes_in_and_is_given_back(harness: Harness) -> None:
    budget_id = open_budget(harness)
    came = send(harness, messages.FundBudget(budget_id=budget_id, amount_minor=500, reason="民财〔2027〕3号"))
    went = send(harness, messages.WithdrawFromBudget(budget_id=budget_id, amount_minor=200, reason="结余上缴"))
    balances = shown(harness, budget_id)["balances"]

    assert (came["number"], came["kind"], came["from_stage"], came["to_stage"]) == (1, "fund", "outside", "available")
    assert (came["from_after_minor"], came["to_after_minor"], came["reason"]) == (-500, 500, "民财〔2027〕3号")
    assert (went["number"], went["kind"], went["from_after_minor"], went["to_after_minor"]) == (
        2,
        "withdraw",
        300,
        -300,
    )
    assert (balances["funded_minor"], balances["available_minor"]) == (300, 300)
    with pytest.raises(Conflict, match=r"^budget\.not_enough$"):
        send(harness, messages.WithdrawFromBudget(budget_id=budget_id, amount_minor=301, reason="结余上缴"))


def test_the_same_command_again_moves_nothing_more(harness: Harness) -> None:
    budget_id, command_id = open_budget(harness), new_id()
    fund = messages.FundBudget(budget_id=budget_id, amount_minor=500)
    answers = [send(harness, fund, id=command_id) for _ in range(2)]

    assert encode(answers[0]) == encode(answers[1])
    assert standing(harness, budget_id) == {"outside": -500, "available": 500}


def test_commands_of_one_batch_build_on_each_other(harness: Harness) -> None:
    budget_id = open_budget(harness)
    fund = messages.FundBudget(budget_id=budget_id, amount_minor=100)
    back = messages.WithdrawFromBudget(budget_id=budget_id, amount_minor=150, reason="结余上缴")
    calls = [harness.call(one, DEPARTMENT) for one in (fund, back, fund, back, back)]
    replies = harness.executor.execute(calls)

    assert [reply.refusal and reply.refusal["code"] for reply in replies] == [
        None,
        "budget.not_enough",
        None,
        None,
        "budget.not_enough",
    ]
    assert standing(harness, budget_id) == {"outside": -50, "available": 50}
    assert findings(harness) == []


def test_those_who_give_back_at_once_never_overdraw(harness: Harness) -> None:
    budget_id = open_budget(harness, funded=1000)
    back = messages.WithdrawFromBudget(budget_id=budget_id, amount_minor=300, reason="结余上缴")
    replies = at_once(8, lambda _: harness.reply(back, DEPARTMENT))
    codes = [reply.refusal["code"] if reply.refusal else "done" for reply in replies]

    assert sorted(codes) == ["budget.not_enough"] * 5 + ["done"] * 3
    assert standing(harness, budget_id) == {"outside": -100, "available": 100}


def test_what_is_edited_stays_otherwise_as_it_is(harness: Harness) -> None:
    budget_id = open_budget(harness, funded=5, note="一期")
    edited = send(harness, messages.EditBudget(budget_id=budget_id, name="福彩", year=2028), expected_version=1)

    assert (edited["name"], edited["year"], edited["funder"], edited["note"]) == ("福彩", 2028, "市民政局", "一期")
    assert (edited["version"], edited["balances"]["available_minor"]) == (2, 5)
    assert send(harness, messages.EditBudget(budget_id=budget_id, name="福彩"))["version"] == 2
    with pytest.raises(PreconditionFailed):
        send(harness, messages.EditBudget(budget_id=budget_id, name="彩票"), expected_version=1)
    with pytest.raises(Invalid, match=r"^request\.invalid$"):
        send(harness, messages.EditBudget(budget_id=budget_id))


def test_a_closed_budget_takes_nothing_and_gives_back_what_is_left(harness: Harness) -> None:
    budget_id = open_budget(harness, funded=1000)
    with moving(harness) as ledger:
        ledger.reserve(CALL, budget_id, 400)
    closed = send(harness, messages.CloseBudget(budget_id=budget_id, reason="年度决算"), expected_version=1)

    assert (closed["state"], closed["closed_at"], closed["version"]) == ("closed", harness.clock.now(), 2)
    assert (closed["balances"]["available_minor"], closed["balances"]["reserved_minor"]) == (600, 400)
    for refused in (
        messages.FundBudget(budget_id=budget_id, amount_minor=1),
        messages.EditBudget(budget_id=budget_id, name="福彩"),
        messages.CloseBudget(budget_id=budget_id),
    ):
        with pytest.raises(Conflict, match=r"^budget\.not_in_step$") as told:
            send(harness, refused)
        assert told.value.detail == "It is closed."
    send(harness, messages.WithdrawFromBudget(budget_id=budget_id, amount_minor=600, reason="结余上缴"))
    with moving(harness) as ledger:
        ledger.release_all(CALL)
    reopened = send(harness, messages.ReopenBudget(budget_id=budget_id, reason="追加项目"), expected_version=2)
    assert (reopened["state"], reopened["closed_at"], reopened["version"]) == ("open", None, 3)
    with moving(harness) as ledger:
        ledger.reserve(CALL, budget_id, 400)
    with pytest.raises(Conflict, match=r"^budget\.not_in_step$"):
        send(harness, messages.ReopenBudget(budget_id=budget_id, reason="追加项目"))


def every_message(budget_id: str) -> list[Any]:
    return [
        messages.EditBudget(budget_id=budget_id, name="福彩"),
        messages.FundBudget(budget_id=budget_id, amount_minor=1),
        messages.WithdrawFromBudget(budget_id=budget_id, amount_minor=1, reason="结余上缴"),
        messages.CloseBudget(budget_id=budget_id),
        messages.ReopenBudget(budget_id=budget_id, reason="追加项目"),
        messages.ShowBudget(budget_id=budget_id),
        messages.ListPostings(budget_id=budget_id),
    ]


@pytest.mark.parametrize("role", ["subdistrict", "community", "unit", "organisation", "member", "resident"])
def test_budgets_are_the_departments_alone(harness: Harness, role: Any) -> None:
    budget_id = open_budget(harness, funded=10)
    stranger = replace(DEPARTMENT, role=role)
    opening = messages.OpenBudget(name="福彩", year=2027, source="fiscal", funder="市财政局")

    for message in (opening, messages.ListBudgets(), *every_message(budget_id)):
        with pytest.raises(Forbidden, match=r"^access\.denied$"):
            harness.send(message, stranger)
    assert standing(harness, budget_id) == {"outside": -10, "available": 10}


def test_another_tenants_budget_is_not_there(harness: Harness) -> None:
    budget_id = open_budget(harness, funded=10)
    elsewhere = replace(DEPARTMENT, tenant_id=new_id())

    for message in every_message(budget_id):
        with pytest.raises(NotFound, match=r"^budget\.unknown$"):
            harness.send(message, elsewhere)
    assert harness.send(messages.ListBudgets(), elsewhere)["items"] == []


def test_who_has_moved_money_and_why_stands_in_the_log(harness: Harness) -> None:
    budget_id = open_budget(harness, funded=10)
    send(harness, messages.WithdrawFromBudget(budget_id=budget_id, amount_minor=3, reason="结余上缴"))
    with harness.database.reading() as session:
        rows = session.execute(select(COMMAND_LOG).order_by(COMMAND_LOG.c.at, COMMAND_LOG.c.command_id)).all()

    assert {row.subject for row in rows} == {f"budget/{budget_id}"}
    assert [(row.topic, row.role, row.client_id, row.reason) for row in rows][-1] == (
        "budget.withdraw",
        "department",
        "department",
        "结余上缴",
    )


def test_budgets_are_listed_by_year_source_and_state_with_their_balances(harness: Harness) -> None:
    wanted = [(2026, "fiscal"), (2027, "fiscal"), (2027, "donation")]
    ids = [open_budget(harness, year=year, source=source, funded=1 + year) for year, source in wanted]
    send(harness, messages.CloseBudget(budget_id=ids[1]))

    def listed(**filters: Any) -> list[str]:
        return [one["id"] for one in send(harness, messages.ListBudgets(order="oldest_first", **filters))["items"]]

    assert listed() == ids
    assert listed(year=2027) == ids[1:]
    assert listed(source="fiscal") == ids[:2]
    assert listed(state="open") == [ids[0], ids[2]]
    assert listed(year=2027, source="fiscal", state="closed") == [ids[1]]
    first = send(harness, messages.ListBudgets(limit=2))
    second = send(harness, messages.ListBudgets(limit=2, after=first["next"]))
    assert [one["id"] for page in (first, second) for one in page["items"]] == ids[::-1]
    assert [one["balances"]["available_minor"] for one in first["items"]] == [2028, 2028]


def test_postings_are_listed_by_kind_call_and_time(harness: Harness) -> None:
    budget_id, other_call = open_budget(harness, funded=1000), new_id()
    since = harness.clock.now() + timedelta(days=1)
    with moving(harness) as ledger:
        ledger.reserve(CALL, budget_id, 100)
    harness.clock.advance(timedelta(days=1))
    with moving(harness) as ledger:
        ledger.reserve(other_call, budget_id, 200)
        ledger.release(CALL, budget_id, 50)

    def numbers(**filters: Any) -> list[int]:
        filters = {"order": "oldest_first"} | filters
        page = send(harness, messages.ListPostings(budget_id=budget_id, **filters))
        return [one["number"] for one in page["items"]]

    assert numbers() == [1, 2, 3, 4]
    assert numbers(order="newest_first") == [4, 3, 2, 1]
    assert numbers(kind="reserve") == [2, 3]
    assert numbers(call_id=CALL) == [2, 4]
    assert numbers(since=since) == [3, 4]
    assert numbers(until=since) == [1, 2]
    page = send(harness, messages.ListPostings(budget_id=budget_id, limit=3))
    rest = send(harness, messages.ListPostings(budget_id=budget_id, limit=3, after=page["next"]))
    assert [one["number"] for one in (*page["items"], *rest["items"])] == [4, 3, 2, 1]
    assert rest["next"] is None
    assert [(one["from_after_minor"], one["to_after_minor"]) for one in page["items"]] == [
        (50, 750),
        (700, 200),
        (900, 100),
    ]
    assert numbers(after=page["next"]) == [3, 4]


def test_a_cursor_is_a_posting_of_this_budget(harness: Harness) -> None:
    budget_id, other_id = (open_budget(harness, funded=10) for _ in range(2))
    strange = send(harness, messages.ListPostings(budget_id=other_id))["items"][0]["id"]

    for after in (strange, new_id()):
        with pytest.raises(Invalid, match=r"^request\.invalid$") as refused:
            send(harness, messages.ListPostings(budget_id=budget_id, after=after))
        assert [fault.pointer for fault in refused.value.errors] == ["#/after"]


@pytest.mark.parametrize(
    "broken_rule",
    [
        {"year": 1999},
        {"source": "lottery"},
        {"unit_id": CALL},
        {"state": "paused"},
        {"state": "closed"},
    ],
)
def test_the_database_keeps_the_rules_too(harness: Harness, broken_rule: Any) -> None:
    open_budget(harness)

    with harness.database.writing() as session, pytest.raises(IntegrityError):
        session.execute(update(Budget).values(**broken_rule))
