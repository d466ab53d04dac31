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
from shared.messages.paging import Cursor, Limit, Order

ClaimState = Literal["claimed", "committed", "delivered", "confirmed", "lapsed", "released"]
Verdict = Literal["kept", "partly", "broken"]
CommitmentState = Literal["open", "kept", "partly", "broken", "lapsed", "released"]
ClaimEnding = Literal["not_committed", "lapsed", "member_left", "given_back", "withdrawn"]


@shape
class Commitment(Shape):
    """
    A public commitment (公开承诺): who claimed promises what, until when.

    state: kept, partly and broken are the community's verdict; lapsed, nothing was delivered in time; released, who
    promised is held to it no more. extended_from: what the deadline was before it was extended, null as long as it
    wasn't; extension_reason: why it was.
    """

    id: Id
    text: Text
    made_at: datetime
    due_at: datetime
    state: CommitmentState
    extended_from: datetime | None
    extension_reason: Text | None


@shape
class Claim(Shape):
    """
    A member's claim (认领) of a wish.

    commit_by: without a public commitment by then, the claim lapses and the wish returns to the wall. due_at: when it
    lapses as it stands now; null once it is delivered or over. sent_back_reason: why the community has sent a delivery
    back, the last time. ending: why it is over without a delivery; null where it isn't.
    """

    id: Id
    wish_id: Id
    community_id: Id
    member_id: Id
    unit_id: Id
    state: ClaimState
    plan: Text | None
    claimed_at: datetime
    commit_by: datetime
    due_at: datetime | None
    commitment: Commitment | None
    delivery_note: Text | None
    times_sent_back: int
    sent_back_reason: Text | None
    evidence_count: int
    confirmation_note: Text | None
    ending: ClaimEnding | None
    version: int


@shape
class ClaimPage(Shape):
    items: list[Claim]
    next: str | None


@shape
class Reminder(Shape):
    """
    A member is reminded of their commitment.

    days_left: 3, 1 or 0. due_at: the deadline that it is about. at: when it is told, or was, where `is_told`.
    """

    days_left: int
    due_at: datetime
    at: datetime
    is_told: bool


@shape
class Reminders(Shape):
    """The last fifty that were told, the oldest first; then those to come as the deadline stands now."""

    items: list[Reminder]


@shape
class ClaimsReleased(Shape):
    """How many claims of a member who has left were released."""

    member_id: Id
    released: int


@command("wish.claim", secret_result=True)
class ClaimWish(Command):
    wish_id: Id
    plan: Text | None = None


@command("commitment.make", secret_result=True)
class MakeCommitment(Command):
    claim_id: Id
    text: Text
    due_at: datetime


@command("commitment.extend", secret_result=True)
class ExtendCommitment(Command):
    """By the claimer, once and before the deadline: to a later one, within 180 days from when it was made."""

    claim_id: Id
    due_at: datetime
    reason: Text


@command("claim.give_back", secret_result=True)
class GiveBackClaim(Command):
    """By the claimer, before the deadline: the wish returns to the wall."""

    claim_id: Id
    reason: Text


@command("wish.deliver", secret_result=True)
class DeliverWish(Command):
    claim_id: Id
    note: Text | None = None


@command("delivery.send_back", secret_result=True)
class SendBackDelivery(Command):
    """By the wish's community: the claim is as it was before the delivery, with three days at least."""

    claim_id: Id
    reason: Text


@command("delivery.confirm", secret_result=True)
class ConfirmDelivery(Command):
    """`verdict` is on the public commitment: needed where there is one, and refused where there is none."""

    claim_id: Id
    verdict: Verdict | None = None
    note: Text | None = None


@command("claim.lapse", secret_result=True)
class LapseClaim(Command):
    """Carried out by the timer alone, when nothing was promised or the promise is overdue."""

    claim_id: Id


@command("commitment.remind", secret_result=True)
class RemindOfCommitment(Command):
    """Carried out by the timer alone, in the morning three days and one before the deadline, and on its day."""

    claim_id: Id
    days_left: int


@command("claims.release")
class ReleaseClaims(Command):
    """Carried out by the timer alone, after a member has left: claims that were under way at that moment."""

    member_id: Id


@query("claim.show")
class ShowClaim(Query):
    claim_id: Id


@query("reminders.list")
class ListReminders(Query):
    """Those that were told, and those to come."""

    claim_id: Id


@query("claims.list")
class ListClaims(Query):
    """A member's own claims; those of its wishes for a community; those of its members for a unit. The oldest first."""

    state: ClaimState | None = None
    wish_id: Id | None = None
    due_before: datetime | None = None
    order: Order = "oldest_first"
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


@event("commitment.extended", subject="wish_id")
class CommitmentExtended(Event):
    """The claimer has put the deadline of their commitment off, which can be done once."""

    wish_id: Public[Id]
    community_id: Public[Id]
    claim_id: Public[Id]
    commitment_id: Public[Id]
    due_at: Public[datetime]
    extended_from: Public[datetime]
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


@event("commitment.due_soon", subject="wish_id")
class CommitmentDueSoon(Event):
    """A member is reminded of a public commitment, three days before its deadline, one, and on its day."""

    wish_id: ForUnit[Id]
    community_id: Id
    claim_id: ForUnit[Id]
    commitment_id: ForUnit[Id]
    days_left: ForUnit[int]
    due_at: ForUnit[datetime]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("delivery.sent_back", subject="wish_id")
class DeliverySentBack(Event):
    """The community doesn't take the delivery as it is; the claimer has until `due_at` to deliver again."""

    wish_id: Public[Id]
    community_id: Public[Id]
    claim_id: Public[Id]
    commitment_id: Public[Id] | None
    due_at: Public[datetime]
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
    """Who promised is held to it no more: they have left their unit or given the wish back, or it is withdrawn."""

    wish_id: Public[Id]
    community_id: Public[Id]
    claim_id: Public[Id]
    commitment_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
