from datetime import timedelta
from typing import Any

import pytest

from services.membership.model.admissions import TIME_TO_ANSWER
from shared.errors import Conflict, Forbidden, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages import membership as messages
from shared.messages.envelope import Actor
from tests.services.membership.teams.square import Square, id_of, ids_of


def decline(square: Square, admission: Any, actor: Actor) -> Any:
    return square.send(messages.DeclineAdmission(admission_id=admission["id"], reason="时间不合适"), actor)


def withdraw(square: Square, admission: Any, actor: Actor) -> Any:
    return square.send(messages.WithdrawAdmission(admission_id=admission["id"]), actor)


def test_an_invited_member_accepts_and_is_in(square: Square) -> None:
    leader, member = square.members(2)
    team = square.found(leader, joining="invitation")
    invitation = square.invitation(team, leader, member)
    accepted = square.accept(invitation, member)

    assert (invitation["state"], accepted["state"], accepted["version"]) == ("open", "accepted", 2)
    assert square.who_is_in(team) == ids_of([leader, member])
    assert [one.admission_state for one in square.events_of(messages.AdmissionClosed)] == ["accepted"]
    with pytest.raises(Conflict, match=r"^admission\.closed$"):
        square.accept(invitation, member)


def test_a_request_is_accepted_by_the_leader_or_the_founding_unit(square: Square) -> None:
    leader, first, second = square.members(3)
    team = square.found_by_unit(leader, joining="approval")

    square.accept(square.request(team, first), leader)
    square.accept(square.request(team, second), square.unit)
    assert square.show(team)["size"] == 3


def test_declining_has_a_reason_and_withdrawing_none(square: Square) -> None:
    leader, first, second, third = square.members(4)
    team = square.found(leader, joining="approval")
    declined = [
        decline(square, square.invitation(team, leader, first), first),
        decline(square, square.request(team, second), leader),
    ]
    withdrawn = [
        withdraw(square, square.invitation(team, leader, first), leader),
        withdraw(square, square.request(team, third), third),
    ]

    assert [(one["state"], one["reason"]) for one in declined] == [("declined", "时间不合适")] * 2
    assert [one["state"] for one in withdrawn] == ["withdrawn"] * 2
    assert square.show(team)["size"] == 1


def test_only_the_side_whose_word_is_awaited_answers_and_only_the_other_withdraws(square: Square) -> None:
    leader, first, second, stranger = square.members(4)
    team = square.found(leader, joining="approval")
    invitation, request = square.invitation(team, leader, first), square.request(team, second)

    for admission, actors in (
        (invitation, (leader, second, stranger, square.unit)),
        (request, (second, first, square.unit)),
    ):
        for actor in actors:
            with pytest.raises(Forbidden, match=r"^admission\.not_yours$"):
                square.accept(admission, actor)
            with pytest.raises(Forbidden, match=r"^admission\.not_yours$"):
                decline(square, admission, actor)
    for admission, actors in ((invitation, (first, square.unit)), (request, (leader, square.unit))):
        for actor in actors:
            with pytest.raises(Forbidden, match=r"^admission\.not_yours$"):
                withdraw(square, admission, actor)
    with pytest.raises(NotFound, match=r"^admission\.unknown$"):
        square.accept({"id": new_id()}, first)


def test_an_admission_is_decided_as_it_was_read(square: Square) -> None:
    leader, member = square.members(2)
    invitation = square.invitation(square.found(leader), leader, member)
    command = messages.AcceptAdmission(admission_id=invitation["id"])

    with pytest.raises(PreconditionFailed):
        square.send(command, member, expected_version=2)
    assert square.send(command, member, expected_version=1)["state"] == "accepted"


def test_who_is_in_or_invited_or_has_asked_is_passed_over(square: Square) -> None:
    leader, inside, invited, asking, fresh = square.members(5)
    team = square.found(leader, joining="approval")
    square.accept(square.request(team, inside), leader)
    square.invite(team, leader, invited)
    square.request(team, asking)
    report = square.invite(team, leader, inside, invited, asking, fresh, fresh)

    assert [one["member_id"] for one in report["items"]] == [fresh.member_id]
    assert report["passed_over"] == ids_of([inside, invited, asking])
    with pytest.raises(Conflict, match=r"^admission\.exists$"):
        square.request(team, invited)


def test_a_team_that_is_open_or_invites_takes_no_requests(square: Square) -> None:
    for number, joining in enumerate(("open", "invitation")):
        team = square.found(name=f"第{number}队", joining=joining)
        with pytest.raises(Conflict, match=r"^team\.takes_no_requests$"):
            square.request(team, square.member())


