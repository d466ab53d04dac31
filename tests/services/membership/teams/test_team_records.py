from datetime import timedelta
from typing import Any

import pytest

from shared.errors import Conflict, NotFound, PreconditionFailed
from shared.messages.envelope import Actor
from shared.messages.membership import (
    AddMember,
    DissolveTeam,
    FoundStaffedTeam,
    FoundTeam,
    LeaderChanged,
    ListTeamRecords,
    ListTeams,
    RemoveTeamRecord,
    RestaffTeam,
    SetMemberState,
    ShowTeam,
    ShowTeamRecord,
    TeamDissolved,
    TeamEdited,
    TeamFounded,
    TeamJoined,
    TeamLeft,
)
from tests.races import at_once
from tests.services.membership.world import World

ADDING = AddMember(user_name="stranger", name="外来")


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


@pytest.fixture
def ids(world: World, unit: Actor) -> list[str]:
    return [str(member.member_id) for member in world.members(unit, 5)]


def found(world: World, unit: Actor, ids: list[str], name: str = "内科党员队", **facts: Any) -> Any:
    return world.harness.send(FoundStaffedTeam(name=name, member_ids=ids, **facts), unit)


def restaff(world: World, unit: Actor, team: Any, ids: list[str], **options: Any) -> Any:
    return world.harness.send(restaffing(team, ids, options.pop("name", None)), unit, **options)


def restaffing(team: Any, ids: list[str], name: str | None = None) -> RestaffTeam:
    return RestaffTeam(
        team_id=team["id"], name=name or team["name"], member_ids=ids, provisioning_id=team["provisioning_id"]
    )


def remove(world: World, unit: Actor, team: Any) -> None:
    world.harness.send(RemoveTeamRecord(team_id=team["id"], reason="并入他队"), unit)


def shown(world: World, unit: Actor, state: Any = "active") -> list[str]:
    return [one["name"] for one in world.harness.send(ListTeams(state=state), unit)["items"]]


def test_the_first_one_named_leads(world: World, unit: Actor, ids: list[str]) -> None:
    team = found(world, unit, [ids[2], ids[0], ids[1], ids[0]], provisioning_id="00g1")

    assert (team["member_ids"], team["provisioning_id"]) == ([ids[2], ids[0], ids[1]], "00g1")
    assert [event.leader_id for event in world.harness.events_of(TeamFounded)] == [ids[2]]
    assert [event.member_id for event in world.harness.events_of(TeamJoined)] == [ids[0], ids[1]]
    assert world.harness.send(ShowTeamRecord(team_id=team["id"]), unit) == team


def test_who_is_in_it_is_replaced_as_a_whole(world: World, unit: Actor, ids: list[str]) -> None:
    team = found(world, unit, ids[:3])
    again = restaff(world, unit, team, [ids[3], ids[1]], name="外科党员队")

    assert (again["name"], again["member_ids"]) == ("外科党员队", [ids[3], ids[1]])
    assert [event.team_name for event in world.harness.events_of(TeamEdited)] == ["外科党员队"]
    assert [event.leader_id for event in world.harness.events_of(LeaderChanged)] == [ids[3]]
    assert [event.member_id for event in world.harness.events_of(TeamLeft)] == [ids[0], ids[2]]


def test_what_is_so_already_changes_nothing(world: World, unit: Actor, ids: list[str]) -> None:
    team = found(world, unit, ids[:3])
    before = len(world.harness.events)

    assert restaff(world, unit, team, ids[:3][::-1]) == team
    assert len(world.harness.events) == before


def test_nobody_else_and_nobody_on_leave_is_put_in(world: World, unit: Actor, ids: list[str]) -> None:
    stranger = str(world.member(unit, world.harness.send(ADDING, world.open_unit("市林业局"))["id"]).member_id)
    world.harness.send(SetMemberState(member_id=ids[1], state="inactive"), unit)
    team = found(world, unit, [ids[0]], name="别队")

    for wanted in ([ids[0], stranger], [ids[0], ids[1]]):
        with pytest.raises(Conflict, match=r"^team\.members_refused$"):
            found(world, unit, wanted)
        with pytest.raises(Conflict, match=r"^team\.members_refused$"):
            restaff(world, unit, team, wanted)
    assert world.harness.send(ListTeamRecords(), unit)["items"] == [team]


def test_a_name_is_one_living_teams(world: World, unit: Actor, ids: list[str]) -> None:
    team, other = found(world, unit, ids[:1]), found(world, unit, ids[:1], name="别队")

    with pytest.raises(Conflict, match=r"^team\.name_taken$"):
        found(world, unit, ids[:1])
    with pytest.raises(Conflict, match=r"^team\.name_taken$"):
        restaff(world, unit, other, ids[:1], name=team["name"])


