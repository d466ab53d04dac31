"""How members go from one unit's roster to another's, and what becomes of the claims on them."""

from typing import NamedTuple

from services.membership.handlers.entries import FiledEntry, by_listed_words, completed, fill
from services.membership.model import Member, Organisation, RosterConflict
from services.membership.repository import MembershipUnitOfWork
from services.membership.roster.facts import unsealed
from shared.encryption import Cipher
from shared.errors import Conflict
from shared.ids import new_id
from shared.messages.membership import ConflictDecider


class Decision(NamedTuple):
    """Who has somebody move, and why."""

    by: ConflictDecider
    reason: str | None = None


def move(member: Member, unit: Organisation, filed: FiledEntry, decision: Decision, uow: MembershipUnitOfWork) -> None:
    """
    Put a member, who is held, on another unit's roster as an entry says. A claim of that unit is met by it, and what it
    said when it was dismissed is forgotten; those of others stand against that unit from now on. The former unit lets
    nobody sign in as the member any more: its code ends, and so does its phone as a way in, until the new unit says it.

    Raises:
        Conflict: `member.not_on_roster`, `member.in_unit_already`.

    Publishes:
        MemberMoved, RosterConflictDecided for the claim that is met, RosterConflictOpened for each other one.
    """
    member.check_movable(unit.id)
    uow.credentials.end_code(member.id)
    conflicts = uow.roster_conflicts.open_of(member.id)
    fill(member, by_listed_words(filed.entry, uow), filed.digest(uow.cipher), uow.cipher)
    if "phone" in filed.absent_columns:
        member.phone_digest = None
    uow.record(member.move(unit.id, uow.now))
    uow.members.write_tags([member])
    uow.roster_conflicts.forget_dismissed(unit.id, member.id)
    for conflict in conflicts:
        if conflict.unit_id == unit.id:
            uow.record(conflict.move(decision.by, decision.reason, uow.now))
    for conflict in conflicts:
        if conflict.unit_id != unit.id:
            uow.record(conflict.pass_to(unit.id))


def let_go(member: Member, uow: MembershipUnitOfWork) -> None:
    """
    Take a member, who is held, off the roster, and end their code. Whom other units claim goes to the first that has,
    and can take them.

    Publishes:
        MemberLeft, and RosterConflictDecided for claims of units that can't take them; or what `move` does.
    """
    conflicts = uow.roster_conflicts.open_of(member.id)
    for conflict in conflicts:
        uow.organisations.hold(conflict.unit_id)
        if can_take(conflict, member):
            entry = numbered(conflict, filed_entry(conflict, uow.cipher), uow)
            move(member, conflict.unit, entry, Decision("holder"), uow)
            return
    uow.credentials.end_code(member.id)
    uow.record(member.leave(uow.now))
    for conflict in conflicts:
        uow.record(conflict.lapse("system", None, uow.now))


def can_take(conflict: RosterConflict, member: Member) -> bool:
    """Whether the claiming unit is open, and the person is still the one whom it claims: numbers may be mended."""
    return conflict.unit.state == "open" and conflict.identity_digest == member.identity_digest


def filed_entry(conflict: RosterConflict, cipher: Cipher) -> FiledEntry:
    """
    What the claiming unit's roster says of the person, while it is kept; nothing of what the holding unit knows, which
    an identity number in a file would be enough to learn.
    """
    return FiledEntry(unsealed(conflict.entry_encrypted or "", cipher), conflict.absent_columns or [])


def claimed_entry(conflict: RosterConflict, member: Member, cipher: Cipher) -> FiledEntry:
    """The same with what is known where that roster has no column: for whoever may tell it, and has decided."""
    filed = filed_entry(conflict, cipher)
    return filed._replace(entry=completed(filed.entry, filed.absent_columns, member, cipher))


def numbered(conflict: RosterConflict, filed: FiledEntry, uow: MembershipUnitOfWork) -> FiledEntry:
    """The entry with a number that nobody has in the claiming unit: its own, or one that its next roster replaces."""
    is_taken = uow.members.numbered_like(conflict.unit_id, [filed.entry.external_id])
    return filed.numbered(f"~{new_id()}") if is_taken else filed


def check_number(unit: Organisation, external_id: str, uow: MembershipUnitOfWork) -> None:
    """
    Raises:
        Conflict: `member.external_id_taken`, in whatever letters. Where two are at it at once, a unique index decides,
            for which letters' case counts.
    """
    if uow.members.numbered_like(unit.id, [external_id]):
        raise Conflict("member.external_id_taken")
