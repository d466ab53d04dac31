"""
What members are busy with: heard from engagement, for who has much to do is asked last.

It is heard of in crowds, when many claim at once; so what follows one another in a batch is written at once.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from services.membership.repository import MembershipUnitOfWork
from shared.messages.declare import Event
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
from shared.messages.envelope import Envelope
from shared.service import BatchReaction


def note_claimed_wishes(envelopes: Sequence[Envelope], uow: MembershipUnitOfWork) -> None:
    told = [(envelope.tenant, cast(WishClaimed | DeliverySentBack, envelope.data)) for envelope in envelopes]
    uow.duties.take_on(
        [(tenant, event.community_id, event.claim_id, event.wish_id, event.member_id) for tenant, event in told]
    )


def note_claimed_places(envelopes: Sequence[Envelope], uow: MembershipUnitOfWork) -> None:
    told = [(envelope.tenant, cast(PlaceClaimed, envelope.data)) for envelope in envelopes]
    uow.duties.take_on(
        [
            (tenant, event.community_id, event.place_claim_id, event.menu_item_id, member_id)
            for tenant, event in told
            for member_id in event.member_ids
        ]
    )


def note_places_given_up(envelopes: Sequence[Envelope], uow: MembershipUnitOfWork) -> None:
    uow.duties.end_claims([cast(PlaceGivenUp, envelope.data).place_claim_id for envelope in envelopes])


def note_returned_wishes(envelopes: Sequence[Envelope], uow: MembershipUnitOfWork) -> None:
    uow.duties.end_claims([cast(WishReturned, envelope.data).claim_id for envelope in envelopes])


def note_end_of_items(envelopes: Sequence[Envelope], uow: MembershipUnitOfWork) -> None:
    ended = [cast(MenuItemEnded | MenuItemCalledOff, envelope.data) for envelope in envelopes]
    uow.duties.end_items([event.menu_item_id for event in ended])


def note_withdrawn_wishes(envelopes: Sequence[Envelope], uow: MembershipUnitOfWork) -> None:
    uow.duties.end_items([cast(WishWithdrawn, envelope.data).wish_id for envelope in envelopes])


def note_end_of_claim(event: WishDelivered | DeliveryConfirmed, uow: MembershipUnitOfWork) -> None:
    """One of several hearers of these."""
    uow.duties.end_claims([event.claim_id])


REACTIONS_TO_MANY: Mapping[type[Event], BatchReaction] = {
    WishClaimed: note_claimed_wishes,
    DeliverySentBack: note_claimed_wishes,
    WishReturned: note_returned_wishes,
    WishWithdrawn: note_withdrawn_wishes,
    PlaceClaimed: note_claimed_places,
    PlaceGivenUp: note_places_given_up,
    MenuItemCalledOff: note_end_of_items,
    MenuItemEnded: note_end_of_items,
}
