"""A unit with members, and what they do with teams."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from services.membership.model import Member, Team, TeamMembership
from shared.messages import membership as messages
from shared.messages.envelope import Actor
from tests.services.membership.world import World, entry_of


@dataclass
class Square:
    """One unit of a tenant, and how many of the roster's entries are used up."""

    world: World
    unit: Actor
    used: int = field(default=0)

    @property
    def send(self) -> Any:
        return self.world.harness.send

    @property
    def reply(self) -> Any:
        return self.world.harness.reply

    @property
    def events_of(self) -> Any:
        return self.world.harness.events_of

    def members(self, count: int, unit: Actor | None = None) -> list[Actor]:
        """New members of the unit, or of another."""
        unit = unit or self.unit
        entries = [entry_of(index) for index in range(self.used, self.used + count)]
        self.used += count
        return [self.world.member(unit, line["member_id"]) for line in self.world.enrol(unit, entries)["members"]]

    def member(self, unit: Actor | None = None) -> Actor:
        return self.members(1, unit)[0]

    def found(self, leader: Actor | None = None, **options: Any) -> Any:
        """A team that a member has founded."""
        given = {"name": "红马甲医疗护理队", "kind": "skill", "theme": "医疗护理", "joining": "open"} | options
        return self.send(messages.FoundTeam(**given), leader or self.member())

    def found_by_unit(self, leader: Actor, **options: Any) -> Any:
        given = {"name": "水务先锋队", "kind": "unit", "theme": "供水抢修"} | options
        command = messages.FoundUnitTeam(unit_id=str(self.unit.organisation_id), leader_id=id_of(leader), **given)
        return self.send(command, self.unit)

    def join(self, team: Any, *members: Actor) -> None:
        for member in members:
            self.send(messages.JoinTeam(team_id=team["id"]), member)

    def leave(self, team: Any, member: Actor) -> Any:
        return self.send(messages.LeaveTeam(team_id=team["id"]), member)

    def hand_over(self, team: Any, leader: Actor, to: Actor, **options: Any) -> Any:
        return self.send(messages.HandOverTeam(team_id=team["id"], member_id=id_of(to)), leader, **options)

    def invite(self, team: Any, actor: Actor, *members: Actor) -> Any:
        command = messages.InviteToTeam(team_id=team["id"], member_ids=[id_of(member) for member in members])
        return self.send(command, actor)

    def invitation(self, team: Any, actor: Actor, member: Actor) -> Any:
        return self.invite(team, actor, member)["items"][0]

    def request(self, team: Any, member: Actor) -> Any:
        return self.send(messages.RequestAdmission(team_id=team["id"], message="我会修水管"), member)

    def accept(self, admission: Any, actor: Actor) -> Any:
        return self.send(messages.AcceptAdmission(admission_id=admission["id"]), actor)

    def station(self, team: Any, actor: Actor, community: Actor) -> Any:
        command = messages.RequestStationing(team_id=team["id"], community_id=str(community.organisation_id))
        return self.send(command, actor)

    def show(self, team: Any, actor: Actor | None = None) -> Any:
        return self.send(messages.ShowTeam(team_id=team["id"]), actor or self.world.department)

    def show_admission(self, admission: Any, actor: Actor) -> Any:
        return self.send(messages.ShowAdmission(admission_id=admission["id"]), actor)

    def who_is_in(self, team: Any) -> list[Any]:
        page = self.send(messages.ListTeamMembers(team_id=team["id"], limit=200), self.world.department)
        return [item["member_id"] for item in page["items"]]

    def left(self, member: Actor) -> None:
        """A member leaves their unit's roster, and membership hears of it."""
        with self.world.harness.database.writing() as session:
            event = session.get_one(Member, id_of(member)).leave(self.world.harness.clock.now())
            session.commit()
        self.world.harness.tell(event, tenant_id=self.world.tenant_id)

    def moved(self, member: Actor, unit: Actor) -> None:
        """A member comes from their unit's roster to another's, and membership hears of it."""
        with self.world.harness.database.writing() as session:
            kept = session.get_one(Member, id_of(member))
            kept.leave(self.world.harness.clock.now())
            event = kept.come_back(str(unit.organisation_id), self.world.harness.clock.now())
            session.commit()
        self.world.harness.tell(event, tenant_id=self.world.tenant_id)

    def check_whole(self) -> None:
        """Every active team has a leader who is in it, and as many members as it says; a dissolved one has none."""
        with self.world.harness.database.reading() as session:
            rows = session.execute(select(TeamMembership.team_id, TeamMembership.living_member_id)).all()
            teams = session.scalars(select(Team)).all()
        for team in teams:
            living = [member_id for team_id, member_id in rows if team_id == team.id and member_id]
            assert len(living) == team.size <= team.max_size
            assert team.leader_id in living if team.state == "active" else team.leader_id is None


def id_of(member: Actor) -> str:
    return str(member.member_id)


def ids_of(members: Sequence[Actor]) -> list[str]:
    return [id_of(member) for member in members]
