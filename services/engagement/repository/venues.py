"""Venues as they are kept."""

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from services.engagement.model import Booking, Span, Venue, VenueFacility
from services.engagement.repository.bookings import holds
from services.engagement.repository.rows import find_row
from shared.errors import NotFound


class Venues:
    """The venues that the tenant's organisations give."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, venue_id: str) -> Venue:
        """
        For commands that change it or its bookings it is held already: see `LOADS`.

        Raises:
            NotFound: `venue.unknown`.
        """
        found = find_row(Venue, venue_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("venue.unknown")
        return found

    def all(self) -> Select[Venue]:
        return select(Venue).where(Venue.tenant_id == self._tenant_id)

    def with_facility(self, rows: Select[Venue], name: str) -> Select[Venue]:
        has_it = exists().where(VenueFacility.venue_id == Venue.id, VenueFacility.name == name)
        return rows.where(has_it)

    def without_bookings(self, rows: Select[Venue], span: Span) -> Select[Venue]:
        """Those that nobody holds at any instant of a span."""
        return rows.where(~exists().where(Booking.venue_id == Venue.id, holds(span)))
