from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from services.outsourcing.model.payments import Payment
from shared.errors import Conflict, Forbidden, Invalid
from shared.messages.envelope import Actor
from shared.messages.outsourcing.budgets import ReadLedger, ShowBudget
from shared.messages.outsourcing.contracts import ListContracts
from shared.messages.outsourcing.milestones import DecideMilestone
from shared.messages.outsourcing.payment_events import PaymentRecorded, ProjectEvaluated
from shared.messages.outsourcing.payments import (
    ApprovePayment,
    ClawBackPayment,
    EvaluateProject,
    ListPayments,
    RecordPayment,
    RefusePayment,
    RequestPayment,
    ShowFinalEvaluation,
    ShowPayment,
)
from shared.messages.outsourcing.profiles import BankAccount
from shared.messages.outsourcing.project_events import ProjectEnded
from shared.messages.outsourcing.projects import ShowProject
from shared.messages.outsourcing.track_records import ShowTrackRecord
from tests.harness import Harness
from tests.races import at_once
from tests.services.outsourcing.contracting import (
    AMOUNT,
    REFERENCE,
    RULE,
    Carried,
    awarded,
    drafted,
    in_force,
    stranger,
)
from tests.services.outsourcing.test_call_races import codes
from tests.services.outsourcing.world import profile_of

FIRST = AMOUNT * 40 // 100


@pytest.fixture
def carried(harness: Harness, department: Actor, community: Actor) -> Carried:
    """With one milestone of two accepted."""
    found = in_force(harness, department, community)
    found.accept(0)
    return found


def record(payment: Any, carried: Carried, days: int = 0) -> RecordPayment:
    paid_on = carried.harness.clock.now().date() + timedelta(days=days)
    return RecordPayment(payment_id=payment["id"], reference="20270101-1", paid_on=paid_on)


def back(payment: Any, amount: int) -> ClawBackPayment:
    return ClawBackPayment(payment_id=payment["id"], amount_minor=amount, reason="审计核减", reference="R-1")


def evaluation(carried: Carried) -> EvaluateProject:
    return EvaluateProject(project_id=carried.now()["project_id"], result="good", text="办得好")


def test_what_is_accepted_is_asked_for_approved_and_paid(carried: Carried) -> None:
    payment = carried.request(0)
    assert (payment["amount_minor"], payment["payee_account"]) == (FIRST, "*8842")
    assert carried.money()["requested"] == FIRST
    approved = carried.send(ApprovePayment(payment_id=payment["id"]))
    paid = carried.send(record(payment, carried), carried.other)

    assert (approved["payee_account"], paid["state"], paid["reference"]) == ("*8842", "paid", "20270101-1")
    assert carried.money()["paid"] == FIRST
    assert carried.now()["paid_minor"] == FIRST
    [told] = carried.harness.events_of(PaymentRecorded)
    assert told.amount_minor == FIRST


def test_it_goes_where_who_approves_it_sees_that_it_goes(carried: Carried) -> None:
    payment = carried.request(0)
    elsewhere = BankAccount(bank="别的银行", account_name="别人", account_number="6222020200001234567")
    carried.send(profile_of(carried.organisation, kind=None, bank_account=elsewhere), carried.organisation)
    with pytest.raises(Conflict, match=r"^payment\.account_changed$"):
        carried.send(ApprovePayment(payment_id=payment["id"]))
    carried.send(RefusePayment(payment_id=payment["id"], reason="账户已更换"))
    anew = carried.request(0)

    assert (anew["payee_bank"], anew["payee_account"]) == ("别的银行", "*4567")
    assert carried.send(ApprovePayment(payment_id=anew["id"]))["payee_account"] == "*4567"


def test_who_has_told_no_account_asks_for_nothing(harness: Harness, department: Actor, community: Actor) -> None:
    carried = drafted(awarded(harness, department, community))
    carried.sign(carried.organisation)
    carried.sign()
    carried.accept(0)

    with pytest.raises(Conflict, match=r"^payment\.no_account$"):
        carried.request(0)


def test_no_more_is_asked_for_than_is_accepted(carried: Carried) -> None:
    carried.request(0, 1_000_000)
    with pytest.raises(Conflict, match=r"^payment\.too_much$") as refused:
        carried.request(0, FIRST - 1_000_000 + 1)
    assert [fault.pointer for fault in refused.value.errors] == ["#/amount_minor"]
    assert carried.request(0)["amount_minor"] == FIRST - 1_000_000
    with pytest.raises(Conflict, match=r"^payment\.nothing_due$"):
        carried.request(0)
    with pytest.raises(Conflict, match=r"^payment\.nothing_due$"):
        carried.request(1)
    assert carried.money()["requested"] == FIRST


