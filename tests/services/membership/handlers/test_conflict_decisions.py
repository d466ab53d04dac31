"""Who decides to whom somebody belongs whom two rosters name, and what comes of it."""

from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed, Refusal
from shared.ids import new_id
from shared.messages import membership as m
from shared.messages.envelope import Actor
from tests.races import at_once
from tests.services.membership.claims import bring, conflicts, decide, line, rows, told
from tests.services.membership.registered import pair, register, show
from tests.services.membership.roster_files import begin, kept, kept_of
from tests.services.membership.world import World, entry_of, roster


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_roster_communities()


@pytest.fixture
def holder(world: World, community: Actor) -> Actor:
    return world.open_unit("市水务局")


@pytest.fixture
def claimer(world: World) -> Actor:
    return world.open_unit("市林业局")


@pytest.fixture
def conflict(world: World, holder: Actor, claimer: Actor) -> Any:
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(0, external_id="F1", department="造林科"), line(2))
    return conflicts(world, world.department)[0]


def release(world: World, conflict: Any, holder: Actor, **options: Any) -> Any:
    return world.harness.send(m.ReleaseRosterConflict(conflict_id=conflict["id"], **options), holder)


def reopen(world: World, conflict: Any, actor: Actor) -> Any:
    return world.harness.send(m.ReopenRosterConflict(conflict_id=conflict["id"]), actor)


def test_each_side_sees_what_its_own_roster_says(world: World, conflict: Any, holder: Actor, claimer: Actor) -> None:
    claimed = {"external_id": "F1", "name": "陈华英", "department": "造林科", "phone": "199****1519"}
    by_side = {side: conflicts(world, actor)[0] for side, actor in (("claimer", claimer), ("holder", holder))}

    assert (conflict["claimed"], conflict["held"]["external_id"]) == (claimed, "KX000001")
    assert (by_side["claimer"]["claimed"], by_side["claimer"]["held"]) == (claimed, None)
    assert (by_side["holder"]["claimed"], by_side["holder"]["held"]) == (None, conflict["held"])
    assert [by_side[side]["allowed"] for side in by_side] == [["withdraw"], ["release"]]
    assert conflict["allowed"] == ["decide"]
    assert roster(1)[0].identity_number not in str([conflict, by_side])


def test_others_see_none(world: World, conflict: Any, holder: Actor, community: Actor) -> None:
    show = m.ShowRosterConflict(conflict_id=conflict["id"])
    member = world.member(holder, conflict["member_id"])
    third = world.open_unit("市审计局")

    assert conflicts(world, third) == []
    for actor in (third, community, member):
        with pytest.raises(Forbidden, match=r"^roster_conflict\.not_yours$"):
            world.harness.send(show, actor)
    for actor in (community, member):
        with pytest.raises(Forbidden, match=r"^access\.denied$"):
            conflicts(world, actor)
    with pytest.raises(NotFound, match=r"^roster_conflict\.unknown$"):
        world.harness.send(m.ShowRosterConflict(conflict_id=new_id()), world.department)


def test_conflicts_are_listed_by_state_and_unit_page_by_page(world: World, holder: Actor, claimer: Actor) -> None:
    third = world.open_unit("市审计局")
    bring(world, holder, *(line(place) for place in range(4)))
    bring(world, claimer, *(line(place) for place in range(3)))
    bring(world, third, line(3))
    first = world.harness.send(m.ListRosterConflicts(limit=3), world.department)
    rest = world.harness.send(m.ListRosterConflicts(after=first["next"]), world.department)
    decide(world, first["items"][0], "dismiss")

    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 1, None)
    assert [len(conflicts(world, actor)) for actor in (holder, claimer, third)] == [4, 3, 1]
    assert len(conflicts(world, world.department, unit_id=str(third.organisation_id))) == 1
    assert len(conflicts(world, holder, unit_id=str(claimer.organisation_id))) == 3
    assert conflicts(world, claimer, unit_id=str(third.organisation_id)) == []
    assert [one["id"] for one in conflicts(world, claimer, state="dismissed")] == [first["items"][0]["id"]]


