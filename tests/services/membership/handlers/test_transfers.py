"""Members go from one unit to another as the same person."""

from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, NotFound, PreconditionFailed, Refusal
from shared.ids import new_id
from shared.messages import membership as m
from shared.messages.envelope import Actor
from tests.races import at_once
from tests.services.membership.claims import bring, conflicts, line, rows, told
from tests.services.membership.registered import pair, register, show
from tests.services.membership.roster_files import kept, kept_of, report
from tests.services.membership.world import World, roster


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_roster_communities()


@pytest.fixture
def unit(world: World, community: Actor) -> Actor:
    return world.open_unit("市水务局")


@pytest.fixture
def other(world: World) -> Actor:
    return world.open_unit("市林业局")


@pytest.fixture
def member(world: World, unit: Actor) -> Actor:
    return world.member(unit, world.enrol(unit, roster(1))["members"][0]["member_id"])


def transfer(world: World, member: Actor, unit: Actor, actor: Actor, **options: Any) -> Any:
    given = {name: options.pop(name) for name in ("external_id",) if name in options}
    command = m.TransferMember(
        member_id=str(member.member_id), unit_id=str(unit.organisation_id), reason="组织调动", **given
    )
    return world.harness.send(command, actor, **options)


@pytest.mark.parametrize("by_unit", [True, False])
def test_person_and_history_stay(
    world: World, unit: Actor, other: Actor, member: Actor, community: Actor, *, by_unit: bool
) -> None:
    pair(world, unit, community)
    residence, paired = register(world, member, community), register(world, member, community, "paired")
    free = [m.FreeTime(weekday=6, from_time="09:00", to_time="11:00")]
    consent = m.RecordConsent(member_id=str(member.member_id), purpose="photo", decision="given", text_version=1)
    for command in (
        m.SetFreeTimes(member_id=str(member.member_id), free_times=free),
        m.SetMemberProfile(member_id=str(member.member_id), skills=["摄影"]),
        consent,
    ):
        world.harness.send(command, member)
    before = world.harness.send(m.ShowMember(member_id=str(member.member_id)), world.department)
    answer = transfer(world, member, other, unit if by_unit else world.department)
    (moved,) = world.harness.events_of(m.MemberMoved)
    world.harness.tell(moved, tenant_id=world.tenant_id)
    now = world.harness.send(m.ShowMember(member_id=str(member.member_id)), world.department)
    consents = world.harness.send(m.ListConsents(member_id=str(member.member_id)), other)

    assert answer == {
        "member_id": member.member_id,
        "from_unit_id": unit.organisation_id,
        "unit_id": other.organisation_id,
        "transferred_at": world.harness.clock.now(),
        "version": before["version"] + 1,
    }
    changed = {"unit_id": other.organisation_id, "department": None}
    assert now == before | changed | {"version": answer["version"], "changed_at": now["changed_at"]}
    assert (moved.unit_id, moved.from_unit_id) == (other.organisation_id, unit.organisation_id)
    assert [one["purpose"] for one in consents["items"]] == ["photo"]
    assert show(world, residence, other)["state"] == "confirmed"
    assert show(world, paired, world.department)["cause"] == "member_moved"
    assert (kept_of(world, unit), list(kept_of(world, other))) == ({}, ["KX000001"])


def test_who_is_on_leave_stays_so(world: World, unit: Actor, other: Actor, member: Actor) -> None:
    world.harness.send(m.SetMemberState(member_id=str(member.member_id), state="inactive"), unit)
    transfer(world, member, other, unit)

    assert kept(world, "inactive")["KX000001"].unit_id == other.organisation_id


def test_the_new_units_next_file_knows_them(world: World, unit: Actor, other: Actor, member: Actor) -> None:
    transfer(world, member, other, world.department, external_id="L-7")
    said = {"external_id": "L-7", "department": ""}
    silent = bring(world, other, line(0, phone="", **said), absent_columns=["phone"])
    telling, again = (bring(world, other, line(0, **said)) for _ in range(2))

    assert [report(one) for one in (silent, telling, again)] == [
        {"lines": 1, "unchanged": 1},
        {"lines": 1, "changed": 1},  # the phone is this unit's word from now on
        {"lines": 1, "unchanged": 1},
    ]


