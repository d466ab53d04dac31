"""The money of calls: it is set aside with them, follows their amendments, and is free when they come to nothing."""

from datetime import timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Invalid
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.budgets import CloseBudget
from shared.messages.outsourcing.calls import AmendCall, CallFunding, CancelCall, PublishCall, ShowCall
from tests.harness import Harness
from tests.races import at_once
from tests.services.outsourcing.money import findings, open_budget, standing
from tests.services.outsourcing.world import drafted, published


def funded(*amounts: tuple[str, int]) -> list[CallFunding]:
    return [CallFunding(budget_id=budget_id, amount_minor=amount) for budget_id, amount in amounts]


def standings(harness: Harness, *budget_ids: str) -> list[tuple[int, int]]:
    """What is available and what is reserved."""
    found = [standing(harness, budget_id) for budget_id in budget_ids]
    return [(one.get("available", 0), one.get("reserved", 0)) for one in found]


def test_a_draft_takes_no_money_and_a_published_call_takes_all_of_its_fundings(
    harness: Harness, department: Actor
) -> None:
    first, second = open_budget(harness, funded=1_000), open_budget(harness, funded=1_000)
    call = drafted(harness, department, fundings=funded((first, 600), (second, 1_000)))
    assert standings(harness, first, second) == [(1_000, 0), (1_000, 0)]

    harness.send(PublishCall(call_id=call["id"]), department)
    assert standings(harness, first, second) == [(400, 600), (0, 1_000)]
    assert findings(harness) == []


def test_where_one_budget_has_too_little_nothing_happens(harness: Harness, department: Actor) -> None:
    first, second = open_budget(harness, funded=1_000), open_budget(harness, funded=999, name="区级财政")
    call = drafted(harness, department, fundings=funded((first, 600), (second, 1_000)))
    with pytest.raises(Conflict, match=r"^budget\.not_enough$") as refused:
        harness.send(PublishCall(call_id=call["id"]), department)

    assert "区级财政" in str(refused.value.detail)
    assert [(one.pointer, one.code) for one in refused.value.errors] == [("#/fundings/1", "budget.not_enough")]
    assert standings(harness, first, second) == [(1_000, 0), (999, 0)]
    assert harness.send(ShowCall(call_id=call["id"]), department)["state"] == "draft"
    assert harness.events == []


def test_a_closed_budget_funds_no_call(harness: Harness, department: Actor) -> None:
    budget_id = open_budget(harness, funded=1_000)
    call = drafted(harness, department, fundings=funded((budget_id, 600)))
    harness.send(CloseBudget(budget_id=budget_id), department)
    with pytest.raises(Invalid, match=r"^call\.unfit$") as refused:
        harness.send(PublishCall(call_id=call["id"]), department)

    assert [(one.pointer, one.code) for one in refused.value.errors] == [
        ("#/fundings/0/budget_id", "budget.closed"),
    ]


def test_an_amendment_moves_the_difference_alone(harness: Harness, department: Actor) -> None:
    first, second, third = (open_budget(harness, funded=1_000) for _ in range(3))
    call = published(harness, department, fundings=funded((first, 600), (second, 500)))
    after = funded((third, 100), (second, 700))
    amended = harness.send(AmendCall(call_id=call["id"], reason="增加经费", fundings=after), department)

    assert amended["total_minor"] == 800
    assert standings(harness, first, second, third) == [(1_000, 0), (300, 700), (900, 100)]
    assert findings(harness) == []


def test_an_amendment_that_cant_be_paid_changes_nothing(harness: Harness, department: Actor) -> None:
    first, second = open_budget(harness, funded=1_000), open_budget(harness, funded=10)
    call = published(harness, department, fundings=funded((first, 600)))
    after = funded((first, 500), (second, 11))
    with pytest.raises(Conflict, match=r"^budget\.not_enough$"):
        harness.send(AmendCall(call_id=call["id"], reason="x", fundings=after), department)

    assert standings(harness, first, second) == [(400, 600), (10, 0)]
    assert harness.send(ShowCall(call_id=call["id"]), department) == call


def test_less_is_taken_from_a_budget_that_was_closed_meanwhile(harness: Harness, department: Actor) -> None:
    budget_id = open_budget(harness, funded=1_000)
    call = published(harness, department, fundings=funded((budget_id, 600)))
    harness.send(CloseBudget(budget_id=budget_id), department)
    harness.send(AmendCall(call_id=call["id"], reason="x", fundings=funded((budget_id, 500))), department)

    assert standings(harness, budget_id) == [(500, 500)]
    with pytest.raises(Invalid, match=r"^call\.unfit$"):
        harness.send(AmendCall(call_id=call["id"], reason="x", fundings=funded((budget_id, 501))), department)


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_the_money_of_a_call_that_comes_to_nothing_is_free(
    harness: Harness, department: Actor, is_cancelled: bool
) -> None:
    first, second = open_budget(harness, funded=1_000), open_budget(harness, funded=1_000)
    call = published(harness, department, fundings=funded((first, 600), (second, 1_000)))
    if is_cancelled:
        harness.send(CancelCall(call_id=call["id"], reason="x"), department)
    else:
        harness.wait(timedelta(days=20))

    assert standings(harness, first, second) == [(1_000, 0), (1_000, 0)]
    assert findings(harness) == []


def test_of_calls_that_want_the_same_money_as_many_are_published_as_there_is_for(
    harness: Harness, department: Actor
) -> None:
    one, other = open_budget(harness, funded=1_000), open_budget(harness, funded=1_000)
    calls = []
    for number in range(4):
        fundings = funded((one, 400), (other, 400))
        calls.append(drafted(harness, department, fundings=fundings[:: -1 if number % 2 else 1]))

    def publish(number: int) -> Any:
        return harness.reply(PublishCall(call_id=calls[number]["id"]), department, id=new_id())

    replies = at_once(4, publish)

    assert sorted(reply.refusal["code"] if reply.refusal else "" for reply in replies) == [
        "",
        "",
        "budget.not_enough",
        "budget.not_enough",
    ]
    assert standings(harness, one, other) == [(200, 800), (200, 800)]
    assert findings(harness) == []
