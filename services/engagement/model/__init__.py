"""The state of what engagement keeps, and the rules by which it changes."""

from services.engagement.model.attendance import (
    ATTENDANCE_CLOSES,
    Attendance,
    AttendanceSecret,
)
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
)
from services.engagement.model.certificates import (
    CERTIFICATE_NOTICE_ENDS,
    Certificate,
    CertificateCounter,
    CertifiedRecord,
)
from services.engagement.model.claims import (
    COMMIT_BY,
    COMMITMENT_DUE,
    EVIDENCE_KEPT,
    IS_LIVE,
    TIME_TO_COMMIT,
    Claim,
)
from services.engagement.model.commitment_records import (
    Beside,
    CommitmentAppeal,
    CommitmentNudge,
    CommitmentRuling,
)
from services.engagement.model.commitments import (
    PLACE_COMMITMENT_DUE,
    Commitment,
)
from services.engagement.model.community_days import (
    CommunityDay,
)
from services.engagement.model.evidence import (
    Evidence,
)
from services.engagement.model.item_roles import (
    ItemRole,
)
from services.engagement.model.known import Community, Member, Project, ProjectPartner, Team, TeamMember
from services.engagement.model.meetings import (
    MEETING_ENDS,
    Meeting,
    MeetingInvitation,
    MeetingMinutes,
)
from services.engagement.model.menu_items import (
    MENU_ITEM_ENDS,
    MISSES_NOTED,
    SHORTFALL_WARNING,
    SIGN_UP_CLOSES,
    MenuItem,
)
from services.engagement.model.menus import (
    ActivitySeries,
    Menu,
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
    is_open_through,
)
from services.engagement.model.place_claims import (
    OFFER_LAPSES,
    PlaceClaim,
    PlaceHolder,
)
from services.engagement.model.recurrence import (
    occurrences,
)
from services.engagement.model.reminders import (
    DAYS_LEFT,
    REMINDERS,
    STEPS,
)
from services.engagement.model.resolutions import (
    RESOLUTION_DUE,
    RESOLUTION_REMINDERS,
    Resolution,
)
from services.engagement.model.resources import (
    Pairing,
    Resource,
)
from services.engagement.model.service_records import (
    COUNTED,
    LONGEST_SERVICE,
    NOTICE_ENDS,
    ServiceRecord,
    ServiceStep,
)
from services.engagement.model.venues import Venue, VenueFacility
from services.engagement.model.wish_steps import (
    WishStep,
)
from services.engagement.model.wishes import (
    BENEFICIARY_KEPT,
    WISH_EXPIRES,
    Wish,
)

__all__ = [
    "ATTENDANCE_CLOSES",
    "BENEFICIARY_KEPT",
    "BOOKING_ENDS",
    "BOOKING_STARTS",
    "CERTIFICATE_NOTICE_ENDS",
    "CLOSED",
    "COMMITMENT_DUE",
    "COMMIT_BY",
    "CONTACT_KEPT",
    "CONTACT_KEPT_FOR",
    "COUNTED",
    "DAYS_LEFT",
    "EVIDENCE_KEPT",
    "HOLDING",
    "IS_LIVE",
    "LIVE",
    "LONGEST_HELD",
    "LONGEST_SERVICE",
    "MEETING_ENDS",
    "MENU_ITEM_ENDS",
    "MISSES_NOTED",
    "NOTICE_ENDS",
    "OFFER_LAPSES",
    "PLACE_COMMITMENT_DUE",
    "REMINDERS",
    "RESOLUTION_DUE",
    "RESOLUTION_REMINDERS",
    "SHORTFALL_WARNING",
    "SIGN_UP_CLOSES",
    "STEPS",
    "TIME_TO_COMMIT",
    "WISH_EXPIRES",
    "ActivitySeries",
    "Attendance",
    "AttendanceSecret",
    "Base",
    "Beside",
    "Booking",
    "BookingSeries",
    "By",
    "Certificate",
    "CertificateCounter",
    "CertifiedRecord",
    "Claim",
    "Commitment",
    "CommitmentAppeal",
    "CommitmentNudge",
    "CommitmentRuling",
    "Community",
    "CommunityDay",
    "Evidence",
    "ItemRole",
    "Meeting",
    "MeetingInvitation",
    "MeetingMinutes",
    "Member",
    "Menu",
    "MenuItem",
    "Moved",
    "Need",
    "NeedLink",
    "NeedStep",
    "Pairing",
    "PlaceClaim",
    "PlaceHolder",
    "Project",
    "ProjectPartner",
    "Resolution",
    "Resource",
    "ServiceRecord",
    "ServiceStep",
    "Span",
    "Team",
    "TeamMember",
    "TicketCounter",
    "Venue",
    "VenueFacility",
    "Wish",
    "WishStep",
    "check_opening",
    "is_open_through",
    "occurrences",
]
