"""When service can be recorded, and of whom: near what was planned or claimed, and of who had a place."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.clock import day_of, end_of_day
from shared.errors import Conflict, Invalid
from shared.messages.engagement import service_records as messages
from tests.services.engagement.menu import DAY, HOUR
from tests.services.engagement.serving import MINUTE, Serving


def refuse(serving: Serving, claim: Any, starts_at: datetime, ends_at: datetime, pointer: str) -> str:
    """What the refusal says of the bounds."""
    with pytest.raises(Invalid, match=r"service_record\.times_unfit") as refused:
        serving.record(claim, starts_at, ends_at)
    (fault,) = refused.value.errors
    assert fault.pointer == pointer
    return fault.detail


def test_an_activity_is_served_from_two_hours_before_it_until_six_hours_after(serving: Serving) -> None:
    item, claim = serving.at_activity()
    since, until = item["starts_at"] - 2 * HOUR, item["ends_at"] + 6 * HOUR
    serving.wait_until(until + HOUR)
    detail = refuse(serving, claim, since - MINUTE, since + HOUR, "#/starts_at")
    refuse(serving, claim, until - HOUR, until + MINUTE, "#/ends_at")
    refuse(serving, claim, datetime(1901, 1, 1, tzinfo=UTC), datetime(1901, 1, 1, 8, tzinfo=UTC), "#/starts_at")

    assert since.isoformat() in detail
    assert until.isoformat() in detail
    assert serving.record(claim, since, until)["minutes"] == 10 * 60


def test_a_post_is_served_on_its_days_and_since_it_was_claimed(serving: Serving) -> None:
    on = (serving.now + DAY).date()
    item = serving.menu.publish(serving.menu.plan_post(until_on=on))
    serving.world.harness.wait(2 * HOUR)
    claim = serving.menu.claim(item)
    claimed_at = serving.now
    serving.wait_until(end_of_day(on) + HOUR)
    refuse(serving, claim, claimed_at - MINUTE, claimed_at + HOUR, "#/starts_at")
    refuse(serving, claim, end_of_day(on) - HOUR, end_of_day(on) + MINUTE, "#/ends_at")

    assert serving.record(claim, claimed_at, claimed_at + HOUR)["minutes"] == 60
    assert serving.record(claim, end_of_day(on) - HOUR, end_of_day(on))["minutes"] == 60


def test_a_correction_stays_within_the_same_bounds(serving: Serving) -> None:
    record = serving.confirmed()
    with pytest.raises(Invalid, match=r"service_record\.times_unfit"):
        serving.correct(record, starts_at=record["starts_at"] - 3 * HOUR)

    assert serving.correct(record, starts_at=record["starts_at"] - 2 * HOUR)["minutes"] == 90 + 120


@pytest.mark.parametrize("seconds", [0, 59])
def test_less_than_a_minute_isnt_recorded(serving: Serving, seconds: int) -> None:
    _, claim = serving.at_activity()
    starts_at = serving.now
    serving.world.harness.wait(HOUR)
    refuse(serving, claim, starts_at, starts_at + seconds * MINUTE / 60, "#/ends_at")


def test_who_has_only_waited_has_served_nothing(serving: Serving) -> None:
    item = serving.menu.publish(places=1)
    serving.menu.claim(item)
    waits = serving.menu.claim(item, serving.world.enrol(), may_wait=True)
    serving.wait_until(item["ends_at"])
    with pytest.raises(Invalid, match=r"service_record\.unfit") as refused:
        serving.record(waits, item["starts_at"], item["ends_at"])

    assert refused.value.errors[0].pointer == "#/place_claim_id"


def test_a_delivery_is_recorded_once_between_its_claim_and_the_day_of_its_confirmation(serving: Serving) -> None:
    claim = serving.world.confirm()
    claimed_at, until = claim["claimed_at"], end_of_day(day_of(serving.now))
    serving.wait_until(until + DAY)

    def record(starts_at: datetime, ends_at: datetime) -> Any:
        community_id = str(serving.world.community.organisation_id)
        command = messages.RecordService(
            community_id=community_id, claim_id=claim["id"], starts_at=starts_at, ends_at=ends_at
        )
        return serving.send(command)

    for starts_at, ends_at in ((claimed_at - MINUTE, claimed_at + HOUR), (until - HOUR, until + MINUTE)):
        with pytest.raises(Invalid, match=r"service_record\.times_unfit"):
            record(starts_at, ends_at)
    first = record(claimed_at, claimed_at + HOUR)
    with pytest.raises(Conflict, match=r"service_record\.exists"):
        record(until - HOUR, until)
    serving.void(first)

    assert record(until - HOUR, until)["minutes"] == 60
