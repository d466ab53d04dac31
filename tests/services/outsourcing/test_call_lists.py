from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from services.outsourcing.model.call_parts import CallFunding
from services.outsourcing.model.calls import Call
from shared.messages.envelope import Actor
from shared.messages.outsourcing.calls import AmendCall, CancelCall, ListCalls
from tests.harness import START, Harness
from tests.services.outsourcing.world import PROPOSALS_UNTIL, drafted, open_organisation, published


def listed(harness: Harness, actor: Actor, **wanted: Any) -> list[str]:
    """Titles, page by page."""
    titles: list[str] = []
    after = None
    while True:
        page = harness.send(ListCalls(after=after, limit=1, **wanted), actor)
        titles += [one["title"] for one in page["items"]]
        after = page["next"]
        if after is None:
            return titles


def test_calls_are_listed_by_state_field_and_deadline(harness: Harness, department: Actor) -> None:
    days = {"甲": 30, "乙": 20, "丙": 40}
    for title, until in days.items():
        fields = ["elderly", "health"] if title == "乙" else ["elderly"]
        published(harness, department, title=title, proposals_until=START + timedelta(days=until), fields=fields)
    drafted(harness, department, title="丁")
    stranger = open_organisation(harness)

    assert listed(harness, department) == ["丁", "丙", "乙", "甲"]
    assert listed(harness, stranger) == ["丙", "乙", "甲"]
    assert listed(harness, stranger, order="soonest_first") == ["乙", "甲", "丙"]
    assert listed(harness, stranger, order="oldest_first", state="published") == ["甲", "乙", "丙"]
    assert listed(harness, stranger, state="draft") == []
    assert listed(harness, department, state="draft") == ["丁"]
    assert listed(harness, stranger, field="health") == ["乙"]
    middle = START + timedelta(days=30)
    assert listed(harness, stranger, closes_before=middle) == ["乙"]
    assert listed(harness, stranger, closes_after=middle) == ["丙"]


def test_a_deadline_that_is_put_off_meanwhile_takes_no_call_out_of_the_list(
    harness: Harness, department: Actor
) -> None:
    calls = [published(harness, department, title=title) for title in ("甲", "乙")]
    first = harness.send(ListCalls(order="soonest_first", limit=1), department)
    later = PROPOSALS_UNTIL + timedelta(days=1)
    harness.send(AmendCall(call_id=calls[0]["id"], reason="x", proposals_until=later), department)
    second = harness.send(ListCalls(order="soonest_first", after=first["next"]), department)

    assert [one["title"] for one in first["items"]] == ["甲"]
    assert [one["title"] for one in second["items"]] == ["乙", "甲"]


def test_a_cancelled_call_stays_in_sight(harness: Harness, department: Actor) -> None:
    call = published(harness, department, title="甲")
    harness.send(CancelCall(call_id=call["id"], reason="x"), department)

    assert listed(harness, open_organisation(harness), state="cancelled") == ["甲"]


@pytest.mark.parametrize(
    "broken_rule",
    [
        update(Call).values(state="lost"),
        update(Call).values(published_at=None),
        update(Call).values(reason="x"),
        update(Call).values(state="opened"),
        update(Call).values(total_minor=0),
        update(Call).values(notice_days=2),
        update(CallFunding).values(amount_minor=0),
    ],
)
def test_the_database_keeps_the_rules_too(harness: Harness, department: Actor, broken_rule: Any) -> None:
    published(harness, department)

    with harness.database.writing() as session, pytest.raises(IntegrityError):
        session.execute(broken_rule)
