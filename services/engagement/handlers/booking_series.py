"""Bookings that come again by a rule: made together, looked at before, cancelled from a day on."""

from collections.abc import Mapping
from typing import NamedTuple

from services.engagement.handlers.bookings import (
    cut_off_for,
    describe,
    find_free,
    keep_new,
    new_booking,
    who_books,
)
from services.engagement.model import Booking, BookingSeries, Span, Venue, is_open_through, occurrences
from services.engagement.repository import EngagementUnitOfWork
from shared.clock import instant_on
from shared.errors import Conflict, Fault, Forbidden
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.engagement import OccurrenceOutcome
from shared.service import Handler


class Looked(NamedTuple):
    """One time of a series, and what is in its way."""

    span: Span
    outcome: OccurrenceOutcome


def request_booking_series(command: messages.RequestBookingSeries, uow: EngagementUnitOfWork) -> messages.BookingSeries:
    """
    Book all times of a rule, or those that can be had.

    Raises:
        NotFound, Forbidden: as `request_booking`.
        Invalid: as `occurrences`, and for the first time as `Venue.check_request`, but for the hours.
        Conflict: `venue.closed`; `booking_series.conflicts`, naming each time that can't be had, when none may be
            skipped, or none is left.

    Publishes:
        BookingRequested, or BookingConfirmed, for each.
    """
    booker = who_books(command.team_id, uow)
    venue = uow.venues.get(command.venue_id)
    first = Span(command.starts_at, command.ends_at)
    venue.check_open()
    venue.check_people(command.people)
    looked = look_ahead(venue, first, command.recurrence, uow)
    free = [one for one in looked if one.outcome == "free"]
    if not free or (len(free) < len(looked) and not command.skip_conflicts):
        faults = [_fault(number, one) for number, one in enumerate(looked) if one.outcome != "free"]
        raise Conflict("booking_series.conflicts", errors=faults)
    series = BookingSeries(
        id=new_id(),
        tenant_id=uow.tenant_id,
        venue_id=venue.id,
        booker_kind=booker.kind,
        booker_id=booker.id,
        recurrence=command.recurrence,
        made_at=uow.now,
    )
    uow.session.add(series)
    uow.session.flush()  # before the bookings that name it
    made: dict[Span, Booking] = {}
    for one in free:
        booking = new_booking(venue, one.span, booker, purpose=command.purpose, people=command.people)
        booking.series_id = series.id
        keep_new(booking, venue, uow)
        made[one.span] = booking
    return messages.BookingSeries(
        id=series.id,
        venue_id=venue.id,
        recurrence=series.recurrence,
        occurrences=[occurrence_shape(one, made.get(one.span)) for one in looked],
    )


def cancel_booking_series(
    command: messages.CancelBookingSeries, uow: EngagementUnitOfWork
) -> messages.SeriesCancellation:
    """
    Cancel those of a series from a day (of Asia/Shanghai) on, as far as it isn't too late.

    Raises:
        NotFound: `booking_series.unknown`.
        Forbidden: `booking.not_yours`.
        Invalid: `booking.reason_needed`, by who gives the venue.

    Publishes:
        BookingCancelled for each.
    """
    series = uow.bookings.get_series(command.series_id)
    venue = uow.venues.get(series.venue_id)
    if not (uow.is_booked_by_actor(series) or uow.is_run_by_actor(venue.owner_id)):
        raise Forbidden("booking.not_yours")
    since, cut_off = instant_on(command.from_on), cut_off_for(series, venue, uow)
    cancelled: list[str] = []
    kept: list[str] = []
    uow.reason, uow.subject = command.reason, f"booking_series/{series.id}"
    for booking in uow.bookings.of_series(series.id, since):
        try:
            uow.record(booking.cancel(command.reason, uow.now, cut_off=cut_off))
        except Conflict:
            kept.append(booking.id)
            continue
        uow.schedule(booking.subject, booking.schedule())
        cancelled.append(booking.id)
    return messages.SeriesCancellation(series_id=series.id, cancelled=cancelled, kept=kept)


def look_ahead(venue: Venue, first: Span, recurrence: str, uow: EngagementUnitOfWork) -> list[Looked]:
    """
    Each time of a rule with what becomes of it now. Times that would meet each other are in each other's way.

    Raises:
        Invalid: as `occurrences`; `booking.times`, past, too long or the wrong way round.
    """
    venue.check_length(first)
    venue.check_begins(first, uow.now)
    spans = occurrences(recurrence, first)
    before, after = venue.buffers
    reach = Span(spans[0].starts_at - before, spans[-1].ends_at + after)
    held = list(uow.bookings.held(venue.id, reach))
    horizon, opening = venue.horizon(uow.now), venue.opening  # read once for all times
    looked = []
    for span in spans:
        wanted = span.widened(before, after)
        outcome: OccurrenceOutcome = "free"
        if span.starts_at > horizon:
            outcome = "too_far"
        elif not is_open_through(opening, span):
            outcome = "closed"
        elif any(one.meets(wanted) for one in held):
            outcome = "taken"
        else:
            held.append(wanted)
        looked.append(Looked(span, outcome))
    return looked


def next_free(venue: Venue, looked: list[Looked], uow: EngagementUnitOfWork) -> list[Span]:
    """Where it could be instead of the first that is taken or closed."""
    missed = next((one.span for one in looked if one.outcome in ("taken", "closed")), None)
    return find_free(venue, missed, uow) if missed else []


def occurrence_shape(looked: Looked, booking: Booking | None = None) -> messages.Occurrence:
    span = looked.span
    return messages.Occurrence(
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        outcome="booked" if booking else looked.outcome,
        booking_id=booking.id if booking else None,
    )


def _fault(number: int, looked: Looked) -> Fault:
    pointer, detail = f"#/occurrences/{number}", describe(looked.span)
    if looked.outcome == "closed":
        return Fault(pointer, "closed", detail)
    if looked.outcome == "too_far":
        return Fault(pointer, "too_far", detail)
    return Fault(pointer, "taken", detail)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.RequestBookingSeries: request_booking_series,
    messages.CancelBookingSeries: cancel_booking_series,
}
