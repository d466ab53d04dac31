"""What of the client needs no broker; the rest is in `tests/green/cases_calls.py`."""

from time import monotonic

import pytest

from shared.client import (
    BATCH,
    BATCH_BYTES,
    LONGEST_GATHERING_SECONDS,
    OPEN_BATCHES,
    OVERDUE_SECONDS,
    Lane,
    LocalClient,
    Pending,
    owner_of,
)
from shared.ids import new_id
from shared.messages.engagement import PublishWish, ShowWish
from shared.messages.envelope import Actor, Call
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
        is_open_before = lane.opens_in(now) <= 0
        lane.under_way[str(number)] = now

    assert is_open_before
    assert lane.opens_in(now) == pytest.approx(OVERDUE_SECONDS)
    assert lane.opens_in(now + 2 * OVERDUE_SECONDS) <= 0

    lane.under_way.popitem()

    assert lane.opens_in(now) <= 0


def test_after_a_batch_calls_gather_and_after_a_single_call_they_do_not() -> None:
    lane = Lane()
    lane.come_back("single", calls=1)
    after_one = lane.opens_in(monotonic())
    lane.come_back("batch", calls=16)

    assert after_one <= 0 < lane.opens_in(monotonic()) <= LONGEST_GATHERING_SECONDS


def test_a_full_batch_waits_for_nothing() -> None:
    lane = Lane(under_way={"earlier": monotonic()}, gathers_until=monotonic() + 1)
    call = Call(id=new_id(), topic=ShowWish.topic, data={}, actor=Actor.public(), expires_at=0)
    lane.waiting.extend(Pending(call, b"") for _ in range(BATCH))

    assert lane.opens_in(monotonic()) == 0


@pytest.mark.parametrize(
    "sizes, taken",
    [
        ([10, 20, 30], 3),
        ([1] * (BATCH + 1), BATCH),
        ([BATCH_BYTES, 1], 1),
        ([BATCH_BYTES - 1, 1, 1], 2),
        ([BATCH_BYTES + 1, 1], 1),
    ],
)
def test_those_leave_together_that_fit_into_a_message(sizes: list[int], taken: int) -> None:
    lane = Lane()
    call = Call(id=new_id(), topic=ShowWish.topic, data={}, actor=Actor.public(), expires_at=0)
    waiting = [Pending(call, b"x" * size) for size in sizes]
    lane.waiting.extend(waiting)

    assert lane.take() == waiting[:taken]
    assert list(lane.waiting) == waiting[taken:]
