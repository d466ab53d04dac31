"""What others have written about a member, what rosters claim of them, and by which phone they sign in as staff."""

from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from services.membership.model import Admission, Appointment, Consent, Registration, RosterConflict, TeamMembership
from services.membership.model.roster_conflicts import ENTRY

# By table, the columns that an erasure empties.
TEXTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Consent, ("note",)),
    (Registration, ("reason",)),
    (Admission, ("message", "reason")),
    (TeamMembership, ("ending_reason",)),
    (Appointment, ("phone_encrypted", "phone_digest")),
    (RosterConflict, ("reason", *ENTRY)),
)


def take_out_texts(session: Session, member_id: str) -> None:
    """Empty all of it that might tell who a member was; what has a version gets a new one."""
    for kind, names in TEXTS:
        values: dict[str, Any] = dict.fromkeys(names)
        if hasattr(kind, "version"):
            values["version"] = kind.version + 1
        is_told = or_(*(getattr(kind, name).is_not(None) for name in names))
        session.execute(update(kind).where(kind.member_id == member_id, is_told).values(values))
