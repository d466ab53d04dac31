"""Members who are transferred from one unit to another."""

from services.membership.handlers.entries import FiledEntry, known_elsewhere
from services.membership.handlers.moves import Decision, check_number, claimed_entry, move
from services.membership.model import Member, RosterConflict
from services.membership.repository import MembershipUnitOfWork
from shared.messages import membership as messages


def transfer_member(command: messages.TransferMember, uow: MembershipUnitOfWork) -> messages.MemberTransfer:
    """
    Put a member on another unit's roster, for the department or for their own unit. Where that unit claims them, what
    its roster says counts from now on; or else what is known of them stays, but for the former unit's own department,
    and nobody signs in by the phone until the new unit has said it.

    Raises:
        NotFound: `member.unknown`, `unit.unknown`.
        Forbidden: `member.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `member.not_on_roster`, `member.in_unit_already`, `organisation.closed`, `member.external_id_taken`.

    Publishes:
        MemberMoved; RosterConflictDecided where that unit claims them, RosterConflictOpened for each claim of another.
    """
    member = uow.members.hold(command.member_id)
    by: messages.ConflictDecider = "department" if uow.has_oversight else "holder"
    uow.check_in_charge(member.unit_id, "member.not_yours")
    uow.expect(member.version)
    unit = uow.organisations.get(command.unit_id, "unit")
    member.check_movable(unit.id)
    uow.organisations.hold(unit.id).check_open()
    claims = uow.roster_conflicts.open_of(member.id)
    filed = _entry(member, next((one for one in claims if one.unit_id == unit.id), None), uow)
    if command.external_id:
        filed = filed.numbered(command.external_id)
    check_number(unit, filed.entry.external_id, uow)
    uow.reason, from_unit_id = command.reason, member.unit_id
    move(member, unit, filed, Decision(by, command.reason), uow)
    return messages.MemberTransfer(
        member_id=member.id,
        from_unit_id=from_unit_id,
        unit_id=unit.id,
        transferred_at=uow.now,
        version=member.version,
    )


def _entry(member: Member, claim: RosterConflict | None, uow: MembershipUnitOfWork) -> FiledEntry:
    """What the new unit's roster says of the person, or else what is known."""
    if claim is not None and claim.identity_digest == member.identity_digest:
        return claimed_entry(claim, member, uow.cipher)
    return FiledEntry(known_elsewhere(member, uow.cipher), ("phone",))
