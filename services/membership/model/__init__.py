"""The state of organisations, clients, members and registrations, and the rules by which it changes."""

from services.membership.model.access import (
    ApiClient,
    PhoneCode,
    PhoneHour,
    SignInCode,
    SignInTry,
)
from services.membership.model.admissions import (
    ANSWER_BY,
    Admission,
)
from services.membership.model.appointments import (
    TERM_OVER,
    Appointment,
    Contact,
)
from services.membership.model.base import (
    Base,
)
from services.membership.model.consents import (
    Consent,
)
from services.membership.model.done_services import (
    RATINGS_IN_A_LOT,
    DoneService,
    FinalService,
    GivenRating,
    RatingLot,
    ServedWish,
)
from services.membership.model.duties import (
    MemberDuty,
)
from services.membership.model.free_times import (
    MemberFreeTime,
)
from services.membership.model.member_tags import (
    MemberTag,
)
from services.membership.model.members import (
    ON_ROSTER,
    Member,
    is_on_roster,
)
from services.membership.model.names import (
    masked_name,
    user_key_of,
)
from services.membership.model.organisations import (
    LEVELS_OF_UNITS,
    PARENT_KIND,
    PLACE,
    CommunityCode,
    Organisation,
    Tenant,
)
from services.membership.model.pairings import (
    Pairing,
    Resource,
)
from services.membership.model.quarter_ends import (
    KEEPING,
    OrganisationStand,
    PairStand,
    QuarterEnd,
)
from services.membership.model.registrations import (
    ReceiptCounter,
    Registration,
)
from services.membership.model.roster_conflicts import (
    ConflictChange,
    RosterConflict,
)
from services.membership.model.rosters import (
    RosterChange,
    RosterFinding,
    RosterLine,
    RosterPart,
    RosterSync,
)
from services.membership.model.skills import (
    Skill,
    distinct,
)
from services.membership.model.stationings import (
    Stationing,
)
from services.membership.model.teams import (
    MOST_TEAMS,
    Team,
    TeamMembership,
)

__all__ = [
    "ANSWER_BY",
    "KEEPING",
    "LEVELS_OF_UNITS",
    "MOST_TEAMS",
    "ON_ROSTER",
    "PARENT_KIND",
    "PLACE",
    "RATINGS_IN_A_LOT",
    "TERM_OVER",
    "Admission",
    "ApiClient",
    "Appointment",
    "Base",
    "CommunityCode",
    "ConflictChange",
    "Consent",
    "Contact",
    "DoneService",
    "FinalService",
    "GivenRating",
    "Member",
    "MemberDuty",
    "MemberFreeTime",
    "MemberTag",
    "Organisation",
    "OrganisationStand",
    "PairStand",
    "Pairing",
    "PhoneCode",
    "PhoneHour",
    "QuarterEnd",
    "RatingLot",
    "ReceiptCounter",
    "Registration",
    "Resource",
    "RosterChange",
    "RosterConflict",
    "RosterFinding",
    "RosterLine",
    "RosterPart",
    "RosterSync",
    "ServedWish",
    "SignInCode",
    "SignInTry",
    "Skill",
    "Stationing",
    "Team",
    "TeamMembership",
    "Tenant",
    "distinct",
    "is_on_roster",
    "masked_name",
    "user_key_of",
]