def test_who_cannot_be_in_a_team_is_not_invited(square: Square) -> None:
    leader, gone = square.members(2)
    stranger = square.member(square.world.open_unit("市林业局"))
    square.left(gone)
    team = square.found(leader, kind="department", theme="业务一科")
    with pytest.raises(Conflict, match=r"^team\.members_refused$") as refused:
        square.invite(team, leader, gone, stranger)

    assert [fault.code for fault in refused.value.errors] == ["member.not_active", "team.own_unit_only"]


def test_after_fourteen_days_without_a_word_it_expires(square: Square) -> None:
    leader, member, asking = square.members(3)
    team = square.found(leader, joining="approval")
    invitation, request = square.invitation(team, leader, member), square.request(team, asking)
    settled = [
        square.world.harness.wait(TIME_TO_ANSWER - timedelta(seconds=1)),
        square.world.harness.wait(timedelta(seconds=1)),
    ]

    assert settled == [0, 2]
    assert {square.show_admission(one, leader)["state"] for one in (invitation, request)} == {"expired"}
    with pytest.raises(Conflict, match=r"^admission\.expired$"):
        square.accept(invitation, member)
    assert square.request(team, asking)["state"] == "open"


def test_too_late_is_too_late_also_while_the_timer_is(square: Square) -> None:
    leader, member = square.members(2)
    invitation = square.invitation(square.found(leader), leader, member)
    square.world.harness.clock.advance(TIME_TO_ANSWER)

    for act in (square.accept, lambda one, who: decline(square, one, who)):
        with pytest.raises(Conflict, match=r"^admission\.expired$"):
            act(invitation, member)


def test_what_is_answered_has_no_deadline_any_more(square: Square) -> None:
    leader, first, second = square.members(3)
    team = square.found(leader)
    square.accept(square.invitation(team, leader, first), first)
    decline(square, square.invitation(team, leader, second), second)

    assert square.world.harness.wait(TIME_TO_ANSWER) == 0


def test_nobody_but_the_timer_lets_it_expire(square: Square) -> None:
    leader, member = square.members(2)
    invitation = square.invitation(square.found(leader), leader, member)
    command = messages.ExpireAdmission(admission_id=invitation["id"])

    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        square.send(command, leader)
    with pytest.raises(Conflict, match=r"^admission\.not_due$"):
        square.send(command, Actor.system(square.world.tenant_id))


def test_a_full_team_takes_no_more_who_were_invited(square: Square) -> None:
    leader, first, second = square.members(3)
    team = square.found(leader, max_size=2)
    report = square.invite(team, leader, first, second)
    square.accept(report["items"][0], first)

    with pytest.raises(Conflict, match=r"^team\.full$"):
        square.accept(report["items"][1], second)
    assert square.show_admission(report["items"][1], second)["state"] == "open"


def test_joining_an_open_team_accepts_the_invitation(square: Square) -> None:
    leader, member = square.members(2)
    team = square.found(leader)
    invitation = square.invitation(team, leader, member)
    square.join(team, member)

    assert square.show_admission(invitation, member)["state"] == "accepted"


def test_the_name_of_another_units_member_is_masked_until_they_accept(square: Square) -> None:
    other = square.world.open_unit("市林业局")
    leader, member = square.member(), square.member(other)
    invitation = square.invitation(square.found(leader), leader, member)
    shown = {actor: square.show_admission(invitation, actor)["member_name"] for actor in (leader, member, other)}
    square.accept(invitation, member)

    assert shown[leader].endswith("*")
    assert shown[member] == shown[other] == square.show_admission(invitation, leader)["member_name"]
    for stranger in (square.unit, square.member()):
        with pytest.raises(Forbidden, match=r"^admission\.not_yours$"):
            square.show_admission(invitation, stranger)


def test_members_and_teams_list_what_is_open(square: Square) -> None:
    leader, member, asking = square.members(3)
    team = square.found(leader, joining="approval")
    square.invitation(team, leader, member)
    square.request(team, asking)
    of_team = square.send(messages.ListTeamAdmissions(team_id=team["id"], origin="request", state="open"), leader)
    of_member = square.send(messages.ListMemberAdmissions(member_id=id_of(member)), member)

    assert [item["member_id"] for item in of_team["items"]] == [id_of(asking)]
    assert [(item["team_name"], item["origin"]) for item in of_member["items"]] == [(team["name"], "invitation")]
    assert square.send(messages.ListMemberAdmissions(member_id=id_of(member)), square.unit) == of_member
    with pytest.raises(Forbidden, match=r"^team\.not_yours$"):
        square.send(messages.ListTeamAdmissions(team_id=team["id"]), member)
    with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
        square.send(messages.ListMemberAdmissions(member_id=id_of(member)), leader)
