"""Claims (认领) of places in activities and at posts: by a member, or by a team as one."""

from dataclasses import field
from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Length,
    Public,
    Query,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.engagement.menu_items import MenuItemKind
from shared.messages.paging import Cursor, Limit, Order

PlaceClaimState = Literal["held", "waiting", "offered", "withdrawn", "declined", "lapsed", "released", "missed"]
GivenUpCause = Literal[
    "withdrawn", "offer_declined", "offer_lapsed", "over", "member_left", "by_community", "called_off", "missed"
]
Holders = Annotated[list[Id], Length(0, 50)]


@shape
class PlaceClaim(Shape):
    """
    Places in one role of an activity or at a post, held together or not at all.

    state: held; waiting, for a place; offered, one that must be accepted until `offered_until`; withdrawn, by the
    claimer; declined and lapsed, an offer; released, by the community, or since who held it has left or the item was
    called off; missed, as nobody came. member_ids: who come. missed_ids: who hasn't come, as far as is known.
    member_id: who has claimed; of a team, its leader.
    """

    id: Id
    menu_item_id: Id
    role_id: Id
    community_id: Id
    kind: MenuItemKind
    state: PlaceClaimState
    places: int
    member_id: Id
    unit_id: Id
    team_id: Id | None
    member_ids: list[Id]
    missed_ids: list[Id]
    claimed_at: datetime
    offered_until: datetime | None
    withdrawable_until: datetime | None
    reason: str | None
    version: int


@shape
class PlaceClaimPage(Shape):
    items: list[PlaceClaim]
    next: str | None


@command("place.claim")
class ClaimPlaces(Command):
    """
    By a member for themselves, or by a team's leader for some of its members.

    team_id, member_ids: both, or neither. may_wait: where there aren't enough places, wait for them; left out, refused.
    """

    menu_item_id: Id
    role_id: Id
    team_id: Id | None = None
    member_ids: Holders = field(default_factory=list)
    may_wait: bool = False


@command("place.give_up")
class WithdrawPlaceClaim(Command):
    """Give up a place, or cease to wait for one; of a place until the cut-off."""

    place_claim_id: Id
    reason: Text | None = None


@command("place_offer.accept")
class AcceptPlaceOffer(Command):
    place_claim_id: Id


@command("place_offer.decline")
class DeclinePlaceOffer(Command):
    place_claim_id: Id


@command("place_offer.lapse")
class LapsePlaceOffer(Command):
    """Carried out by the timer alone: nobody has accepted the offer in time."""

    place_claim_id: Id


@command("place.release")
class ReleasePlaceClaim(Command):
    """By the community, which says why to who had the place."""

    place_claim_id: Id
    reason: Text


@command("place.release_missing")
class ReleaseMissing(Command):
    """By the community, from a quarter of an hour after the beginning: who isn't there has the place no more."""

    place_claim_id: Id


@command("menu_item.note_misses")
class NoteMisses(Command):
    """Carried out by the timer alone, once nobody can say any more that they came."""

    menu_item_id: Id


@query("place_claim.show")
class ShowPlaceClaim(Query):
    place_claim_id: Id


@query("place_claims.list")
class ListPlaceClaims(Query):
    """Those in which a member comes; of a unit's members; of a community's items. The newest first."""

    state: PlaceClaimState | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("menu_item_claims.list")
class ListMenuItemClaims(Query):
    """The oldest first."""

    menu_item_id: Id
    state: PlaceClaimState | None = None
    order: Order = "oldest_first"
    after: Cursor | None = None
    limit: Limit = 50


@event("place.claimed", subject="menu_item_id")
class PlaceClaimed(Event):
    """Places are held."""

    menu_item_id: Public[Id]
    community_id: Public[Id]
    role_id: Public[Id]
    place_claim_id: Public[Id]
    places: Public[int]
    free: Public[int]
    waiting: Public[int]
    team_id: Public[Id] | None
    member_ids: ForUnit[list[Id]]
    unit_id: ForUnit[Id]


@event("place.waited_for", subject="menu_item_id")
class PlaceWaitedFor(Event):
    """Somebody waits for places."""

    menu_item_id: Public[Id]
    community_id: Public[Id]
    role_id: Public[Id]
    place_claim_id: Public[Id]
    places: Public[int]
    free: Public[int]
    waiting: Public[int]
    team_id: Public[Id] | None
    member_ids: ForUnit[list[Id]]
    unit_id: ForUnit[Id]


@event("place.offered", subject="menu_item_id")
class PlaceOffered(Event):
    """Places are free for somebody who has waited, until then."""

    menu_item_id: Public[Id]
    community_id: Public[Id]
    role_id: Public[Id]
    place_claim_id: Public[Id]
    offered_until: Public[datetime]
    places: Public[int]
    free: Public[int]
    waiting: Public[int]
    member_ids: ForUnit[list[Id]]
    unit_id: ForUnit[Id]


@event("place.given_up", subject="menu_item_id")
class PlaceGivenUp(Event):
    """Places are held, waited for or offered no more."""

    menu_item_id: Public[Id]
    community_id: Public[Id]
    role_id: Public[Id]
    place_claim_id: Public[Id]
    cause: Public[GivenUpCause]
    places: Public[int]
    free: Public[int]
    waiting: Public[int]
    member_ids: ForUnit[list[Id]]
    unit_id: ForUnit[Id]
