from collections.abc import Callable
from typing import Any

import pytest

from services.outsourcing.repository.ledger import Ledger, split
from services.outsourcing.repository.postings import About
from shared.errors import Conflict, NotFound
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing import budgets as messages
from tests.harness import Harness
from tests.races import at_once
from tests.services.outsourcing.money import DEPARTMENT, findings, moving, open_budget, standing

CALL, AWARD, CONTRACT = new_id(), new_id(), new_id()
OF_CONTRACT = About(call_id=CALL, award_id=AWARD, contract_id=CONTRACT)


def test_money_goes_from_stage_to_stage_until_it_is_paid(harness: Harness) -> None:
    budget = open_budget(harness, funded=1000)
    steps: list[tuple[Callable[[Ledger], Any], dict[str, int]]] = [
        (lambda ledger: ledger.reserve(CALL, budget, 800), {"available": 200, "reserved": 800}),
        (lambda ledger: ledger.award(700, OF_CONTRACT), {"available": 200, "reserved": 100, "awarded": 700}),
        (lambda ledger: ledger.release_all(CALL), {"available": 300, "awarded": 700}),
        (lambda ledger: ledger.commit(700, OF_CONTRACT), {"available": 300, "committed": 700}),
        (lambda ledger: ledger.accept(400, OF_CONTRACT), {"available": 300, "committed": 300, "accepted": 400}),
        (
            lambda ledger: ledger.request(400, OF_CONTRACT),
            {"available": 300, "committed": 300, "requested": 400},
        ),
        (lambda ledger: ledger.pay(400, OF_CONTRACT), {"available": 300, "committed": 300, "paid": 400}),
    ]

    for move, expected in steps:
        with moving(harness) as ledger:
            move(ledger)
        assert standing(harness, budget) == {"outside": -1000, **expected}
    assert findings(harness) == []


def test_money_goes_back_as_it_came(harness: Harness) -> None:
    budget = open_budget(harness, funded=1000)
    with moving(harness) as ledger:
        ledger.reserve(CALL, budget, 1000)
        for forwards in (ledger.award, ledger.commit, ledger.accept, ledger.request):
            forwards(1000, OF_CONTRACT)
        ledger.pay(300, OF_CONTRACT)
    with moving(harness) as ledger:
        ledger.claw_back(300, OF_CONTRACT)
        for backwards in (ledger.unrequest, ledger.unaccept, ledger.uncommit, ledger.unaward):
            backwards(700, OF_CONTRACT)
        ledger.release(CALL, budget, 700)
        ledger.withdraw(budget, 1000, reason="结余上缴")

    assert standing(harness, budget) == {}
    assert findings(harness) == []


@pytest.mark.parametrize(
    "move",
    ["award", "unaward", "commit", "uncommit", "accept", "unaccept", "request", "unrequest", "pay", "claw_back"],
)
def test_no_more_moves_than_there_is_and_what_is_refused_leaves_nothing(harness: Harness, move: str) -> None:
    budget = open_budget(harness, funded=10_000)
    names = ("award", "commit", "accept", "request", "pay")
    with moving(harness) as ledger:
        ledger.reserve(CALL, budget, 1000)
        for number, name in enumerate(names, 1):  # 100 stay at each stage, 500 are paid
            getattr(ledger, name)(1000 - 100 * number, OF_CONTRACT)
    before = standing(harness, budget)

    with pytest.raises(Conflict, match=r"^budget\.not_enough$"), moving(harness) as ledger:
        getattr(ledger, move)(501 if move == "claw_back" else 101, OF_CONTRACT)
    assert standing(harness, budget) == before
    with moving(harness) as ledger:
        getattr(ledger, move)(100, OF_CONTRACT)
    assert findings(harness) == []


def test_a_refusal_names_the_budget_and_what_it_has(harness: Harness) -> None:
    budget = open_budget(harness, funded=123_456_789, name="2027年福彩公益金")
    with pytest.raises(Conflict) as refused, moving(harness) as ledger:
        ledger.reserve(CALL, budget, 123_456_790)

    assert refused.value.detail == "2027年福彩公益金: 1,234,567.89 yuan are available."


