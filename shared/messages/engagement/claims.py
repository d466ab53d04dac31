"""Claims (认领), public commitments (公开承诺) and deliveries."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Line,
    Public,
    Query,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit

ClaimState = Literal["claimed", "committed", "delivered", "confirmed", "lapsed", "released"]
Verdict = Literal["kept", "partly", "broken"]
CommitmentState = Literal["open", "kept", "partly", "broken", "lapsed", "released"]


@shape
class Commitment(Shape):
    """
    A public commitment (公开承诺): who claimed promises what, until when.

    state: kept, partly and broken are the community's verdict; lapsed, nothing was delivered in time; released, who
    promised has left their unit before.
    """

    id: Id
    text: Text
    due_at: datetime
    state: CommitmentState


@shape
class Claim(Shape):
    """
    A member's claim (认领) of a wish.

    commit_by: without a public commitment by then, the claim lapses and the wish returns to the wall. A claim that was
    not delivered is released when its member leaves their unit.
    """

    id: Id
    wish_id: Id
    community_id: Id
    member_id: Id
    unit_id: Id
    state: ClaimState
    claimed_at: datetime
    commit_by: datetime
    commitment: Commitment | None
    version: int


@shape
class ClaimPage(Shape):
    items: list[Claim]
    next: str | None


@shape
class ClaimsReleased(Shape):
    """How many claims of a member who has left were released."""

    member_id: Id
    released: int


@command("wish.claim")
class ClaimWish(Command):
    wish_id: Id
    plan: Text | None = None


@command("commitment.make")
class MakeCommitment(Command):
    claim_id: Id
    text: Text
    due_at: datetime


@command("wish.deliver")
class DeliverWish(Command):
    claim_id: Id
    note: Text | None = None


@command("delivery.confirm")
class ConfirmDelivery(Command):
    """`verdict` is on the public commitment: needed where there is one, and refused where there is none."""

    claim_id: Id
    verdict: Verdict | None = None
    note: Text | None = None


@command("claim.lapse")
class LapseClaim(Command):
    """Carried out by the timer alone, when nothing was promised or the promise is overdue."""

    claim_id: Id


@command("claims.release")
class ReleaseClaims(Command):
    """Carried out by the timer alone, after a member has left: claims that were under way at that moment."""

    member_id: Id


@query("claim.show")
class ShowClaim(Query):
    claim_id: Id


@query("claims.list")
class ListClaims(Query):
    """A member's own claims; those of its wishes for a community; those of its members for a unit."""

    state: ClaimState | None = None
    after: Cursor | None = None
    limit: Limit = 50


@event("wish.claimed", subject="wish_id")
class WishClaimed(Event):
    """A member has claimed the wish; it is off the wall."""

    wish_id: Public[Id]
    community_id: Public[Id]
    claim_id: Public[Id]
    title: Public[Line]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("commitment.made", subject="wish_id")
class CommitmentMade(Event):
    """The claimer has promised in public what will be done, and by when."""

    wish_id: Public[Id]
    community_id: Public[Id]
    claim_id: Public[Id]
    commitment_id: Public[Id]
    text: Public[Text]
    due_at: Public[datetime]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("wish.delivered", subject="wish_id")
class WishDelivered(Event):
    """The claimer says that the wish is delivered; the community's confirmation is to come."""

    wish_id: Public[Id]
    community_id: Public[Id]
    claim_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("delivery.confirmed", subject="wish_id")
class DeliveryConfirmed(Event):
    """
    The community has confirmed the delivery, and judged the commitment if there was one.

    verdict: null where nothing was promised.
    """

    wish_id: Public[Id]
    community_id: Public[Id]
    claim_id: Public[Id]
    commitment_id: Public[Id] | None
    title: Public[Line]
    verdict: Public[Verdict] | None
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("commitment.lapsed", subject="wish_id")
class CommitmentLapsed(Event):
    """The commitment's deadline has passed without delivery; the wish returns to the wall."""

    wish_id: Public[Id]
    community_id: Public[Id]
    claim_id: Public[Id]
    commitment_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("commitment.released", subject="wish_id")
class CommitmentReleased(Event):
    """Who promised has left their unit, and is held to it no more; the wish returns to the wall."""

    wish_id: Public[Id]
    community_id: Public[Id]
    claim_id: Public[Id]
    commitment_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
