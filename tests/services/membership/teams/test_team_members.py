from typing import Any

import pytest

from services.membership.model import Member
from shared.errors import Conflict, Forbidden
from shared.messages import membership as messages
from shared.messages.envelope import Actor
from tests.services.membership.teams.square import Square, id_of, ids_of


def add(square: Square, team: Any, *members: Actor, actor: Actor | None = None) -> Any:
    return square.send(messages.AddTeamMembers(team_id=team["id"], member_ids=ids_of(members)), actor or square.unit)


def remove(square: Square, team: Any, actor: Actor, *members: Actor) -> Any:
    command = messages.RemoveTeamMembers(team_id=team["id"], member_ids=ids_of(members), reason="已调离")
    return square.send(command, actor)


def test_a_member_of_any_unit_joins_an_open_team_once(square: Square) -> None:
    team = square.found()
    other = square.world.open_unit("市林业局")
    member = square.member(other)
    square.join(team, member)

    assert square.show(team)["size"] == 2
    assert square.events_of(messages.TeamJoined) == [
        messages.TeamJoined(
            team_id=team["id"],
            team_name=team["name"],
            team_kind="skill",
            team_size=2,
            member_id=id_of(member),
            unit_id=str(other.organisation_id),
        )
    ]
    with pytest.raises(Conflict, match=r"^team\.already_in$"):
        square.join(team, member)


@pytest.mark.parametrize("joining", ["approval", "invitation"])
def test_a_team_that_decides_on_each_is_not_joined_at_once(square: Square, joining: str) -> None:
    team = square.found(joining=joining)

    with pytest.raises(Conflict, match=r"^team\.not_open$"):
        square.join(team, square.member())


@pytest.mark.parametrize("kind", ["unit", "department"])
def test_a_team_of_a_unit_takes_no_members_of_others(square: Square, kind: str) -> None:
    team = square.found(kind=kind)
    stranger = square.member(square.world.open_unit("市林业局"))

    with pytest.raises(Conflict, match=r"^team\.own_unit_only$"):
        square.join(team, stranger)
    square.join(team, square.member())


def test_a_full_team_takes_nobody_until_somebody_leaves(square: Square) -> None:
    leader, second, third = square.members(3)
    team = square.found(leader, max_size=2)
    square.join(team, second)

    with pytest.raises(Conflict, match=r"^team\.full$"):
        square.join(team, third)
    square.leave(team, second)
    square.join(team, third)
    assert square.who_is_in(team) == ids_of([leader, third])


def test_who_has_left_may_come_again(square: Square) -> None:
    leader, second = square.members(2)
    team = square.found(leader)
    for _ in range(2):
        square.join(team, second)
        square.leave(team, second)

    assert [one.ending for one in square.events_of(messages.TeamLeft)] == ["left", "left"]
    with pytest.raises(Conflict, match=r"^team\.not_in$"):
        square.leave(team, second)


def test_the_leader_hands_over_before_leaving(square: Square) -> None:
    leader, second, third = square.members(3)
    team = square.found(leader)
    square.join(team, second, third)
    with pytest.raises(Conflict, match=r"^team\.leader_must_hand_over$"):
        square.leave(team, leader)
    square.hand_over(team, leader, third)
    square.leave(team, leader)

    assert square.show(team)["leader_id"] == third.member_id
    changed = square.events_of(messages.LeaderChanged)
    assert [(one.leader_id, one.cause, one.team_size) for one in changed] == [(id_of(third), "handed_over", 3)]
    assert changed[0].leader_masked_name == "马**"
    with pytest.raises(Forbidden, match=r"^team\.not_yours$"):
        square.hand_over(team, leader, second)


def test_the_last_ones_leaving_dissolves_the_team(square: Square) -> None:
    leader = square.member()
    team = square.found(leader)

    assert square.leave(team, leader)["state"] == "dissolved"
    assert [one.ending for one in square.events_of(messages.TeamLeft)] == ["dissolved"]


def test_a_team_is_handed_to_one_of_its_own_alone(square: Square) -> None:
    leader, second = square.members(2)
    team = square.found_by_unit(leader, joining="open")

    with pytest.raises(Conflict, match=r"^team\.not_in$"):
        square.hand_over(team, leader, second)
    square.join(team, second)
    with pytest.raises(Forbidden, match=r"^team\.not_yours$"):
        square.hand_over(team, second, second)
    assert square.hand_over(team, square.unit, second)["leader_id"] == second.member_id
    assert square.hand_over(team, square.unit, second)["version"] == 3
    assert len(square.events_of(messages.LeaderChanged)) == 1


