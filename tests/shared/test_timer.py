from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError

from shared.deadlines import DEADLINES
from shared.errors import Broken, Conflict, Forbidden, NotFound, Refusal, Unavailable
from shared.ids import new_id
from shared.messages.engagement import LapseClaim, WishReturned
from shared.timer import BATCH, DeadlineKeeper
from shared.unit_of_work import UnitOfWork
from tests.harness import TENANT, Harness
from tests.races import at_once
from tests.services.engagement.world import World, open_world
from tests.shared.outage import outage

DAY = timedelta(days=1)


def lapsed(harness: Harness) -> list[str]:
    return [event.claim_id for event in harness.events_of(WishReturned)]


def due(harness: Harness) -> list[str]:
    with harness.database.reading() as session:
        query = select(DEADLINES.c.subject).where(DEADLINES.c.due_at <= harness.clock.now())
        return list(session.execute(query).scalars())


def let(world: World, handler: Callable[[Any, Any], Any]) -> None:
    """Have `LapseClaim` carried out by another handler."""
    service = world.harness.service
    world.harness.service = replace(service, commands={**service.commands, LapseClaim: handler})


def write_due(harness: Harness, kind: str, subjects: list[str]) -> None:
    """Deadlines that were due a day ago."""
    due_at = harness.clock.now() - DAY
    rows = [{"subject": subject, "kind": kind, "due_at": due_at, "tenant_id": TENANT} for subject in subjects]
    with harness.database.writing() as session:
        session.execute(insert(DEADLINES), rows)
        session.commit()


def test_what_fell_due_while_no_timer_ran_is_carried_out_when_one_runs_again(world: World) -> None:
    claims = []
    for _ in range(3):
        claims.append(world.claim()["id"])
        world.harness.clock.advance(DAY)

    assert world.harness.wait(30 * DAY) == 3
    assert lapsed(world.harness) == claims
    assert due(world.harness) == []


def test_a_deadline_is_carried_out_once_by_several_timers(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    claims = [world.claim()["id"] for _ in range(20)]
    on_postgresql.clock.advance(3 * DAY)
    at_once(4, lambda _: DeadlineKeeper(on_postgresql.executor).run_due())
    DeadlineKeeper(on_postgresql.executor).run_due()

    assert sorted(lapsed(on_postgresql)) == sorted(claims)
    assert due(on_postgresql) == []


def test_more_than_a_batch_is_carried_out_in_one_run(world: World) -> None:
    write_due(world.harness, "claim.commit_by", [f"claim/{new_id()}" for _ in range(2 * BATCH + 1)])

    assert world.harness.wait(DAY) == 2 * BATCH + 1
    assert due(world.harness) == []


def test_a_deadline_that_fails_stays_due_and_holds_up_no_other(world: World) -> None:
    write_due(world.harness, "claim.commit_by", [f"claim/{new_id()}" for _ in range(BATCH + 1)])
    claim = world.claim()["id"]
    lapse = world.harness.service.commands[LapseClaim]

    def fail_for_others(command: LapseClaim, uow: UnitOfWork) -> Any:
        if command.claim_id != claim:
            raise ZeroDivisionError
        return lapse(command, uow)

    let(world, fail_for_others)

    assert world.harness.wait(3 * DAY) == 1
    assert lapsed(world.harness) == [claim]
    assert len(due(world.harness)) == BATCH + 1


def test_a_deadline_that_fails_is_tried_less_and_less_often(world: World) -> None:
    tried: list[Any] = []

    def fail(command: LapseClaim, uow: UnitOfWork) -> None:
        tried.append(uow.now)
        raise ZeroDivisionError

    let(world, fail)
    world.claim()
    world.harness.wait(3 * DAY)
    for _ in range(3600):
        world.harness.wait(timedelta(seconds=1))

    pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(tried)]
    assert pauses[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert max(pauses) == 600


@pytest.mark.parametrize(
    "refusal, is_settled",
    [
        (NotFound("claim.unknown"), True),
        (Conflict("claim.lapsed"), True),
        (Conflict("claim.not_due"), False),
        (Conflict("state.contended"), False),
        (Forbidden("access.denied"), False),
        (Unavailable("database.unavailable"), False),
        (Broken("internal"), False),
    ],
)
def test_only_a_deadline_whose_object_has_no_use_for_it_is_given_up(
    world: World, refusal: Refusal, is_settled: bool
) -> None:
    def refuse(command: LapseClaim, uow: UnitOfWork) -> None:
        raise refusal

    let(world, refuse)
    world.claim()

    assert world.harness.wait(3 * DAY) == is_settled
    assert len(due(world.harness)) == (not is_settled)


def test_a_deadline_of_a_kind_that_is_not_known_here_is_left_alone(world: World) -> None:
    write_due(world.harness, "claim.of_a_newer_version", ["claim/x"])
    claim = world.claim()["id"]

    assert world.harness.wait(3 * DAY) == 1
    assert lapsed(world.harness) == [claim]
    assert due(world.harness) == ["claim/x"]


def test_a_deadline_that_its_object_has_set_anew_meanwhile_is_kept(world: World) -> None:
    def postpone(command: LapseClaim, uow: UnitOfWork) -> None:
        uow.schedule(f"claim/{command.claim_id}", {"claim.commit_by": uow.now + DAY})

    let(world, postpone)
    world.claim()

    assert [world.harness.wait(step) for step in (3 * DAY, DAY / 2, DAY / 2)] == [1, 0, 1]


def test_the_tenant_of_a_deadline_is_that_of_who_caused_it(world: World) -> None:
    seen: list[str] = []
    let(world, lambda _, uow: seen.append(uow.tenant_id))
    world.claim()
    world.harness.wait(3 * DAY)

    assert seen == [TENANT]


def test_deadlines_wait_while_the_database_is_away(world: World) -> None:
    claim = world.claim()["id"]
    with outage(world.harness.database), pytest.raises(OperationalError):
        world.harness.wait(3 * DAY)

    assert world.harness.wait(DAY) == 1
    assert lapsed(world.harness) == [claim]
