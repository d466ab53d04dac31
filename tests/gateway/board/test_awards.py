"""Awards on the board."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.board.queries import BoardQueries
from gateway.board.rows import OutOfStep
from shared.ids import new_id
from shared.messages.outsourcing import award_events as events
from shared.messages.outsourcing.call_events import ProposalsOpened
from tests.gateway.board.test_calls import published
from tests.harness import START, TENANT, Harness

DAY = timedelta(days=1)


def of_award(**ids: str) -> dict[str, Any]:
    names = ("award_id", "call_id", "project_id", "community_id", "social_organisation_id")
    return {name: new_id() for name in names} | ids


def noticed(of: dict[str, Any], *, days: int = 7) -> events.AwardNoticed:
    return events.AwardNoticed(
        **of,
        proposal_id=new_id(),
        organisation_name="睦邻社会工作服务中心",
        title="银龄课堂进楼栋",
        amount_minor=8_000_000,
        rank=1,
        score=8650,
        notice_ends_at=START + days * DAY,
    )


def page(queries: BoardQueries, **asked: Any) -> list[dict[str, Any]]:
    defaults: dict[str, Any] = {"tenant_id": TENANT, "call_id": None, "state": None, "order": "newest_first"}
    items: list[dict[str, Any]] = queries.awards(**({"after": None, "limit": 50} | defaults | asked))["items"]
    return items


def test_an_award_is_shown_with_its_notice_and_how_many_object(harness: Harness, queries: BoardQueries) -> None:
    of = of_award()
    harness.tell(noticed(of))
    for _ in range(3):
        harness.tell(events.ObjectionFiled(**of, objection_id=new_id()))
    harness.tell(
        events.ObjectionDecided(**of, objection_id=new_id(), outcome="dismissed"),
        events.ObjectionWithdrawn(**of, objection_id=new_id()),
    )
    [award] = page(queries)

    assert (award["state"], award["score"], award["rank"], award["currency"]) == ("pending", 8650, 1, "CNY")
    assert award["notice_ends_at"] == START + 7 * DAY
    counts = [award[f"objections_{name}"] for name in ("open", "dismissed", "upheld")]
    assert counts == [1, 1, 0]
    harness.tell(events.AwardCancelled(**of, reason="材料不实"))
    [award] = page(queries, state="cancelled")
    assert (award["reason"], award["objections_open"]) == ("材料不实", 0)


def test_awards_are_looked_for_by_call_and_state_and_listed_by_the_end_of_their_notice(
    harness: Harness, queries: BoardQueries
) -> None:
    first, second = of_award(), of_award()
    harness.tell(noticed(first, days=9), noticed(second, days=8))
    harness.tell(events.AwardActivated(**first, sign_by=START + 30 * DAY))

    assert [one["id"] for one in page(queries, order="soonest_first")] == [second["award_id"], first["award_id"]]
    assert [one["id"] for one in page(queries, call_id=first["call_id"])] == [first["award_id"]]
    assert [one["sign_by"] for one in page(queries, state="active")] == [START + 30 * DAY]
    assert page(queries, tenant_id=new_id()) == []
    with pytest.raises(OutOfStep):
        harness.tell(events.AwardLapsed(**second))


def test_a_call_on_the_board_is_reviewed_and_concluded(harness: Harness, queries: BoardQueries) -> None:
    call_id = new_id()
    harness.tell(published(call_id), ProposalsOpened(call_id=call_id, count=2, opened_at=START))

    def state() -> str:
        found = queries.call(call_id)
        return str(found and found["state"])

    harness.tell(events.CallReviewed(call_id=call_id, ranking=[], reviewed_at=START))
    assert state() == "reviewed"
    harness.tell(events.CallConcluded(call_id=call_id, awarded_minor=1, released_minor=0))
    assert state() == "concluded"
