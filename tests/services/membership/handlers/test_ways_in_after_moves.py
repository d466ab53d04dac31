"""What a unit has for its members to sign in by ends when they go."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from services.membership.model import SignInCode, SignInTry
from shared.errors import Conflict
from shared.messages import membership as m
from shared.messages.envelope import Actor
from tests.races import at_once
from tests.services.membership.claims import bring, conflicts, decide, line, told
from tests.services.membership.handlers.test_phone_codes import code as phone_code, redeem as redeem_phone_code
from tests.services.membership.handlers.test_provisioning import adding, editing
from tests.services.membership.handlers.test_sign_in import LENGTH, REFUSED, issue, redeem
from tests.services.membership.handlers.test_transfers import transfer
from tests.services.membership.roster_files import kept, sync
from tests.services.membership.world import World, roster

CLAIMED = line(0, external_id="F1")
PHONE, ANOTHER = str(roster(1)[0].phone), "19900000001"


@pytest.fixture
def unit(world: World) -> Actor:
    world.open_roster_communities()
    return world.open_unit("市水务局")


@pytest.fixture
def other(world: World) -> Actor:
    return world.open_unit("市林业局")


@pytest.fixture
def member(world: World, unit: Actor) -> Actor:
    return world.member(unit, world.enrol(unit, roster(1))["members"][0]["member_id"])


def remove(world: World, member: Actor, unit: Actor) -> None:
    world.harness.send(m.RemoveMember(member_id=str(member.member_id)), unit)


def be_transferred(world: World, member: Actor, unit: Actor, other: Actor) -> None:
    transfer(world, member, other, world.department)


def be_decided(world: World, _: Actor, __: Actor, other: Actor) -> None:
    bring(world, other, CLAIMED)
    decide(world, conflicts(world, world.department)[0])


def be_released(world: World, _: Actor, unit: Actor, other: Actor) -> None:
    bring(world, other, CLAIMED)
    world.harness.send(m.ReleaseRosterConflict(conflict_id=conflicts(world, unit)[0]["id"]), unit)


def be_left_out(world: World, _: Actor, unit: Actor, other: Actor) -> None:
    bring(world, other, CLAIMED)
    bring(world, unit, line(1))


def be_removed(world: World, member: Actor, unit: Actor, other: Actor) -> None:
    bring(world, other, CLAIMED)
    remove(world, member, unit)


def leave_by_file_and_be_brought(world: World, _: Actor, unit: Actor, other: Actor) -> None:
    bring(world, unit, line(1))
    bring(world, other, CLAIMED)


def leave_and_be_brought(world: World, member: Actor, unit: Actor, other: Actor) -> None:
    remove(world, member, unit)
    bring(world, other, CLAIMED)


def leave_and_be_enrolled(world: World, member: Actor, unit: Actor, other: Actor) -> None:
    remove(world, member, unit)
    world.enrol(other, roster(1))


def leave_and_be_added(world: World, member: Actor, unit: Actor, other: Actor) -> None:
    remove(world, member, unit)
    world.harness.send(adding(roster(1)[0]), other)


def come_back_by_file(world: World, _: Actor, unit: Actor, __: Actor) -> None:
    bring(world, unit, line(1))
    bring(world, unit, line(0))


def come_back(world: World, member: Actor, unit: Actor, _: Actor) -> None:
    remove(world, member, unit)
    world.harness.send(adding(roster(1)[0]), unit)


def go_there_and_back(world: World, member: Actor, unit: Actor, other: Actor) -> None:
    transfer(world, member, other, world.department)
    transfer(world, member, unit, world.department)


Way = Callable[[World, Actor, Actor, Actor], None]
WAYS: Sequence[Way] = (
    be_transferred,
    be_decided,
    be_released,
    be_left_out,
    be_removed,
    leave_by_file_and_be_brought,
    leave_and_be_brought,
    leave_and_be_enrolled,
    leave_and_be_added,
    come_back_by_file,
    come_back,
    go_there_and_back,
)


@pytest.mark.parametrize("way", WAYS)
def test_the_code_that_a_unit_gave_ends_when_the_member_goes(
    world: World, unit: Actor, other: Actor, member: Actor, way: Way
) -> None:
    code = issue(world, unit, member)
    redeem(world, member.member_id, "2" * LENGTH)
    way(world, member, unit, other)
    now = world.harness.send(m.ShowMember(member_id=str(member.member_id)), world.department)

    assert now["state"] == "active"
    assert redeem(world, member.member_id, code) == REFUSED
    with world.harness.database.reading() as session:
        assert [session.scalars(select(kind)).all() for kind in (SignInCode, SignInTry)] == [[], []]


@pytest.mark.parametrize("way", WAYS)
def test_what_is_told_of_who_goes_tells_tokens_of_before_from_those_of_afterwards(
    world: World, unit: Actor, other: Actor, member: Actor, way: Way
) -> None:
    before = redeem(world, member.member_id, issue(world, unit, member))["principal"]
    way(world, member, unit, other)
    told_ones = told(world, m.MemberLeft, m.MemberMoved)
    unit_id = world.harness.send(m.ShowMember(member_id=str(member.member_id)), world.department)["unit_id"]
    holder = unit if unit_id == unit.organisation_id else other
    after = redeem(world, member.member_id, issue(world, holder, member))["principal"]

    assert told_ones
    assert all(before["member_version"] < event.member_version <= after["member_version"] for event in told_ones)


def test_a_phone_code_signs_in_with_the_version_too(world: World, unit: Actor, member: Actor) -> None:
    world.harness.send(m.SetMemberState(member_id=str(member.member_id), state="inactive"), unit)

    assert redeem_phone_code(world, phone_code(world, PHONE), PHONE)["member_version"] == 2


def test_an_erasure_tells_a_version_that_no_token_has(world: World, unit: Actor, member: Actor) -> None:
    before = redeem(world, member.member_id, issue(world, unit, member))["principal"]
    remove(world, member, unit)
    world.harness.send(m.EraseMember(member_id=str(member.member_id), reason="本人申请"), world.department)
    (left,), (erased,) = told(world, m.MemberLeft), told(world, m.MemberErased)

    assert before["member_version"] < left.member_version < erased.member_version


def test_a_code_of_somebody_who_stays_is_good_after_others_have_gone(world: World, unit: Actor, other: Actor) -> None:
    bring(world, unit, line(0), line(1))
    first, second = (world.member(unit, str(one.id)) for one in kept(world).values())
    going, staying = issue(world, unit, first), issue(world, unit, second)
    bring(world, other, CLAIMED)
    bring(world, unit, line(1))

    assert redeem(world, first.member_id, going) == REFUSED
    assert redeem(world, second.member_id, staying)["principal"]["organisation_id"] == unit.organisation_id


def test_the_new_unit_gives_a_code_of_its_own(world: World, unit: Actor, other: Actor, member: Actor) -> None:
    issue(world, unit, member)
    transfer(world, member, other, unit)

    assert redeem(world, member.member_id, issue(world, other, member))["principal"]["organisation_id"] == (
        other.organisation_id
    )


def test_who_has_left_gets_no_code_to_be_used_once_another_unit_has_them(
    world: World, unit: Actor, member: Actor
) -> None:
    remove(world, member, unit)

    with pytest.raises(Conflict, match=r"^member\.not_on_roster$"):
        issue(world, unit, member)


def test_a_code_that_is_redeemed_while_its_member_goes_lets_in_before_or_not_at_all(
    world: World, unit: Actor, other: Actor, member: Actor
) -> None:
    code = issue(world, unit, member)
    acts: list[Callable[[], Any]] = [
        lambda: redeem(world, member.member_id, code)["principal"],
        lambda: transfer(world, member, other, unit),
    ]
    principal, _ = at_once(2, lambda number: acts[number]())

    assert principal is None or principal["organisation_id"] == unit.organisation_id
    assert redeem(world, member.member_id, code) == REFUSED


def without_phones(world: World, unit: Actor, other: Actor, way: str) -> None:
    """Have the first unit's member go to the other, which says nothing of phones."""
    absent = {"absent_columns": ["phone"], "confirm_leaving": True}
    claim = line(0, external_id="F1", phone="")
    if way == "transfer":
        transfer(world, world.member(unit, str(kept(world)["KX000001"].id)), other, unit)
    elif way == "return":
        bring(world, unit, line(1))
        sync(world, other, [claim], **absent)
    else:
        sync(world, other, [claim], **absent)
        (conflict,) = conflicts(world, world.department)
        if way == "decision":
            decide(world, conflict)
        else:
            bring(world, unit, line(1))


