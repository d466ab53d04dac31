"""By which phone staff sign in, and who gives it: never a roster, and nobody who is limited."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from services.membership.model import Appointment
from shared.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from shared.messages.envelope import Actor
from shared.messages.membership import (
    EditMember,
    EnrolMembers,
    EraseMember,
    IssueClient,
    MakeAppointment,
    RemoveMember,
    SetAppointmentPhone,
    ShowAppointment,
)
from tests.services.membership.handlers.test_appointments import end
from tests.services.membership.handlers.test_phone_codes import MINUTE, PHONE, code, enrol, redeem
from tests.services.membership.world import World, entry_of

OF_THE_UNIT = "18600000001"


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


@pytest.fixture
def member(world: World, unit: Actor) -> Actor:
    return enrol(world, unit, 0)


def appoint(world: World, actor: Actor, organisation: Actor | None = None, **fields: Any) -> Any:
    organisation_id = str((organisation or actor).organisation_id)
    command = MakeAppointment(organisation_id=organisation_id, **({"office": "staff"} | fields))
    return world.harness.send(command, actor)


def set_phone(world: World, appointment: Any, actor: Actor, phone: str | None, version: int | None = None) -> Any:
    command = SetAppointmentPhone(appointment_id=appointment["id"], phone=phone)
    return world.harness.send(command, actor, expected_version=version)


def as_staff(world: World, phone: str) -> Any:
    world.harness.clock.advance(MINUTE)
    return redeem(world, code(world, phone), phone, sign_in_as="organisation")


def set_on_roster(world: World, unit: Actor, member: Actor, phone: str) -> None:
    command = EditMember(member_id=str(member.member_id), user_name="chen", name=entry_of(0).name, phone=phone)
    world.harness.send(command, unit)


def enrol_anew(world: World, unit: Actor, member: Actor, phone: str) -> None:
    command = EnrolMembers(unit_id=str(unit.organisation_id), members=[replace(entry_of(0), phone=phone)])
    world.harness.send(command, unit)


@pytest.mark.parametrize("change", [set_on_roster, enrol_anew])
@pytest.mark.parametrize("given", [None, PHONE])
def test_a_phone_that_a_unit_sets_lets_nobody_in_as_another_organisations_staff(
    world: World, unit: Actor, member: Actor, change: Any, given: str | None
) -> None:
    phone = {} if given is None else {"phone": given}
    appointment = appoint(world, world.department, member_id=member.member_id, **phone)
    change(world, unit, member, OF_THE_UNIT)

    assert redeem(world, code(world, OF_THE_UNIT), OF_THE_UNIT)["role"] == "member"
    assert as_staff(world, OF_THE_UNIT) is None
    principal = as_staff(world, PHONE)
    assert (principal and principal["client_id"]) == (appointment["id"] if given else None)


def test_the_organisation_changes_the_phone_and_takes_it_away(world: World, unit: Actor, member: Actor) -> None:
    community = world.open_community("SFJ")
    appointment = appoint(world, community, member_id=member.member_id)
    assert (appointment["phone"], as_staff(world, PHONE)) == (None, None)

    changed = set_phone(world, appointment, community, OF_THE_UNIT)
    assert changed == appointment | {"phone": "186****0001", "version": 2}
    assert as_staff(world, OF_THE_UNIT)["organisation_id"] == community.organisation_id

    set_phone(world, appointment, world.department, "18600000002")
    assert as_staff(world, OF_THE_UNIT) is None
    assert as_staff(world, "18600000002")["client_id"] == appointment["id"]

    assert set_phone(world, appointment, community, None)["phone"] is None
    assert as_staff(world, "18600000002") is None


def test_a_code_that_waits_is_of_no_use_to_the_phone_before(world: World) -> None:
    community = world.open_community("SFJ")
    appointment = appoint(world, community, name="李强", phone=PHONE)
    given = code(world)
    set_phone(world, appointment, community, OF_THE_UNIT)

    assert redeem(world, given) is None


def test_a_phone_is_given_once_for_each_version_and_to_who_serves(world: World, member: Actor) -> None:
    community = world.open_community("SFJ")
    appointment = appoint(world, community, name="李强")
    adviser = appoint(world, community, member_id=member.member_id, office="party_building_instructor")

    with pytest.raises(PreconditionFailed):
        set_phone(world, appointment, community, PHONE, version=2)
    with pytest.raises(Invalid, match=r"^request\.unfit$") as refused:
        set_phone(world, adviser, community, PHONE)
    assert [fault.pointer for fault in refused.value.errors] == ["#/phone"]
    end(world, appointment, community)
    with pytest.raises(Conflict, match=r"^appointment\.already_ended$"):
        set_phone(world, appointment, community, PHONE)


def test_members_are_staff_as_long_as_they_are_on_a_roster(world: World, unit: Actor, member: Actor) -> None:
    community = world.open_community("SFJ")
    appoint(world, community, member_id=member.member_id, phone=OF_THE_UNIT)
    world.harness.send(RemoveMember(member_id=str(member.member_id), reason="transferred"), unit)
    assert as_staff(world, OF_THE_UNIT) is None

    enrol(world, world.open_unit("市林业局"), 0)
    assert as_staff(world, OF_THE_UNIT)["organisation_id"] == community.organisation_id


def test_an_erasure_takes_out_by_which_phone_somebody_signed_in(world: World, unit: Actor, member: Actor) -> None:
    community = world.open_community("SFJ")
    appointment = appoint(world, community, member_id=member.member_id, phone=OF_THE_UNIT)
    world.harness.send(RemoveMember(member_id=str(member.member_id), reason="retired"), unit)
    world.harness.send(EraseMember(member_id=str(member.member_id), reason="x"), world.department)
    with world.harness.database.reading() as session:
        kept = session.scalars(select(Appointment)).one()

    assert (kept.phone_encrypted, kept.phone_digest) == (None, None)
    shown = world.harness.send(ShowAppointment(appointment_id=appointment["id"]), community)
    assert (shown["phone"], shown["version"]) == (None, 2)


# Nobody hands out more than they hold


def test_who_is_limited_lets_no_staff_in(world: World) -> None:
    limited = replace(world.department, scope="appointments")
    with pytest.raises(Forbidden, match=r"^access\.scope_missing$"):
        appoint(world, limited, name="李强", phone=PHONE)
    assert as_staff(world, PHONE) is None

    appointment = appoint(world, limited, name="李强")
    with pytest.raises(Forbidden, match=r"^access\.scope_missing$"):
        set_phone(world, appointment, limited, PHONE)
    assert as_staff(world, PHONE) is None


def test_who_is_limited_appoints_whom_no_phone_lets_in(world: World, member: Actor) -> None:
    limited = replace(world.department, scope="appointments")
    appoint(world, limited, name="王芳", phone=PHONE, office="party_building_instructor")
    staff = appoint(world, limited, member_id=member.member_id)

    assert as_staff(world, PHONE) is None
    set_phone(world, staff, world.department, PHONE)
    assert as_staff(world, PHONE)["client_id"] == staff["id"]
    assert set_phone(world, staff, limited, None)["phone"] is None


def test_staff_who_sign_in_without_limits_appoint_others(world: World) -> None:
    first = as_staff_of(world, appoint(world, world.department, name="李强", phone=PHONE))
    second = appoint(world, first, name="王芳", phone=OF_THE_UNIT)

    assert as_staff(world, OF_THE_UNIT)["client_id"] == second["id"]
    with pytest.raises(Forbidden, match=r"^access\.scope_missing$"):
        appoint(world, replace(first, scope="appointments"), name="赵刚", phone="18600000003")
    command = IssueClient(organisation_id=str(first.organisation_id), label="测试")
    assert world.harness.send(command, first)["scopes"] is None


def as_staff_of(world: World, appointment: Any) -> Actor:
    return replace(world.department, client_id=appointment["id"])
