"""What happens to the places of an item that is held: offered to who waits, and all given up."""

import contextlib
from collections.abc import Iterator

from services.engagement.model import ItemRole, MenuItem, PlaceClaim
from services.engagement.repository import EngagementUnitOfWork
from shared.messages.engagement import GivenUpCause

MOST_PLACES = 2_000  # of a role


def free_places(
    claim: PlaceClaim, item: MenuItem, cause: GivenUpCause, uow: EngagementUnitOfWork, reason: str | None = None
) -> None:
    """
    End a claim and offer what comes free to who has waited longest.

    Raises:
        Conflict: `place_claim.not_in_step`.

    Publishes:
        PlaceGivenUp, then PlaceOffered for each who is offered places.
    """
    role = item.role(claim.role_id)
    with counted(item, role, uow):
        uow.record(claim.give_up(cause, role, reason))
    uow.schedule(claim.subject, claim.schedule())
    _offer(item, role, uow)


def offer_places(item: MenuItem, uow: EngagementUnitOfWork) -> None:
    """
    Offer what is free in any role to who waits for it.

    Publishes:
        PlaceOffered for each.
    """
    for role in item.roles:
        _offer(item, role, uow)


def end_claims(item: MenuItem, cause: GivenUpCause, uow: EngagementUnitOfWork) -> None:
    """
    End the claims of an item that is called off; of one that is over, those alone that still wait for places.

    Publishes:
        PlaceGivenUp for each.
    """
    if not item.has_claims:
        return
    for claim in uow.place_claims.live_of_item(item.id):
        if cause != "over" or claim.state != "held":
            role = item.role(claim.role_id)
            with counted(item, role, uow):
                uow.record(claim.give_up(cause, role))
            uow.schedule(claim.subject, claim.schedule())


def release_places(member_id: str, uow: EngagementUnitOfWork) -> int:
    """
    Free the places of a member who has left, in whoever's claims they are; the number of those claims.

    Publishes:
        As `free_places`.
    """
    claims = uow.place_claims.live_of_member(member_id)
    items = {item.id: item for item in uow.menu_items.hold([claim.menu_item_id for claim in claims])} if claims else {}
    for claim in claims:
        item = items[claim.menu_item_id]
        if claim.places == 1:
            free_places(claim, item, "member_left", uow)
        else:
            role = item.role(claim.role_id)
            with counted(item, role, uow):
                uow.record(claim.drop(member_id, role))
            _offer(item, role, uow)
    return len(claims)


@contextlib.contextmanager
def counted(item: MenuItem, role: ItemRole, uow: EngagementUnitOfWork) -> Iterator[None]:
    """Count with the day, too, what is taken of a role or freed meanwhile."""
    day = uow.community_days.held(item.day_id) if item.day_id else None
    before = role.taken
    yield
    if day:
        day.taken += role.taken - before


def _room(item: MenuItem, uow: EngagementUnitOfWork) -> int:
    """How many more people may come on the item's day."""
    day = uow.community_days.held(item.day_id) if item.day_id else None
    return MOST_PLACES if day is None or day.ceiling is None else max(0, day.ceiling - day.taken)


def _offer(item: MenuItem, role: ItemRole, uow: EngagementUnitOfWork) -> None:
    """Those who need more than is free are passed over: a place that nobody could take helps nobody."""
    until = item.offer_ends(uow.now)
    while until and role.free and role.waiting:
        claim = uow.place_claims.next_waiting(item.id, role.id, min(role.free, _room(item, uow)))
        if claim is None:
            return
        with counted(item, role, uow):
            uow.record(claim.offer(role, until))
        uow.schedule(claim.subject, claim.schedule())
