"""A unit's own teams, as its own system keeps them: who is in them is told as a whole."""

from services.membership.handlers.team_endings import let_go
from services.membership.handlers.team_entry import lock_fit, places_of, take_in
from services.membership.handlers.teams import lock_led
from services.membership.model import Team
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas.team_records import team_record
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages import membership as messages

LARGEST = 500
LONGEST_THEME = 100
REASON = "单位人事系统移出"


def found_staffed_team(command: messages.FoundStaffedTeam, uow: MembershipUnitOfWork) -> messages.TeamRecord:
    """
    Found a team of the acting unit and put its own members into it, of whom the first one named leads.

    Raises:
        NotFound: `unit.unknown`.
        Conflict: `team.name_taken`; `team.members_refused`, with the place and code of each who can't be put in.

    Publishes:
        TeamFounded, and TeamJoined for each but the leader.
    """
    unit = uow.organisations.get(uow.actor.organisation_id or "", "unit")
    if uow.teams.is_name_taken(command.name):
        raise Conflict("team.name_taken")
    team = Team(
        id=new_id(),
        tenant_id=uow.tenant_id,
        unit_id=unit.id,
        founder_id=None,
        leader_id=command.member_ids[0],
        name=command.name,
        kind="unit",
        theme=command.name[:LONGEST_THEME],
        joining="invitation",
        max_size=LARGEST,
        size=1,
        state="active",
        founded_at=uow.now,
        changed_at=uow.now,
        provisioning_id=command.provisioning_id,
    )
    units = lock_fit(team, places_of(command.member_ids, "member_ids"), uow, unit_id=unit.id)
    uow.session.add(team)
    uow.teams.take_in(team, [command.member_ids[0]], uow.now)
    uow.record(team.found())
    take_in(team, {member_id: unit.id for member_id in units if member_id != team.leader_id}, uow)
    return _answer(team, uow)


def restaff_team(command: messages.RestaffTeam, uow: MembershipUnitOfWork) -> messages.TeamRecord:
    """
    Have exactly these of the founding unit be in its team, under this name; all or nothing.

    Raises:
        NotFound: `team.unknown`.
        Forbidden: `team.not_yours`, not the founding unit.
        PreconditionFailed: `precondition.failed`.
        Conflict: `team.dissolved`, `team.name_taken`, `team.full`, `team.members_refused`; `member.not_active`, nobody
            who stays could lead.

    Publishes:
        TeamEdited, TeamJoined, LeaderChanged and TeamLeft for what differs.
    """
    team = lock_led(command.team_id, uow)
    if uow.actor.role != "unit":
        raise Forbidden("team.not_yours")
    uow.expect(team.version)
    team.check_active()
    if uow.teams.is_name_taken(command.name, besides=team.id):
        raise Conflict("team.name_taken")
    places = places_of(command.member_ids, "member_ids")
    present = uow.teams.everybody(team.id)
    newcomers = {member_id: place for member_id, place in places.items() if member_id not in present}
    units = lock_fit(team, newcomers, uow, unit_id=team.unit_id)
    gone = {one: unit for one, unit in present.items() if unit == team.unit_id and one not in places}
    wanted = {"name": command.name, "provisioning_id": command.provisioning_id}
    if edited := team.edit(wanted, uow.now):
        uow.record(edited)
    take_in(team, units, uow)
    if team.leader_id in gone:
        _pass_on(team, list(places), uow)
    let_go(team, gone, "removed", uow, reason=REASON)
    return _answer(team, uow)


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
