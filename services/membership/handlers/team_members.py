"""Joining and leaving teams, and who leads them."""

from services.membership.handlers.team_endings import LAST_HAS_LEFT, disband, let_go
from services.membership.handlers.team_entry import answer_with, lock_fit, lock_fit_member, places_of, take_in
from services.membership.handlers.teams import lock_led
from services.membership.repository import MembershipUnitOfWork
from shared.errors import Conflict, Forbidden
from shared.messages import membership as messages


def join_team(command: messages.JoinTeam, uow: MembershipUnitOfWork) -> messages.Team:
    """
    Have the acting member join an open team; of several who want the last place at once one gets it.

    Raises:
        NotFound: `team.unknown`.
        Forbidden: `access.denied`, not a member.
        Conflict: `team.dissolved`, `team.not_open`, `team.full`, and as `lock_fit_member`.

    Publishes:
        TeamJoined; AdmissionClosed, where there was an invitation.
    """
    member_id = uow.acting_member_id
    team = uow.teams.lock(command.team_id)
    team.check_active()
    if team.joining != "open":
        raise Conflict("team.not_open")
    take_in(team, {member_id: lock_fit_member(team, member_id, uow)}, uow)
    return answer_with(team, uow)


def leave_team(command: messages.LeaveTeam, uow: MembershipUnitOfWork) -> messages.Team:
    """
    Have the acting member leave a team. The last one's leaving dissolves it.

    Raises:
        NotFound: `team.unknown`.
        Forbidden: `access.denied`, not a member.
        Conflict: `team.dissolved`, `team.not_in`; `team.leader_must_hand_over`, as long as others are in it.

    Publishes:
        TeamLeft; where the last one leaves, as `dissolve_team`.
    """
    member_id = uow.acting_member_id
    team = uow.teams.lock(command.team_id)
    team.check_active()
    units = uow.teams.in_team(team.id, [member_id])
    if not units:
        raise Conflict("team.not_in")
    if team.leader_id != member_id:
        let_go(team, units, "left", uow)
    elif team.size > 1:
        raise Conflict("team.leader_must_hand_over")
    else:
        disband(team, LAST_HAS_LEFT, uow)
    return answer_with(team, uow)


def hand_over_team(command: messages.HandOverTeam, uow: MembershipUnitOfWork) -> messages.Team:
    """
    Have another member of a team lead it from now on; handing it to who leads it already changes nothing.

    Raises:
        NotFound: `team.unknown`.
        Forbidden: `team.not_yours`, neither the leader nor the founding unit.
        PreconditionFailed: `precondition.failed`.
        Conflict: `team.dissolved`; `team.not_in`, they aren't in the team; `member.not_active`.

    Publishes:
        LeaderChanged.
    """
    team = lock_led(command.team_id, uow)
    uow.expect(team.version)
    team.check_active()
    candidate = uow.teams.lock_candidates([command.member_id]).get(command.member_id)
    if candidate is None or not uow.teams.in_team(team.id, [command.member_id]):
        raise Conflict("team.not_in")
    if candidate.state != "active":
        raise Conflict("member.not_active")
    if team.leader_id != command.member_id:
        uow.record(team.follow(uow.members.get(command.member_id), "handed_over", uow.now))
    return answer_with(team, uow)


def add_team_members(command: messages.AddTeamMembers, uow: MembershipUnitOfWork) -> messages.Team:
    """
    Put members of the founding unit into its team: all or none; those who are in it already stay.

    Raises:
        NotFound: `team.unknown`.
        Forbidden: `team.not_yours`, not the founding unit.
        PreconditionFailed: `precondition.failed`.
        Conflict: `team.dissolved`, `team.full`; `team.members_refused`, with the place and code of each who can't be
            put in.

    Publishes:
        TeamJoined for each who is new; AdmissionClosed for what invitations and requests they had.
    """
    team = lock_led(command.team_id, uow)
    if uow.actor.role != "unit":
        raise Forbidden("team.not_yours")
    uow.expect(team.version)
    team.check_active()
    units = lock_fit(team, places_of(command.member_ids, "member_ids"), uow, unit_id=team.unit_id)
    present = uow.teams.in_team(team.id, units)
    take_in(team, {member_id: unit_id for member_id, unit_id in units.items() if member_id not in present}, uow)
    uow.subject = uow.subject or f"team/{team.id}"
    return answer_with(team, uow)


def remove_team_members(command: messages.RemoveTeamMembers, uow: MembershipUnitOfWork) -> messages.Team:
    """
    End memberships for a reason, all or none; who isn't in the team is passed over.

    Raises:
        NotFound: `team.unknown`.
        Forbidden: `team.not_yours`, neither the leader nor the founding unit.
        PreconditionFailed: `precondition.failed`.
        Conflict: `team.dissolved`; `team.leader_must_hand_over`, the leader is among them.

    Publishes:
        TeamLeft for each.
    """
    team = lock_led(command.team_id, uow)
    uow.expect(team.version)
    team.check_active()
    if team.leader_id in command.member_ids:
        raise Conflict("team.leader_must_hand_over")
    uow.subject, uow.reason = f"team/{team.id}", command.reason
    let_go(team, uow.teams.in_team(team.id, command.member_ids), "removed", uow, reason=command.reason)
    return answer_with(team, uow)
