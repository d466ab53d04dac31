"""A unit's own teams, as its own system keeps them: who is in them is told as a whole."""

from services.membership.handlers.team_endings import disband, end_with, let_go
from services.membership.handlers.team_entry import lock_fit, places_of, take_in
from services.membership.model import Team
from services.membership.model.teams import LONGEST_THEME
from services.membership.repository import MembershipUnitOfWork
from services.membership.repository.access import NOBODY
from services.membership.schemas.team_records import team_record
from shared.errors import Conflict
from shared.ids import new_id
from shared.messages import membership as messages

LARGEST = 500
REASON = "单位人事系统移出"


def found_staffed_team(command: messages.FoundStaffedTeam, uow: MembershipUnitOfWork) -> messages.TeamRecord:
    """
    Found a team of the acting unit and put its own members into it, of whom the first one named leads; with none named,
    plan it.

    Raises:
        NotFound: `unit.unknown`.
        Conflict: `team.name_taken`; `team.members_refused`, with the place and code of each who can't be put in.

    Publishes:
        TeamFounded, and TeamJoined for each but the leader; nothing where it is planned.
    """
    unit = uow.organisations.get(uow.actor.organisation_id or "", "unit")
    if uow.teams.is_name_taken(command.name):
        raise Conflict("team.name_taken")
    team = Team(
        id=new_id(),
        tenant_id=uow.tenant_id,
        unit_id=unit.id,
        founder_id=None,
        leader_id=None,
        name=command.name,
        kind="unit",
        theme=command.name[:LONGEST_THEME],
        joining="invitation",
        max_size=LARGEST,
        size=0,
        state="planned",
        created_at=uow.now,
        founded_at=uow.now,
        changed_at=uow.now,
        provisioning_id=command.provisioning_id,
    )
    uow.session.add(team)
    _staff(team, command.member_ids, uow)
    return _answer(team, uow)


def _staff(team: Team, member_ids: list[str], uow: MembershipUnitOfWork) -> None:
    """Found a planned team with its first members, if there are any."""
    places = places_of(member_ids, "member_ids")
    if not places:
        return
    with uow.session.no_autoflush:
        units = lock_fit(team, places, uow, unit_id=team.unit_id)
    leader_id = next(iter(places))
    uow.record(team.found_by(leader_id, uow.now))
    uow.teams.take_in(team, [leader_id], uow.now)
    take_in(team, {member_id: unit_id for member_id, unit_id in units.items() if member_id != leader_id}, uow)


def restaff_team(command: messages.RestaffTeam, uow: MembershipUnitOfWork) -> messages.TeamRecord:
    """
    Have exactly these of the founding unit be in its team, under this name; all or nothing. A planned team is founded
    with the first of them; one in which nobody is to be any more is planned again.

    Raises:
        NotFound: `team.unknown`, also where it is dissolved or others have founded it.
        PreconditionFailed: `precondition.failed`.
        Conflict: `team.name_taken`, `team.full`, `team.members_refused`; `member.not_active`, nobody who stays could
            lead.

    Publishes:
        TeamEdited, TeamJoined, LeaderChanged and TeamLeft for what differs; TeamFounded with the first members,
        TeamDissolved with the last.
    """
    team = _lock(command.team_id, uow)
    uow.expect(team.version)
    if uow.teams.is_name_taken(command.name, besides=team.id):
        raise Conflict("team.name_taken")
    if team.state == "planned":
        team.plan(command.name, command.provisioning_id, uow.now)
        _staff(team, command.member_ids, uow)
    else:
        _replace(team, command, uow)
    return _answer(team, uow)


def _replace(team: Team, command: messages.RestaffTeam, uow: MembershipUnitOfWork) -> None:
    wanted = {"name": command.name, "provisioning_id": command.provisioning_id}
    if edited := team.edit(wanted, uow.now):
        uow.record(edited)
    places = places_of(command.member_ids, "member_ids")
    if not places:
        end_with(team, team.suspend(REASON, uow.now), REASON, uow)
        return
    present = uow.teams.everybody(team.id)
    newcomers = {member_id: place for member_id, place in places.items() if member_id not in present}
    units = lock_fit(team, newcomers, uow, unit_id=team.unit_id)
    gone = {one: unit for one, unit in present.items() if unit == team.unit_id and one not in places}
    take_in(team, units, uow)
    if team.leader_id in gone:
        _pass_on(team, list(places), uow)
    let_go(team, gone, "removed", uow, reason=REASON)


def remove_team_record(command: messages.RemoveTeamRecord, uow: MembershipUnitOfWork) -> None:
    """
    Dissolve a team of the acting unit, or give up one that is planned.

    Raises:
        NotFound: `team.unknown`.
        PreconditionFailed: `precondition.failed`.

    Publishes:
        TeamDissolved and TeamLeft for each who was in it; nothing for one that is planned.
    """
    team = _lock(command.team_id, uow)
    uow.expect(team.version)
    if team.state == "planned":
        uow.subject, uow.reason = f"team/{team.id}", command.reason
        if uow.teams.has_been_founded(team.id):
            team.give_up(command.reason, uow.now)
        else:
            uow.session.delete(team)
    else:
        disband(team, command.reason, uow)


def _lock(team_id: str, uow: MembershipUnitOfWork) -> Team:
    unit_id = uow.actor.organisation_id if uow.actor.role == "unit" else None
    return uow.teams.lock_provisioned(team_id, unit_id or NOBODY)


def _pass_on(team: Team, member_ids: list[str], uow: MembershipUnitOfWork) -> None:
    known = uow.members.load(member_ids)
    active = [known[member_id] for member_id in member_ids if known[member_id].state == "active"]
    if not active:
        raise Conflict("member.not_active")
    uow.record(team.follow(active[0], "handed_over", uow.now))


def _answer(team: Team, uow: MembershipUnitOfWork) -> messages.TeamRecord:
    uow.session.flush()
    uow.subject = uow.subject or f"team/{team.id}"
    return team_record(team, uow.teams.of_unit_in([team.id], team.unit_id).get(team.id, []))
