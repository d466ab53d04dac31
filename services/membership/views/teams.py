"""Answers on teams and on who is in them."""

from collections.abc import Sequence

from sqlalchemy import Select

from services.membership.model import Team, TeamMembership
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas.teams import team_member_shape, team_shape
from shared.errors import Forbidden
from shared.messages import membership as messages
from shared.paging import read_page


def show_team(query: messages.ShowTeam, uow: MembershipUnitOfWork) -> messages.Team:
    """
    Raises:
        NotFound: `team.unknown`.
    """
    return _shapes([uow.teams.get(query.team_id)], uow)[0]


def list_teams(query: messages.ListTeams, uow: MembershipUnitOfWork) -> messages.TeamPage:
    """The tenant's teams, oldest first."""
    rows = uow.teams.in_state(query.state)
    if query.community_id is not None:
        rows = uow.teams.only_stationed_at(rows, query.community_id)
    if query.kind is not None:
        rows = rows.where(Team.kind == query.kind)
    if query.unit_id is not None:
        rows = rows.where(Team.unit_id == query.unit_id)
    if query.text is not None:
        rows = rows.where(
            Team.name.icontains(query.text, autoescape=True) | Team.theme.icontains(query.text, autoescape=True)
        )
    return _page(rows, query, uow)


def list_unit_teams(query: messages.ListUnitTeams, uow: MembershipUnitOfWork) -> messages.TeamPage:
    """
    A unit's living teams, and those that its members are in; for the unit and the department.

    Raises:
        NotFound: `unit.unknown`.
        Forbidden: `unit.not_yours`.
    """
    unit = uow.organisations.get(query.unit_id, "unit")
    uow.check_in_charge(unit.id, "unit.not_yours")
    return _page(uow.teams.with_members_of(unit.id), query, uow)


def list_member_teams(query: messages.ListMemberTeams, uow: MembershipUnitOfWork) -> messages.TeamPage:
    """
    The teams that a member is in; for themselves, their unit and the department.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
    """
    member = uow.members.get(query.member_id)
    if not (uow.has_oversight or uow.is_run_by_actor(member.unit_id) or uow.is_actor(member.id)):
        raise Forbidden("member.not_yours")
    return _page(uow.teams.with_member(member.id), query, uow)


def list_team_members(query: messages.ListTeamMembers, uow: MembershipUnitOfWork) -> messages.TeamMemberPage:
    """
    Who is in a team, in the order in which they came; names are shown to the team, to the units of their own, and to
    the department, and masked to others.

    Raises:
        NotFound: `team.unknown`.
    """
    team = uow.teams.get(query.team_id)
    rows = uow.teams.memberships(team.id)
    items, following = read_page(uow.session, rows, TeamMembership.id, after=query.after, limit=query.limit)
    members = uow.members.load([item.member_id for item in items])
    onlooker = uow.onlooker([team.id])
    return messages.TeamMemberPage(
        items=[team_member_shape(item, members[item.member_id], team, onlooker) for item in items], next=following
    )


def _page(
    rows: Select[Team],
    query: messages.ListTeams | messages.ListUnitTeams | messages.ListMemberTeams,
    uow: MembershipUnitOfWork,
) -> messages.TeamPage:
    items, following = read_page(uow.session, rows, Team.id, after=query.after, limit=query.limit)
    return messages.TeamPage(items=_shapes(items, uow), next=following)


def _shapes(teams: Sequence[Team], uow: MembershipUnitOfWork) -> list[messages.Team]:
    leaders = uow.members.load([team.leader_id for team in teams if team.leader_id])
    onlooker = uow.onlooker([team.id for team in teams])
    return [team_shape(team, leaders.get(team.leader_id or ""), onlooker) for team in teams]
