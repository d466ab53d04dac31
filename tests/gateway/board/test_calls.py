"""Calls for proposals on the board."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.board.queries import BoardQueries
from gateway.board.rows import OutOfStep
from shared.errors import Invalid
from shared.ids import new_id
from shared.messages.outsourcing import call_events as events
from shared.messages.outsourcing.calls import CallNotice
from shared.messages.outsourcing.terms import Criterion
from tests.harness import START, TENANT, Harness

DAY = timedelta(days=1)


def notice(*, days: int = 20, **said: Any) -> CallNotice:
    defaults: dict[str, Any] = {
        "title": "为老服务项目征集",
        "about": "面向独居老人。",
        "fields": ["elderly"],
        "enquiries_until": START + DAY,
        "proposals_until": START + days * DAY,
        "criteria": [Criterion(id="plan", name="方案", weight=100)],
    }
    return CallNotice(**(defaults | said))


def published(call_id: str, **said: Any) -> events.CallPublished:
    return events.CallPublished(
        call_id=call_id, notice=notice(**said), total_minor=30_000_000, first_call_id=None, published_at=START
    )


def amended(call_id: str, number: int = 1, **said: Any) -> events.CallAmended:
    return events.CallAmended(
        call_id=call_id,
        amendment_id=new_id(),
        number=number,
        reason="节假日顺延",
        changed=["proposals_until"],
        notice=notice(**said),
        total_minor=40_000_000,
        amended_at=START + number * DAY,
    )


def answered(call_id: str, at: datetime = START) -> events.EnquiryAnswered:
    return events.EnquiryAnswered(
        enquiry_id=new_id(),
        call_id=call_id,
        question="谁签约？",
        answer="牵头单位。",
        answered_at=at,
        social_organisation_id=new_id(),
    )


def ids(queries: BoardQueries, **asked: Any) -> list[str]:
    defaults: dict[str, Any] = {"tenant_id": TENANT, "field": None, "state": None, "order": "newest_first"}
    return [one["id"] for one in page(queries, **(defaults | asked))["items"]]


def page(queries: BoardQueries, **asked: Any) -> dict[str, Any]:
    defaults: dict[str, Any] = {"tenant_id": TENANT, "field": None, "state": None, "order": "newest_first"}
    return queries.calls(**({"after": None, "limit": 50} | defaults | asked))


def shown(queries: BoardQueries, call_id: str) -> dict[str, Any]:
    found = queries.call(call_id)
    assert found is not None
    return found


def test_a_published_call_is_shown_with_what_it_asks_for(harness: Harness, queries: BoardQueries) -> None:
    call_id = new_id()
    harness.tell(published(call_id))
    call = shown(queries, call_id)

    assert (call["title"], call["state"], call["total_minor"]) == ("为老服务项目征集", "published", 30_000_000)
    assert (call["tenant_id"], call["published_at"], call["notice_days"]) == (TENANT, START, 7)
    assert call["criteria"] == [{"id": "plan", "name": "方案", "about": None, "weight": 100}]
    assert (call["amendment_notes"], call["enquiries"], call["proposals_opened"]) == ([], [], None)
    assert queries.call(new_id()) is None
    assert queries.call("x") is None


def test_amendments_and_answers_stand_with_it_in_their_order(harness: Harness, queries: BoardQueries) -> None:
    call_id = new_id()
    harness.tell(published(call_id), answered(call_id, START + DAY), answered(call_id))
    harness.tell(amended(call_id, days=30, fields=["health"]), amended(call_id, 2, days=40, fields=["health"]))
    call = shown(queries, call_id)

    assert (call["amendments"], call["total_minor"], call["fields"]) == (2, 40_000_000, ["health"])
    assert [(one["number"], one["reason"], one["changed"]) for one in call["amendment_notes"]] == [
        (1, "节假日顺延", ["proposals_until"]),
        (2, "节假日顺延", ["proposals_until"]),
    ]
    assert [one["answered_at"] for one in call["enquiries"]] == [START, START + DAY]
    assert "organisation_id" not in str(call)
    assert (ids(queries, field="elderly"), ids(queries, field="health")) == ([], [call_id])


@pytest.mark.parametrize(
    "make, state, opened",
    [
        (lambda one: events.CallCancelled(call_id=one, reason="预算调整"), "cancelled", None),
        (lambda one: events.CallUnsuccessful(call_id=one), "unsuccessful", 0),
        (lambda one: events.ProposalsOpened(call_id=one, count=3, opened_at=START), "opened", 3),
    ],
)
def test_what_becomes_of_a_call_is_shown(
    harness: Harness, queries: BoardQueries, make: Any, state: str, opened: int | None
) -> None:
    call_id = new_id()
    harness.tell(published(call_id), make(call_id))
    call = shown(queries, call_id)

    assert (call["state"], call["proposals_opened"]) == (state, opened)
    assert call["reason"] == ("预算调整" if state == "cancelled" else None)
    assert ids(queries, state=state) == [call_id]
    assert ids(queries, state="published") == []


def test_calls_are_listed_newest_or_soonest_first_of_one_tenant(harness: Harness, queries: BoardQueries) -> None:
    later, sooner = new_id(), new_id()
    harness.tell(published(later, days=30), published(sooner, days=10))
    harness.tell(published(new_id()), tenant_id=new_id())

    assert ids(queries) == [sooner, later]
    assert ids(queries, order="oldest_first") == [later, sooner]
    assert ids(queries, order="soonest_first") == [sooner, later]
    assert ids(queries, tenant_id=new_id()) == []


def test_a_deadline_put_off_meanwhile_takes_no_call_out_of_the_pages(harness: Harness, queries: BoardQueries) -> None:
    first, second, third = (new_id() for _ in range(3))
    harness.tell(published(first, days=10), published(second, days=20), published(third, days=30))
    begun = page(queries, order="soonest_first", limit=1)
    harness.tell(amended(first, days=40))
    rest = page(queries, order="soonest_first", limit=10, after=begun["next"])

    assert [one["id"] for one in begun["items"]] == [first]
    assert [one["id"] for one in rest["items"]] == [second, third, first]
    with pytest.raises(Invalid, match=r"^request\.invalid$"):
        page(queries, order="soonest_first", after=first)


def test_what_follows_upon_nothing_is_out_of_step(harness: Harness) -> None:
    for event in (amended(new_id()), answered(new_id()), events.CallUnsuccessful(call_id=new_id())):
        with pytest.raises(OutOfStep):
            harness.tell(event)
