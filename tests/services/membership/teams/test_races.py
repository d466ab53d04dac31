"""What happens to teams at the same moment: one wins, the others are told why not, and nothing is left half done."""

from collections import Counter
from typing import Any

from services.membership.model import MOST_TEAMS
from shared.messages import membership as messages
from shared.messages.envelope import Actor, Reply
from tests.races import at_once
from tests.services.membership.teams.square import Square, id_of

ROUNDS = 4


def outcomes(replies: list[Reply]) -> Counter[str]:
    return Counter(reply.refusal["code"] if reply.refusal else "done" for reply in replies)


def race(square: Square, *calls: tuple[Any, Actor]) -> list[Reply]:
    return at_once(len(calls), lambda number: square.reply(*calls[number]))


def test_of_several_who_want_the_last_place_one_gets_it(square: Square) -> None:
    members = square.members(6)
    team = square.found(max_size=2)
    replies = race(square, *((messages.JoinTeam(team_id=team["id"]), member) for member in members))

    assert outcomes(replies) == {"done": 1, "team.full": 5}
    assert len(square.events_of(messages.TeamJoined)) == 1
    square.check_whole()


def test_who_joins_several_at_once_is_in_no_more_than_one_may(square: Square) -> None:
    member, founder = square.members(2)
    for number in range(MOST_TEAMS - 1):
        square.found(member, name=f"第{number}队")
    teams = [square.found(founder, name=f"新{number}队") for number in range(4)]
    replies = race(square, *((messages.JoinTeam(team_id=team["id"]), member) for team in teams))

    assert outcomes(replies) == {"done": 1, "member.too_many_teams": 3}


def test_of_two_handovers_at_once_one_stands(square: Square) -> None:
    leader, second, third = square.members(3)
    for number in range(ROUNDS):
        team = square.found(leader, name=f"第{number}队")
        square.join(team, second, third)
        to = [messages.HandOverTeam(team_id=team["id"], member_id=id_of(one)) for one in (second, third)]
        replies = race(square, *((command, leader) for command in to))

        assert outcomes(replies) == {"done": 1, "team.not_yours": 1}
        square.check_whole()
    assert len(square.events_of(messages.LeaderChanged)) == ROUNDS


def test_a_leader_who_leaves_while_handing_over_does_both_or_is_told_to_hand_over(square: Square) -> None:
    leader, second = square.members(2)
    for number in range(ROUNDS):
        team = square.found(leader, name=f"第{number}队")
        square.join(team, second)
        handed, left = race(
            square,
            (messages.HandOverTeam(team_id=team["id"], member_id=id_of(second)), leader),
            (messages.LeaveTeam(team_id=team["id"]), leader),
        )

        assert handed.refusal is None
        assert outcomes([left]).keys() <= {"done", "team.leader_must_hand_over"}
        assert square.show(team)["leader_id"] == second.member_id
        square.check_whole()


def test_who_leaves_while_a_team_is_handed_to_them_leads_it_or_is_gone(square: Square) -> None:
    leader, second, third = square.members(3)
    for number in range(ROUNDS):
        team = square.found(leader, name=f"第{number}队")
        square.join(team, second, third)
        replies = race(
            square,
            (messages.HandOverTeam(team_id=team["id"], member_id=id_of(second)), leader),
            (messages.LeaveTeam(team_id=team["id"]), second),
        )

        assert outcomes(replies) in (
            {"done": 1, "team.leader_must_hand_over": 1},
            {"done": 1, "team.not_in": 1},
        )
        square.check_whole()


def test_a_leader_who_leaves_the_unit_while_handing_over_leaves_a_team_that_is_led(square: Square) -> None:
    for number in range(ROUNDS):
        leader, second, third = square.members(3)
        team = square.found(leader, name=f"第{number}队")
        square.join(team, second, third)
        command = messages.HandOverTeam(team_id=team["id"], member_id=id_of(third))
        acts = [lambda: square.left(leader), lambda: square.reply(command, leader)]  # noqa: B023
        at_once(2, lambda turn: acts[turn]())  # noqa: B023

        assert square.show(team)["leader_id"] in (second.member_id, third.member_id)
        assert leader.member_id not in square.who_is_in(team)
        square.check_whole()


def test_an_invitation_is_accepted_or_withdrawn(square: Square) -> None:
    leader, member = square.members(2)
    for number in range(ROUNDS):
        team = square.found(leader, name=f"第{number}队")
        invitation = square.invitation(team, leader, member)
        replies = race(
            square,
            (messages.AcceptAdmission(admission_id=invitation["id"]), member),
            (messages.WithdrawAdmission(admission_id=invitation["id"]), leader),
        )
        state = square.show_admission(invitation, member)["state"]

        assert outcomes(replies) == {"done": 1, "admission.closed": 1}
        assert (state, square.show(team)["size"]) in (("accepted", 2), ("withdrawn", 1))


def test_nobody_is_left_in_a_team_that_is_dissolved_while_they_join(square: Square) -> None:
    leader, *members = square.members(4)
    for number in range(ROUNDS):
        team = square.found(leader, name=f"第{number}队")
        replies = race(
            square,
            (messages.DissolveTeam(team_id=team["id"], reason="任务完成"), leader),
            *((messages.JoinTeam(team_id=team["id"]), member) for member in members),
        )

        assert replies[0].refusal is None
        assert outcomes(replies).keys() <= {"done", "team.dissolved"}
        assert square.who_is_in(team) == []
        square.check_whole()


def test_of_two_teams_of_a_name_founded_at_once_one_is(square: Square) -> None:
    members = square.members(4)
    command = messages.FoundTeam(name="医疗护理队", kind="skill", theme="医疗护理")
    replies = race(square, *((command, member) for member in members))

    assert outcomes(replies) == {"done": 1, "team.name_taken": 3}


def test_of_two_that_ask_a_community_at_once_one_has_asked(square: Square) -> None:
    leader, community = square.member(), square.world.open_community("SFJ")
    team = square.found_by_unit(leader)
    command = messages.RequestStationing(team_id=team["id"], community_id=str(community.organisation_id))
    replies = race(square, (command, leader), (command, square.unit), (command, leader))

    assert outcomes(replies) == {"done": 1, "stationing.exists": 2}


def test_a_stationing_is_taken_or_taken_back(square: Square) -> None:
    leader, community = square.member(), square.world.open_community("SFJ")
    team = square.found(leader)
    for _ in range(ROUNDS):
        stationing = square.station(team, leader, community)
        accepted, ended = race(
            square,
            (messages.AcceptStationing(stationing_id=stationing["id"]), community),
            (messages.EndStationing(stationing_id=stationing["id"], reason="来不了"), leader),
        )
        state = square.send(messages.ShowStationing(stationing_id=stationing["id"]), community)["state"]

        assert ended.refusal is None
        assert (outcomes([accepted]), state) in (
            ({"done": 1}, "ended"),
            ({"stationing.already_decided": 1}, "withdrawn"),
        )