NO_WORD = ("transfer", "return", "decision", "file")


@pytest.mark.parametrize("way", NO_WORD)
def test_a_phone_that_only_the_former_unit_gave_lets_nobody_in(
    world: World, unit: Actor, other: Actor, member: Actor, way: str
) -> None:
    before = phone_code(world, PHONE)
    without_phones(world, unit, other, way)
    (now,) = (one for one in kept(world).values() if str(one.id) == member.member_id)

    is_told = way in ("transfer", "decision")  # the files alone tell the new unit nothing
    phone = world.harness.tools.cipher.decrypt(now.phone_encrypted) if now.phone_encrypted else None

    assert (now.unit_id, phone) == (other.organisation_id, PHONE if is_told else None)
    assert redeem_phone_code(world, before, PHONE) is None
    assert redeem_phone_code(world, phone_code(world, PHONE, network="198.51.100.7"), PHONE) is None


@pytest.mark.parametrize("way", NO_WORD)
@pytest.mark.parametrize("phone", [PHONE, ANOTHER])
def test_once_the_new_unit_has_said_a_phone_the_member_signs_in_by_it(
    world: World, unit: Actor, other: Actor, member: Actor, way: str, phone: str
) -> None:
    without_phones(world, unit, other, way)
    bring(world, other, line(0, external_id="F1", phone=phone))

    assert redeem_phone_code(world, phone_code(world, phone), phone)["organisation_id"] == other.organisation_id


