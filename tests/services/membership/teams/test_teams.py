from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from services.membership.model import MOST_TEAMS, Team
from services.membership.model.admissions import TIME_TO_ANSWER
from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages import membership as messages
from shared.messages.envelope import Actor
from tests.services.membership.teams.square import Square, id_of, ids_of
from tests.services.membership.world import open_world


def test_a_member_founds_a_team_and_leads_it(square: Square) -> None:
    member = square.member()
    team = square.found(member, kind="interest", theme="摄影", description="记录社区变迁")

    assert (team["founder"], team["unit_id"]) == ("member", square.unit.organisation_id)
    assert (team["leader_id"], team["leader_name"]) == (member.member_id, "陈华英")
    assert (team["size"], team["state"], team["version"]) == (1, "active", 1)
    assert square.events_of(messages.TeamFounded) == [
        messages.TeamFounded(
            team_id=team["id"],
            team_name="红马甲医疗护理队",
            team_kind="interest",
            team_size=1,
            theme="摄影",
            unit_id=str(square.unit.organisation_id),
            leader_id=id_of(member),
        )
    ]


def test_a_unit_founds_a_team_of_its_own_names_the_leader_and_invites(square: Square) -> None:
    leader, *others = square.members(4)
    team = square.found_by_unit(leader, invite=ids_of([others[0], leader, *others]))
    opened = square.events_of(messages.AdmissionOpened)

    assert (team["founder"], team["leader_id"], team["size"]) == ("unit", leader.member_id, 1)
    assert [(one.member_id, one.origin) for one in opened] == [(id_of(one), "invitation") for one in others]


def test_who_cannot_be_in_a_units_team_is_named_by_place(square: Square) -> None:
    leader, gone = square.members(2)
    stranger = square.member(square.world.open_unit("市林业局"))
    square.left(gone)
    with pytest.raises(Conflict, match=r"^team\.members_refused$") as refused:
        square.found_by_unit(leader, invite=[id_of(gone), id_of(stranger), new_id()])

    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [
        ("#/invite/0", "member.not_active"),
        ("#/invite/1", "member.not_yours"),
        ("#/invite/2", "member.unknown"),
    ]
    with pytest.raises(Conflict, match=r"^team\.members_refused$") as refused:
        square.found_by_unit(stranger)
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [("#/leader_id", "member.not_yours")]
    assert square.events_of(messages.TeamFounded) == []


def test_only_a_unit_founds_its_teams_and_only_members_their_own(square: Square) -> None:
    leader = square.member()
    other = square.world.open_unit("市林业局")
    command = messages.FoundUnitTeam(
        unit_id=str(square.unit.organisation_id), leader_id=id_of(leader), name="队", kind="unit", theme="供水"
    )

    for stranger in (other, leader, square.world.department):
        with pytest.raises(Forbidden, match=r"^unit\.not_yours$"):
            square.send(command, stranger)
    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        square.found(square.unit)
    with pytest.raises(NotFound, match=r"^unit\.unknown$"):
        square.send(command, open_world(square.world.harness, "沈阳市").open_unit())


def test_a_name_is_given_once_among_the_living_teams_of_a_tenant(square: Square) -> None:
    leader, second = square.members(2)
    team = square.found(leader)
    with pytest.raises(Conflict, match=r"^team\.name_taken$"):
        square.found(second)
    other = square.found(second, name="别的队")
    with pytest.raises(Conflict, match=r"^team\.name_taken$"):
        square.send(messages.EditTeam(team_id=other["id"], name=team["name"]), second)
    square.leave(team, leader)

    assert square.found(second)["name"] == team["name"]
    assert square.send(messages.EditTeam(team_id=other["id"], name="别的队"), second)["version"] == 1


def test_who_has_left_their_unit_founds_no_team(square: Square) -> None:
    member = square.member()
    square.left(member)

    with pytest.raises(Conflict, match=r"^member\.not_active$"):
        square.found(member)


def test_the_leader_and_the_founding_unit_edit_a_team_as_they_have_read_it(square: Square) -> None:
    leader, second = square.members(2)
    team = square.found_by_unit(leader, joining="open")
    square.join(team, second)
    edited = square.send(
        messages.EditTeam(team_id=team["id"], theme="管网", joining="invitation"), leader, expected_version=2
    )

    assert (edited["theme"], edited["joining"], edited["name"], edited["version"]) == (
        "管网",
        "invitation",
        "水务先锋队",
        3,
    )
    assert square.events_of(messages.TeamEdited)[0].theme == "管网"
    with pytest.raises(PreconditionFailed):
        square.send(messages.EditTeam(team_id=team["id"], theme="抢修"), square.unit, expected_version=2)
    with pytest.raises(Conflict, match=r"^team\.larger_than_that$"):
        square.send(messages.EditTeam(team_id=team["id"], max_size=1), square.unit)
    with pytest.raises(Invalid, match=r"^request\.unfit$"):
        square.send(messages.EditTeam(team_id=team["id"]), leader)
    with pytest.raises(Forbidden, match=r"^team\.not_yours$"):
        square.send(messages.EditTeam(team_id=team["id"], theme="别的"), second)


def test_the_unit_of_a_founding_member_has_no_say_in_their_team(square: Square) -> None:
    team = square.found()

    for stranger in (square.unit, square.world.department, square.world.open_community("SFJ")):
        with pytest.raises(Forbidden, match=r"^team\.not_yours$"):
            square.send(messages.DissolveTeam(team_id=team["id"], reason="不要了"), stranger)