def test_each_step_takes_another_person(carried: Carried) -> None:
    payment = carried.request(0)
    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        carried.send(ApprovePayment(payment_id=payment["id"]), carried.organisation)
    carried.send(ApprovePayment(payment_id=payment["id"]))
    with pytest.raises(Conflict, match=r"^payment\.same_person$") as refused:
        carried.send(record(payment, carried))
    assert (
        refused.value.detail == "Another person or client of the department has to do it, as /docs/departments tells."
    )

    assert carried.send(record(payment, carried), carried.other)["state"] == "paid"


@pytest.mark.parametrize("broken", [{"approved_by": "x", "requested_by": "x"}, {"clawed_back_minor": AMOUNT}])
def test_the_database_keeps_the_rules_too(carried: Carried, broken: dict[str, Any]) -> None:
    carried.pay(0)

    with carried.harness.database.writing() as session, pytest.raises(IntegrityError):
        session.execute(update(Payment).values(**broken))


def test_what_is_refused_can_be_asked_for_again(carried: Carried) -> None:
    payment = carried.request(0)
    carried.send(ApprovePayment(payment_id=payment["id"]))
    refused = carried.send(RefusePayment(payment_id=payment["id"], reason="发票有误"))

    assert (refused["state"], carried.money()["accepted"]) == ("refused", FIRST)
    assert carried.request(0)["amount_minor"] == FIRST
    with pytest.raises(Conflict, match=r"^payment\.not_in_step$"):
        carried.send(RefusePayment(payment_id=payment["id"], reason="发票有误"))


@pytest.mark.parametrize("days", [-1, 1])
def test_it_was_paid_between_its_approval_and_today(carried: Carried, days: int) -> None:
    payment = carried.request(0)
    carried.send(ApprovePayment(payment_id=payment["id"]))
    with pytest.raises(Invalid, match=r"^payment\.day_unfit$") as refused:
        carried.send(record(payment, carried, days), carried.other)

    assert [fault.pointer for fault in refused.value.errors] == ["#/paid_on"]
    assert carried.money()["requested"] == FIRST


def test_what_was_paid_comes_back_as_far_as_there_is_any(carried: Carried) -> None:
    payment = carried.pay(0)
    available = carried.money()["available"]
    carried.send(back(payment, 1_000_000))
    shown = carried.send(back(payment, FIRST - 1_000_000))

    assert (shown["clawed_back_minor"], [one["amount_minor"] for one in shown["claw_backs"]]) == (
        FIRST,
        [1_000_000, FIRST - 1_000_000],
    )
    assert carried.money()["available"] == available + FIRST
    record_ = carried.send(ShowTrackRecord(organisation_id=payment["organisation_id"], kind="payment_clawed_back"))
    assert [(one["call_id"], one["value"], one["note"]) for one in record_["items"]] == [
        (carried.call["id"], FIRST - 1_000_000, "审计核减"),
        (carried.call["id"], 1_000_000, "审计核减"),
    ]
    with pytest.raises(Conflict, match=r"^payment\.too_much$"):
        carried.send(back(payment, 1))
    with pytest.raises(Conflict, match=r"^payment\.nothing_due$"):
        carried.request(0)


def test_the_ledger_names_what_was_paid_to_whom_and_by_which_entry_of_the_bank(carried: Carried) -> None:
    payment = carried.pay(0)
    carried.send(back(payment, 1_000_000))
    carried.harness.clock.advance(timedelta(seconds=1))
    carried.send(replace(back(payment, 2_000_000), reference="R-2"))
    page = carried.send(ReadLedger(budget_id=carried.budget_id))
    budget = carried.send(ShowBudget(budget_id=carried.budget_id))
    told: dict[str, list[Any]] = defaultdict(list)
    for one in page["items"]:
        told[one["posting"]["kind"]].append((one["title"], one["organisation_name"], one["reference"]))

    title, name = carried.award["title"], payment["organisation_name"]
    assert page["budget_name"] == budget["name"]
    assert {kind: told[kind] for kind in ("fund", "reserve", "pay", "claw_back")} == {
        "fund": [(None, None, None)],
        "reserve": [(carried.call["title"], None, None)],
        "pay": [(title, name, REFERENCE)],
        "claw_back": [(title, name, "R-1"), (title, name, "R-2")],
    }


def test_the_same_amount_is_asked_for_once_however_many_ask(carried: Carried) -> None:
    milestone_id = carried.milestones()[0]["id"]
    command = RequestPayment(milestone_id=milestone_id, amount_minor=FIRST)
    replies = at_once(6, lambda _: carried.harness.reply(command, carried.organisation))

    assert codes(replies) == {"done": 1, "payment.nothing_due": 5}
    assert carried.money()["requested"] == FIRST


