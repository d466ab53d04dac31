"""Conflicts between rosters as the shapes that callers get: each unit sees what its own roster says."""

from services.membership.model import RosterConflict
from services.membership.roster.facts import entry_of, unsealed
from services.membership.schemas.members import masked_number
from shared.encryption import Cipher
from shared.messages import membership as messages
from shared.messages.envelope import Actor


def roster_conflict_shape(conflict: RosterConflict, actor: Actor, cipher: Cipher) -> messages.RosterConflict:
    """As the actor sees it: of the other unit's entry nothing is told."""
    side = conflict.side_of(actor)
    claimed, held = conflict.entry_encrypted, conflict.member
    sees_held = held.is_on_roster and held.unit_id == conflict.holding_unit_id and side in ("department", "holder")
    return messages.RosterConflict(
        id=conflict.id,
        member_id=conflict.member_id,
        unit_id=conflict.unit_id,
        unit_name=conflict.unit.name,
        holding_unit_id=conflict.holding_unit_id,
        holding_unit_name=conflict.holding_unit.name,
        state=conflict.state,
        claimed=_told(unsealed(claimed, cipher)) if claimed and side in ("department", "claimer") else None,
        held=_told(entry_of(held, cipher)) if sees_held else None,
        opened_at=conflict.opened_at,
        decided_at=conflict.decided_at,
        decided_by=conflict.decided_by,
        reason=conflict.reason,
        allowed=conflict.allowed(side),
        version=conflict.version,
    )


def _told(entry: messages.RosterEntry) -> messages.ClaimedEntry:
    return messages.ClaimedEntry(
        external_id=entry.external_id,
        name=entry.name,
        department=entry.department,
        phone=masked_number(entry.phone) if entry.phone else None,
    )
