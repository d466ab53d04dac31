"""Answers on venues: which there are, and when they are free."""

from collections.abc import Sequence
from datetime import timedelta

from services.engagement.model import Span, Venue
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import slot_shape, venue_shape
from shared.errors import Fault, Invalid
from shared.messages import engagement as messages
from shared.messages.engagement.venues import MOST_BUFFER_MINUTES
from shared.paging import read_page

LONGEST_VIEW = timedelta(days=62)
LONGEST_BUFFER = timedelta(minutes=MOST_BUFFER_MINUTES)


def show_venue(query: messages.ShowVenue, uow: EngagementUnitOfWork) -> messages.Venue:
    """
    Raises:
        NotFound: `venue.unknown`.
    """
    return venue_shape(uow.venues.get(query.venue_id))


def list_venues(query: messages.ListVenues, uow: EngagementUnitOfWork) -> messages.VenuePage:
    """
    The tenant's, newest first. Of those free at a time the database finds who has no booking; those closed then, or
    that leave no room for their buffers, are left out of the page afterwards.

    Raises:
        Invalid: `slots.range`, a time with one end, the wrong way round, or longer than 62 days.
    """
    rows = uow.venues.all()
    if query.community_id is not None:
        rows = rows.where(Venue.community_id == query.community_id)
    if query.owner_id is not None:
        rows = rows.where(Venue.owner_id == query.owner_id)
    if query.state is not None:
        rows = rows.where(Venue.state == query.state)
    if query.capacity_from is not None:
        rows = rows.where(Venue.capacity >= query.capacity_from)
    if query.facility is not None:
        rows = uow.venues.with_facility(rows, query.facility)
    wanted = _wanted(query)
    if wanted is not None:
        rows = uow.venues.without_bookings(rows.where(Venue.state == "open"), wanted)
    found, following = read_page(uow.session, rows, Venue.id, after=query.after, limit=query.limit, order=query.order)
    items = found if wanted is None else _free(found, wanted, uow)
    return messages.VenuePage(items=[venue_shape(one) for one in items], next=following)


def list_venue_slots(query: messages.ListVenueSlots, uow: EngagementUnitOfWork) -> messages.VenueSlots:
    """
    All times in which a booking of so many minutes can lie.

    Raises:
        NotFound: `venue.unknown`.
        Invalid: `slots.range`, the wrong way round, or longer than 62 days.
    """
    venue = uow.venues.get(query.venue_id)
    within = Span(query.since, query.until)
    lasts = timedelta(minutes=query.minutes)
    if not _is_short(within):
        raise Invalid("slots.range", errors=[Fault("#/until", "out_of_range", "After since, by 62 days at most.")])
    held = uow.bookings.held(venue.id, within.widened(*venue.buffers))
    free = venue.free_spans(within, held, uow.now)
    return messages.VenueSlots(items=[slot_shape(one) for one in free if one.ends_at - one.starts_at >= lasts])


def _wanted(query: messages.ListVenues) -> Span | None:
    if query.free_from is None and query.free_until is None:
        return None
    wanted = Span(query.free_from, query.free_until) if query.free_from and query.free_until else None
    if wanted is None or not _is_short(wanted):
        fault = Fault("#/free_until", "invalid", "Goes with free_from, and is later, by 62 days at most.")
        raise Invalid("slots.range", errors=[fault])
    return wanted


def _is_short(span: Span) -> bool:
    return timedelta() < span.ends_at - span.starts_at <= LONGEST_VIEW


def _free(venues: Sequence[Venue], wanted: Span, uow: EngagementUnitOfWork) -> list[Venue]:
    """Those that a booking of this time could have, its own buffers allowed for."""
    held = uow.bookings.held_of_many([one.id for one in venues], wanted.widened(LONGEST_BUFFER, LONGEST_BUFFER))

    def is_held(venue: Venue) -> bool:
        return any(wanted.widened(*venue.buffers).meets(one) for one in held.get(venue.id, ()))

    return [one for one in venues if one.is_open_through(wanted) and not is_held(one)]
