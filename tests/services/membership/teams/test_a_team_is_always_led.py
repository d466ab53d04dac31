"""Whatever members do, and in whatever order, no team is ever without a leader who is in it."""

from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from shared.messages import membership as messages
from tests.harness import Harness
from tests.services.membership.teams.square import Square, id_of
from tests.services.membership.world import open_world

PEOPLE = 4
ACTS = ("join", "leave", "hand_over", "remove", "off_roster", "dissolve")
person = st.integers(0, PEOPLE - 1)
plans = st.lists(st.tuples(st.sampled_from(ACTS), person, person), max_size=15)


def command_of(act: str, team_id: str, other_id: str) -> Any:
    return {
        "join": messages.JoinTeam(team_id=team_id),
        "leave": messages.LeaveTeam(team_id=team_id),
        "hand_over": messages.HandOverTeam(team_id=team_id, member_id=other_id),
        "remove": messages.RemoveTeamMembers(team_id=team_id, member_ids=[other_id], reason="已调离"),
        "dissolve": messages.DissolveTeam(team_id=team_id, reason="任务完成"),
    }[act]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans)
def test_a_team_is_always_led_by_one_who_is_in_it(harness: Harness, plan: list[tuple[str, int, int]]) -> None:
    world = open_world(harness)
    square = Square(world, world.open_unit())
    people = square.members(PEOPLE)
    team_id = square.found(people[0])["id"]
    gone: set[int] = set()
    for act, first, second in plan:
        if act != "off_roster":
            reply = square.reply(command_of(act, team_id, id_of(people[second])), people[first])
            assert reply.refusal is None or reply.refusal["status"] in (403, 409)
        elif first not in gone:
            gone.add(first)
            square.left(people[first])

        square.check_whole()
