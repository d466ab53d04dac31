"""The state of what engagement keeps, and the rules by which it changes."""

from services.engagement.model.base import (
    Base,
)
from services.engagement.model.bookings import (
    BOOKING_ENDS,
    BOOKING_STARTS,
    HOLDING,
    LIVE,
    LONGEST_HELD,
    Booking,
    BookingSeries,
    TeamLeader,
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
from services.engagement.model.meetings import (
    MEETING_ENDS,
    Meeting,
    MeetingInvitation,
    MeetingMinutes,
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
from services.engagement.model.opening import (
    Span,
    check_opening,
)
from services.engagement.model.recurrence import (
    occurrences,
)
from services.engagement.model.resolutions import (
    REMINDERS,
    RESOLUTION_DUE,
    Resolution,
)
from services.engagement.model.venues import (
    Venue,
    VenueFacility,
    as_json,
)
from services.engagement.model.wishes import (
    Wish,
)

__all__ = [
    "BOOKING_ENDS",
    "BOOKING_STARTS",
    "CLOSED",
    "COMMITMENT_DUE",
    "COMMIT_BY",
    "CONTACT_KEPT",
    "CONTACT_KEPT_FOR",
    "HOLDING",
    "IS_LIVE",
    "LIVE",
    "LONGEST_HELD",
    "MEETING_ENDS",
    "REMINDERS",
    "RESOLUTION_DUE",
    "TIME_TO_COMMIT",
    "Base",
    "Booking",
    "BookingSeries",
    "By",
    "Claim",
    "Commitment",
    "Community",
    "Meeting",
    "MeetingInvitation",
    "MeetingMinutes",
    "Member",
    "Moved",
    "Need",
    "NeedLink",
    "NeedStep",
    "Resolution",
    "Span",
    "TeamLeader",
    "TicketCounter",
    "Venue",
    "VenueFacility",
    "Wish",
    "as_json",
    "check_opening",
    "occurrences",
]
