from typing import Any

import pytest

from gateway.board.queries import BoardQueries
from gateway.board.rows import OutOfStep
from shared.errors import Invalid
from shared.ids import new_id
from shared.messages import engagement as m
from shared.messages.declare import Event
from tests.gateway.board.town import Town
from tests.harness import Harness

SAID: dict[str, Any] = {"category": "safety", "title": "井盖松了", "description": "门口的井盖松动。", "place": None}


def of(town: Town, need_id: str) -> dict[str, Any]:
    return {"need_id": need_id, "community_id": town.community_id}


def counted(town: Town, before: m.NeedState | None, state: m.NeedState) -> Event:
    return m.NeedCounted(**of(town, new_id()), before=before, state=state)


def accepted(town: Town, need_id: str, **said: Any) -> Event:
    return m.NeedAccepted(**of(town, need_id), **(SAID | said), before="submitted")


def shown(queries: BoardQueries, town: Town, **asked: Any) -> list[tuple[str, str]]:
    defaults: dict[str, Any] = {"state": None, "category": None, "after": None, "limit": 50}
    page = queries.needs(town.community_id, **(defaults | asked))
    assert page is not None
    return [(item["id"], item["state"]) for item in page["items"]]


def test_needs_are_counted_by_state_private_ones_too(harness: Harness, queries: BoardQueries, town: Town) -> None:
    harness.tell(
        counted(town, None, "submitted"),
        counted(town, None, "submitted"),
        counted(town, "submitted", "accepted"),
        counted(town, "in_hand", "in_hand"),
    )
    summary = queries.summary(town.community_id)

    assert summary is not None
    assert {state: count for state, count in summary["needs"].items() if count} == {"submitted": 1, "accepted": 1}
    assert shown(queries, town) == []


def test_a_need_is_shown_from_its_acceptance_on_in_each_state(
    harness: Harness, queries: BoardQueries, town: Town
) -> None:
    need_id, link = new_id(), {"link_kind": "wish", "target_id": new_id()}
    steps: list[tuple[Event, str]] = [
        (accepted(town, need_id), "accepted"),
        (m.NeedLinked(**of(town, need_id), **link), "in_hand"),
        (m.NeedUnlinked(**of(town, need_id), **link, is_in_hand=True), "in_hand"),
        (m.NeedUnlinked(**of(town, need_id), **link, is_in_hand=False), "accepted"),
        (m.NeedResolved(**of(town, need_id), outcome="partly"), "partly"),
        (m.NeedReopened(**of(town, need_id), **SAID, before="partly"), "reopened"),
    ]
    for event, state in steps:
        harness.tell(event)

        assert shown(queries, town) == [(need_id, state)]


def test_a_need_in_hand_shows_by_what(harness: Harness, queries: BoardQueries, town: Town) -> None:
    need_id, wish_id, post_id = new_id(), new_id(), new_id()
    wish: dict[str, Any] = {"link_kind": "wish", "target_id": wish_id}
    post: dict[str, Any] = {"link_kind": "post", "target_id": post_id}

    def links(*events: Event) -> list[Any]:
        harness.tell(*events)
        page = queries.needs(town.community_id, state=None, category=None, after=None, limit=50)
        return list(page["items"][0]["links"]) if page else []

    assert links(accepted(town, need_id), m.NeedLinked(**of(town, need_id), **wish)) == [
        {"kind": "wish", "target_id": wish_id, "title": None}
    ]
    by_post = {"kind": "post", "target_id": post_id, "title": "楼道长"}
    assert links(m.NeedLinked(**of(town, need_id), **post, title="楼道长"))[1:] == [by_post]
    assert links(m.NeedUnlinked(**of(town, need_id), **wish, is_in_hand=True)) == [by_post]
    resolved = m.NeedResolved(**of(town, need_id), outcome="partly")
    assert links(resolved) == [by_post]
    assert links(m.NeedReopened(**of(town, need_id), **SAID, before="partly")) == []


@pytest.mark.parametrize("at_once", [True, False])
def test_what_is_declined_or_merged_is_shown_no_more_and_comes_back_when_it_is_reopened(
    harness: Harness, queries: BoardQueries, town: Town, at_once: bool
) -> None:
    one, other, never = sorted(new_id() for _ in range(3))
    events = [
        accepted(town, one),
        accepted(town, other),
        m.NeedDeclined(**of(town, one), before="accepted"),
        m.NeedMerged(**of(town, other), into_need_id=None, before="accepted"),
        m.NeedDeclined(**of(town, never), before="submitted"),
        m.NeedReopened(**of(town, one), **SAID, before="declined"),
    ]
    for batch in [events] if at_once else [[event] for event in events]:
        harness.tell(*batch)

    assert shown(queries, town) == [(one, "reopened")]


def test_a_step_without_the_one_before_waits(harness: Harness, town: Town) -> None:
    need_id = new_id()
    for event in (
        m.NeedResolved(**of(town, need_id), outcome="resolved"),
        m.NeedDeclined(**of(town, need_id), before="accepted"),
        m.NeedReopened(**of(town, need_id), **SAID, before="resolved"),
    ):
        with pytest.raises(OutOfStep, match="isn't on the board"):
            harness.tell(event)


def test_needs_are_listed_newest_first_in_pages_and_narrowed(
    harness: Harness, queries: BoardQueries, town: Town
) -> None:
    ids = [new_id() for _ in range(3)]
    harness.tell(accepted(town, ids[0], category="law"), accepted(town, ids[1]), accepted(town, ids[2]))
    harness.tell(m.NeedResolved(**of(town, ids[1]), outcome="resolved"))

    assert shown(queries, town, limit=2) == [(ids[2], "accepted"), (ids[1], "resolved")]
    assert shown(queries, town, after=ids[1]) == [(ids[0], "accepted")]
    assert shown(queries, town, state="resolved") == [(ids[1], "resolved")]
    assert shown(queries, town, category="law") == [(ids[0], "accepted")]
    with pytest.raises(Invalid, match=r"request\.invalid"):
        shown(queries, town, after="2")
