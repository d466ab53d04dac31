from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from services.membership.model import Member
from shared.errors import Conflict
from shared.messages import membership as m
from shared.messages.envelope import Actor
from shared.reactor import Reactor
from tests.races import at_once
from tests.services.membership.registered import pair, register, request, show, transfer
from tests.services.membership.world import World


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_community("SFJ")


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


def set_state(world: World, member: Actor, **values: object) -> None:
    """As the roster would."""
    with world.harness.database.writing() as session:
        change = update(Member).where(Member.id == member.member_id).values(version=Member.version + 1, **values)
        session.execute(change, execution_options={"synchronize_session": False})
        session.commit()


def leave(world: World, member: Actor) -> None:
    set_state(world, member, state="left", left_at=world.harness.clock.now())
    left = m.MemberLeft(member_id=str(member.member_id), unit_id=str(member.organisation_id))
    world.harness.tell(left, tenant_id=world.tenant_id)


def move(world: World, member: Actor, unit: Actor) -> None:
    set_state(world, member, unit_id=unit.organisation_id)
    moved = m.MemberMoved(
        member_id=str(member.member_id),
        unit_id=str(unit.organisation_id),
        from_unit_id=str(member.organisation_id),
        masked_name="陈**",
    )
    world.harness.tell(moved, tenant_id=world.tenant_id)


@pytest.mark.parametrize("state", ["inactive", "left"])
def test_who_is_not_active_cannot_ask(world: World, unit: Actor, community: Actor, state: str) -> None:
    member = world.members(unit)[0]
    registration = register(world, member, community)
    left_at = world.harness.clock.now() if state == "left" else None
    set_state(world, member, state=state, left_at=left_at)
    entry = m.RegistrationEntry(member_id=str(member.member_id), community_id=str(community.organisation_id))
    command = m.RequestRegistrations(unit_id=str(unit.organisation_id), registrations=[entry])

    with pytest.raises(Conflict, match=r"^member\.not_active$"):
        request(world, member, community)
    with pytest.raises(Conflict, match=r"^member\.not_active$"):
        transfer(world, registration, world.open_community("BL"), member)
    assert world.harness.send(command, unit)["registrations"][0]["code"] == "member.not_active"


def test_registrations_end_when_the_member_leaves(world: World, unit: Actor, community: Actor) -> None:
    pair(world, unit, community)
    member, colleague = world.members(unit, 2)
    residence, waiting = register(world, member, community), request(world, member, community, "paired")
    others = register(world, colleague, community)
    leave(world, member)

    ended, withdrawn = (show(world, one, world.department) for one in (residence, waiting))
    assert (ended["state"], ended["cause"], ended["decided_by"]) == ("ended", "member_left", "system")
    assert (withdrawn["state"], withdrawn["decided_by"]) == ("withdrawn", "system")
    assert show(world, others, colleague)["state"] == "confirmed"
    assert [event.cause for event in world.harness.events_of(m.RegistrationEnded)] == ["member_left"]


def test_a_transfer_that_waits_is_withdrawn_when_the_member_leaves(world: World, unit: Actor, community: Actor) -> None:
    member = world.members(unit)[0]
    old = register(world, member, community)
    new = transfer(world, old, world.open_community("BL"), member)
    leave(world, member)

    assert [show(world, one, world.department)["state"] for one in (old, new)] == ["ended", "withdrawn"]


def test_what_a_member_asks_for_after_coming_back_is_kept(world: World, unit: Actor, community: Actor) -> None:
    member = world.members(unit)[0]
    old = register(world, member, community)
    left = world.harness.wrap(
        m.MemberLeft(member_id=str(member.member_id), unit_id=str(unit.organisation_id)), world.tenant_id
    )
    world.harness.clock.advance(timedelta(hours=1))
    pair(world, unit, community)
    new = request(world, member, community, "paired")
    Reactor(world.harness.service, world.harness.database, world.harness.tools).react([left])

    assert [show(world, one, member)["state"] for one in (old, new)] == ["ended", "requested"]


