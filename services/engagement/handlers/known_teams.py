"""What engagement knows of teams, by what membership tells."""

from collections.abc import Mapping

from sqlalchemy import delete

from services.engagement.model import Team, TeamMember
from services.engagement.repository import EngagementUnitOfWork
from shared.messages.declare import Event
from shared.messages.membership import LeaderChanged, TeamDissolved, TeamFounded, TeamJoined, TeamLeft
from shared.service import Handler


def keep_leader(event: TeamFounded | LeaderChanged, uow: EngagementUnitOfWork) -> None:
    """Know who leads a team, so that it can claim; one that was founded before teams were told is known by it too."""
    uow.session.merge(Team(id=event.team_id, tenant_id=uow.tenant_id, leader_id=event.leader_id, is_dissolved=False))
    uow.session.flush()
    uow.session.merge(TeamMember(team_id=event.team_id, member_id=event.leader_id))


def take_in(event: TeamJoined, uow: EngagementUnitOfWork) -> None:
    """Know who is in a team."""
    if uow.session.get(Team, event.team_id):
        uow.session.merge(TeamMember(team_id=event.team_id, member_id=event.member_id))


def let_go(event: TeamLeft, uow: EngagementUnitOfWork) -> None:
    """Know that somebody is in a team no more; the places that they have by it stay theirs."""
    is_theirs = (TeamMember.team_id == event.team_id, TeamMember.member_id == event.member_id)
    uow.session.execute(delete(TeamMember).where(*is_theirs))


def note_dissolved(event: TeamDissolved, uow: EngagementUnitOfWork) -> None:
    """Know that a team claims no more; the places that it has stay its members'."""
    if team := uow.session.get(Team, event.team_id):
        team.is_dissolved = True
    uow.session.execute(delete(TeamMember).where(TeamMember.team_id == event.team_id))


REACTIONS: Mapping[type[Event], Handler] = {
    TeamFounded: keep_leader,
    LeaderChanged: keep_leader,
    TeamDissolved: note_dissolved,
    TeamJoined: take_in,
    TeamLeft: let_go,
}