def test_of_approval_refusal_and_claw_back_at_once_the_money_stays_right(carried: Carried) -> None:
    payment = carried.request(0)
    commands = [ApprovePayment(payment_id=payment["id"]), RefusePayment(payment_id=payment["id"], reason="x")] * 3
    at_once(6, lambda number: carried.harness.reply(commands[number], carried.department))
    shown = carried.send(ShowPayment(payment_id=payment["id"]))

    assert shown["state"] == "refused"
    assert carried.money()["accepted"] == FIRST
    paid = carried.pay(0)
    at_once(4, lambda _: carried.harness.reply(back(paid, FIRST), carried.department))
    assert "paid" not in carried.money()


def test_a_project_ends_once_nothing_is_open_and_what_is_left_is_free(carried: Carried) -> None:
    with pytest.raises(Conflict, match=r"^project\.milestones_open$"):
        carried.send(evaluation(carried))
    carried.submit(1)
    carried.judge(1, "partly", percent=50, reason="少办")
    carried.tally(1, 5, 5)
    with pytest.raises(Conflict, match=r"^project\.payments_open$"):
        carried.send(evaluation(carried))
    carried.pay(0)
    carried.pay(1)
    evaluated = carried.send(evaluation(carried))

    half = (AMOUNT - FIRST) // 2
    assert (evaluated["paid_minor"], evaluated["freed_minor"]) == (FIRST + half, 0)
    assert carried.now()["state"] == "completed"
    assert carried.send(ShowProject(project_id=evaluated["project_id"]))["state"] == "completed"
    assert set(carried.money()) == {"outside", "available", "paid"}
    assert [len(carried.harness.events_of(kind)) for kind in (ProjectEvaluated, ProjectEnded)] == [1, 1]
    assert carried.send(ShowFinalEvaluation(project_id=evaluated["project_id"]), carried.community) == evaluated
    tracked = carried.send(ShowTrackRecord(organisation_id=carried.now()["organisation_id"], order="oldest_first"))
    assert [(one["kind"], one["call_id"]) for one in tracked["items"] if one["project_id"]] == [
        (kind, carried.call["id"])
        for kind in (
            "award_noticed",
            "contract_signed",
            "milestone_accepted",
            "milestone_partly",
            "project_completed",
        )
    ]
    with pytest.raises(Conflict, match=r"^project\.not_in_step$"):
        carried.send(evaluation(carried))


def test_a_survey_that_is_too_small_to_tell_counts_on_neither_side(
    harness: Harness, department: Actor, community: Actor
) -> None:
    carried = in_force(harness, department, community, acceptance=RULE)
    for number, (raters, satisfied) in enumerate([(5, 4), (2, None)]):
        carried.submit(number)
        carried.judge(number)
        carried.tally(number, raters, satisfied)
    decide = DecideMilestone(milestone_id=carried.milestones()[1]["id"], verdict="accepted", reason="走访核实")
    carried.send(decide)
    carried.pay(0)
    carried.pay(1)
    evaluated = carried.send(evaluation(carried))

    assert (evaluated["raters"], evaluated["satisfied"]) == (5, 4)


def test_payments_are_read_by_both_sides_alone(carried: Carried) -> None:
    payment = carried.request(0, 1_000_000)
    by = ("requested_by", "approved_by", "recorded_by")
    paid = carried.pay(0)
    shown = ShowPayment(payment_id=paid["id"])
    clients = (carried.organisation.client_id, carried.department.client_id, carried.other.client_id)
    assert tuple(carried.send(shown)[one] for one in by) == clients
    assert [carried.send(shown, carried.organisation)[one] for one in by] == [None] * 3
    show = ShowPayment(payment_id=payment["id"])
    assert carried.send(show, carried.organisation)["id"] == payment["id"]
    with pytest.raises(Forbidden, match=r"^payment\.not_yours$"):
        carried.send(show, stranger())
    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        carried.send(ListPayments(), carried.community)

    assert carried.send(ListPayments(state="requested"), carried.organisation)["items"][0]["id"] == payment["id"]
    assert carried.send(ListPayments(), stranger())["items"] == []
    for kind in (ListPayments, ListContracts):
        own, others = (str(one.organisation_id) for one in (carried.organisation, stranger()))
        assert carried.send(kind(organisation_id=own))["items"] == carried.send(kind())["items"] != []
        assert carried.send(kind(organisation_id=others))["items"] == []
