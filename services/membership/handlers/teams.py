"""Founding, editing and dissolving teams."""

from services.membership.handlers.team_endings import disband
from services.membership.handlers.team_entry import answer_with, invite, lock_fit, lock_fit_member, places_of
from services.membership.model import Team
from services.membership.repository import MembershipUnitOfWork
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import membership as messages

EDITABLE = ("name", "theme", "description", "joining", "max_size")


def found_team(command: messages.FoundTeam, uow: MembershipUnitOfWork) -> messages.Team:
    """
    Have the acting member found a team and lead it.

    Raises:
        Forbidden: `access.denied`, not a member.
        Conflict: `team.name_taken`, a living team of the tenant has the name; `member.not_active`;
            `member.too_many_teams`.

    Publishes:
        TeamFounded.
    """
    member = uow.members.get(uow.acting_member_id)
    team = _new_team(command, uow, unit_id=member.unit_id, founder_id=member.id, leader_id=member.id)
    lock_fit_member(team, member.id, uow)
    return _found(team, [], uow)


def found_unit_team(command: messages.FoundUnitTeam, uow: MembershipUnitOfWork) -> messages.Team:
    """
    Have the acting unit found a team, led by one of its members, and invite others of them.

    Raises:
        NotFound: `unit.unknown`.
        Forbidden: `unit.not_yours`.
        Conflict: `team.name_taken`; `team.members_refused`, with the place and code of each who isn't an active member
            of the unit, or is in as many teams as one may be.

    Publishes:
        TeamFounded; AdmissionOpened for each who is invited.
    """
    unit = uow.organisations.get(command.unit_id, "unit")
    if not uow.is_run_by_actor(unit.id):
        raise Forbidden("unit.not_yours")
    team = _new_team(command, uow, unit_id=unit.id, founder_id=None, leader_id=command.leader_id)
    places = places_of(command.invite, "invite") | {command.leader_id: "#/leader_id"}
    lock_fit(team, places, uow, unit_id=unit.id)
    return _found(team, [member_id for member_id in places if member_id != command.leader_id], uow)


def edit_team(command: messages.EditTeam, uow: MembershipUnitOfWork) -> messages.Team:
    """
    Change what a team says of itself, how it is joined, or how many it takes.

    Raises:
        NotFound: `team.unknown`.
        Forbidden: `team.not_yours`, neither the leader nor the founding unit.
        PreconditionFailed: `precondition.failed`.
        Invalid: `request.unfit`, nothing is given.
        Conflict: `team.dissolved`, `team.name_taken`; `team.larger_than_that`, more are in it than it is to take.

    Publishes:
        TeamEdited, unless all is as it was.
    """
    team = lock_led(command.team_id, uow)
    uow.expect(team.version)
    changes = {name: value for name in EDITABLE if (value := getattr(command, name)) is not None}
    if not changes:
        raise Invalid("request.unfit", errors=[Fault("#", "missing", "Give something to change.")])
    if command.name is not None and uow.teams.is_name_taken(command.name, besides=team.id):
        raise Conflict("team.name_taken")
    if edited := team.edit(changes, uow.now):
        uow.record(edited)
    return answer_with(team, uow)


def dissolve_team(command: messages.DissolveTeam, uow: MembershipUnitOfWork) -> messages.Team:
    """
    Dissolve a team: its memberships, invitations, requests and stationings end.

    Raises:
        NotFound: `team.unknown`.
        Forbidden: `team.not_yours`, neither the leader nor the founding unit.
        PreconditionFailed: `precondition.failed`.
        Conflict: `team.dissolved`.

    Publishes:
        TeamLeft for each member, AdmissionClosed and StationingEnded for what ends with it, then TeamDissolved.
    """
    team = lock_led(command.team_id, uow)
    uow.expect(team.version)
    disband(team, command.reason, uow)
    return answer_with(team, uow)


def lock_led(team_id: str, uow: MembershipUnitOfWork) -> Team:
    """
    A team that the actor acts for, locked.

    Raises:
        NotFound: `team.unknown`.
        Forbidden: `team.not_yours`.
    """
    team = uow.teams.lock(team_id)
    if not uow.leads(team):
        raise Forbidden("team.not_yours")
    return team


def _new_team(
    command: messages.FoundTeam | messages.FoundUnitTeam,
    uow: MembershipUnitOfWork,
    *,
    unit_id: str,
    founder_id: str | None,
    leader_id: str,
) -> Team:
    if uow.teams.is_name_taken(command.name):
        raise Conflict("team.name_taken")
    return Team(
        id=new_id(),
        tenant_id=uow.tenant_id,
        unit_id=unit_id,
        founder_id=founder_id,
        leader_id=leader_id,
        name=command.name,
        kind=command.kind,
        theme=command.theme,
        description=command.description,
        joining=command.joining,
        max_size=command.max_size,
        size=1,
        state="active",
        created_at=uow.now,
        founded_at=uow.now,
        changed_at=uow.now,
    )


def _found(team: Team, invited: list[str], uow: MembershipUnitOfWork) -> messages.Team:
    uow.session.add(team)
    uow.teams.take_in(team, [team.leader_id or ""], uow.now)
    uow.record(team.found())
    invite(team, invited, None, uow)
    return answer_with(team, uow)
