"""The state of organisations, clients, members and registrations, and the rules by which it changes."""

from services.membership.model.access import ApiClient, SignInCode
from services.membership.model.base import Base
from services.membership.model.members import ON_ROSTER, Member, MemberTag, masked_name
from services.membership.model.organisations import Organisation, Tenant
from services.membership.model.pairings import Pairing, Resource
from services.membership.model.registrations import ReceiptCounter, Registration
from services.membership.model.rosters import RosterChange, RosterFinding, RosterLine, RosterPart, RosterSync

__all__ = [
    "ON_ROSTER",
    "ApiClient",
    "Base",
    "Member",
    "MemberTag",
    "Organisation",
    "Pairing",
    "ReceiptCounter",
    "Registration",
    "Resource",
    "RosterChange",
    "RosterFinding",
    "RosterLine",
    "RosterPart",
    "RosterSync",
    "SignInCode",
    "Tenant",
    "masked_name",
]
