"""Bookings of venues: asked for, decided on, cancelled, and settled by time."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

from services.engagement.model import BOOKING_ENDS, BOOKING_STARTS, Booking, BookingSeries, Span, Venue
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import booking_shape
from shared.clock import SHANGHAI
from shared.errors import Conflict, Fault, Forbidden
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.engagement import BookerKind
from shared.service import Handler

LOOKED_AHEAD = timedelta(days=62)
SUGGESTED = 3


class Booker(NamedTuple):
    """Who books. unit_id: where it is a unit, or a team's leader who belongs to one."""

    kind: BookerKind
    id: str
    unit_id: str | None


def request_booking(command: messages.RequestBooking, uow: EngagementUnitOfWork) -> messages.Booking:
    """
    Book a venue, at once or for its owner to approve; of several who want the same time one wins, by the venue's lock.

    Raises:
        NotFound: `venue.unknown`.
        Forbidden: `team.not_yours`, a member names no team that they lead.
        Conflict: `booking.overlaps`, naming what is in the way and the next free times; as `Venue.check_request`.
        Invalid: as `Venue.check_request`.

    Publishes:
        BookingRequested, or BookingConfirmed.
    """
    booker = who_books(command.team_id, uow)
    venue = uow.venues.get(command.venue_id)
    span = Span(command.starts_at, command.ends_at)
    venue.check_request(span, command.people, uow.now)
    wanted = span.widened(*venue.buffers)
    if held := uow.bookings.held(venue.id, wanted):
        taken = [Fault("#/starts_at", "taken", describe(one)) for one in held]
        free = [Fault("#/starts_at", "free", describe(one)) for one in find_free(venue, span, uow)]
        raise Conflict("booking.overlaps", errors=[*taken, *free])
    booking = new_booking(venue, span, booker, purpose=command.purpose, people=command.people)
    keep_new(booking, venue, uow)
    return booking_shape(booking)


def approve_booking(command: messages.ApproveBooking, uow: EngagementUnitOfWork) -> messages.Booking:
    """
    Give the venue for a booking that was asked for.

    Raises:
        NotFound: `booking.unknown`.
        Forbidden: `booking.not_yours`, not the venue's owner.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `Booking.approve`.

    Publishes:
        BookingConfirmed.
    """
    booking = _get_for_owner(command.booking_id, uow)
    uow.record(booking.approve(uow.now))
    uow.schedule(booking.subject, booking.schedule())
    return booking_shape(booking)


def decline_booking(command: messages.DeclineBooking, uow: EngagementUnitOfWork) -> messages.Booking:
    """
    Say why the venue isn't given for a booking.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `approve_booking`.
        Conflict: as `Booking.decline`.

    Publishes:
        BookingDeclined.
    """
    booking = _get_for_owner(command.booking_id, uow)
    uow.reason = command.reason
    uow.record(booking.decline(command.reason))
    uow.schedule(booking.subject, booking.schedule())
    return booking_shape(booking)


def cancel_booking(command: messages.CancelBooking, uow: EngagementUnitOfWork) -> messages.Booking:
    """
    Take a booking back, or the venue away; the time is free again.

    Raises:
        NotFound: `booking.unknown`.
        Forbidden: `booking.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict, Invalid: as `Booking.cancel`.

    Publishes:
        BookingCancelled.
    """
    booking = uow.bookings.get(command.booking_id)
    if not uow.may_see_booking(booking):
        raise Forbidden("booking.not_yours")
    uow.expect(booking.version)
    cut_off = cut_off_for(booking, uow.venues.get(booking.venue_id), uow)
    uow.reason = command.reason
    uow.record(booking.cancel(command.reason, uow.now, cut_off=cut_off))
    uow.schedule(booking.subject, booking.schedule())
    return booking_shape(booking)


