"""Messages of membership: a unit's own teams, as its own system keeps them."""

from datetime import datetime
from typing import Annotated

from shared.messages.declare import Command, Id, Length, Line, Query, Shape, Text, command, query, shape
from shared.messages.paging import Cursor, Limit

TeamMemberIds = Annotated[list[Id], Length(0, 500)]


@shape
class TeamRecord(Shape):
    """
    A living team that the unit has founded, or one that it plans: nobody is in it yet, or any more.

    provisioning_id: what the unit's system calls its own record of the team. member_ids: those of the unit, the
    leader first; whoever is of another unit isn't that system's to know. created_at: when it was first planned or
    founded, whatever became of it since.
    """

    id: Id
    name: Line
    provisioning_id: str | None
    member_ids: list[Id]
    created_at: datetime
    changed_at: datetime
    version: int


@shape
class TeamRecordPage(Shape):
    items: list[TeamRecord]
    next: str | None


@command("staffed_team.found", secret_result=True)
class FoundStaffedTeam(Command):
    """
    The acting unit founds a team and puts its own members into it at once; the first one named leads. With none it is
    planned, and founded once somebody is put into it.
    """

    name: Line
    provisioning_id: Line | None = None
    member_ids: TeamMemberIds


@command("team.restaff", secret_result=True)
class RestaffTeam(Command):
    """
    Replaces who of the founding unit is in its team, and what the team is called. Members of other units stay; if the
    leader is to go, the first one named who is active leads. A team in which nobody of the unit is to be any more is
    dissolved for everybody else, and planned again.
    """

    team_id: Id
    name: Line
    provisioning_id: Line | None = None
    member_ids: TeamMemberIds


@command("team_record.remove")
class RemoveTeamRecord(Command):
    """Dissolves a team of the acting unit, or gives up one that is planned."""

    team_id: Id
    reason: Text


@query("team_record.show")
class ShowTeamRecord(Query):
    """Of a team that the acting unit has founded or plans."""

    team_id: Id


@query("team_records.list")
class ListTeamRecords(Query):
    """The teams that the acting unit has founded or plans, oldest first."""

    after: Cursor | None = None
    limit: Limit = 200
