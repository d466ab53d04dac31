from datetime import UTC, datetime
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership import (
    ConfirmRegistration,
    RegistrationConfirmed,
    RegistrationRequested,
    RequestRegistration,
)
from shared.messages.wire import encode, from_plain
from tests.races import at_once
from tests.services.membership.world import World, open_world


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_community("SFJ")


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


def request(world: World, member: Actor, community: Actor) -> Any:
    return world.harness.send(RequestRegistration(community_id=str(community.organisation_id)), member)


def confirm(world: World, registration: Any, community: Actor, **options: Any) -> Any:
    return world.harness.send(ConfirmRegistration(registration_id=registration["id"]), community, **options)


def test_a_member_asks_to_be_registered(world: World, unit: Actor, community: Actor) -> None:
    member = world.members(unit)[0]
    registration = request(world, member, community)

    assert registration["state"] == "requested"
    assert registration["member_name"] == "陈华英"
    assert registration["receipt_number"] is None
    assert world.harness.events_of(RegistrationRequested) == [
        RegistrationRequested(
            registration_id=registration["id"],
            community_id=str(community.organisation_id),
            member_id=str(member.member_id),
            unit_id=str(unit.organisation_id),
        )
    ]


def test_a_member_has_one_live_registration_of_a_kind(world: World, unit: Actor, community: Actor) -> None:
    member = world.members(unit)[0]
    confirm(world, request(world, member, community), community)

    with pytest.raises(Conflict, match=r"^registration\.exists$"):
        request(world, member, community)
    with pytest.raises(Conflict, match=r"^registration\.exists$"):
        request(world, member, world.open_community("BL"))


def test_of_several_requests_at_once_one_is_kept(world: World, unit: Actor, community: Actor) -> None:
    member = world.members(unit)[0]
    command = RequestRegistration(community_id=str(community.organisation_id))
    replies = at_once(4, lambda _: world.harness.reply(command, member))

    assert [reply.refusal["code"] for reply in replies if reply.refusal] == ["registration.exists"] * 3
    assert len(world.harness.events_of(RegistrationRequested)) == 1


def test_a_community_of_another_tenant_or_none_is_unknown(world: World, unit: Actor) -> None:
    member = world.members(unit)[0]
    elsewhere = open_world(world.harness, "沈阳市皇姑区").open_community("BL")

    for stranger in (elsewhere, unit):
        with pytest.raises(NotFound, match=r"^community\.unknown$"):
            request(world, member, stranger)


def test_the_community_confirms_and_gives_a_receipt(world: World, unit: Actor, community: Actor) -> None:
    member = world.members(unit)[0]
    registration = confirm(world, request(world, member, community), community)

    assert registration["state"] == "confirmed"
    assert registration["receipt_number"] == "BD-SFJ-2026-000001"
    assert registration["confirmed_at"] == world.harness.clock.now()
    assert registration["version"] == 2
    assert world.harness.events_of(RegistrationConfirmed) == [
        RegistrationConfirmed(
            registration_id=registration["id"],
            community_id=str(community.organisation_id),
            member_id=str(member.member_id),
            unit_id=str(unit.organisation_id),
            receipt_number="BD-SFJ-2026-000001",
        )
    ]


def test_a_registration_is_confirmed_once(world: World, unit: Actor, community: Actor) -> None:
    registration = request(world, world.members(unit)[0], community)
    confirm(world, registration, community)

    with pytest.raises(Conflict, match=r"^registration\.already_confirmed$"):
        confirm(world, registration, community)


def test_the_same_command_again_gives_the_same_receipt(world: World, unit: Actor, community: Actor) -> None:
    registration = request(world, world.members(unit)[0], community)
    command_id = new_id()
    first, second = (confirm(world, registration, community, id=command_id) for _ in range(2))

    assert encode(first) == encode(second)
    assert len(world.harness.events_of(RegistrationConfirmed)) == 1


def test_only_the_registrations_community_confirms(world: World, unit: Actor, community: Actor) -> None:
    member = world.members(unit)[0]
    registration = request(world, member, community)

    for stranger in (world.open_community("BL"), unit, member, world.department):
        with pytest.raises(Forbidden, match=r"^registration\.not_yours$"):
            confirm(world, registration, stranger)
    elsewhere = open_world(world.harness, "沈阳市皇姑区").open_community("BL")
    with pytest.raises(NotFound, match=r"^registration\.unknown$"):
        confirm(world, registration, elsewhere)


def test_a_confirmation_of_an_older_version_is_refused(world: World, unit: Actor, community: Actor) -> None:
    registration = request(world, world.members(unit)[0], community)

    with pytest.raises(PreconditionFailed, match=r"^precondition\.failed$"):
        confirm(world, registration, community, expected_version=7)


def test_receipts_at_once_have_no_gaps_and_no_doubles(world: World, unit: Actor, community: Actor) -> None:
    registrations = [request(world, member, community) for member in world.members(unit, 8)]
    receipts = at_once(8, lambda number: confirm(world, registrations[number], community)["receipt_number"])

    assert sorted(receipts) == [f"BD-SFJ-2026-{serial:06d}" for serial in range(1, 9)]


def test_a_refused_confirmation_uses_up_no_number(world: World, unit: Actor, community: Actor) -> None:
    first, second = (request(world, member, community) for member in world.members(unit, 2))
    replies = at_once(4, lambda _: world.harness.reply(ConfirmRegistration(registration_id=first["id"]), community))

    assert sum(reply.refusal is None for reply in replies) == 1
    assert confirm(world, second, community)["receipt_number"] == "BD-SFJ-2026-000002"


def test_serials_start_anew_with_the_year_in_shanghai(world: World, unit: Actor, community: Actor) -> None:
    clock = world.harness.clock
    receipts = []
    for member, now in zip(
        world.members(unit, 2),
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), datetime(2026, 12, 31, 16, 0, tzinfo=UTC)),
        strict=True,
    ):
        clock.advance(now - clock.now())
        receipts.append(confirm(world, request(world, member, community), community)["receipt_number"])

    assert receipts == ["BD-SFJ-2026-000001", "BD-SFJ-2027-000001"]


def test_each_community_counts_its_own_receipts(world: World, unit: Actor, community: Actor) -> None:
    other = world.open_community("BL")
    pairs = zip(world.members(unit, 2), (community, other), strict=True)
    receipts = [confirm(world, request(world, member, one), one)["receipt_number"] for member, one in pairs]

    assert receipts == ["BD-SFJ-2026-000001", "BD-BL-2026-000001"]


def test_what_was_told_before_there_were_kinds_is_about_residence() -> None:
    told = {"registration_id": new_id(), "community_id": new_id(), "member_id": new_id(), "unit_id": new_id()}

    assert from_plain(told, RegistrationRequested).kind == "residence"
    assert from_plain(told | {"receipt_number": "BD-SFJ-2026-000001"}, RegistrationConfirmed).kind == "residence"
