"""
The state of what outsourcing keeps, and the rules by which it changes.

Each module has what its name says; they are imported here so that the metadata knows all tables.
"""

from services.outsourcing.model import (
    affiliations,
    awards,
    bans,
    budgets,
    call_parts,
    calls,
    contracts,
    enquiries,
    files,
    known,
    ledger,
    milestones,
    objections,
    payments,
    placings,
    profiles,
    project_activities,
    project_runners,
    projects,
    proposals,
    qualifications,
    releases,
    reviewers,
    reviews,
    track_records,
)
from services.outsourcing.model.base import Base

__all__ = [
    "Base",
    "affiliations",
    "awards",
    "bans",
    "budgets",
    "call_parts",
    "calls",
    "contracts",
    "enquiries",
    "files",
    "known",
    "ledger",
    "milestones",
    "objections",
    "payments",
    "placings",
    "profiles",
    "project_activities",
    "project_runners",
    "projects",
    "proposals",
    "qualifications",
    "releases",
    "reviewers",
    "reviews",
    "track_records",
]
