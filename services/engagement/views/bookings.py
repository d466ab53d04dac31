"""Answers on bookings: to who has booked and who gives the venue, and what would become of a series."""

from sqlalchemy import Select

from services.engagement.handlers.booking_series import look_ahead, next_free, occurrence_shape
from services.engagement.model import Booking, Span
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import booking_shape, slot_shape
from shared.errors import Forbidden
from shared.messages import engagement as messages
from shared.paging import read_page


def show_booking(query: messages.ShowBooking, uow: EngagementUnitOfWork) -> messages.Booking:
    """
    Raises:
        NotFound: `booking.unknown`.
        Forbidden: `booking.not_yours`.
    """
    booking = uow.bookings.get(query.booking_id)
    if not uow.may_see_booking(booking):
        raise Forbidden("booking.not_yours")
    return booking_shape(booking)


def list_bookings(query: messages.ListBookings, uow: EngagementUnitOfWork) -> messages.BookingPage:
    """The acting organisation's, or those of the teams that the acting member leads; newest first."""
    organisation_id = uow.actor.organisation_id
    is_staff = uow.actor.role != "member" and organisation_id is not None
    rows = uow.bookings.of_bookers([str(organisation_id)] if is_staff else sorted(uow.led_teams()))
    if query.venue_id is not None:
        rows = rows.where(Booking.venue_id == query.venue_id)
    if query.series_id is not None:
        rows = rows.where(Booking.series_id == query.series_id)
    return _page(rows, query, uow)


def list_venue_bookings(query: messages.ListVenueBookings, uow: EngagementUnitOfWork) -> messages.BookingPage:
    """
    All of a venue, whole, to who gives it; newest first.

    Raises:
        NotFound: `venue.unknown`.
        Forbidden: `venue.not_yours`.
    """
    venue = uow.venues.get(query.venue_id)
    if not uow.is_run_by_actor(venue.owner_id):
        raise Forbidden("venue.not_yours")
    rows = uow.bookings.of_venue(venue.id)
    if query.starts_from is not None:
        rows = rows.where(Booking.starts_at >= query.starts_from)
    if query.starts_until is not None:
        rows = rows.where(Booking.starts_at < query.starts_until)
    return _page(rows, query, uow)


def check_booking_series(query: messages.CheckBookingSeries, uow: EngagementUnitOfWork) -> messages.SeriesCheck:
    """
    What would become of each time of a series; nothing is held.

    Raises:
        NotFound: `venue.unknown`.
        Conflict: `venue.closed`.
        Invalid: as `look_ahead`.
    """
    venue = uow.venues.get(query.venue_id)
    venue.check_open()
    looked = look_ahead(venue, Span(query.starts_at, query.ends_at), query.recurrence, uow)
    return messages.SeriesCheck(
        occurrences=[occurrence_shape(one) for one in looked],
        next_free=[slot_shape(one) for one in next_free(venue, looked, uow)],
    )


def _page(
    rows: Select[Booking], query: messages.ListBookings | messages.ListVenueBookings, uow: EngagementUnitOfWork
) -> messages.BookingPage:
    if query.state is not None:
        rows = rows.where(Booking.state == query.state)
    items, following = read_page(
        uow.session,
        rows,
        Booking.id,
        after=query.after,
        limit=query.limit,
        order=query.order,
        soonest=Booking.starts_at,
    )
    return messages.BookingPage(items=[booking_shape(item) for item in items], next=following)