def test_several_budgets_reserve_all_or_none(harness: Harness) -> None:
    one, two = (open_budget(harness, funded=funded) for funded in (1000, 500))
    with pytest.raises(Conflict, match=r"^budget\.not_enough$"), moving(harness) as ledger:
        ledger.reserve_all(CALL, {one: 1000, two: 501})

    assert (standing(harness, one), standing(harness, two)) == (
        {"outside": -1000, "available": 1000},
        {"outside": -500, "available": 500},
    )


def test_an_amount_is_taken_from_budgets_in_their_order_and_goes_back_in_reverse(harness: Harness) -> None:
    one, two, three = (open_budget(harness, funded=1000) for _ in range(3))
    with moving(harness) as ledger:
        ledger.reserve_all(CALL, {two: 300, three: 200, one: 100})
        ledger.award(350, OF_CONTRACT)
        assert ledger.shares("awarded", call_id=CALL) == {two: 300, three: 50}
        ledger.award(250, OF_CONTRACT)
        ledger.unaward(120, OF_CONTRACT)
        assert ledger.shares("awarded", call_id=CALL) == {two: 300, three: 180, one: 0}
        ledger.award(120, OF_CONTRACT)
        ledger.commit(600, OF_CONTRACT)
        ledger.accept(310, OF_CONTRACT)
        assert ledger.shares("accepted", contract_id=CONTRACT) == {two: 300, three: 10}
        ledger.unaccept(20, OF_CONTRACT)

        assert ledger.shares("accepted", contract_id=CONTRACT) == {two: 290, three: 0}
        assert ledger.shares("committed", contract_id=CONTRACT) == {two: 10, three: 200, one: 100}
    assert findings(harness) == []


@pytest.mark.parametrize(
    "amount, is_backwards, expected",
    [
        (1, False, [("a", 1)]),
        (5, False, [("a", 3), ("c", 2)]),
        (5, True, [("c", 4), ("a", 1)]),
        (7, True, [("c", 4), ("a", 3)]),
        (8, False, None),
    ],
)
def test_of_each_as_much_as_there_is(amount: int, is_backwards: bool, expected: object) -> None:
    assert split({"a": 3, "b": 0, "c": 4}, amount, is_backwards=is_backwards) == expected


def test_calls_and_contracts_are_told_apart(harness: Harness) -> None:
    budget = open_budget(harness, funded=1000)
    other_call, other_contract = new_id(), new_id()
    other = About(call_id=other_call, contract_id=other_contract)
    with moving(harness) as ledger:
        ledger.reserve(CALL, budget, 300)
        ledger.reserve(other_call, budget, 200)
        ledger.award(250, OF_CONTRACT)
        ledger.award(200, other)
        ledger.commit(250, OF_CONTRACT)
        ledger.commit(150, other)
        by_call = ledger.balances("call", [CALL, other_call])
        by_contract = ledger.balances("contract", [CONTRACT, other_contract, new_id()])

    assert by_call[CALL] == {"reserved": 50, "awarded": 0, "committed": 250}
    assert by_call[other_call] == {"reserved": 0, "awarded": 50, "committed": 150}
    assert list(by_contract.values()) == [{"committed": 250}, {"committed": 150}, {}]
    with moving(harness) as ledger:
        assert ledger.balance("committed", budget_id=budget) == 400
        assert ledger.balance("committed", contract_id=CONTRACT) == 250
        with pytest.raises(Conflict, match=r"^budget\.not_enough$"):
            ledger.accept(1, About(call_id=other_call, contract_id=CONTRACT))


