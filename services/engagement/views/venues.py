"""Answers on venues: which there are, and when they are free."""

from datetime import timedelta

from services.engagement.model import Span, Venue
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import slot_shape, venue_shape
from shared.errors import Fault, Invalid
from shared.messages import engagement as messages
from shared.paging import read_page

LONGEST_VIEW = timedelta(days=62)


def show_venue(query: messages.ShowVenue, uow: EngagementUnitOfWork) -> messages.Venue:
    """
    Raises:
        NotFound: `venue.unknown`.
    """
    return venue_shape(uow.venues.get(query.venue_id))


def list_venues(query: messages.ListVenues, uow: EngagementUnitOfWork) -> messages.VenuePage:
    """
    The tenant's, newest first. Of those free at a time the database finds who has no booking; those closed then are
    left out of the page afterwards.

    Raises:
        Invalid: `slots.range`, a time with one end, or the wrong way round.
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
    found, following = read_page(
        uow.session, rows, Venue.id, after=query.after, limit=query.limit, is_newest_first=True
    )
    items = [one for one in found if wanted is None or one.is_open_through(wanted)]
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
    if not timedelta() < within.ends_at - within.starts_at <= LONGEST_VIEW:
        raise Invalid("slots.range", errors=[Fault("#/until", "out_of_range", "After since, by 62 days at most.")])
    held = uow.bookings.held(venue.id, within.widened(*venue.buffers))
    free = venue.free_spans(within, held, uow.now)
    return messages.VenueSlots(items=[slot_shape(one) for one in free if one.ends_at - one.starts_at >= lasts])


def _wanted(query: messages.ListVenues) -> Span | None:
    if query.free_from is None and query.free_until is None:
        return None
    if query.free_from is None or query.free_until is None or query.free_from >= query.free_until:
        fault = Fault("#/free_until", "invalid", "Goes with free_from, and is later.")
        raise Invalid("slots.range", errors=[fault])
    return Span(query.free_from, query.free_until)
