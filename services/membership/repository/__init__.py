"""Reading and adding what membership keeps, confined to one tenant."""

from services.membership.repository.access import (
    Clients,
    Credentials,
)
from services.membership.repository.admissions import (
    Admissions,
)
from services.membership.repository.appointments import (
    Appointments,
    Contacts,
)
from services.membership.repository.comparison import (
    Comparison,
)
from services.membership.repository.conflict_changes import (
    ConflictChanges,
)
from services.membership.repository.consents import (
    Consents,
)
from services.membership.repository.directory import Directory
from services.membership.repository.members import (
    Holder,
    Kept,
    Members,
    Stand,
)
from services.membership.repository.onlooker import (
    Onlooker,
)
from services.membership.repository.organisations import (
    Organisations,
    Tenants,
)
from services.membership.repository.pairings import (
    Pairings,
    Resources,
)
from services.membership.repository.people import (
    People,
    Person,
)
from services.membership.repository.phone_codes import (
    PhoneCodes,
)
from services.membership.repository.registrations import (
    IssuedReceipts,
    Place,
    Receipts,
    Registrations,
)
from services.membership.repository.roster_changes import (
    RosterChanges,
)
from services.membership.repository.roster_conflicts import (
    RosterConflicts,
)
from services.membership.repository.rosters import (
    RosterSyncs,
)
from services.membership.repository.search import (
    MemberSearch,
)
from services.membership.repository.skills import (
    Skills,
)
from services.membership.repository.stationings import (
    Stationings,
)
from services.membership.repository.team_suggestions import (
    TeamSuggestions,
)
from services.membership.repository.teams import (
    Teams,
)
from services.membership.repository.unit_of_work import (
    MembershipUnitOfWork,
)

__all__ = [
    "Admissions",
    "Appointments",
    "Clients",
    "Comparison",
    "ConflictChanges",
    "Consents",
    "Contacts",
    "Credentials",
    "Directory",
    "Holder",
    "IssuedReceipts",
    "Kept",
    "MemberSearch",
    "Members",
    "MembershipUnitOfWork",
    "Onlooker",
    "Organisations",
    "Pairings",
    "People",
    "Person",
    "PhoneCodes",
    "Place",
    "Receipts",
    "Registrations",
    "Resources",
    "RosterChanges",
    "RosterConflicts",
    "RosterSyncs",
    "Skills",
    "Stand",
    "Stationings",
    "TeamSuggestions",
    "Teams",
    "Tenants",
]
