"""Answers on what teams have open with members and communities, and on teams that could be formed."""

from sqlalchemy import Select

from services.membership.model import Admission, Member, Stationing
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas.teams import (
    admission_shape,
    stationed_team_shape,
    stationing_shape,
    suggested_member_shape,
)
from shared.errors import Forbidden
from shared.messages import membership as messages
from shared.paging import read_page


def show_admission(query: messages.ShowAdmission, uow: MembershipUnitOfWork) -> messages.Admission:
    """
    Show an invitation or a request to its member, their unit, and who acts for the team.

    Raises:
        NotFound: `admission.unknown`.
        Forbidden: `admission.not_yours`.
    """
    admission = uow.admissions.get(query.admission_id)
    is_own = uow.is_actor(admission.member_id) or uow.is_run_by_actor(admission.member.unit_id)
    if not (is_own or uow.leads(admission.team)):
        raise Forbidden("admission.not_yours")
    return admission_shape(admission, uow.onlooker([admission.team_id]))


def list_team_admissions(query: messages.ListTeamAdmissions, uow: MembershipUnitOfWork) -> messages.AdmissionPage:
    """
    A team's invitations and requests, oldest first, for who acts for the team.

    Raises:
        NotFound: `team.unknown`.
        Forbidden: `team.not_yours`.
    """
    team = uow.teams.get(query.team_id)
    if not uow.leads(team):
        raise Forbidden("team.not_yours")
    return _admissions(uow.admissions.of_team(team.id), query, uow)


def list_member_admissions(query: messages.ListMemberAdmissions, uow: MembershipUnitOfWork) -> messages.AdmissionPage:
    """
    A member's invitations and requests, oldest first, for themselves and their unit.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
    """
    member = uow.members.get(query.member_id)
    if not (uow.is_actor(member.id) or uow.is_run_by_actor(member.unit_id)):
        raise Forbidden("member.not_yours")
    return _admissions(uow.admissions.of_member(member.id), query, uow)


def _admissions(
    rows: Select[Admission],
    query: messages.ListTeamAdmissions | messages.ListMemberAdmissions,
    uow: MembershipUnitOfWork,
) -> messages.AdmissionPage:
    if query.origin is not None:
        rows = rows.where(Admission.origin == query.origin)
    if query.state is not None:
        rows = rows.where(Admission.state == query.state)
    items, following = read_page(uow.session, rows, Admission.id, after=query.after, limit=query.limit)
    onlooker = uow.onlooker({item.team_id for item in items})
    return messages.AdmissionPage(items=[admission_shape(item, onlooker) for item in items], next=following)


def show_stationing(query: messages.ShowStationing, uow: MembershipUnitOfWork) -> messages.Stationing:
    """
    Show a stationing to its community, who acts for the team, and the department.

    Raises:
        NotFound: `stationing.unknown`.
        Forbidden: `stationing.not_yours`.
    """
    stationing = uow.stationings.get(query.stationing_id)
    if not (uow.has_oversight or uow.is_run_by_actor(stationing.community_id) or uow.leads(stationing.team)):
        raise Forbidden("stationing.not_yours")
    return stationing_shape(stationing)


def list_team_stationings(query: messages.ListTeamStationings, uow: MembershipUnitOfWork) -> messages.StationingPage:
    """
    Where a team is stationed; who acts for it, and the department, also see what was asked for and what has ended.

    Raises:
        NotFound: `team.unknown`.
    """
    team = uow.teams.get(query.team_id)
    rows = uow.stationings.of_team(team.id)
    if not (uow.has_oversight or uow.leads(team)):
        rows = rows.where(Stationing.state == "stationed")
    if query.state is not None:
        rows = rows.where(Stationing.state == query.state)
    items, following = read_page(uow.session, rows, Stationing.id, after=query.after, limit=query.limit)
    return messages.StationingPage(items=[stationing_shape(item) for item in items], next=following)


def list_community_stationings(
    query: messages.ListCommunityStationings, uow: MembershipUnitOfWork
) -> messages.StationedTeamPage:
    """
    The teams stationed at a community, or that ask to be, with what they can do; for the community and the department.

    Raises:
        NotFound: `community.unknown`.
        Forbidden: `community.not_yours`.
    """
    community = uow.organisations.get(query.community_id, "community")
    uow.check_in_charge(community.id, "community.not_yours")
    rows = uow.stationings.at_community(community.id).where(Stationing.state == query.state)
    items, following = read_page(uow.session, rows, Stationing.id, after=query.after, limit=query.limit)
    leaders = uow.members.load({item.team.leader_id for item in items if item.team.leader_id})
    skills = uow.stationings.skills_of({item.team_id for item in items})
    return messages.StationedTeamPage(
        items=[
            stationed_team_shape(item, leaders.get(item.team.leader_id or ""), skills.get(item.team_id, []))
            for item in items
        ],
        next=following,
    )


def suggest_teams(query: messages.SuggestTeams, uow: MembershipUnitOfWork) -> messages.TeamSuggestions:
    """
    Which teams a unit could form: themes that enough of its active members share and are in no team of yet.

    Raises:
        NotFound: `unit.unknown`.
        Forbidden: `unit.not_yours`.
    """
    found = uow.team_suggestions(_own_unit_id(query.unit_id, uow))
    groups = found.groups(query.kind, at_least=query.at_least, limit=query.limit)
    living: dict[tuple[str, str], list[messages.CommunityCount]] = {(kind, theme): [] for kind, theme, _ in groups}
    for kind, theme, community_id, name, count in found.communities(groups):
        living[kind, theme].append(messages.CommunityCount(community_id=community_id, name=name, count=count))
    return messages.TeamSuggestions(
        items=[
            messages.TeamSuggestion(kind=kind, theme=theme, count=count, communities=living[kind, theme])
            for kind, theme, count in groups
        ]
    )


def list_suggested_members(
    query: messages.ListSuggestedMembers, uow: MembershipUnitOfWork
) -> messages.SuggestedMemberPage:
    """
    Whom a suggestion is about.

    Raises:
        NotFound: `unit.unknown`.
        Forbidden: `unit.not_yours`.
    """
    rows = uow.team_suggestions(_own_unit_id(query.unit_id, uow)).members(query.kind, query.theme)
    items, following = read_page(uow.session, rows, Member.id, after=query.after, limit=query.limit)
    return messages.SuggestedMemberPage(items=[suggested_member_shape(item) for item in items], next=following)


def _own_unit_id(unit_id: str, uow: MembershipUnitOfWork) -> str:
    unit = uow.organisations.get(unit_id, "unit")
    if not uow.is_run_by_actor(unit.id):
        raise Forbidden("unit.not_yours")
    return unit.id
