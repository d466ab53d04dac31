from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, NotFound, PreconditionFailed
from shared.messages import membership as messages
from shared.messages.envelope import Actor
from tests.services.membership.teams.square import Square
from tests.services.membership.world import open_world, roster


@pytest.fixture
def community(square: Square) -> Actor:
    return square.world.open_community("SFJ")


def accept(square: Square, stationing: Any, actor: Actor, **options: Any) -> Any:
    return square.send(messages.AcceptStationing(stationing_id=stationing["id"]), actor, **options)


def decline(square: Square, stationing: Any, actor: Actor) -> Any:
    return square.send(messages.DeclineStationing(stationing_id=stationing["id"], reason="已有同类队伍"), actor)


def end(square: Square, stationing: Any, actor: Actor) -> Any:
    return square.send(messages.EndStationing(stationing_id=stationing["id"], reason="服务期满"), actor)


def test_a_community_takes_a_team_and_everybody_there_hears_of_it(square: Square, community: Actor) -> None:
    leader, second = square.members(2)
    team = square.found(leader)
    square.join(team, second)
    stationing = accept(square, square.station(team, leader, community), community)

    assert (stationing["state"], stationing["community_name"]) == ("stationed", "三辅街社区")
    assert square.events_of(messages.TeamStationed) == [
        messages.TeamStationed(
            stationing_id=stationing["id"],
            team_id=team["id"],
            team_name=team["name"],
            team_kind="skill",
            team_size=2,
            community_id=str(community.organisation_id),
            unit_id=str(square.unit.organisation_id),
        )
    ]


def test_one_stationing_of_a_pair_lives_at_a_time(square: Square, community: Actor) -> None:
    leader = square.member()
    team = square.found(leader)
    stationing = square.station(team, leader, community)
    with pytest.raises(Conflict, match=r"^stationing\.exists$"):
        square.station(team, leader, community)
    accept(square, stationing, community)
    with pytest.raises(Conflict, match=r"^stationing\.exists$"):
        square.station(team, leader, community)
    end(square, stationing, community)

    assert square.station(team, leader, community)["state"] == "requested"
    assert square.station(team, leader, square.world.open_community("BL"))["state"] == "requested"


def test_a_community_declines_for_a_reason_and_once(square: Square, community: Actor) -> None:
    leader = square.member()
    stationing = square.station(square.found(leader), leader, community)
    declined = decline(square, stationing, community)

    assert (declined["state"], declined["reason"]) == ("declined", "已有同类队伍")
    for act in (accept, decline):
        with pytest.raises(Conflict, match=r"^stationing\.already_decided$"):
            act(square, stationing, community)
    with pytest.raises(Conflict, match=r"^stationing\.ended$"):
        end(square, stationing, leader)


def test_either_side_ends_it_and_the_team_takes_back_what_it_asked(square: Square, community: Actor) -> None:
    leader = square.member()
    team = square.found_by_unit(leader)
    states = []
    for actor in (leader, square.unit, community):
        stationing = accept(square, square.station(team, leader, community), community)
        states.append(end(square, stationing, actor)["state"])
    asked = square.station(team, square.unit, community)
    with pytest.raises(Conflict, match=r"^stationing\.not_decided$"):
        end(square, asked, community)

    assert end(square, asked, leader)["state"] == "withdrawn"
    assert states == ["ended"] * 3
    assert [one.ended_by for one in square.events_of(messages.StationingEnded)] == ["team", "team", "community", "team"]


def test_only_the_team_asks_only_the_community_decides(square: Square, community: Actor) -> None:
    leader, second = square.members(2)
    team = square.found(leader)
    square.join(team, second)
    for stranger in (second, square.unit):
        with pytest.raises(Forbidden, match=r"^team\.not_yours$"):
            square.station(team, stranger, community)
    stationing = square.station(team, leader, community)

    for stranger in (leader, square.unit, square.world.open_community("BL")):
        for act in (accept, decline):
            with pytest.raises(Forbidden, match=r"^stationing\.not_yours$"):
                act(square, stationing, stranger)
    for stranger in (second, square.unit):
        with pytest.raises(Forbidden, match=r"^stationing\.not_yours$"):
            end(square, stationing, stranger)
    elsewhere = open_world(square.world.harness, "沈阳市皇姑区").open_community("SFJ")
    with pytest.raises(NotFound, match=r"^stationing\.unknown$"):
        accept(square, stationing, elsewhere)
    with pytest.raises(NotFound, match=r"^community\.unknown$"):
        square.station(team, leader, elsewhere)


def test_a_stationing_is_decided_as_it_was_read(square: Square, community: Actor) -> None:
    leader = square.member()
    stationing = square.station(square.found(leader), leader, community)

    with pytest.raises(PreconditionFailed):
        accept(square, stationing, community, expected_version=2)
    assert accept(square, stationing, community, expected_version=1)["version"] == 2


def test_a_community_sees_what_the_teams_can_do_with_names_masked(square: Square) -> None:
    community = square.world.open_roster_communities()
    lines = square.world.enrol(square.unit, roster(6))["members"]
    leader, *others = [square.world.member(square.unit, line["member_id"]) for line in lines]
    team = square.found(leader)
    square.join(team, *others)
    stationing = square.station(team, leader, community)
    query = messages.ListCommunityStationings(community_id=str(community.organisation_id), state="requested")
    (asking,) = square.send(query, community)["items"]
    accept(square, stationing, community)
    stationed = messages.ListCommunityStationings(community_id=str(community.organisation_id))
    skills = [skill for entry in roster(6) for skill in entry.skills]

    assert (asking["leader_name"], asking["size"], asking["stationing"]["state"]) == ("陈**", 6, "requested")
    assert {one["skill"]: one["count"] for one in asking["skills"]} == {skill: skills.count(skill) for skill in skills}
    assert [one["count"] for one in asking["skills"]] == sorted(
        (one["count"] for one in asking["skills"]), reverse=True
    )
    assert [item["stationing"]["id"] for item in square.send(stationed, square.world.department)["items"]] == [
        stationing["id"]
    ]
    for stranger in (square.world.open_community("HG"), square.unit, leader):
        with pytest.raises(Forbidden, match=r"^community\.not_yours$"):
            square.send(stationed, stranger)


def test_a_team_lists_its_stations_and_others_see_where_it_is_now(square: Square, community: Actor) -> None:
    leader, other = square.members(2)
    team = square.found(leader)
    now = accept(square, square.station(team, leader, community), community)
    asked = square.station(team, leader, square.world.open_community("BL"))
    query = messages.ListTeamStationings(team_id=team["id"])

    assert [item["id"] for item in square.send(query, leader)["items"]] == [now["id"], asked["id"]]
    assert [item["id"] for item in square.send(query, other)["items"]] == [now["id"]]
    with pytest.raises(Forbidden, match=r"^stationing\.not_yours$"):
        square.send(messages.ShowStationing(stationing_id=asked["id"]), community)
