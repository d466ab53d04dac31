"""How memberships and teams end, and what becomes of those who leave their unit."""

from collections.abc import Mapping

from services.membership.handlers.team_entry import close
from services.membership.model import Team
from services.membership.repository import MembershipUnitOfWork
from services.membership.repository.teams import end_of
from shared.messages.membership import Ending, MemberLeft, MemberMoved, TeamDissolved

LAST_HAS_LEFT = "最后一名队员已离队"


def let_go(
    team: Team, units: Mapping[str, str], ending: Ending, uow: MembershipUnitOfWork, *, reason: str | None = None
) -> None:
    """End the memberships of some, neither the leader's nor everybody's, in a locked team. units: of each."""
    if not units:
        return
    team.shrink(len(units), uow.now)
    uow.teams.let_go(team, units, end_of(ending, uow.now, reason))
    for member_id, unit_id in units.items():
        uow.record(team.leave(member_id, unit_id, ending))


def disband(team: Team, reason: str, uow: MembershipUnitOfWork) -> None:
    """
    Dissolve a locked team; nobody is left in it, nothing that concerns it stays open.

    Raises:
        Conflict: `team.dissolved`.
    """
    end_with(team, team.dissolve(reason, uow.now), reason, uow)


def end_with(team: Team, dissolved: TeamDissolved, reason: str, uow: MembershipUnitOfWork) -> None:
    """End all that there is of a locked team that has just been dissolved."""
    uow.subject, uow.reason = dissolved.subject, reason
    everybody = uow.teams.everybody(team.id)
    uow.teams.let_go(team, everybody, end_of("dissolved", uow.now, reason))
    for member_id, unit_id in everybody.items():
        uow.record(team.leave(member_id, unit_id, "dissolved"))
    for admission in uow.admissions.open_of_team(team.id):
        close(admission, "void", uow)
    for stationing in uow.stationings.living_of(team.id):
        uow.record(stationing.end("dissolution", reason, uow.now))
    uow.record(dissolved)


def leave_teams(event: MemberLeft, uow: MembershipUnitOfWork) -> None:
    """End the memberships of who has left their unit's roster, and their invitations and requests."""
    for team_id in uow.teams.find_ids_with(event.member_id):
        _take_out(uow.teams.lock(team_id), event.member_id, event.unit_id, "off_roster", uow)
    for admission in uow.admissions.open_of_member(event.member_id):
        close(admission, "void", uow)


def leave_teams_of_former_unit(event: MemberMoved, uow: MembershipUnitOfWork) -> None:
    """End the memberships of who has moved to another unit, in teams that are for members of the former alone."""
    for team_id in uow.teams.find_ids_with(event.member_id):
        team = uow.teams.lock(team_id)
        if not team.takes(event.unit_id):
            _take_out(team, event.member_id, event.from_unit_id, "moved", uow)
    for admission in uow.admissions.open_of_member(event.member_id):
        if not admission.team.takes(event.unit_id):
            close(admission, "void", uow)


def _take_out(team: Team, member_id: str, unit_id: str, ending: Ending, uow: MembershipUnitOfWork) -> None:
    """End one membership. A leader's passes the team on to who has been in it longest; the last one's ends the team."""
    if not uow.teams.in_team(team.id, [member_id]):
        return
    if team.leader_id == member_id:
        successor = uow.teams.find_successor(team)
        if successor is None:
            disband(team, LAST_HAS_LEFT, uow)
            return
        uow.record(team.follow(successor, "passed_on", uow.now))
    let_go(team, {member_id: unit_id}, ending, uow)
