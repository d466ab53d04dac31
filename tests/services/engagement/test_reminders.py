from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.engagement.model.reminders import remind_at
from shared.clock import SHANGHAI
from shared.errors import Conflict, Forbidden
from shared.messages import engagement as messages
from shared.messages.envelope import Actor
from tests.harness import START
from tests.services.engagement.world import World, parties_of

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def told(world: World) -> list[tuple[int, timedelta]]:
    """Of what the member was reminded: days left, and when from the test's beginning, by the history."""
    reminders = world.harness.events_of(messages.CommitmentDueSoon)
    return [(one.days_left, one.due_at - START) for one in reminders]


def listed(world: World, claim: Any, actor: Actor | None = None) -> list[tuple[int, timedelta, bool]]:
    page = world.harness.send(messages.ListReminders(claim_id=claim["id"]), actor or world.member)
    return [(one["days_left"], one["at"] - START, one["is_told"]) for one in page["items"]]


@pytest.mark.parametrize(
    "due, days_left, expected",
    [
        ((5, 18, 0), 3, (2, 9)),
        ((5, 18, 0), 1, (4, 9)),
        ((5, 18, 0), 0, (5, 9)),
        ((5, 9, 1), 0, (5, 9)),
        ((5, 9, 0), 0, (4, 18)),
        ((5, 0, 0), 0, (4, 18)),
        ((5, 0, 0), 1, (4, 9)),
        ((5, 23, 59), 3, (2, 9)),
    ],
)
def test_people_are_reminded_in_the_morning_or_the_evening_before(
    due: tuple[int, int, int], days_left: int, expected: tuple[int, int]
) -> None:
    due_at = datetime(2026, 12, *due, tzinfo=SHANGHAI).astimezone(UTC)

    assert remind_at(due_at, days_left) == datetime(2026, 12, *expected, tzinfo=SHANGHAI)


def test_a_member_is_reminded_three_times_and_sees_it(world: World) -> None:
    claim = world.commit(days=5)
    to_come = listed(world, claim)
    for _ in range(5):
        world.harness.wait(DAY - HOUR)
        world.harness.wait(HOUR)

    assert to_come == [(3, 2 * DAY, False), (1, 4 * DAY, False), (0, 4 * DAY + 9 * HOUR, False)]
    assert told(world) == [(3, 5 * DAY), (1, 5 * DAY), (0, 5 * DAY)]
    assert [one[0] for one in listed(world, claim)] == [3, 1, 0]
    assert all(is_told for *_, is_told in listed(world, claim))
    kinds = [step["kind"] for step in world.steps(claim["wish_id"], world.member)]
    assert kinds == ["claimed", "committed", "due_in_3_days", "due_in_1_day", "due_today", "lapsed"]


def test_a_reminder_names_the_commitment_to_the_unit_and_nothing_to_the_public(world: World) -> None:
    claim = world.commit(days=5)
    world.harness.wait(2 * DAY)

    assert world.harness.events[-1] == messages.CommitmentDueSoon(
        commitment_id=claim["commitment"]["id"], due_at=START + 5 * DAY, days_left=3, **parties_of(claim)
    )


def test_a_timer_that_is_late_tells_the_last_reminder_once(world: World) -> None:
    world.commit(days=5)
    world.harness.wait(4 * DAY + HOUR)
    world.harness.wait(HOUR)

    assert told(world) == [(1, 5 * DAY)]


def test_a_timer_that_is_later_than_the_deadline_reminds_of_nothing(world: World) -> None:
    claim = world.commit(days=5)
    world.harness.wait(6 * DAY)

    assert (told(world), world.show(claim)["state"]) == ([], "lapsed")


def test_reminders_that_would_be_past_are_left_out(world: World) -> None:
    claim = world.commit(days=2)

    assert listed(world, claim) == [(1, DAY, False), (0, DAY + 9 * HOUR, False)]


def test_who_extends_is_reminded_of_the_new_deadline(world: World) -> None:
    claim = world.commit(days=5)
    world.harness.wait(2 * DAY)
    world.extend(claim, days=6)
    world.harness.wait(3 * DAY)

    assert told(world) == [(3, 5 * DAY), (3, 8 * DAY)]


@pytest.mark.parametrize("step", ["deliver", "give_back"])
def test_nobody_is_reminded_of_what_is_delivered_or_over(world: World, step: str) -> None:
    claim = world.commit(days=5)
    getattr(world, step)(claim)
    world.harness.wait(10 * DAY)

    assert (told(world), listed(world, claim)) == ([], [])


def test_who_is_sent_back_is_reminded_again(world: World) -> None:
    claim = world.commit(days=5)
    world.harness.wait(2 * DAY)
    world.deliver(claim)
    world.harness.wait(2 * DAY)
    world.send_back(claim)
    world.harness.wait(2 * DAY)

    assert told(world) == [(3, 5 * DAY), (1, 7 * DAY)]


def test_the_same_reminder_again_is_not_told(world: World) -> None:
    claim = world.commit(days=5)
    world.harness.clock.advance(2 * DAY)
    call = world.harness.call(
        messages.RemindOfCommitment(claim_id=claim["id"], days_left=3), Actor.system(world.tenant_id)
    )
    for _ in range(2):
        world.harness.executor.execute([call])

    assert told(world) == [(3, 5 * DAY)]


def test_nobody_but_the_timer_reminds_and_it_does_not_too_early(world: World) -> None:
    claim = world.commit(days=5)
    command = messages.RemindOfCommitment(claim_id=claim["id"], days_left=3)

    with pytest.raises(Forbidden, match=r"access\.denied"):
        world.harness.send(command, world.community)
    with pytest.raises(Conflict, match=r"reminder\.not_due"):
        world.harness.send(command, Actor.system(world.tenant_id))


def test_reminders_are_shown_to_those_whom_the_claim_concerns(world: World) -> None:
    claim = world.commit(days=5)

    assert listed(world, claim) == listed(world, claim, world.unit) == listed(world, claim, world.community)
    with pytest.raises(Forbidden, match=r"claim\.not_yours"):
        listed(world, claim, world.enrol())
