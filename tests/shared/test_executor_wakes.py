"""Who is told at once when a batch is done: the relay of events, the timer of deadlines that are due."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.engagement.model import COMMIT_BY
from shared.executor import Executor
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.envelope import Call
from shared.unit_of_work import UnitOfWork
from tests.services.engagement.world import World


def publish(world: World) -> Call:
    return world.harness.call(world.wish_for(title="一台收音机"), world.community)


def test_the_relay_is_woken_once_for_a_batch_with_events_and_not_for_one_without(world: World) -> None:
    woken: list[bool] = []
    harness = world.harness
    executor = Executor(harness.service, harness.database, harness.tools, lambda: woken.append(True))
    executor.execute([publish(world), publish(world)])
    told = list(woken)
    executor.execute([world.harness.call(messages.ClaimWish(wish_id=new_id()), world.member)])

    assert (told, woken) == ([True], [True])


@pytest.mark.parametrize("seconds, is_due", [(-1, True), (0, True), (1, False)])
def test_the_timer_is_woken_when_a_deadline_is_set_that_is_due_already(
    world: World, seconds: int, is_due: bool
) -> None:
    woken: list[bool] = []
    harness = world.harness

    def put_off(_: object, uow: UnitOfWork) -> None:
        uow.schedule("claim/1", {COMMIT_BY: uow.now + timedelta(seconds=seconds)})

    service = replace(harness.service, commands={messages.PublishWish: put_off})
    executor = Executor(service, harness.database, harness.tools, on_due=lambda: woken.append(True))
    executor.execute([publish(world)])

    assert woken == [True] * is_due