def test_registrations_follow_a_member_who_moves(world: World, unit: Actor, community: Actor) -> None:
    new_unit, other = world.open_unit("市林业局"), world.open_community("BL")
    first, second = world.members(unit, 2)
    for one in (community, other):
        pair(world, unit, one)
    pair(world, new_unit, other)
    residence = register(world, first, community)
    lost, kept = register(world, first, community, "paired"), register(world, second, other, "paired")
    for member in (first, second):
        move(world, member, new_unit)

    assert show(world, residence, new_unit)["unit_id"] == new_unit.organisation_id
    assert show(world, kept, new_unit)["state"] == "confirmed"
    ended = show(world, lost, unit)
    assert (ended["state"], ended["cause"]) == ("ended", "member_moved")


def test_a_move_that_another_has_followed_changes_nothing(world: World, unit: Actor, community: Actor) -> None:
    member = world.members(unit)[0]
    registration = register(world, member, community)
    moved = m.MemberMoved(
        member_id=str(member.member_id),
        unit_id=str(world.open_unit("市林业局").organisation_id),
        from_unit_id=str(unit.organisation_id),
        masked_name="陈**",
    )
    world.harness.tell(moved, tenant_id=world.tenant_id)

    assert show(world, registration, unit)["unit_id"] == unit.organisation_id


def test_paired_registrations_end_with_the_pairing(world: World, unit: Actor, community: Actor) -> None:
    first, second = world.members(unit, 2)
    pairing = pair(world, unit, community)
    residence = register(world, first, community)
    paired, waiting = register(world, first, community, "paired"), request(world, second, community, "paired")
    world.harness.send(m.EndPairing(pairing_id=pairing["id"], reason="共建期满"), unit)
    command = m.ConfirmRegistration(registration_id=waiting["id"])

    with pytest.raises(Conflict, match=r"^registration\.not_paired$"):
        world.harness.send(command, community)
    assert world.harness.wait(timedelta(seconds=1)) == 1
    states = [show(world, one, community)["state"] for one in (residence, paired, waiting)]
    assert states == ["confirmed", "ended", "withdrawn"]
    assert show(world, paired, community)["cause"] == "pairing_ended"


def test_many_paired_registrations_end_part_by_part(
    world: World, unit: Actor, community: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.membership.handlers.pairings.SETTLED_AT_ONCE", 2)
    pairing = pair(world, unit, community)
    registrations = [register(world, member, community, "paired") for member in world.members(unit, 5)]
    world.harness.send(m.EndPairing(pairing_id=pairing["id"], reason="共建期满"), unit)

    assert [world.harness.wait(timedelta(seconds=2)) for _ in range(4)] == [1, 1, 1, 0]
    assert {show(world, one, community)["state"] for one in registrations} == {"ended"}
    assert len(world.harness.events_of(m.RegistrationEnded)) == 5


def test_registrations_stay_where_the_two_are_paired_again(world: World, unit: Actor, community: Actor) -> None:
    pairing = pair(world, unit, community)
    registration = register(world, world.members(unit)[0], community, "paired")
    world.harness.send(m.EndPairing(pairing_id=pairing["id"], reason="改签协议"), unit)
    pair(world, unit, community)
    world.harness.wait(timedelta(seconds=1))

    assert show(world, registration, community)["state"] == "confirmed"


def test_nobody_but_the_timer_settles_a_pairing(world: World, unit: Actor, community: Actor) -> None:
    command = m.SettlePairing(pairing_id=pair(world, unit, community)["id"])

    for actor in (unit, community, world.department):
        assert world.harness.reply(command, actor).refusal == {"status": 403, "code": "access.denied"}


def test_no_request_slips_past_a_pairing_that_ends_at_the_same_time(
    world: World, unit: Actor, community: Actor
) -> None:
    members = world.members(unit, 5)
    pairing = pair(world, unit, community)
    asking = m.RequestRegistration(community_id=str(community.organisation_id), kind="paired")
    calls: list[tuple[Any, Actor]] = [(asking, member) for member in members]
    calls.insert(2, (m.EndPairing(pairing_id=pairing["id"], reason="共建期满"), unit))
    replies = at_once(6, lambda number: world.harness.reply(*calls[number]))
    world.harness.wait(timedelta(seconds=1))
    live = m.ListRegistrations(community_id=str(community.organisation_id), state="requested")

    assert {reply.refusal["code"] for reply in replies if reply.refusal} <= {"registration.not_paired"}
    assert world.harness.send(live, community)["items"] == []
