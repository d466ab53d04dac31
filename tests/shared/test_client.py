"""What of the client needs no broker; the rest is in `tests/green/cases_calls.py`."""

import pytest

from shared.client import OPEN_BATCHES, OVERDUE_SECONDS, Lane, LocalClient, owner_of
from shared.ids import new_id
from shared.messages.engagement import PublishWish, ShowWish
from shared.messages.membership import OpenTenant
from tests.services.engagement.world import World


@pytest.mark.parametrize(
    "topic, owner",
    [(PublishWish.topic, "engagement"), (ShowWish.topic, "engagement"), (OpenTenant.topic, "membership")],
)
def test_a_call_goes_to_the_owner_of_its_topic(topic: str, owner: str) -> None:
    assert owner_of(topic) == owner


def test_a_topic_that_nobody_owns_is_not_sent_anywhere() -> None:
    with pytest.raises(KeyError):
        owner_of("wish.grant")


def test_the_local_client_asks_the_executor_of_the_owner(world: World) -> None:
    client = LocalClient({"engagement": world.harness.executor})
    known = client.call(world.harness.call(ShowWish(wish_id=world.publish()["id"]), world.community))
    unknown = client.call(world.harness.call(ShowWish(wish_id=new_id()), world.community))

    assert known.refusal is None
    assert unknown.refusal is not None
    assert unknown.refusal["code"] == "wish.unknown"


def test_a_lane_is_open_for_a_few_batches_and_again_once_they_are_overdue() -> None:
    lane, now = Lane(), 1000.0
    for number in range(OPEN_BATCHES):
        is_open_before = lane.is_open(now)
        lane.under_way[str(number)] = now

    assert is_open_before
    assert (lane.is_open(now), lane.is_open(now + 2 * OVERDUE_SECONDS)) == (False, True)

    lane.under_way.popitem()

    assert lane.is_open(now)