def test_the_new_units_own_system_says_the_same_phone_too(
    world: World, unit: Actor, other: Actor, member: Actor
) -> None:
    transfer(world, member, other, unit)
    id_, entry = str(member.member_id), roster(1)[0]
    world.harness.send(m.SetMemberState(member_id=id_, state="inactive"), other)
    assert redeem_phone_code(world, phone_code(world, PHONE), PHONE) is None

    world.harness.send(editing({"id": id_}, entry, department=None), other)
    assert redeem_phone_code(world, phone_code(world, PHONE, network="198.51.100.7"), PHONE)["member_id"] == id_


def test_a_file_that_says_the_same_phone_is_taken_for_the_new_units_word_after_a_change_of_state(
    world: World, unit: Actor, other: Actor, member: Actor
) -> None:
    transfer(world, member, other, unit)
    for state in ("inactive", "active"):
        world.harness.send(m.SetMemberState(member_id=str(member.member_id), state=state), other)
    bring(world, other, line(0, department=""))

    assert redeem_phone_code(world, phone_code(world, PHONE), PHONE)["organisation_id"] == other.organisation_id


def test_who_comes_back_to_the_unit_that_gave_the_phone_signs_in_by_it(world: World, unit: Actor) -> None:
    bring(world, unit, line(0), line(1))
    bring(world, unit, line(1))
    sync(world, unit, [line(0, phone=""), line(1, phone="")], absent_columns=["phone"])

    assert redeem_phone_code(world, phone_code(world, PHONE), PHONE)["organisation_id"] == unit.organisation_id