@pytest.mark.parametrize("by", ["department", "holder"])
def test_who_moves_stays_the_same_person(
    world: World, conflict: Any, holder: Actor, claimer: Actor, community: Actor, by: str
) -> None:
    pair(world, holder, community)
    member = world.member(holder, conflict["member_id"])
    residence, paired = register(world, member, community), register(world, member, community, "paired")
    profile = m.SetMemberProfile(member_id=conflict["member_id"], skills=["摄影"])
    world.harness.send(profile, member)
    answer = decide(world, conflict) if by == "department" else release(world, conflict, holder, reason="已调离")
    (moved,) = world.harness.events_of(m.MemberMoved)
    world.harness.tell(moved, tenant_id=world.tenant_id)
    now = kept_of(world, claimer)["F1"]

    assert (answer["state"], answer["decided_by"], answer["claimed"], answer["held"]) == ("moved", by, None, None)
    assert (now.id, now.department, now.own_skills) == (conflict["member_id"], "造林科", ["摄影"])
    assert moved.from_unit_id == holder.organisation_id
    assert told(world)[-1].decided_by == by
    assert show(world, residence, world.department)["unit_id"] == claimer.organisation_id
    assert show(world, residence, world.department)["state"] == "confirmed"
    assert (show(world, paired, world.department)["state"], show(world, paired, world.department)["cause"]) == (
        "ended",
        "member_moved",
    )


def test_the_department_may_have_somebody_stay(world: World, conflict: Any, holder: Actor) -> None:
    answer = decide(world, conflict, "dismiss")

    assert (answer["state"], answer["decided_by"], answer["reason"]) == ("dismissed", "department", "经核实")
    assert kept_of(world, holder)["KX000001"].id == conflict["member_id"]
    assert (told(world)[-1].outcome, world.harness.events_of(m.MemberMoved)) == ("dismissed", [])


def test_the_claimer_may_give_its_claim_up(world: World, conflict: Any, holder: Actor, claimer: Actor) -> None:
    answer = world.harness.send(m.WithdrawRosterConflict(conflict_id=conflict["id"], reason="弄错了"), claimer)

    assert (answer["state"], answer["decided_by"], answer["claimed"]) == ("lapsed", "claimer", None)
    assert (told(world)[-1].outcome, told(world)[-1].decided_by) == ("lapsed", "claimer")
    assert kept_of(world, holder)["KX000001"].id == conflict["member_id"]


def test_nobody_takes_the_steps_of_others(world: World, conflict: Any, holder: Actor, claimer: Actor) -> None:
    id_ = conflict["id"]
    attempts: list[tuple[Any, tuple[Actor, ...]]] = [
        (m.DecideRosterConflict(conflict_id=id_, verdict="move", reason="x"), (holder, claimer)),
        (m.ReleaseRosterConflict(conflict_id=id_), (claimer, world.department)),
        (m.WithdrawRosterConflict(conflict_id=id_), (holder, world.department)),
        (m.ReopenRosterConflict(conflict_id=id_), (holder, world.open_unit("市审计局"))),
    ]
    for command, actors in attempts:
        for actor in actors:
            with pytest.raises(Forbidden, match=r"^roster_conflict\.not_yours$"):
                world.harness.send(command, actor)

    assert [one.version for one in rows(world)] == [1]


def test_what_is_decided_is_decided_once(world: World, conflict: Any, holder: Actor, claimer: Actor) -> None:
    decide(world, conflict)
    for command, actor in (
        (m.DecideRosterConflict(conflict_id=conflict["id"], verdict="dismiss", reason="x"), world.department),
        (m.ReleaseRosterConflict(conflict_id=conflict["id"]), holder),
        (m.WithdrawRosterConflict(conflict_id=conflict["id"]), claimer),
    ):
        with pytest.raises(Conflict, match=r"^roster_conflict\.not_open$"):
            world.harness.send(command, actor)
    with pytest.raises(Conflict, match=r"^roster_conflict\.not_dismissed$"):
        reopen(world, conflict, world.department)


