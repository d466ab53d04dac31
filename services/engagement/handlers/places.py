"""What happens to the places of an item that is held: offered to who waits, and all given up."""

import contextlib
from collections.abc import Collection, Iterator

from services.engagement.handlers.commitments import release_commitments
from services.engagement.model import CommunityDay, ItemRole, MenuItem, PlaceClaim
from services.engagement.repository import EngagementUnitOfWork
from shared.messages.engagement import GivenUpCause


def free_places(
    claim: PlaceClaim, item: MenuItem, cause: GivenUpCause, uow: EngagementUnitOfWork, reason: str | None = None
) -> None:
    """
    End a claim and offer what comes free to who has waited longest.

    Raises:
        Conflict: `place_claim.not_in_step`.

    Publishes:
        PlaceGivenUp; PlaceCommitmentReleased for each promise that was made on it; PlaceOffered for each who is offered
        places.
    """
    role = item.role(claim.role_id)
    promised = uow.commitments.unreported_of_places([claim.id]) if claim.state == "held" else []
    with counted(item, role, uow):
        uow.record(claim.give_up(cause, role, reason))
    release_commitments(promised, uow)
    uow.schedule(claim.subject, claim.schedule())
    _offer(item, role, uow)
    _offer_elsewhere(item, uow)


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
        PlaceGivenUp for each; PlaceCommitmentReleased for each promise that was made on one.
    """
    if not item.has_claims:
        return
    claims = [claim for claim in uow.place_claims.live_of_item(item.id) if cause != "over" or claim.state != "held"]
    held = [claim.id for claim in claims if claim.state == "held"]
    promised = uow.commitments.unreported_of_places(held) if held else []
    for claim in claims:
        role = item.role(claim.role_id)
        with counted(item, role, uow):
            uow.record(claim.give_up(cause, role))
        uow.schedule(claim.subject, claim.schedule())
    release_commitments(promised, uow)


def hold_days_of(member_id: str, uow: EngagementUnitOfWork) -> list[CommunityDay]:
    """Hold the days on which a member comes: before the member, as claims do."""
    return uow.menu_items.hold_days([claim.menu_item_id for claim in uow.place_claims.live_of_member(member_id)])


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
            _offer_elsewhere(item, uow)
    return len(claims)


@contextlib.contextmanager
def counted(item: MenuItem, role: ItemRole, uow: EngagementUnitOfWork) -> Iterator[None]:
    """Count with the day, too, what is taken of a role or freed meanwhile."""
    day = uow.community_days.of(item)
    before = role.taken
    yield
    if day:
        day.taken += role.taken - before


def offer_on_days(day_ids: Collection[str], uow: EngagementUnitOfWork) -> None:
    """
    Offer what is free on days that are held to who waits for it, what begins first first.

    Publishes:
        PlaceOffered for each.
    """
    waited_for = uow.menu_items.waited_for_on(day_ids)
    items = {item.id: item for item in uow.menu_items.hold(waited_for)} if waited_for else {}
    for item_id in waited_for:
        offer_places(items[item_id], uow)


def _offer_elsewhere(item: MenuItem, uow: EngagementUnitOfWork) -> None:
    """Where a day has a ceiling, who leaves one activity makes room in all of it."""
    day = uow.community_days.of(item)
    if day and day.ceiling is not None:
        offer_on_days([day.id], uow)


def _offer(item: MenuItem, role: ItemRole, uow: EngagementUnitOfWork) -> None:
    """Those who need more than is free are passed over: a place that nobody could take helps nobody."""
    until = item.offer_ends(uow.now)
    if not (until and role.free and role.waiting):
        return  # also of an activity that has just been moved to a day that isn't held: nobody waits for it
    day = uow.community_days.of(item)
    while role.free and role.waiting:
        claim = uow.place_claims.next_waiting(item.id, role.id, day.room(role.free) if day else role.free)
        if claim is None:
            return
        with counted(item, role, uow):
            uow.record(claim.offer(role, until))
        uow.schedule(claim.subject, claim.schedule())
