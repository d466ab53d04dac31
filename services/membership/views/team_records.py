"""Answers on a unit's own teams to its own system."""

from sqlalchemy import Select

from services.membership.model import Team
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas.team_records import team_record
from shared.errors import NotFound
from shared.messages import membership as messages
from shared.paging import read_page


def show_team_record(query: messages.ShowTeamRecord, uow: MembershipUnitOfWork) -> messages.TeamRecord:
    """
    Raises:
        NotFound: `team.unknown`, also where the team is dissolved, or was founded by others.
    """
    team = uow.session.scalar(_own_teams(uow).where(Team.id == query.team_id))
    if team is None:
        raise NotFound("team.unknown")
    return team_record(team, uow.teams.of_unit_in([team.id], team.unit_id).get(team.id, []))


def list_team_records(query: messages.ListTeamRecords, uow: MembershipUnitOfWork) -> messages.TeamRecordPage:
    """The acting unit's own teams, and those it plans."""
    items, following = read_page(uow.session, _own_teams(uow), Team.id, after=query.after, limit=query.limit)
    found = uow.teams.of_unit_in([team.id for team in items], items[0].unit_id) if items else {}
    return messages.TeamRecordPage(items=[team_record(team, found.get(team.id, [])) for team in items], next=following)


def _own_teams(uow: MembershipUnitOfWork) -> Select[Team]:
    unit_id = uow.actor.organisation_id if uow.actor.role == "unit" else None
    return uow.teams.provisioned_by(unit_id)
