"""Wishes (微心愿) on a community's wall."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Line,
    Name,
    Public,
    Query,
    Shape,
    Telephone,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit, Order

WishState = Literal["published", "claimed", "delivered", "fulfilled", "withdrawn", "expired"]
ReturnReason = Literal["not_committed", "lapsed", "member_left", "given_back"]
WishStepKind = Literal[
    "published",
    "edited",
    "claimed",
    "committed",
    "extended",
    "delivered",
    "sent_back",
    "fulfilled",
    "lapsed",
    "given_back",
    "member_left",
    "withdrawn",
    "expired",
    "reopened",
    "due_in_3_days",
    "due_in_1_day",
    "due_today",
]


@shape
class Beneficiary(Shape):
    """Whom a wish is for: encrypted at rest, shown to the current claimer and to the wish's community alone."""

    name: Name
    phone: Telephone
    address: Line | None = None


@shape
class Wish(Shape):
    """A wish (微心愿). expires_at: unclaimed by then it leaves the wall; null where it stays."""

    id: Id
    community_id: Id
    title: Line
    category: Name
    beneficiary_kind: Name
    state: WishState
    claim_id: Id | None
    published_at: datetime
    expires_at: datetime | None
    version: int


@shape
class WishPage(Shape):
    items: list[Wish]
    next: str | None


@shape
class WishStep(Shape):
    """
    One step of a wish. role: who took it. claim_id: the claim that it concerns. due_at: until when the wish is to be
    delivered from then on.
    """

    kind: WishStepKind
    reason: str | None
    role: str
    claim_id: Id | None
    due_at: datetime | None
    at: datetime


@shape
class WishStepPage(Shape):
    items: list[WishStep]
    next: str | None


@command("wish.publish")
class PublishWish(Command):
    community_id: Id
    title: Line
    category: Name
    beneficiary_kind: Name
    beneficiary: Beneficiary
    source: Line | None = None
    expires_at: datetime | None = None


@command("wish.edit")
class EditWish(Command):
    """Only while nobody has claimed it."""

    wish_id: Id
    title: Line | None = None
    category: Name | None = None


@command("wish.withdraw")
class WithdrawWish(Command):
    """For good, until it is delivered: who has claimed it is held to nothing."""

    wish_id: Id
    reason: Text


@command("wish.reopen")
class ReopenWish(Command):
    """Put an expired wish on the wall again, with a new date or without any."""

    wish_id: Id
    expires_at: datetime | None = None


@command("wish.expire")
class ExpireWish(Command):
    """Carried out by the timer alone, when nobody has claimed it in time."""

    wish_id: Id


@command("beneficiary.forget")
class ForgetBeneficiary(Command):
    """Carried out by the timer alone, 180 days after the wish is over: nobody is kept whom it was for."""

    wish_id: Id


@command("wish.reveal_beneficiary", is_repeatable=True)
class RevealBeneficiary(Command):
    """Who has looked stands in the audit trail."""

    wish_id: Id


@query("wish.show")
class ShowWish(Query):
    wish_id: Id


@query("community_wishes.list")
class ListCommunityWishes(Query):
    """The newest first."""

    community_id: Id
    state: WishState | None = None
    category: Name | None = None
    published_from: datetime | None = None
    published_until: datetime | None = None
    text: Line | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("wish_steps.list")
class ListWishSteps(Query):
    """The oldest first: all of them to the community, those of their own claims to units and members."""

    wish_id: Id
    order: Order = "oldest_first"
    after: Cursor | None = None
    limit: Limit = 50


@event("wish.published", subject="wish_id")
class WishPublished(Event):
    """A community has put a resident's wish on the wall."""

    wish_id: Public[Id]
    community_id: Public[Id]
    title: Public[Line]
    category: Public[Name]
    beneficiary_kind: Public[Name]
    expires_at: Public[datetime] | None = None


@event("wish.edited", subject="wish_id")
class WishEdited(Event):
    """The community has reworded a wish that nobody has claimed."""

    wish_id: Public[Id]
    community_id: Public[Id]
    title: Public[Line]
    category: Public[Name]


@event("wish.returned", subject="wish_id")
class WishReturned(Event):
    """The claim has ended without delivery; the wish is on the wall again."""

    wish_id: Public[Id]
    community_id: Public[Id]
    claim_id: Public[Id]
    reason: Public[ReturnReason]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("wish.withdrawn", subject="wish_id")
class WishWithdrawn(Event):
    """
    The community has taken a wish off the wall for good.

    claim_id, member_id, unit_id: of whoever had claimed it; they are held to nothing.
    """

    wish_id: Public[Id]
    community_id: Public[Id]
    claim_id: Public[Id] | None
    member_id: ForUnit[Id] | None
    unit_id: ForUnit[Id] | None


@event("wish.expired", subject="wish_id")
class WishExpired(Event):
    """Nobody has claimed a wish in time; it is off the wall."""

    wish_id: Public[Id]
    community_id: Public[Id]


@event("wish.reopened", subject="wish_id")
class WishReopened(Event):
    """An expired wish is on the wall again."""

    wish_id: Public[Id]
    community_id: Public[Id]
    expires_at: Public[datetime] | None
