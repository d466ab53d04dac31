"""Messages of membership: teams stationed at communities (进驻)."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Line,
    Name,
    Public,
    Query,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.membership.teams import TeamKind
from shared.messages.paging import Cursor, Limit

StationingState = Literal["requested", "stationed", "declined", "withdrawn", "ended"]
StationingEnder = Literal["team", "community", "dissolution"]


@shape
class Stationing(Shape):
    """
    A team's being stationed (进驻) at a community, or its asking for it.

    reason: why it was declined, or has ended.
    """

    id: Id
    team_id: Id
    team_name: Line
    community_id: Id
    community_name: Line
    state: StationingState
    plan: Text | None
    reason: Text | None
    requested_at: datetime
    decided_at: datetime | None
    ended_at: datetime | None
    version: int


@shape
class StationingPage(Shape):
    items: list[Stationing]
    next: str | None


@shape
class SkillCount(Shape):
    """How many of a team have a skill."""

    skill: Name
    count: int


@shape
class StationedTeam(Shape):
    """A team as the community sees it. leader_name: masked. skills: the commonest first, twenty at most."""

    stationing: Stationing
    kind: TeamKind
    theme: Name
    description: Text | None
    size: int
    leader_name: str | None
    skills: list[SkillCount]


@shape
class StationedTeamPage(Shape):
    items: list[StationedTeam]
    next: str | None


@command("stationing.request")
class RequestStationing(Command):
    """The leader or the founding unit asks a community. plan: what the team means to do there."""

    team_id: Id
    community_id: Id
    plan: Text | None = None


@command("stationing.accept")
class AcceptStationing(Command):
    stationing_id: Id


@command("stationing.decline")
class DeclineStationing(Command):
    stationing_id: Id
    reason: Text


@command("stationing.end")
class EndStationing(Command):
    """By either side. The team may also take back what it has only asked for."""

    stationing_id: Id
    reason: Text


@query("stationing.show")
class ShowStationing(Query):
    stationing_id: Id


@query("team_stationings.list")
class ListTeamStationings(Query):
    """Where a team is stationed; what isn't so now is listed for those whom it concerns alone."""

    team_id: Id
    state: StationingState | None = None
    after: Cursor | None = None
    limit: Limit = 50


@query("community_stationings.list")
class ListCommunityStationings(Query):
    """The teams stationed at a community, or those that ask to be."""

    community_id: Id
    state: StationingState = "stationed"
    after: Cursor | None = None
    limit: Limit = 50


@event("stationing.requested", subject="stationing_id")
class StationingRequested(Event):
    """A team asks a community to be stationed there (进驻)."""

    stationing_id: Public[Id]
    team_id: Public[Id]
    team_name: Public[Line]
    team_kind: Public[TeamKind]
    team_size: Public[int]
    community_id: Public[Id]
    unit_id: ForUnit[Id]


@event("team.stationed", subject="stationing_id")
class TeamStationed(Event):
    """A team is stationed at a community from now on (进驻)."""

    stationing_id: Public[Id]
    team_id: Public[Id]
    team_name: Public[Line]
    team_kind: Public[TeamKind]
    team_size: Public[int]
    community_id: Public[Id]
    unit_id: ForUnit[Id]


@event("stationing.declined", subject="stationing_id")
class StationingDeclined(Event):
    """The community doesn't take the team that has asked to be stationed there."""

    stationing_id: Public[Id]
    team_id: Public[Id]
    team_name: Public[Line]
    community_id: Public[Id]
    unit_id: ForUnit[Id]


@event("stationing.ended", subject="stationing_id")
class StationingEnded(Event):
    """A team is stationed at a community no more, or asks for it no more."""

    stationing_id: Public[Id]
    team_id: Public[Id]
    team_name: Public[Line]
    community_id: Public[Id]
    ended_by: Public[StationingEnder]
    unit_id: ForUnit[Id]
