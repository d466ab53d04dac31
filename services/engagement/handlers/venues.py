"""Venues that organisations give: added, edited and closed."""

from collections.abc import Mapping

from services.engagement.model import Venue, check_opening
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import venue_shape
from shared.errors import Conflict, Fault, Forbidden
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.wire import as_json
from shared.service import Handler

SHOWN = 20


def add_venue(command: messages.AddVenue, uow: EngagementUnitOfWork) -> messages.Venue:
    """
    Have the acting organisation give a venue.

    Raises:
        Forbidden: `access.denied`, no organisation acts; `community.not_yours`, a community names another.
        PassingConflict: `community.unknown`, not heard of yet.
        Invalid: `venue.hours_clash`.

    Publishes:
        VenueAdded.
    """
    owner_id = uow.actor.organisation_id
    if owner_id is None or uow.actor.role == "member":
        raise Forbidden("access.denied")
    community_id = command.community_id
    if uow.actor.role == "community":
        if community_id not in (None, owner_id):
            raise Forbidden("community.not_yours")
        community_id = owner_id
    if community_id is not None:
        uow.communities.get(community_id)
    check_opening(command.opening)
    venue = Venue(
        id=new_id(),
        tenant_id=uow.tenant_id,
        owner_id=owner_id,
        community_id=community_id,
        name=command.name,
        address=command.address,
        capacity=command.capacity,
        opening_plain=as_json(command.opening),
        rules_plain=as_json(command.rules),
        state="open",
        facilities=[],
    )
    venue.tell_facilities(sorted(set(command.facilities or ())))
    uow.session.add(venue)
    uow.record(venue.add())
    return venue_shape(venue)


def edit_venue(command: messages.EditVenue, uow: EngagementUnitOfWork) -> messages.Venue:
    """
    Change what is said of a venue; bookings that are made already stay.

    Raises:
        NotFound: `venue.unknown`.
        Forbidden: `venue.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `Venue.edit`.
        Invalid: `venue.hours_clash`.

    Publishes:
        VenueEdited, unless all is as it was.
    """
    venue = _hold_own(command.venue_id, uow)
    if command.opening is not None:
        check_opening(command.opening)
    edited = venue.edit(
        name=command.name,
        address=command.address,
        capacity=command.capacity,
        facilities=command.facilities,
        opening=command.opening,
        rules=command.rules,
    )
    if edited:
        uow.record(edited)
    return venue_shape(venue)


def close_venue(command: messages.CloseVenue, uow: EngagementUnitOfWork) -> messages.VenueClosing:
    """
    Take a venue's bookings no more; by force those to come are cancelled, and their bookers told why.

    Raises:
        NotFound: `venue.unknown`.
        Forbidden: `venue.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `venue.booked`, naming the bookings in the way; `venue.in_use`, one has begun; as `Venue.close`.

    Publishes:
        BookingCancelled for each, then VenueClosed.
    """
    venue = _hold_own(command.venue_id, uow)
    venue.check_open()
    to_come = uow.bookings.to_come(venue.id, uow.now)
    if to_come and not command.force:
        faults = [
            Fault("#/force", "taken", f"Booking {one.id} begins at {one.starts_at.isoformat()}.")
            for one in to_come[:SHOWN]
        ]
        raise Conflict("venue.booked", f"{len(to_come)} bookings are to come.", errors=faults)
    if any(one.starts_at <= uow.now for one in to_come):
        raise Conflict("venue.in_use")
    uow.reason = command.reason
    for booking in to_come:
        uow.record(booking.cancel(command.reason, uow.now))
        uow.schedule(booking.subject, booking.schedule())
    uow.record(venue.close())
    uow.subject = venue.subject
    return messages.VenueClosing(venue=venue_shape(venue), cancelled=[one.id for one in to_come])


def _hold_own(venue_id: str, uow: EngagementUnitOfWork) -> Venue:
    """The acting organisation's venue, as the caller has read it; nobody books it meanwhile."""
    venue = uow.venues.get(venue_id)
    if not uow.is_run_by_actor(venue.owner_id):
        raise Forbidden("venue.not_yours")
    uow.expect(venue.version)
    return venue


COMMANDS: Mapping[type[Command], Handler] = {
    messages.AddVenue: add_venue,
    messages.EditVenue: edit_venue,
    messages.CloseVenue: close_venue,
}
