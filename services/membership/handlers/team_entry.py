"""Who may come into a team, and what happens when they do."""

from collections.abc import Collection, Iterable, Mapping

from services.membership.model import Admission, Member, Team
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas.teams import team_shape
from shared.errors import Conflict, Fault
from shared.messages import membership as messages

DETAILS = {
    "member.unknown": "There is no such member in the tenant.",
    "member.not_active": "This member isn't active on a unit's roster.",
    "member.not_yours": "This member is on another unit's roster.",
    "member.too_many_teams": "This member is in as many teams as one may be.",
    "team.own_unit_only": "The team takes members of its own unit alone.",
}


def places_of(member_ids: Iterable[str], field: str) -> dict[str, str]:
    """Where in the request each member is named first."""
    places: dict[str, str] = {}
    for index, member_id in enumerate(member_ids):
        places.setdefault(member_id, f"#/{field}/{index}")
    return places


def lock_fit(
    team: Team, places: Mapping[str, str], uow: MembershipUnitOfWork, *, unit_id: str | None = None
) -> dict[str, str]:
    """
    Make sure that all of these may come into a locked team.

    places: each member with the JSON pointer of where they are named. unit_id: where all must be on one unit's roster.

    Returns:
        The unit of each, in the order given.

    Raises:
        Conflict: `team.members_refused`, with the place and code of each who may not (`DETAILS`).
    """
    units, refused = _look_at(team, places, unit_id, uow)
    if refused:
        faults = [Fault(places[member_id], code, DETAILS[code]) for member_id, code in refused.items()]
        raise Conflict("team.members_refused", errors=faults[:100])
    return units


def lock_fit_member(team: Team, member_id: str, uow: MembershipUnitOfWork) -> str:
    """
    Make sure that a member may come into a locked team.

    Returns:
        Their unit.

    Raises:
        Conflict: `team.already_in`; `member.unknown`, `member.not_active`, `member.too_many_teams`,
            `team.own_unit_only`.
    """
    units, refused = _look_at(team, [member_id], None, uow)
    if refused:
        raise Conflict(refused[member_id])
    if uow.teams.in_team(team.id, [member_id]):
        raise Conflict("team.already_in")
    return units[member_id]


def _look_at(
    team: Team, member_ids: Collection[str], unit_id: str | None, uow: MembershipUnitOfWork
) -> tuple[dict[str, str], dict[str, str]]:
    """The units of those who may come in, and the codes of those who may not."""
    candidates = uow.teams.lock_candidates(member_ids)
    busy = uow.teams.with_too_many(candidates.keys()) - uow.teams.in_team(team.id, candidates.keys()).keys()
    units: dict[str, str] = {}
    refused: dict[str, str] = {}
    for member_id in member_ids:
        candidate = candidates.get(member_id)
        if candidate is None:
            refused[member_id] = "member.unknown"
        elif candidate.state != "active":
            refused[member_id] = "member.not_active"
        elif unit_id and candidate.unit_id != unit_id:
            refused[member_id] = "member.not_yours"
        elif not team.takes(candidate.unit_id):
            refused[member_id] = "team.own_unit_only"
        elif member_id in busy:
            refused[member_id] = "member.too_many_teams"
        else:
            units[member_id] = candidate.unit_id
    return units, refused


def take_in(team: Team, units: Mapping[str, str], uow: MembershipUnitOfWork) -> None:
    """
    Make those who may part of a locked team; what invitations and requests they have to it are accepted thereby.

    Raises:
        Conflict: `team.dissolved`, `team.full`.
    """
    if not units:
        return
    team.grow(len(units), uow.now)
    uow.teams.take_in(team, list(units), uow.now)
    for admission in uow.admissions.find_open(team.id, units):
        close(admission, "accepted", uow)
    for member_id, unit_id in units.items():
        uow.record(team.join(member_id, unit_id))


def close(
    admission: Admission, state: messages.AdmissionState, uow: MembershipUnitOfWork, *, reason: str | None = None
) -> None:
    """End an invitation or a request, and its deadline."""
    uow.record(admission.close(state, reason))
    uow.schedule(admission.subject, admission.schedule())


def invite(team: Team, member_ids: Collection[str], message: str | None, uow: MembershipUnitOfWork) -> list[Admission]:
    """Invite members who have been looked at, and of whom nobody is in the team, or has asked or been invited."""
    known = uow.members.load(member_ids)
    return [open_admission(team, known[member_id], "invitation", message, uow) for member_id in member_ids]


def open_admission(
    team: Team, member: Member, origin: messages.AdmissionOrigin, message: str | None, uow: MembershipUnitOfWork
) -> Admission:
    admission = Admission.begin(team, member, origin=origin, message=message, now=uow.now)
    uow.session.add(admission)
    uow.record(admission.open())
    uow.schedule(admission.subject, admission.schedule(), is_new=True)
    return admission


def answer_with(team: Team, uow: MembershipUnitOfWork) -> messages.Team:
    """The team as the actor sees it now."""
    leader = uow.members.get(team.leader_id) if team.leader_id else None
    return team_shape(team, leader, uow.onlooker([team.id]))
