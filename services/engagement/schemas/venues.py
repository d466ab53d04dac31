"""Venues and bookings as callers get them."""

from services.engagement.model import (
    Booking,
    Span,
    Venue,
)
from shared.messages import (
    engagement as messages,
)


def venue_shape(venue: Venue) -> messages.Venue:
    return messages.Venue(
        id=venue.id,
        owner_id=venue.owner_id,
        community_id=venue.community_id,
        name=venue.name,
        address=venue.address,
        capacity=venue.capacity,
        facilities=[one.name for one in venue.facilities],
        opening=venue.opening,
        rules=venue.rules,
        state=venue.state,
        version=venue.version,
    )


def booking_shape(booking: Booking) -> messages.Booking:
    return messages.Booking(
        id=booking.id,
        venue_id=booking.venue_id,
        owner_id=booking.owner_id,
        booker_kind=booking.booker_kind,
        booker_id=booking.booker_id,
        series_id=booking.series_id,
        purpose=booking.purpose,
        people=booking.people,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        held_from=booking.held_from,
        held_until=booking.held_until,
        state=booking.state,
        reason=booking.reason,
        version=booking.version,
    )


def slot_shape(span: Span) -> messages.VenueSlot:
    return messages.VenueSlot(starts_at=span.starts_at, ends_at=span.ends_at)
