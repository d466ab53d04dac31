"""Messages of membership: service teams, and who is in them."""

from dataclasses import field
from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Length,
    Line,
    Name,
    Public,
    Query,
    Range,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit

TeamKind = Literal["trade", "unit", "department", "interest", "skill"]
Joining = Literal["open", "approval", "invitation"]
TeamState = Literal["active", "dissolved"]
# off_roster: the member has left their unit's roster. moved: they are in another unit, and the team is of the former.
Ending = Literal["left", "removed", "off_roster", "moved", "dissolved"]
MaxSize = Annotated[int, Range(1, 500)]
MemberIds = Annotated[list[Id], Length(1, 500)]


@shape
class Team(Shape):
    """
    A service team (服务团队).

    theme: the trade, department, interest or skill in words. unit_id: the unit that has founded the team, or whose
    member has. leader_id, leader_name: none once it is dissolved; for who is neither in the team nor the leader's unit
    the name is masked and the id null.
    """

    id: Id
    name: Line
    kind: TeamKind
    theme: Name
    description: Text | None
    founder: Literal["unit", "member"]
    unit_id: Id
    leader_id: Id | None
    leader_name: str | None
    joining: Joining
    max_size: int
    size: int
    state: TeamState
    founded_at: datetime
    dissolved_at: datetime | None
    dissolution_reason: Text | None
    version: int


@shape
class TeamPage(Shape):
    items: list[Team]
    next: str | None


@shape
class TeamMember(Shape):
    """
    Somebody in a team; `id` names the membership.

    member_id, unit_id: null where the name is masked, for who is neither in the team nor the member's unit.
    """

    id: Id
    member_id: Id | None
    unit_id: Id | None
    name: str
    is_leader: bool
    joined_at: datetime


@shape
class TeamMemberPage(Shape):
    items: list[TeamMember]
    next: str | None


@command("team.found", secret_result=True)
class FoundTeam(Command):
    """The acting member founds the team and leads it."""

    name: Line
    kind: TeamKind
    theme: Name
    description: Text | None = None
    joining: Joining = "approval"
    max_size: MaxSize = 50


@command("unit_team.found", secret_result=True)
class FoundUnitTeam(Command):
    """
    The unit founds a team of its own members and names the leader, one of them.

    invite: who is invited to it at once.
    """

    unit_id: Id
    leader_id: Id
    name: Line
    kind: TeamKind
    theme: Name
    description: Text | None = None
    joining: Joining = "approval"
    max_size: MaxSize = 50
    invite: Annotated[list[Id], Length(0, 500)] = field(default_factory=list)


@command("team.edit", secret_result=True)
class EditTeam(Command):
    """What is left out stays as it is."""

    team_id: Id
    name: Line | None = None
    theme: Name | None = None
    description: Text | None = None
    joining: Joining | None = None
    max_size: MaxSize | None = None


@command("team.dissolve", secret_result=True)
class DissolveTeam(Command):
    """All memberships, invitations, requests and stationings end with the team."""

    team_id: Id
    reason: Text


@command("team.join", secret_result=True)
class JoinTeam(Command):
    """At once, where the team is open."""

    team_id: Id


@command("team.leave", secret_result=True)
class LeaveTeam(Command):
    """The leader hands over first; the last one's leaving dissolves the team."""

    team_id: Id


@command("team.hand_over", secret_result=True)
class HandOverTeam(Command):
    """To another member of the team, from now on."""

    team_id: Id
    member_id: Id


@command("team_members.add", secret_result=True)
class AddTeamMembers(Command):
    """The founding unit puts its own members into the team; those who are in it already stay."""

    team_id: Id
    member_ids: MemberIds


@command("team_members.remove", secret_result=True)
class RemoveTeamMembers(Command):
    """By the leader or the founding unit; who isn't in the team is passed over."""

    team_id: Id
    member_ids: MemberIds
    reason: Text


@query("team.show")
class ShowTeam(Query):
    team_id: Id


@query("teams.list")
class ListTeams(Query):
    """
    The tenant's teams.

    community_id: those stationed there. unit_id: those that the unit or one of its members has founded. text: in the
    name or the theme.
    """

    kind: TeamKind | None = None
    community_id: Id | None = None
    unit_id: Id | None = None
    text: Name | None = None
    state: TeamState = "active"
    after: Cursor | None = None
    limit: Limit = 50


@query("unit_teams.list")
class ListUnitTeams(Query):
    """Living teams that the unit or one of its members has founded, or that a member of it is in."""

    unit_id: Id
    after: Cursor | None = None
    limit: Limit = 50


@query("member_teams.list")
class ListMemberTeams(Query):
    """The teams that a member is in."""

    member_id: Id
    after: Cursor | None = None
    limit: Limit = 50


@query("team_members.list")
class ListTeamMembers(Query):
    """Who is in a team, in the order in which they came."""

    team_id: Id
    after: Cursor | None = None
    limit: Limit = 50


@event("team.founded", subject="team_id")
class TeamFounded(Event):
    """A unit or a member has founded a team (服务团队)."""

    team_id: Public[Id]
    team_name: Public[Line]
    team_kind: Public[TeamKind]
    team_size: Public[int]
    theme: Public[Name]
    unit_id: ForUnit[Id]
    leader_id: ForUnit[Id]


@event("team.edited", subject="team_id")
class TeamEdited(Event):
    """What a team says of itself has changed."""

    team_id: Public[Id]
    team_name: Public[Line]
    team_kind: Public[TeamKind]
    team_size: Public[int]
    theme: Public[Name]
    unit_id: ForUnit[Id]


@event("team.joined", subject="team_id")
class TeamJoined(Event):
    """A member has come into a team; told to the member's own unit."""

    team_id: Public[Id]
    team_name: Public[Line]
    team_kind: Public[TeamKind]
    team_size: Public[int]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("team.left", subject="team_id")
class TeamLeft(Event):
    """A member's time in a team has ended; told to the member's own unit."""

    team_id: Public[Id]
    team_name: Public[Line]
    team_kind: Public[TeamKind]
    team_size: Public[int]
    ending: Public[Ending]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("team.leader_changed", subject="team_id")
class LeaderChanged(Event):
    """
    Another member leads the team; told to the unit that it comes from, which needn't be the leader's.

    leader_id: never leaves the services. cause: handed over, or passed on because the former leader is in it no more.
    """

    team_id: Public[Id]
    team_name: Public[Line]
    team_kind: Public[TeamKind]
    team_size: Public[int]
    cause: Public[Literal["handed_over", "passed_on"]]
    leader_id: Id
    leader_masked_name: ForUnit[str]
    unit_id: ForUnit[Id]


@event("team.dissolved", subject="team_id")
class TeamDissolved(Event):
    """A team is dissolved; nobody is in it any more."""

    team_id: Public[Id]
    team_name: Public[Line]
    team_kind: Public[TeamKind]
    unit_id: ForUnit[Id]