def test_dissolving_leaves_nobody_and_nothing_behind(square: Square) -> None:
    leader, second, invited, asking = square.members(4)
    community = square.world.open_community("SFJ")
    team = square.found(leader, joining="approval")
    square.accept(square.request(team, second), leader)
    invitation, request = square.invitation(team, leader, invited), square.request(team, asking)
    stationing = square.station(team, leader, community)
    square.send(messages.AcceptStationing(stationing_id=stationing["id"]), community)
    dissolved = square.send(messages.DissolveTeam(team_id=team["id"], reason="任务完成"), leader)

    assert (dissolved["state"], dissolved["size"], dissolved["leader_id"]) == ("dissolved", 0, None)
    assert dissolved["dissolution_reason"] == "任务完成"
    assert square.who_is_in(team) == []
    assert {square.show_admission(one, who)["state"] for one, who in ((invitation, invited), (request, asking))} == {
        "void"
    }
    ended = square.send(messages.ShowStationing(stationing_id=stationing["id"]), community)
    assert (ended["state"], ended["reason"]) == ("ended", "任务完成")
    assert [one.member_id for one in square.events_of(messages.TeamLeft)] == ids_of([leader, second])
    assert square.events_of(messages.StationingEnded)[0].ended_by == "dissolution"
    assert isinstance(square.world.harness.events[-1], messages.TeamDissolved)
    assert square.world.harness.wait(TIME_TO_ANSWER) == 0
    square.check_whole()


@pytest.mark.parametrize("act", ["join", "invite", "request", "dissolve", "add", "station", "leave"])
def test_nothing_is_done_with_a_dissolved_team(square: Square, act: str) -> None:
    leader, other = square.members(2)
    community = square.world.open_community("SFJ")
    team = square.found_by_unit(leader, joining="open")
    team_id = team["id"]
    square.send(messages.DissolveTeam(team_id=team_id, reason="任务完成"), square.unit)
    command, actor = {
        "join": (messages.JoinTeam(team_id=team_id), other),
        "leave": (messages.LeaveTeam(team_id=team_id), leader),
        "invite": (messages.InviteToTeam(team_id=team_id, member_ids=[id_of(other)]), square.unit),
        "request": (messages.RequestAdmission(team_id=team_id), other),
        "dissolve": (messages.DissolveTeam(team_id=team_id, reason="又"), square.unit),
        "add": (messages.AddTeamMembers(team_id=team_id, member_ids=[id_of(other)]), square.unit),
        "station": (
            messages.RequestStationing(team_id=team_id, community_id=str(community.organisation_id)),
            square.unit,
        ),
    }[act]

    with pytest.raises(Conflict, match=r"^team\.dissolved$"):
        square.send(command, actor)


def test_one_is_in_ten_teams_at_most(square: Square) -> None:
    member, other = square.members(2)
    teams = [square.found(other if number == 0 else member, name=f"第{number}队") for number in range(MOST_TEAMS + 1)]

    with pytest.raises(Conflict, match=r"^member\.too_many_teams$"):
        square.join(teams[0], member)
    with pytest.raises(Conflict, match=r"^member\.too_many_teams$"):
        square.found(member)
    square.leave(teams[1], member)
    square.join(teams[0], member)
    assert square.show(teams[0])["size"] == 2


@pytest.mark.parametrize("change", ["nobody", "stranger", "emptied"])
def test_the_database_itself_refuses_a_team_without_its_leader_in_it(square: Square, change: str) -> None:
    leader, stranger = square.members(2)
    team = square.found(leader)
    values: dict[str, Any] = {
        "nobody": {"leader_id": None},
        "stranger": {"leader_id": id_of(stranger)},
        "emptied": {"size": 0},
    }[change]

    def write() -> None:
        with square.world.harness.database.writing() as session:
            session.execute(update(Team).where(Team.id == team["id"]).values(**values))
            session.commit()

    with pytest.raises(IntegrityError):
        write()


def test_a_revoked_client_founds_and_changes_nothing(square: Square) -> None:
    leader = square.member()
    team = square.found_by_unit(leader)
    square.send(messages.RevokeClient(client_id=square.unit.client_id), square.world.department)

    for act in (
        lambda: square.found_by_unit(leader, name="又一队"),
        lambda: square.send(messages.DissolveTeam(team_id=team["id"], reason="x"), square.unit),
    ):
        with pytest.raises(Forbidden, match=r"^client\.revoked$"):
            act()


def test_teams_of_other_tenants_are_unknown(square: Square) -> None:
    team = square.found()
    elsewhere = open_world(square.world.harness, "沈阳市皇姑区")
    unit = elsewhere.open_unit()
    member = elsewhere.members(unit)[0]
    commands: list[tuple[Any, Actor]] = [
        (messages.ShowTeam(team_id=team["id"]), elsewhere.department),
        (messages.JoinTeam(team_id=team["id"]), member),
        (messages.ListTeamMembers(team_id=team["id"]), member),
        (messages.DissolveTeam(team_id=team["id"], reason="x"), unit),
    ]

    for command, actor in commands:
        with pytest.raises(NotFound, match=r"^team\.unknown$"):
            square.send(command, actor)
    assert elsewhere.harness.send(messages.ListTeams(), elsewhere.department)["items"] == []
