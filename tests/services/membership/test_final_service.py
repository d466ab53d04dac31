"""How long members have served, as it counts."""

from datetime import date
from typing import Any

import pytest

from shared.ids import new_id
from shared.messages.declare import Event
from shared.messages.engagement.service_record_events import ServiceCorrected, ServiceFinalised, ServiceVoided
from shared.messages.envelope import Actor
from tests.services.membership.shared_work import hear
from tests.services.membership.test_dual_management import of_unit, report, report_of
from tests.services.membership.world import World


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_community("SFJ")


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


@pytest.fixture
def members(world: World, unit: Actor) -> list[Actor]:
    return world.members(unit, 4)


def finalised(member: Actor, community: Actor, served_on: date, minutes: int = 90) -> ServiceFinalised:
    parties = {"member_id": str(member.member_id), "unit_id": str(member.organisation_id)}
    parties |= {"service_record_id": new_id(), "community_id": str(community.organisation_id)}
    return ServiceFinalised(**parties, served_on=served_on, minutes=minutes)


def taken_back(event: ServiceFinalised) -> tuple[ServiceCorrected, ServiceVoided]:
    parties: dict[str, Any] = {
        name: getattr(event, name) for name in ("service_record_id", "member_id", "unit_id", "community_id")
    }
    voided = ServiceVoided(**parties, was_public=True, was_final=True, reason="重复")
    return ServiceCorrected(**parties, corrected_by_id=new_id()), voided


def test_minutes_are_of_service_that_is_final_on_the_days_of_the_period(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    days = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1))
    hear(world, *(finalised(members[0], community, day) for day in days))
    hear(world, finalised(members[1], community, days[1], 30))
    other = world.open_community("NHJ")
    hear(world, finalised(members[1], other, days[1], 7))
    rows = [item["service"]["minutes"] for item in of_unit(world, unit)["items"]]

    assert rows == [180, 37, 0, 0]
    assert report(world, unit)["minutes"] == 217
    assert report_of(world, community)["minutes"] == 210
    before = of_unit(world, unit, starts_on=days[0], ends_on=days[0])["items"][0]
    assert before["service"]["minutes"] == 90


def test_service_that_counts_no_more_is_taken_back_in_whatever_order_it_is_told(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    for number in (0, 1):
        for is_late in (False, True):
            told = finalised(members[0], community, date(2026, 11, 20))
            events: list[Event] = [told, taken_back(told)[number]]
            hear(world, *(events[::-1] if is_late else events))
    hear(world, finalised(members[0], community, date(2026, 11, 20), 25))

    assert report(world, unit)["minutes"] == 25
