"""What happens between the preparation of a roster file and its being written is heeded."""

from typing import Any

import pytest

from services.membership.model.rosters import MOST_RESTARTS
from shared.messages import membership as m
from shared.messages.envelope import Actor
from tests.services.membership.claims import bring, conflicts, decide, line, rows, told
from tests.services.membership.roster_files import Row, Upload, begin, kept, kept_of
from tests.services.membership.world import World, roster


@pytest.fixture
def holder(world: World) -> Actor:
    world.open_roster_communities()
    return world.open_unit("市水务局")


@pytest.fixture
def claimer(world: World) -> Actor:
    return world.open_unit("市林业局")


def prepare(world: World, unit: Actor, *lines: Row, until: str = "applying") -> Upload:
    """A file of which all is prepared and nothing written, or all is done; other files stay where they are."""
    upload = begin(world, unit, confirm_leaving=True)
    upload.append(lines)
    upload.complete()
    upload.step_until(until)
    return upload


def compare(world: World, unit: Actor, *lines: Row) -> Upload:
    """A file of which is known what each line means, and nothing is prepared."""
    upload = prepare(world, unit, *lines, until="comparing")
    upload.advance()
    return upload


def overtake(world: World, unit: Actor, *lines: Row) -> None:
    prepare(world, unit, *lines, until="done")


def finish(upload: Upload) -> None:
    upload.step()
    assert upload.show()["state"] == "done"


def transfer(world: World, member_id: str, unit: Actor, **options: Any) -> None:
    command = m.TransferMember(member_id=member_id, unit_id=str(unit.organisation_id), reason="调任", **options)
    world.harness.send(command, world.department)


def test_who_is_claimed_while_they_leave_moves(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0), line(1))
    upload = prepare(world, holder, line(1))
    overtake(world, claimer, line(0, external_id="F1"))
    finish(upload)

    assert list(kept_of(world, claimer)) == ["F1"]
    assert world.harness.events_of(m.MemberLeft) == []
    assert [one.state for one in rows(world)] == ["moved"]


def test_a_further_claim_while_they_move_stands_against_who_gets_them(
    world: World, holder: Actor, claimer: Actor
) -> None:
    third = world.open_unit("市审计局")
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(0))
    upload = prepare(world, holder, line(1))
    overtake(world, third, line(0))
    finish(upload)

    assert [(one.state, one.holding_unit_id) for one in rows(world)] == [
        ("moved", holder.organisation_id),
        ("open", claimer.organisation_id),
    ]


def test_what_is_withdrawn_while_they_move_has_them_leave(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(0))
    upload = prepare(world, holder, line(1))
    withdrawal = m.WithdrawRosterConflict(conflict_id=conflicts(world, claimer)[0]["id"])
    world.harness.send(withdrawal, claimer)
    finish(upload)

    assert list(kept(world, "left")) == ["KX000001"]
    assert world.harness.events_of(m.MemberMoved) == []


def test_a_number_that_is_taken_while_they_move_gives_way(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(0, external_id="F1"))
    upload = prepare(world, holder, line(1))
    entry = roster(3)[2]
    world.enrol(claimer, [m.RosterEntry(external_id="F1", name=entry.name, identity_number=entry.identity_number)])
    finish(upload)

    assert sorted(number[0] for number in kept_of(world, claimer)) == ["F", "~"]


def test_who_has_left_while_they_are_claimed_comes(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0), line(1))
    upload = prepare(world, claimer, line(0))
    overtake(world, holder, line(1))
    finish(upload)

    assert (rows(world), list(kept_of(world, claimer))) == ([], ["KX000001"])


def test_who_has_gone_elsewhere_while_they_are_claimed_is_claimed_there(
    world: World, holder: Actor, claimer: Actor
) -> None:
    third = world.open_unit("市审计局")
    bring(world, holder, line(0), line(1))
    upload = prepare(world, claimer, line(0))
    transfer(world, kept(world)["KX000001"].id, third)
    finish(upload)

    assert [one.holding_unit_id for one in rows(world)] == [third.organisation_id]
    assert [one.holding_unit_id for one in told(world)] == [third.organisation_id]


def test_who_is_somebody_else_while_they_are_claimed_is_not_claimed(
    world: World, holder: Actor, claimer: Actor
) -> None:
    bring(world, holder, line(0))
    upload = prepare(world, claimer, line(0, external_id="F1"))
    overtake(world, holder, line(0, identity_number=roster(6)[5].identity_number, birth_month=""))
    finish(upload)

    assert (rows(world), list(kept_of(world, claimer))) == ([], ["F1"])


def test_a_dismissal_while_the_claim_is_dropped_stands(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0))
    bring(world, claimer, line(0), line(2))
    upload = prepare(world, claimer, line(2))
    decide(world, conflicts(world, world.department)[0], "dismiss")
    finish(upload)
    (conflict,) = rows(world)

    assert (conflict.state, conflict.decided_by, conflict.entry_encrypted) == ("dismissed", "department", None)
    assert [one.outcome for one in told(world, m.RosterConflictDecided)] == ["dismissed"]


def test_who_came_by_a_decision_while_the_file_names_them_stays(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(0), line(2))
    upload = prepare(world, claimer, line(0), line(2, department="造林科"))
    decide(world, conflicts(world, world.department)[0])
    finish(upload)

    assert sorted(kept_of(world, claimer)) == ["KX000001", "KX000003"]