def test_the_founding_unit_puts_its_members_in_and_those_in_it_stay(square: Square) -> None:
    leader, *others = square.members(5)
    team = square.found_by_unit(leader, joining="open", invite=[id_of(others[1])])
    square.join(team, others[0])
    added = add(square, team, leader, *others, others[3])

    assert added["size"] == 5
    assert square.who_is_in(team) == ids_of([leader, *others])
    assert [one.admission_state for one in square.events_of(messages.AdmissionClosed)] == ["accepted"]
    assert [one.member_id for one in square.events_of(messages.TeamJoined)] == ids_of(others)
    assert add(square, team, *others)["version"] == added["version"]


def test_all_are_put_in_or_none(square: Square) -> None:
    leader, first, second = square.members(3)
    stranger = square.member(square.world.open_unit("市林业局"))
    team = square.found_by_unit(leader, kind="trade", max_size=2)

    with pytest.raises(Conflict, match=r"^team\.members_refused$") as refused:
        add(square, team, first, stranger)
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [("#/member_ids/1", "member.not_yours")]
    with pytest.raises(Conflict, match=r"^team\.full$"):
        add(square, team, first, second)
    assert square.show(team)["size"] == 1


def test_only_the_founding_unit_puts_members_in(square: Square) -> None:
    leader, member = square.members(2)
    team = square.found_by_unit(leader)

    for stranger in (leader, member, square.world.open_unit("市林业局"), square.world.department):
        with pytest.raises(Forbidden, match=r"^team\.not_yours$"):
            add(square, team, member, actor=stranger)


def test_the_leader_and_the_founding_unit_remove_for_a_reason_but_never_the_leader(square: Square) -> None:
    leader, *others = square.members(4)
    team = square.found_by_unit(leader)
    add(square, team, *others[:2])
    removed = remove(square, team, leader, others[0], others[2])

    assert removed["size"] == 2
    assert [(one.member_id, one.ending) for one in square.events_of(messages.TeamLeft)] == [
        (id_of(others[0]), "removed")
    ]
    with pytest.raises(Conflict, match=r"^team\.leader_must_hand_over$"):
        remove(square, team, square.unit, others[1], leader)
    with pytest.raises(Forbidden, match=r"^team\.not_yours$"):
        remove(square, team, others[1], leader)
    assert remove(square, team, square.unit, others[1])["size"] == 1


def test_who_leaves_their_unit_is_out_of_all_teams_and_who_has_been_longest_leads(square: Square) -> None:
    leader, second, third, fourth = square.members(4)
    team, led_by_other = square.found(leader), square.found(third, name="别的队")
    square.join(team, second, third)
    square.join(led_by_other, leader)
    pending = square.invitation(square.found(fourth, name="第三队"), fourth, leader)
    square.left(leader)

    assert square.who_is_in(team) == ids_of([second, third])
    assert square.who_is_in(led_by_other) == ids_of([third])
    assert square.show(team)["leader_id"] == second.member_id
    assert [(one.leader_id, one.cause) for one in square.events_of(messages.LeaderChanged)] == [
        (id_of(second), "passed_on")
    ]
    assert [one.ending for one in square.events_of(messages.TeamLeft)] == ["off_roster", "off_roster"]
    assert square.show_admission(pending, fourth)["state"] == "void"
    square.check_whole()


def test_a_team_whose_last_one_leaves_the_unit_is_dissolved(square: Square) -> None:
    leader, second = square.members(2)
    team = square.found(leader)
    square.join(team, second)
    square.left(second)
    square.left(leader)

    assert square.show(team)["state"] == "dissolved"
    square.check_whole()


def test_a_team_is_not_passed_on_to_somebody_who_has_left_as_well(square: Square) -> None:
    leader, second, third = square.members(3)
    team = square.found(leader)
    square.join(team, second, third)
    with square.world.harness.database.writing() as session:
        session.get_one(Member, id_of(second)).leave(square.world.harness.clock.now())
        session.commit()
    square.left(leader)

    assert square.show(team)["leader_id"] == third.member_id


def test_who_moves_to_another_unit_leaves_the_former_units_teams_alone(square: Square) -> None:
    member, colleague = square.members(2)
    other = square.world.open_unit("市林业局")
    of_unit = square.found(member, name="水务先锋队", kind="unit", theme="供水")
    of_skill = square.found(colleague)
    square.join(of_unit, colleague)
    square.join(of_skill, member)
    own = square.found_by_unit(colleague, name="抢修队")
    void = square.invitation(own, colleague, member)
    square.moved(member, other)

    assert square.who_is_in(of_unit) == [id_of(colleague)]
    assert square.show(of_unit)["leader_id"] == colleague.member_id
    assert square.who_is_in(of_skill) == ids_of([colleague, member])
    assert square.show_admission(void, colleague)["state"] == "void"
    left = square.events_of(messages.TeamLeft)
    assert [(one.ending, one.unit_id) for one in left] == [("moved", square.unit.organisation_id)]
    square.check_whole()
