"""Bookings and their series as they are kept."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from services.engagement.model import HOLDING, LIVE, LONGEST_HELD, Booking, BookingSeries, Span
from services.engagement.repository.rows import find_row
from shared.errors import NotFound


def holds(within: Span) -> ColumnElement[bool]:
    """Whether a booking holds its venue at some instant of a span, buffers included."""
    return and_(
        Booking.held_from < within.ends_at,
        Booking.held_from > within.starts_at - LONGEST_HELD,
        Booking.held_until > within.starts_at,
        Booking.state.in_(HOLDING),
    )


class Bookings:
    """The bookings of the tenant's venues."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, booking_id: str) -> Booking:
        """
        Raises:
            NotFound: `booking.unknown`.
        """
        found = find_row(Booking, booking_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("booking.unknown")
        return found

    def get_series(self, series_id: str) -> BookingSeries:
        """
        Raises:
            NotFound: `booking_series.unknown`.
        """
        found = find_row(BookingSeries, series_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("booking_series.unknown")
        return found

    def held(self, venue_id: str, within: Span) -> Sequence[Span]:
        """What is held of a venue, buffers included, in the order of time; of whoever it is."""
        query = select(Booking.held_from, Booking.held_until).where(Booking.venue_id == venue_id, holds(within))
        return [Span(*row) for row in self._session.execute(query.order_by(Booking.held_from))]

    def held_of_many(self, venue_ids: Collection[str], within: Span) -> dict[str, list[Span]]:
        """What is held of each of some venues, by its id; nothing for one that is free."""
        query = select(Booking.venue_id, Booking.held_from, Booking.held_until)
        found: dict[str, list[Span]] = defaultdict(list)
        for row in self._session.execute(query.where(Booking.venue_id.in_(venue_ids), holds(within))):
            found[row.venue_id].append(Span(row.held_from, row.held_until))
        return dict(found)

    def to_come(self, venue_id: str, now: datetime) -> Sequence[Booking]:
        """Those of a venue that aren't over, in the order of time."""
        query = self._all.where(Booking.venue_id == venue_id, Booking.state.in_(LIVE), Booking.ends_at > now)
        return list(self._session.scalars(query.order_by(Booking.starts_at)))

    def of_series(self, series_id: str, since: datetime) -> Sequence[Booking]:
        """The live ones of a series from an instant on, in the order of time."""
        query = self._all.where(Booking.series_id == series_id, Booking.state.in_(LIVE), Booking.starts_at >= since)
        return list(self._session.scalars(query.order_by(Booking.starts_at)))

    def of_bookers(self, booker_ids: Collection[str]) -> Select[Booking]:
        return self._all.where(Booking.booker_id.in_(booker_ids))

    def of_venue(self, venue_id: str) -> Select[Booking]:
        return self._all.where(Booking.venue_id == venue_id)

    @property
    def _all(self) -> Select[Booking]:
        return select(Booking).where(Booking.tenant_id == self._tenant_id)