def test_decisions_rest_on_the_version_that_was_read(world: World, conflict: Any, claimer: Actor) -> None:
    bring(world, claimer, line(0, external_id="F1", department="造林处"), line(2))
    command = m.DecideRosterConflict(conflict_id=conflict["id"], verdict="move", reason="x")

    with pytest.raises(PreconditionFailed):
        world.harness.send(command, world.department, expected_version=1)
    assert world.harness.send(command, world.department, expected_version=2)["state"] == "moved"


def test_a_number_that_is_taken_there_needs_another(world: World, conflict: Any, claimer: Actor) -> None:
    world.enrol(claimer, [m.RosterEntry(external_id="F1", name="谁", identity_number=entry_of(5).identity_number)])

    with pytest.raises(Conflict, match=r"^member\.external_id_taken$"):
        decide(world, conflict)
    with pytest.raises(Invalid, match=r"^request\.unfit$"):
        decide(world, conflict, "dismiss", external_id="F2")
    decide(world, conflict, external_id="F2")
    assert kept_of(world, claimer)["F2"].id == conflict["member_id"]


def test_nobody_moves_to_a_closed_unit(world: World, conflict: Any, holder: Actor, claimer: Actor) -> None:
    closing = m.CloseOrganisation(organisation_id=str(claimer.organisation_id), reason="撤并")
    world.harness.send(closing, world.department)

    for act in (lambda: decide(world, conflict), lambda: release(world, conflict, holder)):
        with pytest.raises(Conflict, match=r"^organisation\.closed$"):
            act()


def test_a_dismissed_conflict_can_be_opened_anew(world: World, conflict: Any, claimer: Actor) -> None:
    decide(world, conflict, "dismiss")
    with pytest.raises(Conflict, match=r"^roster_conflict\.stands$"):
        reopen(world, conflict, claimer)
    answer = reopen(world, conflict, world.department)

    assert (answer["state"], answer["decided_by"], answer["reason"], answer["version"]) == ("open", None, None, 3)
    assert isinstance(told(world)[-1], m.RosterConflictOpened)
    assert decide(world, conflict)["state"] == "moved"


def test_the_claimer_opens_it_anew_once_another_unit_has_the_person(
    world: World, conflict: Any, claimer: Actor
) -> None:
    third = world.open_unit("市审计局")
    decide(world, conflict, "dismiss")
    transfer = m.TransferMember(
        member_id=conflict["member_id"], unit_id=str(third.organisation_id), reason="调任", external_id="S1"
    )
    world.harness.send(transfer, world.department)
    allowed = [one["allowed"] for one in conflicts(world, claimer)]
    answer = reopen(world, conflict, claimer)

    assert (allowed, answer["holding_unit_id"]) == ([["reopen"]], third.organisation_id)
    assert told(world)[-1].holding_unit_id == third.organisation_id


def test_what_is_claimed_no_more_is_not_opened_anew(world: World, conflict: Any, claimer: Actor) -> None:
    decide(world, conflict, "dismiss")
    bring(world, claimer, line(2))

    with pytest.raises(Conflict, match=r"^roster_conflict\.not_claimed$"):
        reopen(world, conflict, world.department)
    assert conflicts(world, world.department)[0]["allowed"] == []


def test_who_is_on_no_roster_is_not_claimed_anew(world: World, conflict: Any, holder: Actor) -> None:
    decide(world, conflict, "dismiss")
    bring(world, holder, line(1))

    with pytest.raises(Conflict, match=r"^member\.not_on_roster$"):
        reopen(world, conflict, world.department)


def test_what_is_claimed_anew_already_is_not_opened_twice(world: World, conflict: Any, claimer: Actor) -> None:
    third = world.open_unit("市审计局")
    decide(world, conflict, "dismiss")
    transfer = m.TransferMember(member_id=conflict["member_id"], unit_id=str(third.organisation_id), reason="调任")
    world.harness.send(transfer, world.department)
    bring(world, claimer, line(0, external_id="F1"), line(2))

    with pytest.raises(Conflict, match=r"^roster_conflict\.open_already$"):
        reopen(world, conflict, world.department)


def attempt(world: World, command: Any, actor: Actor) -> Any:
    try:
        return world.harness.send(command, actor)["state"]
    except Refusal as refusal:
        return refusal.code


