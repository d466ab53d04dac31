from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.call_events import CallAmended, CallUnsuccessful
from shared.messages.outsourcing.calls import AmendCall, CallFunding, CancelCall, ListCallAmendments, ShowCallSchedule
from shared.messages.outsourcing.projects import ShowProject
from shared.messages.outsourcing.terms import Criterion
from tests.harness import START, Harness
from tests.services.outsourcing.world import (
    ENQUIRIES_UNTIL,
    PROPOSALS_UNTIL,
    drafted,
    open_organisation,
    project_for,
    published,
)

LATER = PROPOSALS_UNTIL + timedelta(days=5)


def amending(call: Any, **changes: Any) -> AmendCall:
    return AmendCall(call_id=call["id"], reason="节假日顺延", **changes)


def test_an_amendment_changes_what_is_given_and_shows_what_stood_before(harness: Harness, department: Actor) -> None:
    call = published(harness, department)
    amended = harness.send(amending(call, proposals_until=LATER, signing_days=30, title=call["title"]), department)
    [row] = harness.send(ListCallAmendments(call_id=call["id"]), open_organisation(harness))["items"]

    assert amended == call | {"proposals_until": LATER, "signing_days": 30, "amendments": 1, "version": 3}
    assert (row["number"], row["reason"]) == (1, "节假日顺延")
    assert row["changed"] == ["proposals_until", "signing_days"]
    assert (row["before"]["signing_days"], row["after"]["signing_days"]) == (15, 30)
    assert (row["before"]["proposals_until"], row["after"]["proposals_until"]) == (PROPOSALS_UNTIL, LATER)
    assert row["after"]["title"] is None
    [told] = harness.events_of(CallAmended)
    assert (told.number, told.changed, told.notice.signing_days) == (1, ["proposals_until", "signing_days"], 30)


def test_the_deadline_that_was_put_off_is_the_one_that_counts(harness: Harness, department: Actor) -> None:
    call = published(harness, department)
    harness.send(amending(call, proposals_until=LATER), department)

    assert harness.wait(LATER - START - timedelta(seconds=1)) == 0
    assert harness.wait(timedelta(seconds=1)) == 1
    assert harness.events_of(CallUnsuccessful) == [CallUnsuccessful(call_id=call["id"])]