def test_a_team_that_is_dissolved_or_anothers_is_no_record(world: World, unit: Actor, ids: list[str]) -> None:
    team = found(world, unit, ids[:2])
    founded = world.harness.send(FoundTeam(name="自发队", kind="interest", theme="摄影"), world.member(unit, ids[0]))
    stranger = world.open_unit("市林业局")

    assert [one["id"] for one in world.harness.send(ListTeamRecords(), unit)["items"]] == [team["id"]]
    assert world.harness.send(ListTeamRecords(), stranger)["items"] == []
    for team_id, actor in ((founded["id"], unit), (team["id"], stranger), (team["id"], world.department)):
        with pytest.raises(NotFound, match=r"^team\.unknown$"):
            world.harness.send(ShowTeamRecord(team_id=team_id), actor)
    for actor in (stranger, world.member(unit, ids[0])):
        for command in (restaffing(team, ids[:1]), RemoveTeamRecord(team_id=team["id"], reason="x")):
            with pytest.raises(NotFound, match=r"^team\.unknown$"):
                world.harness.send(command, actor)
    world.harness.send(DissolveTeam(team_id=team["id"], reason="x"), unit)
    assert world.harness.send(ListTeamRecords(), unit)["items"] == []


def test_a_team_without_members_is_planned_and_founded_with_the_first(
    world: World, unit: Actor, ids: list[str]
) -> None:
    planned = found(world, unit, [], provisioning_id="00g1")
    renamed = restaff(world, unit, planned, [], name="外科党员队")

    assert (planned["member_ids"], renamed["name"]) == ([], "外科党员队")
    assert world.harness.send(ListTeamRecords(), unit)["items"] == [renamed]
    assert shown(world, unit) == []
    assert world.harness.events_of(TeamFounded) == []
    with pytest.raises(NotFound):
        world.harness.send(ShowTeam(team_id=planned["id"]), unit)
    with pytest.raises(Conflict, match=r"^team\.name_taken$"):
        found(world, unit, ids[:1], name="外科党员队")

    staffed = restaff(world, unit, renamed, ids[:2])

    assert (staffed["id"], staffed["member_ids"], staffed["provisioning_id"]) == (planned["id"], ids[:2], "00g1")
    assert [(event.team_name, event.leader_id) for event in world.harness.events_of(TeamFounded)] == [
        ("外科党员队", ids[0])
    ]
    assert shown(world, unit) == ["外科党员队"]


def test_a_team_that_loses_all_is_dissolved_for_others_until_somebody_comes(
    world: World, unit: Actor, ids: list[str]
) -> None:
    team = found(world, unit, ids[:2])
    emptied = restaff(world, unit, team, [])

    assert emptied["member_ids"] == []
    assert len(world.harness.events_of(TeamDissolved)) == 1
    assert [event.member_id for event in world.harness.events_of(TeamLeft)] == ids[:2]
    assert shown(world, unit) == []

    again = restaff(world, unit, emptied, ids[1:3])

    assert (again["id"], again["member_ids"]) == (team["id"], ids[1:3])
    assert len(world.harness.events_of(TeamFounded)) == 2
    assert shown(world, unit) == [team["name"]]


def test_when_a_record_was_made_stays_whoever_comes_and_goes(world: World, unit: Actor, ids: list[str]) -> None:
    planned = found(world, unit, [])
    records = [planned]
    for members in (ids[:1], [], ids[1:3]):
        world.harness.wait(timedelta(days=1))
        records.append(restaff(world, unit, records[-1], members))
    team = world.harness.send(ShowTeam(team_id=planned["id"]), unit)

    assert {record["created_at"] for record in records} == {planned["changed_at"]}
    assert team["founded_at"] == records[-1]["changed_at"] > planned["created_at"]


def test_what_is_only_planned_is_given_up_without_a_word(world: World, unit: Actor, ids: list[str]) -> None:
    never, once = found(world, unit, []), restaff(world, unit, found(world, unit, ids[:1], name="别队"), [])
    before = len(world.harness.events)
    remove(world, unit, never)
    remove(world, unit, once)

    assert world.harness.send(ListTeamRecords(), unit)["items"] == []
    assert len(world.harness.events) == before
    assert shown(world, unit, "dissolved") == ["别队"]
    with pytest.raises(NotFound, match=r"^team\.unknown$"):
        restaff(world, unit, once, ids[:1])


def test_a_record_that_is_removed_is_a_team_dissolved(world: World, unit: Actor, ids: list[str]) -> None:
    remove(world, unit, found(world, unit, ids[:2]))

    assert len(world.harness.events_of(TeamDissolved)) == 1
    assert shown(world, unit, "dissolved") == ["内科党员队"]


def test_of_those_that_change_one_version_at_once_one_does(world: World, unit: Actor, ids: list[str]) -> None:
    team = found(world, unit, ids[:1])
    commands = [RestaffTeam(team_id=team["id"], name=team["name"], member_ids=ids[: 2 + number]) for number in range(3)]
    replies = at_once(3, lambda number: world.harness.reply(commands[number], unit, expected_version=team["version"]))

    assert sorted(one.refusal["code"] for one in replies if one.refusal) == ["precondition.failed"] * 2
    with pytest.raises(PreconditionFailed):
        restaff(world, unit, team, ids[:4], expected_version=1)