def test_a_conflict_that_is_opened_anew_meanwhile_is_not_opened_twice(
    world: World, holder: Actor, claimer: Actor
) -> None:
    third = world.open_unit("市审计局")
    bring(world, holder, line(0))
    bring(world, claimer, line(0))
    (conflict,) = conflicts(world, world.department)
    decide(world, conflict, "dismiss")
    transfer(world, conflict["member_id"], third)
    upload = prepare(world, claimer, line(0))
    world.harness.send(m.ReopenRosterConflict(conflict_id=conflict["id"]), world.department)
    finish(upload)

    assert [(one.id, one.state) for one in rows(world)] == [(conflict["id"], "open")]


def test_who_comes_between_comparing_and_preparing_is_a_member_of_the_file(
    world: World, holder: Actor, claimer: Actor
) -> None:
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(0), line(2))
    upload = compare(world, claimer, line(0, department="造林科"), line(2))
    decide(world, conflicts(world, world.department)[0])
    finish(upload)

    assert {number: one.department for number, one in kept_of(world, claimer).items()}["KX000001"] == "造林科"
    assert [one.state for one in rows(world)] == ["moved"]
    assert world.harness.events_of(m.MemberLeft) == []


def test_who_comes_so_and_is_named_as_before_stays(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(0), line(2))
    upload = prepare(world, claimer, line(0), line(2), until="comparing")
    upload.advance()
    upload.advance()  # the lines are prepared, who leaves is next
    decide(world, conflicts(world, world.department)[0])
    finish(upload)

    assert sorted(kept_of(world, claimer)) == ["KX000001", "KX000003"]
    assert world.harness.events_of(m.MemberLeft) == []


def test_who_goes_between_comparing_and_preparing_is_not_taken_back(
    world: World, holder: Actor, claimer: Actor
) -> None:
    bring(world, holder, line(0), line(1))
    member = kept(world)["KX000001"]
    upload = compare(world, holder, line(0, department="法规科"), line(1))
    transfer(world, member.id, claimer)
    finish(upload)

    assert [one.id for one in kept_of(world, claimer).values()] == [member.id]
    assert [(one.unit_id, one.holding_unit_id) for one in rows(world)] == [
        (holder.organisation_id, claimer.organisation_id)
    ]
    assert world.harness.events_of(m.MemberChanged) == []


def test_who_leaves_between_comparing_and_preparing_is_told_to_be_back(world: World, holder: Actor) -> None:
    bring(world, holder, line(0), line(1))
    member = kept(world)["KX000001"]
    upload = compare(world, holder, line(0, department="法规科"), line(1))
    world.harness.send(m.RemoveMember(member_id=member.id), holder)
    finish(upload)

    assert kept_of(world, holder)["KX000001"].id == member.id
    assert [type(one).__name__ for one in world.harness.events[-3:]] == ["MemberLeft", "MemberEnrolled", "RosterSynced"]


@pytest.mark.parametrize("kind", ["changed", "returned"])
def test_a_number_that_is_given_to_another_meanwhile_is_theirs_until_the_file_is_compared_anew(
    world: World, holder: Actor, claimer: Actor, kind: str
) -> None:
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(2))
    member = kept(world)["KX000001"]
    if kind == "returned":
        bring(world, holder, line(1))
    upload = prepare(world, holder, line(0, external_id="N7"), line(1))
    transfer(world, kept(world)["KX000003"].id, holder, external_id="N7")
    finish(upload)

    assert kept_of(world, holder)["N7"].id == member.id
    assert list(kept(world, "left")) == ["N7"]


def close(world: World, unit: Actor) -> None:
    command = m.CloseOrganisation(organisation_id=str(unit.organisation_id), reason="机构改革")
    world.harness.send(command, world.department)


def test_who_was_to_go_to_a_unit_that_closes_meanwhile_leaves(world: World, holder: Actor, claimer: Actor) -> None:
    bring(world, holder, line(0), line(1))
    bring(world, claimer, line(0))
    upload = prepare(world, holder, line(1))
    close(world, claimer)
    finish(upload)

    assert list(kept(world, "left")) == ["KX000001"]
    assert [(one.state, one.decided_by) for one in rows(world)] == [("lapsed", "system")]


def test_the_roster_of_a_unit_that_closes_meanwhile_stays_as_it_is(world: World, holder: Actor) -> None:
    bring(world, holder, line(0), line(1))
    upload = prepare(world, holder, line(1), line(2))
    close(world, holder)
    upload.step()

    assert (upload.show()["state"], upload.show()["refusal"]["code"]) == ("refused", "organisation.closed")
    assert list(kept_of(world, holder)) == ["KX000001", "KX000002"]


def test_a_file_that_others_overtake_on_and_on_is_refused(world: World, holder: Actor) -> None:
    bring(world, holder, line(0))
    member_id = kept(world)["KX000001"].id
    upload = prepare(world, holder, line(0, name="陈华"))
    for turn in range(MOST_RESTARTS + 1):
        state: m.MemberState = "active" if turn % 2 else "inactive"
        world.harness.send(m.SetMemberState(member_id=member_id, state=state), holder)
        upload.advance()
        if turn < MOST_RESTARTS:
            upload.step_until("applying")

    assert (upload.show()["state"], upload.show()["refusal"]["code"]) == ("refused", "roster.overtaken")
    assert [one.name for one in kept(world, "inactive").values()] == ["陈华英"]
