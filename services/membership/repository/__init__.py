"""Reading and adding what membership keeps, confined to one tenant."""

from services.membership.repository.access import Clients, Credentials
from services.membership.repository.members import Holder, Kept, Members
from services.membership.repository.organisations import Organisations
from services.membership.repository.pairings import Pairings, Resources
from services.membership.repository.registrations import IssuedReceipts, Place, Receipts, Registrations
from services.membership.repository.roster_changes import RosterChanges
from services.membership.repository.rosters import Comparison, RosterSyncs
from services.membership.repository.unit_of_work import MembershipUnitOfWork

__all__ = [
    "Clients",
    "Comparison",
    "Credentials",
    "Holder",
    "IssuedReceipts",
    "Kept",
    "Members",
    "MembershipUnitOfWork",
    "Organisations",
    "Pairings",
    "Place",
    "Receipts",
    "Registrations",
    "Resources",
    "RosterChanges",
    "RosterSyncs",
]
