"""To whom somebody belongs whom two units' rosters name."""

from services.membership.handlers.moves import Decision, check_number, claimed_entry, move
from services.membership.model import RosterConflict
from services.membership.model.roster_conflicts import STEPS, ConflictSide
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import roster_conflict_shape
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.messages import membership as messages


def decide_roster_conflict(
    command: messages.DecideRosterConflict, uow: MembershipUnitOfWork
) -> messages.RosterConflict:
    """
    Decide for the department: the person moves to the unit that claims them, or stays where they are.

    Raises:
        NotFound: `roster_conflict.unknown`.
        Forbidden: `roster_conflict.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `roster_conflict.not_open`; of a move also `organisation.closed`, the claiming unit is,
            `roster_conflict.other_person`, `member.external_id_taken`.
        Invalid: `request.unfit`, a number without a move.

    Publishes:
        RosterConflictDecided; of a move also MemberMoved, and RosterConflictOpened for each claim of another unit.
    """
    conflict, _ = _hold(command.conflict_id, "decide", uow)
    if command.verdict == "move":
        _move(conflict, Decision("department", command.reason), command.external_id, uow)
    elif command.external_id is not None:
        raise Invalid("request.unfit", errors=[Fault("#/external_id", "unexpected", "Goes with a move alone.")])
    else:
        uow.record(conflict.dismiss(command.reason, uow.now))
    return roster_conflict_shape(conflict, uow.actor, uow.cipher)


def release_roster_conflict(
    command: messages.ReleaseRosterConflict, uow: MembershipUnitOfWork
) -> messages.RosterConflict:
    """
    Let the person go, for the unit that has them, to the one that claims them.

    Raises:
        NotFound: `roster_conflict.unknown`.
        Forbidden: `roster_conflict.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `roster_conflict.not_open`, `organisation.closed`, `roster_conflict.other_person`,
            `member.external_id_taken`.

    Publishes:
        MemberMoved, RosterConflictDecided, and RosterConflictOpened for each claim of another unit.
    """
    conflict, _ = _hold(command.conflict_id, "release", uow)
    _move(conflict, Decision("holder", command.reason), command.external_id, uow)
    return roster_conflict_shape(conflict, uow.actor, uow.cipher)


def withdraw_roster_conflict(
    command: messages.WithdrawRosterConflict, uow: MembershipUnitOfWork
) -> messages.RosterConflict:
    """
    Give a claim up, for the unit that has it. Its next roster that names the person claims them anew.

    Raises:
        NotFound: `roster_conflict.unknown`.
        Forbidden: `roster_conflict.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `roster_conflict.not_open`.

    Publishes:
        RosterConflictDecided.
    """
    conflict, _ = _hold(command.conflict_id, "withdraw", uow)
    uow.record(conflict.lapse("claimer", command.reason, uow.now))
    return roster_conflict_shape(conflict, uow.actor, uow.cipher)


def reopen_roster_conflict(
    command: messages.ReopenRosterConflict, uow: MembershipUnitOfWork
) -> messages.RosterConflict:
    """
    Have decided anew what was dismissed; it stands against whoever has the person now.

    Raises:
        NotFound: `roster_conflict.unknown`.
        Forbidden: `roster_conflict.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `roster_conflict.not_dismissed`, `roster_conflict.not_claimed`, `roster_conflict.stands`,
            `member.not_on_roster`; `roster_conflict.open_already`, the unit has claimed the person anew.

    Publishes:
        RosterConflictOpened.
    """
    conflict, side = _hold(command.conflict_id, "reopen", uow)
    if uow.roster_conflicts.has_open(conflict.unit_id, conflict.member_id):
        raise Conflict("roster_conflict.open_already")
    uow.reason = command.reason
    uow.record(conflict.reopen(side))
    return roster_conflict_shape(conflict, uow.actor, uow.cipher)


def _hold(
    conflict_id: str, step: messages.ConflictStep, uow: MembershipUnitOfWork
) -> tuple[RosterConflict, ConflictSide]:
    """A conflict as the caller has read it, held with its member; and the side that they speak for."""
    member_id = uow.roster_conflicts.get(conflict_id).member_id
    uow.members.hold(member_id)
    conflict = uow.roster_conflicts.hold(conflict_id)
    side = conflict.side_of(uow.actor)
    if side is None or side not in STEPS[step][1]:
        raise Forbidden("roster_conflict.not_yours")
    uow.expect(conflict.version)
    return conflict, side


def _move(conflict: RosterConflict, decision: Decision, external_id: str | None, uow: MembershipUnitOfWork) -> None:
    conflict.check_open()
    uow.organisations.hold(conflict.unit_id).check_open()
    if conflict.identity_digest != conflict.member.identity_digest:
        raise Conflict("roster_conflict.other_person")
    filed = claimed_entry(conflict, conflict.member, uow.cipher)
    if external_id:
        filed = filed.numbered(external_id)
    check_number(conflict.unit, filed.entry.external_id, uow)
    uow.subject = f"conflict/{conflict.id}"
    move(conflict.member, conflict.unit, filed, decision, uow)