def test_a_contracts_move_names_call_and_contract(harness: Harness) -> None:
    open_budget(harness, funded=1000)
    with moving(harness) as ledger:
        for about in (About(), About(contract_id=CONTRACT), About(call_id=CALL)):
            with pytest.raises(ValueError, match="accept needs"):
                ledger.accept(1, about)
        for amount in (0, -1):
            with pytest.raises(ValueError, match="amount"):
                ledger.accept(amount, OF_CONTRACT)


def test_the_balances_of_many_are_one_query(harness: Harness) -> None:
    budgets = [open_budget(harness, funded=100 + number) for number in range(5)]
    with moving(harness) as ledger:
        sent = harness.statements(lambda: ledger.balances("budget", budgets))

        assert len([one for one in sent if one.startswith("SELECT")]) == 1
        assert [ledger.balances("budget", budgets)[one]["available"] for one in budgets] == [100, 101, 102, 103, 104]


def test_a_closed_budget_takes_no_new_reservations_and_lets_what_is_under_way_go_on(harness: Harness) -> None:
    budget = open_budget(harness, funded=1000)
    with moving(harness) as ledger:
        ledger.reserve(CALL, budget, 500)
    harness.send(messages.CloseBudget(budget_id=budget), DEPARTMENT)

    with pytest.raises(Conflict, match=r"^budget\.closed$"), moving(harness) as ledger:
        ledger.reserve(CALL, budget, 1)
    with moving(harness) as ledger:
        ledger.award(300, OF_CONTRACT)
        ledger.release_all(CALL)
        ledger.withdraw(budget, 700, reason="结余上缴")
    assert standing(harness, budget) == {"outside": -300, "awarded": 300}


def test_another_tenants_budget_is_none(harness: Harness) -> None:
    budget = open_budget(harness, funded=1000)
    stranger = Actor(role="department", client_id="x", tenant_id=new_id(), organisation_id=new_id())
    with moving(harness, stranger) as ledger:
        with pytest.raises(NotFound, match=r"^budget\.unknown$"):
            ledger.reserve(CALL, budget, 1)
        assert ledger.balances("budget", [budget]) == {budget: {}}
        assert ledger.balance("available", budget_id=budget) == 0


def test_those_who_reserve_at_once_never_overdraw(harness: Harness) -> None:
    budget = open_budget(harness, funded=1000)

    def reserve(number: int) -> bool:
        try:
            with moving(harness) as ledger:
                ledger.reserve(new_id(), budget, 150)
        except Conflict:
            return False
        return True

    won = at_once(10, reserve)

    assert won.count(True) == 6
    assert standing(harness, budget) == {"outside": -1000, "available": 100, "reserved": 900}
    assert findings(harness) == []


def test_those_who_reserve_of_several_budgets_at_once_wait_for_each_other_and_never_for_good(harness: Harness) -> None:
    one, two = (open_budget(harness, funded=1000) for _ in range(2))

    def reserve(number: int) -> bool:
        wanted = {one: 100, two: 100} if number % 2 else {two: 100, one: 100}
        try:
            with moving(harness) as ledger:
                ledger.reserve_all(new_id(), wanted)
        except Conflict:
            return False
        return True

    won = at_once(12, reserve)

    assert won.count(True) == 10
    assert [standing(harness, budget)["reserved"] for budget in (one, two)] == [1000, 1000]
    assert findings(harness) == []


def test_who_closes_a_budget_while_others_reserve_leaves_no_reservation_behind_the_closing(harness: Harness) -> None:
    budget = open_budget(harness, funded=100_000)

    def act(number: int) -> str:
        if number == 4:
            harness.send(messages.CloseBudget(budget_id=budget), DEPARTMENT)
            with moving(harness) as ledger:
                return str(ledger.balance("reserved", budget_id=budget))
        for _ in range(5):
            try:
                with moving(harness) as ledger:
                    ledger.reserve(new_id(), budget, 10)
            except Conflict as refused:
                return refused.code
        return "done"

    told = at_once(8, act)

    assert set(told) - {told[4]} <= {"done", "budget.closed"}
    assert standing(harness, budget).get("reserved", 0) == int(told[4])
