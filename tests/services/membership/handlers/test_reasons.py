"""Reasons are kept and told without the numbers that somebody may type into them."""

from typing import Any

import pytest
from sqlalchemy import insert, select

from shared.ids import new_id
from shared.inbox import COMMAND_LOG
from shared.messages import membership as m
from shared.messages.envelope import Actor
from tests.services.membership.world import World, roster

IDENTITY, PHONE = roster(1)[0].identity_number, str(roster(1)[0].phone)
TYPED = f"病了，身份证{IDENTITY}，电话{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}"
HIDDEN = f"病了，身份证{IDENTITY[:3]}{'*' * 13}{IDENTITY[-2:]}，电话{PHONE[:3]}{'*' * 8}{PHONE[-2:]}"


@pytest.fixture
def unit(world: World) -> Actor:
    world.open_roster_communities()
    return world.open_unit()


@pytest.fixture
def member(world: World, unit: Actor) -> Actor:
    return world.member(unit, world.enrol(unit, roster(1))["members"][0]["member_id"])


def kept(world: World) -> list[str]:
    with world.harness.database.reading() as session:
        return [one for one in session.scalars(select(COMMAND_LOG.c.reason)) if one]


def told(world: World, member: Actor) -> list[str]:
    """The reasons in what the person and the department are given."""
    id_ = str(member.member_id)
    exports: list[Any] = [
        world.harness.send(m.ExportMember(member_id=id_), member),
        world.harness.send(m.ExportMemberOnRequest(member_id=id_, reason="本人申请"), world.department),
    ]
    parts = [part["items"] for one in exports for part in one["parts"] if part["name"] in ("log", "registrations")]
    return [entry["reason"] for items in parts for entry in items if entry["reason"]]


def test_numbers_in_a_reason_are_hidden_when_it_is_written(world: World, unit: Actor, member: Actor) -> None:
    command = m.SetMemberState(member_id=str(member.member_id), state="inactive", reason=TYPED)
    world.harness.send(command, unit)

    assert kept(world) == [HIDDEN]
    assert told(world, member) == [HIDDEN] * 2


def test_numbers_in_a_reason_from_before_are_not_told(world: World, member: Actor) -> None:
    row = {"topic": "member.set_state", "role": "unit", "client_id": "x", "outcome": "done", "reason": TYPED}
    key = {"command_id": new_id(), "at": world.harness.clock.now(), "subject": f"member/{member.member_id}"}
    with world.harness.database.writing() as session:
        session.execute(insert(COMMAND_LOG).values(**row, **key))
        session.commit()

    assert told(world, member) == [HIDDEN] * 2


def test_numbers_in_the_reason_of_a_registration_are_not_told(world: World, member: Actor) -> None:
    community = world.open_community("CJ")
    asked = world.harness.send(m.RequestRegistration(community_id=str(community.organisation_id)), member)
    world.harness.send(m.RefuseRegistration(registration_id=asked["id"], reason=TYPED), community)

    assert told(world, member) == [HIDDEN] * 2


def test_a_reason_without_numbers_is_kept_as_it_was_typed(world: World, unit: Actor, member: Actor) -> None:
    reason = "2026-11-01 起病休，见 BD-SFJ-2026-000001"
    command = m.SetMemberState(member_id=str(member.member_id), state="inactive", reason=reason)
    world.harness.send(command, unit)

    assert kept(world) == [reason]