def test_of_decisions_at_once_one_counts(world: World, conflict: Any, holder: Actor, claimer: Actor) -> None:
    commands: list[tuple[Any, Actor]] = [
        (m.DecideRosterConflict(conflict_id=conflict["id"], verdict="dismiss", reason="x"), world.department),
        (m.ReleaseRosterConflict(conflict_id=conflict["id"]), holder),
        (m.WithdrawRosterConflict(conflict_id=conflict["id"]), claimer),
        (m.DecideRosterConflict(conflict_id=conflict["id"], verdict="move", reason="x"), world.department),
    ]
    outcomes = at_once(4, lambda place: attempt(world, *commands[place]))
    (row,) = rows(world)
    holding = claimer if row.state == "moved" else holder

    assert sorted(outcomes).count("roster_conflict.not_open") == 3
    assert [one for one in outcomes if one != "roster_conflict.not_open"] == [row.state]
    assert len(told(world, m.RosterConflictDecided)) == 1
    assert next(one for one in kept(world).values() if one.id == row.member_id).unit_id == holding.organisation_id


@pytest.mark.parametrize("number", range(3))
def test_a_decision_while_the_holders_file_is_applied_moves_the_person_once(
    world: World, conflict: Any, holder: Actor, claimer: Actor, number: int
) -> None:
    upload = begin(world, holder, confirm_leaving=True)
    upload.append([line(1)])
    upload.complete()
    command = m.DecideRosterConflict(conflict_id=conflict["id"], verdict="move", reason="x")

    def act(place: int) -> Any:
        return upload.step() if place else attempt(world, command, world.department)

    outcome, _ = at_once(2, act)
    upload.step()

    assert outcome in ("moved", "roster_conflict.not_open")
    assert upload.show()["state"] == "done"
    assert [one.unit_id for one in world.harness.events_of(m.MemberMoved)] == [claimer.organisation_id]
    assert len(told(world, m.RosterConflictDecided)) == 1
    assert kept_of(world, claimer)["F1"].id == conflict["member_id"]
    assert list(kept_of(world, holder)) == ["KX000002"]


@pytest.mark.parametrize("verdict", ["move", "dismiss"])
def test_a_decision_while_the_claimers_file_is_applied_stands(
    world: World, conflict: Any, holder: Actor, claimer: Actor, verdict: m.ConflictVerdict
) -> None:
    upload = begin(world, claimer, confirm_leaving=True)
    upload.append([line(0, external_id="F1", department="造林处"), line(2)])
    upload.complete()

    outcome, _ = at_once(2, lambda place: upload.step() if place else decide(world, conflict, verdict)["state"])
    upload.step()
    unit, state = (claimer, "moved") if verdict == "move" else (holder, "dismissed")

    assert (outcome, upload.show()["state"]) == (state, "done")
    assert [one.state for one in rows(world)] == [state]
    member = next(one for one in kept(world).values() if one.id == conflict["member_id"])
    assert member.unit_id == unit.organisation_id


def test_two_files_at_once_that_let_go_of_each_others_people_exchange_them(
    world: World, holder: Actor, claimer: Actor
) -> None:
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(2), line(3))
    ids = {number: one.id for number, one in kept(world).items()}
    bring(world, holder, line(0), line(1), line(2), line(3))
    bring(world, claimer, line(0), line(1), line(2), line(3))
    uploads = [begin(world, unit, confirm_leaving=True) for unit in (holder, claimer)]
    for upload, places in zip(uploads, ((2, 3), (0, 1)), strict=True):
        upload.append([line(place) for place in places])
        upload.complete()
    at_once(2, lambda place: uploads[place].step())
    for upload in uploads:
        upload.step()

    assert [upload.show()["state"] for upload in uploads] == ["done", "done"]
    assert {number: one.id for number, one in kept(world).items()} == ids
    assert sorted(kept_of(world, holder)) == ["KX000003", "KX000004"]
    assert sorted(kept_of(world, claimer)) == ["KX000001", "KX000002"]
    assert [one.state for one in rows(world)] == ["moved"] * 4
    assert len(world.harness.events_of(m.MemberMoved)) == 4