def settle_booking(command: messages.SettleBooking, uow: EngagementUnitOfWork) -> messages.Booking:
    """
    Have a booking lapse that nobody has decided on, or end.

    Raises:
        NotFound: `booking.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: as `Booking.settle`.

    Publishes:
        BookingDeclined, where it lapses.
    """
    uow.check_timer()
    booking = uow.bookings.get(command.booking_id)
    if told := booking.settle(uow.now):
        uow.record(told)
    uow.subject = booking.subject
    uow.schedule(booking.subject, booking.schedule())
    return booking_shape(booking)


def settle(booking_id: str) -> Command:
    return messages.SettleBooking(booking_id=booking_id)


def who_books(team_id: str | None, uow: EngagementUnitOfWork) -> Booker:
    """
    Raises:
        Forbidden: `team.not_yours`; `access.denied`, neither an organisation nor a member.
    """
    actor = uow.actor
    if actor.role == "member" or team_id is not None:
        if team_id is None or not uow.leads(team_id):
            raise Forbidden("team.not_yours")
        return Booker("team", team_id, actor.organisation_id)
    if actor.organisation_id is None:
        raise Forbidden("access.denied")
    return Booker("organisation", actor.organisation_id, actor.organisation_id if actor.role == "unit" else None)


def new_booking(venue: Venue, span: Span, booker: Booker, *, purpose: str, people: int) -> Booking:
    held = span.widened(*venue.buffers)
    return Booking(
        id=new_id(),
        tenant_id=venue.tenant_id,
        venue_id=venue.id,
        owner_id=venue.owner_id,
        booker_kind=booker.kind,
        booker_id=booker.id,
        unit_id=booker.unit_id,
        series_id=None,
        purpose=purpose,
        people=people,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        held_from=held.starts_at,
        held_until=held.ends_at,
        reason=None,
    )


def keep_new(booking: Booking, venue: Venue, uow: EngagementUnitOfWork) -> None:
    """Keep a booking that nothing is in the way of; who gives the venue needn't approve their own."""
    is_own = uow.is_run_by_actor(venue.owner_id)
    uow.record(booking.make(needs_approval=venue.rules.needs_approval and not is_own, now=uow.now))
    uow.session.add(booking)
    uow.schedule(booking.subject, booking.schedule(), is_new=True)


def cut_off_for(booked: Booking | BookingSeries, venue: Venue, uow: EngagementUnitOfWork) -> timedelta | None:
    """How long before it can't be cancelled any more by the actor; None for who takes the venue away from another."""
    if not uow.is_booked_by_actor(booked):
        return None
    is_own = uow.is_run_by_actor(venue.owner_id)
    return timedelta(hours=0 if is_own else venue.rules.cancel_hours)


def describe(span: Span) -> str:
    """`2026-12-01T09:00+08:00/2026-12-01T11:00+08:00` (ISO 8601), and nothing of whose it is."""
    return "/".join(instant.astimezone(SHANGHAI).isoformat(timespec="minutes") for instant in span)


def find_free(venue: Venue, span: Span, uow: EngagementUnitOfWork) -> list[Span]:
    """The next times, as long as the one that is wanted and not before it, in which it could be had."""
    within = Span(span.starts_at, span.starts_at + LOOKED_AHEAD)
    held = uow.bookings.held(venue.id, within.widened(*venue.buffers))
    lasts = span.ends_at - span.starts_at
    free = (one for one in venue.free_spans(within, held, uow.now) if one.ends_at - one.starts_at >= lasts)
    return [Span(one.starts_at, one.starts_at + lasts) for one in free][:SUGGESTED]


def _get_for_owner(booking_id: str, uow: EngagementUnitOfWork) -> Booking:
    booking = uow.bookings.get(booking_id)
    if not uow.is_run_by_actor(booking.owner_id):
        raise Forbidden("booking.not_yours")
    uow.expect(booking.version)
    return booking


COMMANDS: Mapping[type[Command], Handler] = {
    messages.RequestBooking: request_booking,
    messages.ApproveBooking: approve_booking,
    messages.DeclineBooking: decline_booking,
    messages.CancelBooking: cancel_booking,
    messages.SettleBooking: settle_booking,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    BOOKING_STARTS: settle,
    BOOKING_ENDS: settle,
}
