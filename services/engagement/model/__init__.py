"""The state of wishes, claims and commitments, and the rules by which it changes."""

from services.engagement.model.base import (
    Base,
)
from services.engagement.model.claims import (
    COMMIT_BY,
    COMMITMENT_DUE,
    IS_LIVE,
    TIME_TO_COMMIT,
    Claim,
)
from services.engagement.model.commitments import (
    Commitment,
)
from services.engagement.model.known import (
    Community,
    Member,
)
from services.engagement.model.wishes import (
    Wish,
)

__all__ = [
    "COMMITMENT_DUE",
    "COMMIT_BY",
    "IS_LIVE",
    "TIME_TO_COMMIT",
    "Base",
    "Claim",
    "Commitment",
    "Community",
    "Member",
    "Wish",
]
