"""The state of wishes, claims, commitments, needs and the menu, and the rules by which it changes."""

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
from services.engagement.model.item_roles import (
    ItemRole,
)
from services.engagement.model.known import (
    Community,
    Member,
    Team,
    TeamMember,
)
from services.engagement.model.menu_items import (
    MENU_ITEM_ENDS,
    SHORTFALL_WARNING,
    SIGN_UP_CLOSES,
    MenuItem,
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
from services.engagement.model.place_claims import (
    OFFER_LAPSES,
    PlaceClaim,
    PlaceHolder,
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
    "MENU_ITEM_ENDS",
    "OFFER_LAPSES",
    "REMINDERS",
    "SHORTFALL_WARNING",
    "SIGN_UP_CLOSES",
    "TIME_TO_COMMIT",
    "WISH_EXPIRES",
    "Base",
    "By",
    "Claim",
    "Commitment",
    "Community",
    "Evidence",
    "ItemRole",
    "Member",
    "MenuItem",
    "Moved",
    "Need",
    "NeedLink",
    "NeedStep",
    "PlaceClaim",
    "PlaceHolder",
    "Team",
    "TeamMember",
    "TicketCounter",
    "Wish",
    "WishStep",
]
