"""What roster files make of people whom two of them name."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from services.membership.model import ConflictChange, MemberTag, RosterConflict
from shared.errors import Conflict
from shared.messages import membership as m
from shared.messages.envelope import Actor
from shared.messages.membership import RosterEntry
from tests.services.membership.claims import bring, conflicts, decide, line, rows, told
from tests.services.membership.roster_files import kept, kept_of, report
from tests.services.membership.world import World, roster


@pytest.fixture
def holder(world: World) -> Actor:
    world.open_roster_communities()
    return world.open_unit("市水务局")


@pytest.fixture
def claimer(world: World) -> Actor:
    return world.open_unit("市林业局")


def ids(conflict: RosterConflict) -> tuple[str, str, str]:
    return conflict.unit_id, conflict.holding_unit_id, conflict.member_id


def test_a_file_opens_a_conflict_about_whom_another_roster_has(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0), line(1))
    upload = bring(world, claimer, line(1), line(2))
    member = kept(world)["KX000002"]
    (conflict,) = rows(world)
    parties = {"unit_id": claimer.organisation_id, "holding_unit_id": holder.organisation_id, "member_id": member.id}

    assert report(upload) == {"lines": 2, "created": 1, "conflicts": 1, "warnings": 1}
    assert [one["code"] for one in upload.findings()] == ["member.on_other_roster"]
    assert (conflict.state, conflict.version) == ("open", 1)
    assert {name: getattr(conflict, name) for name in parties} == parties
    assert told(world) == [m.RosterConflictOpened(conflict_id=conflict.id, **parties)]
    assert world.harness.events[-2:] == [told(world)[0], world.harness.events_of(m.RosterSynced)[-1]]
    assert (member.unit_id, member.version) == (holder.organisation_id, 1)
    with world.harness.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ConflictChange)) == 0


def test_the_same_file_again_changes_nothing_and_tells_nothing(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0))
    bring(world, claimer, line(0))
    before = world.harness.events
    upload = bring(world, claimer, line(0))

    assert report(upload) == {"lines": 1, "conflicts": 1, "warnings": 1}
    assert world.harness.events == before
    assert [(one.state, one.version) for one in rows(world)] == [("open", 1)]


def test_what_a_later_file_says_is_kept_silently(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0))
    bring(world, claimer, line(0))
    before = world.harness.events
    bring(world, claimer, line(0, department="法规科", external_id="F1"))
    (conflict,) = conflicts(world, claimer)

    assert (conflict["claimed"]["department"], conflict["claimed"]["external_id"]) == ("法规科", "F1")
    assert (conflict["version"], world.harness.events) == (2, before)


def test_what_another_unit_says_of_a_member_is_exported_to_the_department_alone(
    world: World, holder: Actor, claimer: Actor
) -> None:
    """Their own unit gives the codes by which members sign in, and so can ask as they could."""
    bring(world, holder, line(0))
    bring(world, claimer, line(0, department="法规科"))
    (conflict,) = rows(world)
    member = Actor(
        role="member",
        client_id=conflict.member_id,
        tenant_id=world.tenant_id,
        organisation_id=holder.organisation_id,
        member_id=conflict.member_id,
    )

    def claimed(message: Any, actor: Actor) -> Any:
        exported = {part["name"]: part["items"] for part in world.harness.send(message, actor)["parts"]}
        return exported["roster_conflicts"][0]["claimed"]

    on_request = m.ExportMemberOnRequest(member_id=conflict.member_id, reason="本人申请")
    assert claimed(on_request, world.department)["department"] == "法规科"
    assert claimed(m.ExportMember(member_id=conflict.member_id), member) is None


def test_what_is_kept_of_the_entry_is_encrypted(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0))
    bring(world, claimer, line(0))
    (conflict,) = rows(world)
    number = roster(1)[0].identity_number

    assert number in world.harness.tools.cipher.decrypt(conflict.entry_encrypted or "")
    assert number not in str(vars(conflict))


def test_a_dry_run_opens_none(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0))
    upload = bring(world, claimer, line(0), dry_run=True)

    assert report(upload) == {"lines": 1, "conflicts": 1, "warnings": 1}
    assert (rows(world), told(world)) == ([], [])


def test_a_refused_file_opens_none(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0))
    bring(world, claimer, line(0), line(1, identity_number="1"), atomic=True)

    assert rows(world) == []


def test_direct_entries_are_refused_and_leave_nothing(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0))
    entry = roster(1)[0]
    alone = m.AddMember(user_name="chen", name=entry.name, identity_number=entry.identity_number)
    attempts: tuple[Callable[[], Any], ...] = (
        lambda: world.enrol(claimer, [entry]),
        lambda: world.harness.send(alone, claimer),
    )
    for attempt in attempts:
        with pytest.raises(Conflict, match=r"^member\.on_other_roster$"):
            attempt()

    assert (rows(world), told(world)) == ([], [])


def test_a_third_unit_has_a_conflict_of_its_own(world: World, holder: Actor, claimer: Actor) -> None:
    third = world.open_unit("市审计局")
    bring(world, holder, line(0))
    bring(world, claimer, line(0))
    bring(world, third, line(0))

    assert [ids(one)[:2] for one in rows(world)] == [
        (claimer.organisation_id, holder.organisation_id),
        (third.organisation_id, holder.organisation_id),
    ]


def test_who_leaves_goes_to_the_unit_that_claims_them_as_its_roster_says(
    world: World, holder: Actor, claimer: Actor
) -> None:
    bring(world, holder, line(0), line(1))
    id_ = kept(world)["KX000002"].id
    bring(world, claimer, line(1, external_id="F2", department="造林科", skills="护理;爬树", status="病休"))
    upload = bring(world, holder, line(0))
    (conflict,) = rows(world)
    member = kept(world, "inactive")["F2"]
    with world.harness.database.reading() as session:
        tags = session.scalars(select(MemberTag.value).where(MemberTag.member_id == id_, MemberTag.kind == "skill"))

        assert sorted(tags) == sorted(member.skills) == sorted(["医疗护理", "爬树"])
    assert report(upload) == {"lines": 1, "unchanged": 1, "left": 1}
    assert (member.id, member.unit_id, member.department) == (id_, claimer.organisation_id, "造林科")
    assert (conflict.state, conflict.decided_by, conflict.entry_encrypted) == ("moved", "holder", None)
    assert [type(event).__name__ for event in world.harness.events[-3:]] == [
        "MemberMoved",
        "RosterConflictDecided",
        "RosterSynced",
    ]
    moved = world.harness.events[-3]
    assert (moved.member_id, moved.unit_id, moved.from_unit_id) == (
        id_,
        claimer.organisation_id,
        holder.organisation_id,
    )
    assert world.harness.events_of(m.MemberLeft) == []


def test_who_has_moved_is_known_as_unchanged_by_the_claimers_next_file(
    world: World, holder: Actor, claimer: Actor
) -> None:
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(1), line(2))
    bring(world, holder, line(0))
    upload = bring(world, claimer, line(1), line(2))

    assert report(upload) == {"lines": 2, "unchanged": 2}


def test_who_is_removed_by_the_units_own_system_goes_to_who_claims_them(
    world: World, holder: Actor, claimer: Actor
) -> None:
    bring(world, holder, line(0))
    member = kept(world)["KX000001"]
    bring(world, claimer, line(0, external_id="F1"))
    world.harness.send(m.RemoveMember(member_id=member.id, reason="transferred"), holder)
    (conflict,) = rows(world)

    assert kept_of(world, claimer)["F1"].id == member.id
    assert (conflict.state, conflict.decided_by) == ("moved", "holder")
    assert [type(one).__name__ for one in world.harness.events[-2:]] == ["MemberMoved", "RosterConflictDecided"]


@pytest.mark.parametrize("by_file", [True, False])
def test_of_two_claims_the_older_wins_and_the_other_stands_against_the_winner(
    world: World, holder: Actor, claimer: Actor, *, by_file: bool
) -> None:
    third = world.open_unit("市审计局")
    bring(world, holder, line(0), line(1))
    member = kept(world)["KX000001"]
    bring(world, claimer, line(0))
    bring(world, third, line(0))
    if by_file:
        bring(world, holder, line(1))
    else:
        world.harness.send(m.RemoveMember(member_id=member.id), holder)
    first, second = rows(world)

    assert kept(world)["KX000001"].unit_id == claimer.organisation_id
    assert (first.state, second.state) == ("moved", "open")
    assert ids(second) == (third.organisation_id, claimer.organisation_id, member.id)
    assert told(world)[-2:] == [
        m.RosterConflictDecided(**first.parties, outcome="moved", decided_by="holder"),
        m.RosterConflictOpened(**second.parties),
    ]


def close(world: World, unit: Actor) -> None:
    world.harness.send(m.CloseOrganisation(organisation_id=str(unit.organisation_id), reason="撤并"), world.department)


@pytest.mark.parametrize("by_file", [True, False])
def test_a_closed_unit_takes_nobody(world: World, holder: Actor, claimer: Actor, *, by_file: bool) -> None:
    third = world.open_unit("市审计局")
    bring(world, holder, line(0), line(1), line(2))
    first, second = (kept(world)[f"KX00000{place}"].id for place in (1, 2))
    bring(world, claimer, line(0), line(1))
    bring(world, third, line(1))
    close(world, claimer)
    if by_file:
        bring(world, holder, line(2))
    else:
        for id_ in (first, second):
            world.harness.send(m.RemoveMember(member_id=id_), holder)

    assert kept(world, "left")["KX000001"].id == first
    assert kept_of(world, third)["KX000002"].id == second
    states = {(one.unit_id, one.member_id): (one.state, one.decided_by) for one in rows(world)}
    assert states[str(claimer.organisation_id), first] == ("lapsed", "system")
    assert states[str(claimer.organisation_id), second] == ("open", None)


@pytest.mark.parametrize("by_file", [True, False])
def test_a_number_that_is_another_members_there_gives_way(
    world: World, holder: Actor, claimer: Actor, *, by_file: bool
) -> None:
    bring(world, holder, line(0), line(1))
    id_ = kept(world)["KX000001"].id
    bring(world, claimer, line(0, external_id="F1"))
    world.enrol(claimer, [RosterEntry(**{**_facts(2), "external_id": "F1"})])
    if by_file:
        bring(world, holder, line(1))
    else:
        world.harness.send(m.RemoveMember(member_id=id_), holder)
    moved = next(one for one in kept_of(world, claimer).values() if one.id == id_)
    upload = bring(world, claimer, line(0, external_id="F1"), line(2, external_id="F3"))

    assert moved.external_id.startswith("~")
    assert report(upload) == {"lines": 2, "changed": 2}
    assert {number: one.name for number, one in kept_of(world, claimer).items()} == {
        "F1": roster(3)[0].name,
        "F3": roster(3)[2].name,
    }


def _facts(index: int) -> dict[str, Any]:
    entry = roster(index + 1)[index]
    return {name: getattr(entry, name) for name in ("external_id", "name", "identity_number")}


def test_a_claim_lapses_that_the_next_file_doesnt_make(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(0), line(1), line(2))
    bring(world, claimer, line(0), line(1, status="调出"), line(2))
    first, second = rows(world)

    assert (first.state, second.state) == ("open", "lapsed")
    assert (second.decided_by, second.entry_encrypted, second.external_id) == ("claimer", None, None)
    assert told(world)[-1] == m.RosterConflictDecided(**second.parties, outcome="lapsed", decided_by="claimer")
    assert isinstance(world.harness.events[-1], m.RosterSynced)


@pytest.mark.parametrize(
    "faulty",
    [
        {"name": ""},
        {"external_id": "", "identity_number": "1"},
        {"external_id": "F9", "name": ""},
        {"identity_number": "1"},
    ],
)
def test_a_claim_stands_while_a_line_with_errors_may_mean_it(
    world: World, holder: Actor, claimer: Actor, faulty: dict[str, str]
) -> None:
    bring(world, holder, line(0))
    bring(world, claimer, line(0), line(2))
    bring(world, claimer, line(0, **faulty), line(2))

    assert [one.state for one in rows(world)] == ["open"]


def test_a_lapsed_claim_is_opened_anew_by_a_file_that_makes_it_again(
    world: World, holder: Actor, claimer: Actor
) -> None:
    bring(world, holder, line(0))
    for file in ((line(0), line(2)), (line(2),), (line(0), line(2))):
        bring(world, claimer, *file)

    assert [one.state for one in rows(world)] == ["lapsed", "open"]


def test_a_mended_identity_number_ends_the_claim(world: World, holder: Actor, claimer: Actor) -> None:
    """Whom the claiming unit means is somebody else then."""
    bring(world, holder, line(0))
    member = kept(world)["KX000001"]
    bring(world, claimer, line(0, external_id="F1"))
    (conflict,) = conflicts(world, world.department)
    bring(world, holder, line(0, identity_number=roster(6)[5].identity_number, birth_month=""))
    with pytest.raises(Conflict, match=r"^roster_conflict\.other_person$"):
        decide(world, conflict)
    upload = bring(world, claimer, line(0, external_id="F1"))

    assert report(upload) == {"lines": 1, "created": 1}
    assert kept_of(world, claimer)["F1"].id != member.id
    assert [one.state for one in rows(world)] == ["lapsed"]


@pytest.mark.parametrize("by_file", [True, False])
def test_who_is_somebody_else_by_now_leaves_and_does_not_move(
    world: World, holder: Actor, claimer: Actor, *, by_file: bool
) -> None:
    bring(world, holder, line(0), line(1))
    member = kept(world)["KX000001"]
    bring(world, claimer, line(0))
    bring(world, holder, line(0, identity_number=roster(6)[5].identity_number, birth_month=""), line(1))
    if by_file:
        bring(world, holder, line(1))
    else:
        world.harness.send(m.RemoveMember(member_id=member.id), holder)

    assert kept(world, "left")["KX000001"].id == member.id
    assert [(one.state, one.decided_by) for one in rows(world)] == [("lapsed", "system")]


def test_what_was_dismissed_is_not_opened_by_the_next_file(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0))
    bring(world, claimer, line(0))
    decide(world, conflicts(world, world.department)[0], "dismiss")
    before = world.harness.events
    upload = bring(world, claimer, line(0, department="造林科"))
    (conflict,) = rows(world)

    assert report(upload) == {"lines": 1, "conflicts": 1, "warnings": 1}
    assert [one["code"] for one in upload.findings()] == ["member.on_other_roster"]
    assert (conflict.state, world.harness.events) == ("dismissed", before)
    assert conflicts(world, claimer)[0]["claimed"]["department"] == "造林科"


def test_what_was_dismissed_is_opened_against_another_holder(world: World, holder: Actor, claimer: Actor) -> None:
    third = world.open_unit("市审计局")
    bring(world, holder, line(0))
    member = kept(world)["KX000001"]
    bring(world, claimer, line(0))
    decide(world, conflicts(world, world.department)[0], "dismiss")
    transfer = m.TransferMember(member_id=member.id, unit_id=str(third.organisation_id), reason="调任")
    world.harness.send(transfer, world.department)
    bring(world, claimer, line(0))

    assert [(one.state, one.holding_unit_id) for one in rows(world)] == [
        ("dismissed", holder.organisation_id),
        ("open", third.organisation_id),
    ]


def test_of_a_dismissed_claim_that_is_made_no_more_nothing_is_kept(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0))
    bring(world, claimer, line(0), line(2))
    decide(world, conflicts(world, world.department)[0], "dismiss")
    bring(world, claimer, line(2))
    (conflict,) = rows(world)

    assert (conflict.state, conflict.entry_encrypted, conflict.reason) == ("dismissed", None, "经核实")
    bring(world, claimer, line(0), line(2))
    (conflict,) = rows(world)
    assert (conflict.state, conflict.entry_encrypted is None) == ("dismissed", False)


def test_an_erasure_leaves_nothing_of_what_was_claimed(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0), line(1))
    member = kept(world)["KX000001"]
    bring(world, claimer, line(0))
    decide(world, conflicts(world, world.department)[0], "dismiss")
    bring(world, holder, line(1))
    world.harness.send(m.EraseMember(member_id=member.id, reason="本人申请"), world.department)
    (conflict,) = rows(world)

    assert (conflict.entry_encrypted, conflict.identity_digest, conflict.external_id, conflict.reason) == (None,) * 4


@pytest.mark.parametrize("way", ["transfer", "file"])
def test_of_a_dismissed_claim_nothing_is_kept_when_the_person_comes(
    world: World, holder: Actor, claimer: Actor, way: str
) -> None:
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(0))
    (conflict,) = conflicts(world, world.department)
    decide(world, conflict, "dismiss")
    if way == "transfer":
        command = m.TransferMember(member_id=conflict["member_id"], unit_id=str(claimer.organisation_id), reason="调动")
        world.harness.send(command, world.department)
    else:
        bring(world, holder, line(1))
        bring(world, claimer, line(0))

    assert list(kept_of(world, claimer)) == ["KX000001"]
    assert [(one.state, one.entry_encrypted) for one in rows(world)] == [("dismissed", None)]
    assert conflicts(world, world.department)[0]["allowed"] == []


def test_who_is_on_no_roster_is_not_offered_to_be_claimed_anew(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(0))
    decide(world, conflicts(world, world.department)[0], "dismiss")
    before = conflicts(world, world.department)[0]["allowed"]
    bring(world, holder, line(1))

    assert (before, conflicts(world, world.department)[0]["allowed"]) == (["reopen"], [])
