"""Messages of membership: a unit's own teams, as its own system keeps them."""

from datetime import datetime

from shared.messages.declare import Command, Id, Line, Query, Shape, command, query, shape
from shared.messages.membership.teams import MemberIds
from shared.messages.paging import Cursor, Limit


@shape
class TeamRecord(Shape):
    """
    A living team that the unit has founded.

    provisioning_id: what the unit's system calls its own record of the team. member_ids: those of the unit, the
    leader first; whoever is of another unit isn't that system's to know.
    """

    id: Id
    name: Line
    provisioning_id: str | None
    member_ids: list[Id]
    founded_at: datetime
    changed_at: datetime
    version: int


@shape
class TeamRecordPage(Shape):
    items: list[TeamRecord]
    next: str | None


@command("staffed_team.found", secret_result=True)
class FoundStaffedTeam(Command):
    """The acting unit founds a team and puts its own members into it at once; the first one named leads."""

    name: Line
    provisioning_id: Line | None = None
    member_ids: MemberIds


@command("team.restaff", secret_result=True)
class RestaffTeam(Command):
    """
    Replaces who of the founding unit is in its team, and what the team is called. Members of other units stay; if the
    leader is to go, the first one named who is active leads.
    """

    team_id: Id
    name: Line
    provisioning_id: Line | None = None
    member_ids: MemberIds


@query("team_record.show")
class ShowTeamRecord(Query):
    """Of a living team that the acting unit has founded."""

    team_id: Id


@query("team_records.list")
class ListTeamRecords(Query):
    """The living teams that the acting unit has founded, oldest first."""

    after: Cursor | None = None
    limit: Limit = 200
