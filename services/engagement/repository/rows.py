"""Reading single rows, confined to one tenant."""

from typing import TypeVar

from sqlalchemy.orm import Session

from services.engagement.model import (
    ActivitySeries,
    Attendance,
    Booking,
    BookingSeries,
    Certificate,
    Claim,
    Commitment,
    Community,
    Evidence,
    Meeting,
    Member,
    Menu,
    MenuItem,
    Need,
    PlaceClaim,
    Project,
    Resolution,
    ServiceRecord,
    Team,
    Venue,
    Wish,
)

R = TypeVar(
    "R",
    ActivitySeries,
    Menu,
    Community,
    Member,
    Team,
    Wish,
    Claim,
    Commitment,
    Evidence,
    Need,
    MenuItem,
    PlaceClaim,
    Project,
    Venue,
    Booking,
    BookingSeries,
    Meeting,
    Resolution,
    Attendance,
    ServiceRecord,
    Certificate,
)


def find_row(kind: type[R], key: str, session: Session, tenant_id: str) -> R | None:
    """A row of the tenant by its primary key; within one batch each is read once."""
    found = session.get(kind, key)
    return found if found is not None and found.tenant_id == tenant_id else None