@pytest.mark.parametrize(
    "changes, fault",
    [
        ({"proposals_until": PROPOSALS_UNTIL - timedelta(seconds=1)}, ("#/proposals_until", "call.deadline_earlier")),
        ({"enquiries_until": START}, ("#/enquiries_until", "call.past")),
        ({"enquiries_until": PROPOSALS_UNTIL}, ("#/enquiries_until", "call.enquiries_too_long")),
        ({"review_until": PROPOSALS_UNTIL}, ("#/review_until", "call.review_too_short")),
        ({"criteria": [Criterion(id="a", name="甲", weight=99)]}, ("#/criteria", "call.weights")),
        ({"amount_cap_minor": 30_000_001}, ("#/amount_cap_minor", "call.cap_over_total")),
        ({"project_ids": [new_id()]}, ("#/project_ids/0", "project.unknown")),
    ],
)
def test_what_does_not_fit_is_refused(
    harness: Harness, department: Actor, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    call = published(harness, department)
    with pytest.raises(Invalid, match=r"^call\.unfit$") as refused:
        harness.send(amending(call, **changes), department)

    assert [(one.pointer, one.code) for one in refused.value.errors] == [fault]


def test_what_is_past_and_stays_is_in_nobodys_way(harness: Harness, department: Actor) -> None:
    call = published(harness, department)
    harness.clock.advance(ENQUIRIES_UNTIL - START + timedelta(hours=1))

    assert harness.send(amending(call, signing_days=20), department)["signing_days"] == 20


def test_an_amendment_that_changes_nothing_is_refused(harness: Harness, department: Actor) -> None:
    call = published(harness, department)
    with pytest.raises(Invalid, match=r"^call\.nothing_amended$"):
        harness.send(amending(call, fields=["elderly", "elderly"]), department)

    assert harness.events_of(CallAmended) == []


def test_it_is_amended_as_it_was_read_and_while_it_goes_on(harness: Harness, department: Actor) -> None:
    draft, call = drafted(harness, department), published(harness, department)
    for refused, kind, given in (
        (r"^precondition\.failed$", PreconditionFailed, {"expected_version": 1}),
        (r"^access\.denied$", Forbidden, {}),
    ):
        actor = department if given else open_organisation(harness)
        with pytest.raises(kind, match=refused):
            harness.send(amending(call, signing_days=20), actor, **given)
    with pytest.raises(Conflict, match=r"^call\.not_in_step$"):
        harness.send(amending(draft, signing_days=20), department)
    harness.clock.advance(PROPOSALS_UNTIL - START)
    with pytest.raises(Conflict, match=r"^call\.proposals_over$"):
        harness.send(amending(call, proposals_until=LATER), department)


def test_projects_follow_what_the_call_wants_now(harness: Harness, department: Actor, community: Actor) -> None:
    first, second = (harness.send(project_for(community), department)["id"] for _ in range(2))
    call = published(harness, department, project_ids=[first])
    harness.send(amending(call, project_ids=[second]), department)

    def states() -> list[str]:
        return [harness.send(ShowProject(project_id=one), department)["state"] for one in (first, second)]

    assert states() == ["planned", "called"]
    harness.send(CancelCall(call_id=call["id"], reason="x"), department)
    assert states() == ["planned", "planned"]


def test_whose_money_it_is_is_told_to_the_department_alone(harness: Harness, department: Actor) -> None:
    call = published(harness, department)
    more = [CallFunding(budget_id=call["fundings"][0]["budget_id"], amount_minor=40_000_000)]
    harness.send(amending(call, fundings=more), department)

    def told(actor: Actor) -> Any:
        [row] = harness.send(ListCallAmendments(call_id=call["id"]), actor)["items"]
        return row["changed"], row["after"]["fundings"]

    assert told(department) == (["fundings"], [vars_of(more[0])])
    assert told(open_organisation(harness)) == (["fundings"], None)
    assert harness.events_of(CallAmended)[0].total_minor == 40_000_000


def vars_of(funding: CallFunding) -> dict[str, Any]:
    return {"budget_id": funding.budget_id, "amount_minor": funding.amount_minor}


def test_a_review_has_a_time_that_can_be_amended_and_stands_in_the_schedule(
    harness: Harness, department: Actor
) -> None:
    call = published(harness, department, review_until=PROPOSALS_UNTIL + timedelta(days=5))
    until = PROPOSALS_UNTIL + timedelta(days=9)
    amended = harness.send(amending(call, review_until=until), department)
    (*_, last) = harness.send(ShowCallSchedule(call_id=call["id"]), open_organisation(harness))["items"]

    assert amended["review_until"] == until
    assert last == {"kind": "review_end", "due_at": until, "is_past": False}
    assert harness.events_of(CallAmended)[0].changed == ["review_until"]


def test_a_call_shows_its_deadlines(harness: Harness, department: Actor) -> None:
    call = published(harness, department)
    harness.clock.advance(ENQUIRIES_UNTIL - START)

    assert harness.send(ShowCallSchedule(call_id=call["id"]), open_organisation(harness))["items"] == [
        {"kind": "enquiries_end", "due_at": ENQUIRIES_UNTIL, "is_past": True},
        {"kind": "proposals_end", "due_at": PROPOSALS_UNTIL, "is_past": False},
    ]


def test_amendments_are_numbered_and_paged(harness: Harness, department: Actor) -> None:
    call = published(harness, department)
    for days in (20, 21, 22):
        harness.send(amending(call, signing_days=days), department)
    first = harness.send(ListCallAmendments(call_id=call["id"], limit=2), department)
    rest = harness.send(ListCallAmendments(call_id=call["id"], limit=2, after=first["next"]), department)
    newest = harness.send(ListCallAmendments(call_id=call["id"], order="newest_first"), department)

    assert [one["number"] for page in (first, rest) for one in page["items"]] == [1, 2, 3]
    assert (rest["next"], [one["number"] for one in newest["items"]]) == (None, [3, 2, 1])


def test_another_tenant_knows_nothing_of_it(harness: Harness, department: Actor) -> None:
    call = published(harness, department)
    elsewhere = replace(department, tenant_id=new_id())
    for query in (ListCallAmendments(call_id=call["id"]), ShowCallSchedule(call_id=call["id"])):
        reply = harness.reply(query, elsewhere)

        assert reply.refusal
        assert reply.refusal["code"] == "call.unknown"