def test_names_of_the_former_units_system_go(world: World, unit: Actor, other: Actor, member: Actor) -> None:
    edit = m.EditMember(
        member_id=str(member.member_id),
        user_name="chen@water.example",
        provisioning_id="uid=7",
        name="陈华英",
        name_parts=m.NameParts(family_name="陈"),
    )
    world.harness.send(edit, unit)
    transfer(world, member, other, unit)
    kept_now = kept(world)["KX000001"]

    assert (kept_now.user_name, kept_now.user_key, kept_now.provisioning_id, kept_now.name_parts) == (None,) * 4
    assert world.harness.tools.cipher.decrypt(kept_now.identity_encrypted or "") == roster(1)[0].identity_number


def test_who_has_no_identity_number_is_transferred_without(world: World, unit: Actor, other: Actor) -> None:
    added = world.harness.send(m.AddMember(user_name="wang", name="王五", department="基建科"), unit)
    transfer(world, world.member(unit, added["id"]), other, unit)
    kept_now = kept(world)["wang"]

    assert (kept_now.unit_id, kept_now.identity_encrypted, kept_now.identity_digest) == (
        other.organisation_id,
        None,
        None,
    )


def test_a_claim_of_the_new_unit_is_met_and_its_roster_counts(world: World, unit: Actor, other: Actor) -> None:
    third = world.open_unit("市审计局")
    bring(world, unit, line(0))
    person = world.member(unit, kept(world)["KX000001"].id)
    bring(world, other, line(0))
    bring(world, third, line(0, external_id="S1", department="审计科"))
    transfer(world, person, third, unit)
    first, second = rows(world)
    now = kept(world)["S1"]

    assert (now.unit_id, now.department) == (third.organisation_id, "审计科")
    assert (second.state, second.decided_by, second.reason) == ("moved", "holder", "组织调动")
    assert (first.state, first.holding_unit_id) == ("open", third.organisation_id)
    assert [type(one).__name__ for one in world.harness.events[-3:]] == [
        "MemberMoved",
        "RosterConflictDecided",
        "RosterConflictOpened",
    ]
    assert told(world)[-1].holding_unit_id == third.organisation_id


def test_who_has_been_transferred_and_is_still_named_is_a_conflict(
    world: World, unit: Actor, other: Actor, member: Actor
) -> None:
    transfer(world, member, other, world.department)
    bring(world, unit, line(0))

    assert [(one["unit_id"], one["holding_unit_id"]) for one in conflicts(world, world.department)] == [
        (unit.organisation_id, other.organisation_id)
    ]


def test_nobody_else_transfers(world: World, unit: Actor, other: Actor, member: Actor, community: Actor) -> None:
    for actor in (other, member, community):
        with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
            transfer(world, member, other, actor)
    with pytest.raises(NotFound, match=r"^member\.unknown$"):
        transfer(world, world.member(unit, new_id()), other, unit)
    with pytest.raises(NotFound, match=r"^unit\.unknown$"):
        transfer(world, member, community, unit)


def test_what_stands_against_a_transfer_is_told(world: World, unit: Actor, other: Actor, member: Actor) -> None:
    taken = m.RosterEntry(external_id="kx000001", name="谁", identity_number=roster(2)[1].identity_number)
    world.enrol(other, [taken])
    closed = world.open_unit("市审计局")
    closing = m.CloseOrganisation(organisation_id=str(closed.organisation_id), reason="撤并")
    world.harness.send(closing, world.department)

    for target, code in ((unit, "in_unit_already"), (other, "external_id_taken")):
        with pytest.raises(Conflict, match=rf"^member\.{code}$"):
            transfer(world, member, target, unit)
    with pytest.raises(Conflict, match=r"^organisation\.closed$"):
        transfer(world, member, closed, unit)
    with pytest.raises(PreconditionFailed):
        transfer(world, member, other, unit, external_id="L-7", expected_version=2)
    transfer(world, member, other, unit, external_id="L-7", expected_version=1)
    world.harness.send(m.RemoveMember(member_id=str(member.member_id)), other)
    with pytest.raises(Conflict, match=r"^member\.not_on_roster$"):
        transfer(world, member, unit, world.department)


def test_of_two_transfers_at_once_one_finds_the_member_gone(
    world: World, unit: Actor, other: Actor, member: Actor
) -> None:
    third = world.open_unit("市审计局")
    targets = (other, third)

    def act(place: int) -> str:
        try:
            transfer(world, member, targets[place], unit)
        except Refusal as refusal:
            return refusal.code
        return "done"

    assert sorted(at_once(2, act)) == ["done", "member.not_yours"]
    assert len(world.harness.events_of(m.MemberMoved)) == 1
