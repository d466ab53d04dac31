"""The state of wishes, claims, commitments and needs, and the rules by which it changes."""

from services.engagement.model.base import (
    Base,
)
from services.engagement.model.claims import (
    COMMIT_BY,
    COMMITMENT_DUE,
    EVIDENCE_KEPT,
    IS_LIVE,
    TIME_TO_COMMIT,
    Claim,
)
from services.engagement.model.commitments import (
    Commitment,
)
from services.engagement.model.evidence import (
    Evidence,
)
from services.engagement.model.known import (
    Community,
    Member,
)
from services.engagement.model.need_records import (
    NeedLink,
    NeedStep,
    TicketCounter,
)
from services.engagement.model.needs import (
    CLOSED,
    CONTACT_KEPT,
    CONTACT_KEPT_FOR,
    By,
    Moved,
    Need,
)
from services.engagement.model.reminders import (
    REMINDERS,
)
from services.engagement.model.wish_steps import (
    WishStep,
)
from services.engagement.model.wishes import (
    BENEFICIARY_KEPT,
    WISH_EXPIRES,
    Wish,
)

__all__ = [
    "BENEFICIARY_KEPT",
    "CLOSED",
    "COMMITMENT_DUE",
    "COMMIT_BY",
    "CONTACT_KEPT",
    "CONTACT_KEPT_FOR",
    "EVIDENCE_KEPT",
    "IS_LIVE",
    "REMINDERS",
    "TIME_TO_COMMIT",
    "WISH_EXPIRES",
    "Base",
    "By",
    "Claim",
    "Commitment",
    "Community",
    "Evidence",
    "Member",
    "Moved",
    "Need",
    "NeedLink",
    "NeedStep",
    "TicketCounter",
    "Wish",
    "WishStep",
]
