"""What members are busy with: heard from engagement, for who has much to do is asked last."""

from services.membership.repository import MembershipUnitOfWork
from shared.messages.engagement import (
    DeliveryConfirmed,
    DeliverySentBack,
    MenuItemCalledOff,
    MenuItemEnded,
    PlaceClaimed,
    PlaceGivenUp,
    WishClaimed,
    WishDelivered,
    WishReturned,
    WishWithdrawn,
)


def note_claimed_wish(event: WishClaimed | DeliverySentBack, uow: MembershipUnitOfWork) -> None:
    uow.duties.take_on(event.claim_id, event.wish_id, [event.member_id])


def note_claimed_places(event: PlaceClaimed, uow: MembershipUnitOfWork) -> None:
    uow.duties.take_on(event.place_claim_id, event.menu_item_id, event.member_ids)


def note_end_of_claim(event: WishDelivered | DeliveryConfirmed | WishReturned, uow: MembershipUnitOfWork) -> None:
    uow.duties.end_claim(event.claim_id)


def note_places_given_up(event: PlaceGivenUp, uow: MembershipUnitOfWork) -> None:
    uow.duties.end_claim(event.place_claim_id)


def note_end_of_item(event: MenuItemEnded | MenuItemCalledOff, uow: MembershipUnitOfWork) -> None:
    uow.duties.end_item(event.menu_item_id)


def note_withdrawn_wish(event: WishWithdrawn, uow: MembershipUnitOfWork) -> None:
    uow.duties.end_item(event.wish_id)
