"""Invitations to teams, requests to be taken in, and what becomes of them."""

from services.membership.handlers.team_entry import (
    close,
    invite,
    lock_fit,
    lock_fit_member,
    open_admission,
    places_of,
    take_in,
)
from services.membership.handlers.teams import lock_led
from services.membership.model import Admission
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas.teams import admission_shape
from shared.errors import Conflict, Forbidden
from shared.messages import membership as messages


def invite_to_team(command: messages.InviteToTeam, uow: MembershipUnitOfWork) -> messages.InvitationReport:
    """
    Invite members to a team; each has 14 days to answer. All or none, but for those who are in it, are invited already
    or have asked.

    Raises:
        NotFound: `team.unknown`.
        Forbidden: `team.not_yours`, neither the leader nor the founding unit.
        Conflict: `team.dissolved`; `team.members_refused`, with the place and code of each who can't be in it.

    Publishes:
        AdmissionOpened for each.
    """
    team = lock_led(command.team_id, uow)
    team.check_active()
    places = places_of(command.member_ids, "member_ids")
    settled = set(uow.teams.in_team(team.id, places))
    settled |= {admission.member_id for admission in uow.admissions.find_open(team.id, places)}
    units = lock_fit(team, places, uow)
    uow.subject = f"team/{team.id}"
    invited = invite(team, [member_id for member_id in units if member_id not in settled], command.message, uow)
    onlooker = uow.onlooker([team.id])
    return messages.InvitationReport(
        items=[admission_shape(admission, onlooker) for admission in invited],
        passed_over=[member_id for member_id in places if member_id in settled],
    )


def request_admission(command: messages.RequestAdmission, uow: MembershipUnitOfWork) -> messages.Admission:
    """
    Have the acting member ask a team to take them in; it has 14 days to answer.

    Raises:
        NotFound: `team.unknown`.
        Forbidden: `access.denied`, not a member.
        Conflict: `team.dissolved`; `team.takes_no_requests`, it is open or invites; `admission.exists`, one is open;
            and as `lock_fit_member`.

    Publishes:
        AdmissionOpened.
    """
    member_id = uow.acting_member_id
    team = uow.teams.lock(command.team_id)
    team.check_active()
    if team.joining != "approval":
        raise Conflict("team.takes_no_requests")
    lock_fit_member(team, member_id, uow)
    if uow.admissions.find_open(team.id, [member_id]):
        raise Conflict("admission.exists")
    admission = open_admission(team, uow.members.get(member_id), "request", command.message, uow)
    return _answer(admission, uow)


def accept_admission(command: messages.AcceptAdmission, uow: MembershipUnitOfWork) -> messages.Admission:
    """
    Accept an invitation, or a request: the member is in the team.

    Raises:
        NotFound: `admission.unknown`.
        Forbidden: `admission.not_yours`, not whose word is awaited.
        PreconditionFailed: `precondition.failed`.
        Conflict: `admission.closed`, `admission.expired`, `team.dissolved`, `team.full`, and as `lock_fit_member`.

    Publishes:
        AdmissionClosed, then TeamJoined.
    """
    admission = _lock(command.admission_id, uow, is_answer=True)
    admission.check_open(uow.now)
    unit_id = lock_fit_member(admission.team, admission.member_id, uow)
    take_in(admission.team, {admission.member_id: unit_id}, uow)
    return _answer(admission, uow)


def decline_admission(command: messages.DeclineAdmission, uow: MembershipUnitOfWork) -> messages.Admission:
    """
    Decline an invitation, or a request, for a reason.

    Raises:
        NotFound: `admission.unknown`.
        Forbidden: `admission.not_yours`, not whose word is awaited.
        PreconditionFailed: `precondition.failed`.
        Conflict: `admission.closed`, `admission.expired`.

    Publishes:
        AdmissionClosed.
    """
    admission = _lock(command.admission_id, uow, is_answer=True)
    admission.check_open(uow.now)
    uow.reason = command.reason
    close(admission, "declined", uow, reason=command.reason)
    return _answer(admission, uow)


def withdraw_admission(command: messages.WithdrawAdmission, uow: MembershipUnitOfWork) -> messages.Admission:
    """
    Take an invitation, or a request, back.

    Raises:
        NotFound: `admission.unknown`.
        Forbidden: `admission.not_yours`, the other side has made it.
        PreconditionFailed: `precondition.failed`.
        Conflict: `admission.closed`, `admission.expired`.

    Publishes:
        AdmissionClosed.
    """
    admission = _lock(command.admission_id, uow, is_answer=False)
    admission.check_open(uow.now)
    close(admission, "withdrawn", uow)
    return _answer(admission, uow)


def expire_admission(command: messages.ExpireAdmission, uow: MembershipUnitOfWork) -> None:
    """
    End an invitation or a request that nobody has answered in time.

    Raises:
        NotFound: `admission.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `admission.closed`, `admission.not_due`.

    Publishes:
        AdmissionClosed.
    """
    uow.check_timer()
    uow.teams.lock(uow.admissions.get_team_id(command.admission_id))
    admission = uow.admissions.get(command.admission_id)
    uow.record(admission.expire(uow.now))
    uow.schedule(admission.subject, admission.schedule())


def _lock(admission_id: str, uow: MembershipUnitOfWork, *, is_answer: bool) -> Admission:
    """An admission whose team is locked, on which the actor's word is awaited, or which the actor has made."""
    team = uow.teams.lock(uow.admissions.get_team_id(admission_id))
    admission = uow.admissions.get(admission_id)
    is_members_turn = (admission.origin == "invitation") == is_answer
    is_allowed = uow.is_actor(admission.member_id) if is_members_turn else uow.leads(team)
    if not is_allowed:
        raise Forbidden("admission.not_yours")
    uow.expect(admission.version)
    return admission


def _answer(admission: Admission, uow: MembershipUnitOfWork) -> messages.Admission:
    return admission_shape(admission, uow.onlooker([admission.team_id]))
