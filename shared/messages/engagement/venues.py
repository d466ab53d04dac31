"""Venues (场地): where people meet, when they are open, and what a booking has to heed."""

from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Event,
    Id,
    Length,
    Line,
    Name,
    Public,
    Query,
    Range,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.membership.free_times import TimeOfDay, Weekday
from shared.messages.paging import Cursor, Limit, Order

VenueState = Literal["open", "closed"]
Capacity = Annotated[int, Range(1, 100_000)]
Facilities = Annotated[list[Name], Length(0, 50)]
MOST_BUFFER_MINUTES = 24 * 60
MOST_MINUTES = 7 * 24 * 60
BufferMinutes = Annotated[int, Range(0, MOST_BUFFER_MINUTES)]
LongestMinutes = Annotated[int, Range(1, MOST_MINUTES)]
DaysAhead = Annotated[int, Range(1, 400)]
CancelHours = Annotated[int, Range(0, 30 * 24)]
SlotMinutes = Annotated[int, Range(1, MOST_MINUTES)]


@shape
class OpenSpan(Shape):
    """From when to when on one day, in Asia/Shanghai."""

    from_time: TimeOfDay
    to_time: TimeOfDay


@shape
class OpeningHours(Shape):
    """From when to when on a day of each week, in Asia/Shanghai; several a day are several. weekday: 1 is Monday."""

    weekday: Weekday
    from_time: TimeOfDay
    to_time: TimeOfDay


@shape
class OpeningException(Shape):
    """What holds on one date instead of the weekly hours; no hours: closed."""

    on: date
    hours: Annotated[list[OpenSpan], Length(0, 20)]


@shape
class Opening(Shape):
    """
    When a venue is open.

    is_closed_on_holidays: closed on public holidays, unless an exception says otherwise; they follow from the law, and
    the days swapped for them from the State Council's notice, once that is published for the year.
    """

    hours: Annotated[list[OpeningHours], Length(0, 100)]
    exceptions: Annotated[list[OpeningException], Length(0, 400)]
    is_closed_on_holidays: bool


@shape
class BookingRules(Shape):
    """
    What a booking of a venue has to heed.

    buffer_before_minutes, buffer_after_minutes: to set up and to clear away; nobody else has the venue then.
    cancel_hours: so long before its beginning a booking can be cancelled.
    """

    buffer_before_minutes: BufferMinutes
    buffer_after_minutes: BufferMinutes
    longest_minutes: LongestMinutes
    days_ahead: DaysAhead
    needs_approval: bool
    cancel_hours: CancelHours


@shape
class Venue(Shape):
    """
    A venue (场地).

    owner_id: the organisation that gives it. community_id: where it lies; null where it belongs to no community.
    """

    id: Id
    owner_id: Id
    community_id: Id | None
    name: Line
    address: Line
    capacity: Capacity
    facilities: Facilities
    opening: Opening
    rules: BookingRules
    state: VenueState
    version: int


@shape
class VenuePage(Shape):
    """A page may hold fewer than asked for, and others still follow."""

    items: list[Venue]
    next: str | None


@shape
class VenueSlot(Shape):
    """A time in which a venue is open and nobody has it; the buffers of a new booking are allowed for."""

    starts_at: datetime
    ends_at: datetime


@shape
class VenueSlots(Shape):
    items: list[VenueSlot]


@shape
class VenueClosing(Shape):
    """A closed venue. cancelled: the bookings that were cancelled with it."""

    venue: Venue
    cancelled: list[Id]


@command("venue.add")
class AddVenue(Command):
    """community_id: where it lies; a community's own lies there. The acting organisation gives it."""

    name: Line
    address: Line
    capacity: Capacity
    opening: Opening
    rules: BookingRules
    facilities: Facilities | None = None
    community_id: Id | None = None


@command("venue.edit")
class EditVenue(Command):
    """What is left out stays as it is; bookings that are made already stay."""

    venue_id: Id
    name: Line | None = None
    address: Line | None = None
    capacity: Capacity | None = None
    facilities: Facilities | None = None
    opening: Opening | None = None
    rules: BookingRules | None = None


@command("venue.close")
class CloseVenue(Command):
    """Bookings to come are in the way, unless `force` has them cancelled, each for this reason."""

    venue_id: Id
    reason: Text
    force: bool = False


@query("venue.show")
class ShowVenue(Query):
    venue_id: Id


@query("venues.list")
class ListVenues(Query):
    """The newest first. free_from and free_until go together."""

    community_id: Id | None = None
    owner_id: Id | None = None
    state: VenueState | None = None
    capacity_from: Capacity | None = None
    facility: Name | None = None
    free_from: datetime | None = None
    free_until: datetime | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("venue_slots.list")
class ListVenueSlots(Query):
    """In the order of time, over 62 days at most."""

    venue_id: Id
    since: datetime
    until: datetime
    minutes: SlotMinutes = 30


@event("venue.added", subject="venue_id")
class VenueAdded(Event):
    """An organisation gives a venue that can be booked."""

    venue_id: Public[Id]
    community_id: Public[Id] | None
    venue_name: Public[Line]


@event("venue.edited", subject="venue_id")
class VenueEdited(Event):
    """What is said of a venue has changed."""

    venue_id: Public[Id]
    community_id: Public[Id] | None
    venue_name: Public[Line]


@event("venue.closed", subject="venue_id")
class VenueClosed(Event):
    """A venue takes no more bookings."""

    venue_id: Public[Id]
    community_id: Public[Id] | None
    venue_name: Public[Line]
