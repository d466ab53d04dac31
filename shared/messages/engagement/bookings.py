"""Bookings of venues: single ones, and series by a rule of RFC 5545."""

from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Kept,
    Length,
    Line,
    Query,
    Range,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.engagement.venues import VenueSlot
from shared.messages.paging import Cursor, Limit, Order, TimedCursor, TimedOrder

BookingState = Literal["requested", "confirmed", "declined", "cancelled", "lapsed", "ended"]
BookerKind = Literal["organisation", "team"]
OccurrenceOutcome = Literal["free", "booked", "taken", "closed", "too_far"]
People = Annotated[int, Range(1, 100_000)]
Recurrence = Annotated[str, Length(1, 200), Kept.IN_THE_CLEAR]


@shape
class Booking(Shape):
    """
    A booking of a venue, seen by who has booked and by who gives the venue.

    booker_id: an organisation, or a team whose leader has booked. held_from, held_until: with the buffers. series_id:
    null for one by itself. reason: why it was declined or cancelled.
    state: lapsed, nobody has decided on it before it was to begin.
    """

    id: Id
    venue_id: Id
    owner_id: Id
    booker_kind: BookerKind
    booker_id: Id
    series_id: Id | None
    purpose: Line
    people: int
    starts_at: datetime
    ends_at: datetime
    held_from: datetime
    held_until: datetime
    state: BookingState
    reason: str | None
    version: int


@shape
class BookingPage(Shape):
    items: list[Booking]
    next: str | None


@shape
class Occurrence(Shape):
    """One time of a series, and what becomes of it. booking_id: null where none is made."""

    starts_at: datetime
    ends_at: datetime
    outcome: OccurrenceOutcome
    booking_id: Id | None


@shape
class SeriesCheck(Shape):
    """What would become of each time of a series. next_free: where it could be instead of the first that can't."""

    occurrences: list[Occurrence]
    next_free: list[VenueSlot]


@shape
class BookingSeries(Shape):
    """Bookings that were made together. occurrences: in the order of time, those that were skipped among them."""

    id: Id
    venue_id: Id
    recurrence: str
    occurrences: list[Occurrence]


@shape
class SeriesCancellation(Shape):
    """kept: those that it was too late to cancel."""

    series_id: Id
    cancelled: list[Id]
    kept: list[Id]


@command("booking.request")
class RequestBooking(Command):
    """By an organisation, or by a member for a team that they lead: `team_id`."""

    venue_id: Id
    purpose: Line
    people: People
    starts_at: datetime
    ends_at: datetime
    team_id: Id | None = None


@command("booking.approve")
class ApproveBooking(Command):
    booking_id: Id


@command("booking.decline")
class DeclineBooking(Command):
    booking_id: Id
    reason: Text


@command("booking.cancel")
class CancelBooking(Command):
    """By who has booked, until the venue's hours before its beginning; by who gives the venue, with a reason."""

    booking_id: Id
    reason: Text | None = None


@command("booking.settle")
class SettleBooking(Command):
    """Carried out by the timer alone: a booking that nobody has decided on lapses, one whose time is over has ended."""

    booking_id: Id


@command("booking_series.request")
class RequestBookingSeries(Command):
    """
    All times of a rule of RFC 5545, in Asia/Shanghai; the first is given.

    recurrence: `FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10`, with DAILY, WEEKLY or MONTHLY and INTERVAL, BYDAY, BYMONTHDAY,
    BYSETPOS; COUNT or UNTIL is needed, 104 times within a year at most. skip_conflicts: make those that can be made;
    otherwise all or none.
    """

    venue_id: Id
    purpose: Line
    people: People
    starts_at: datetime
    ends_at: datetime
    recurrence: Recurrence
    team_id: Id | None = None
    skip_conflicts: bool = False


@command("booking_series.cancel")
class CancelBookingSeries(Command):
    """All from a day on that can be cancelled still."""

    series_id: Id
    from_on: date
    reason: Text | None = None


@query("booking_series.check")
class CheckBookingSeries(Query):
    """Changes nothing; the first time and the rule as for a series."""

    venue_id: Id
    starts_at: datetime
    ends_at: datetime
    recurrence: Recurrence


@query("booking.show")
class ShowBooking(Query):
    booking_id: Id


@query("bookings.list")
class ListBookings(Query):
    """Those that the caller's organisation has made, or the teams that the member leads; the newest first."""

    state: BookingState | None = None
    venue_id: Id | None = None
    series_id: Id | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("venue_bookings.list")
class ListVenueBookings(Query):
    """For who gives the venue; the newest first. starts_from is in, starts_until isn't."""

    venue_id: Id
    state: BookingState | None = None
    starts_from: datetime | None = None
    starts_until: datetime | None = None
    order: TimedOrder = "newest_first"
    after: TimedCursor | None = None
    limit: Limit = 50


@event("booking.requested", subject="booking_id")
class BookingRequested(Event):
    """A venue is asked for; who gives it is to decide. unit_id: null where no unit has booked."""

    booking_id: ForUnit[Id]
    venue_id: ForUnit[Id]
    unit_id: ForUnit[Id] | None
    starts_at: ForUnit[datetime]
    ends_at: ForUnit[datetime]


@event("booking.confirmed", subject="booking_id")
class BookingConfirmed(Event):
    """A venue is booked."""

    booking_id: ForUnit[Id]
    venue_id: ForUnit[Id]
    unit_id: ForUnit[Id] | None
    starts_at: ForUnit[datetime]
    ends_at: ForUnit[datetime]


@event("booking.declined", subject="booking_id")
class BookingDeclined(Event):
    """Who gives the venue doesn't give it this time, or has let the time pass."""

    booking_id: ForUnit[Id]
    venue_id: ForUnit[Id]
    unit_id: ForUnit[Id] | None
    starts_at: ForUnit[datetime]
    ends_at: ForUnit[datetime]


@event("booking.cancelled", subject="booking_id")
class BookingCancelled(Event):
    """A booking is cancelled; the reason can be read there."""

    booking_id: ForUnit[Id]
    venue_id: ForUnit[Id]
    unit_id: ForUnit[Id] | None
    starts_at: ForUnit[datetime]
    ends_at: ForUnit[datetime]
