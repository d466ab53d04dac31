from datetime import timedelta
from typing import Any

import pytest

from gateway.board.queries import BoardQueries
from gateway.board.rows import OutOfStep
from tests.gateway.board.town import DUE_AT, Town, commitments, counts, wish
from tests.harness import Harness


def test_a_wish_that_is_withdrawn_is_counted_so(harness: Harness, town: Town) -> None:
    harness.tell(town.published(), town.claimed(), town.committed(), town.released(), town.withdrawn())

    assert wish(harness.database, town.wish_id).state == "withdrawn"
    assert counts(harness.database, town.community_id) == {"withdrawn": 1}


def test_a_wish_expires_and_is_opened_again_until_another_instant(harness: Harness, town: Town) -> None:
    harness.tell(town.published(), town.expired())
    expired = counts(harness.database, town.community_id)
    harness.tell(town.reopened())

    assert expired == {"expired": 1}
    assert wish(harness.database, town.wish_id).expires_at == DUE_AT
    assert counts(harness.database, town.community_id) == {"published": 1}


def test_a_commitment_shows_the_deadline_that_it_has_now(harness: Harness, town: Town) -> None:
    harness.tell(town.published(), town.claimed(), town.committed(), town.extended())
    (extended,) = commitments(harness.database)
    harness.tell(town.delivered(), town.sent_back())
    (sent_back,) = commitments(harness.database)

    assert extended.due_at == DUE_AT + timedelta(days=3)
    assert (sent_back.due_at, sent_back.state) == (DUE_AT + timedelta(days=5), "open")
    assert counts(harness.database, town.community_id) == {"claimed": 1, "commitments_open": 1}


@pytest.mark.parametrize("step", ["expired", "sent_back", "reopened"])
def test_a_step_that_does_not_follow_upon_the_last_one_waits(harness: Harness, town: Town, step: str) -> None:
    harness.tell(town.published(), town.claimed())

    with pytest.raises(OutOfStep):
        harness.tell(getattr(town, step)())


def test_wishes_are_listed_by_whom_they_are_for(harness: Harness, queries: BoardQueries, town: Town) -> None:
    harness.tell(town.published(), Town(community_id=town.community_id).published(kind="困境儿童"))
    asked: dict[str, Any] = {"state": None, "category": None, "after": None, "limit": 50}
    page = queries.wishes(town.community_id, **asked, beneficiary_kind="独居老人")

    assert page is not None
    assert [item["id"] for item in page["items"]] == [town.wish_id]
