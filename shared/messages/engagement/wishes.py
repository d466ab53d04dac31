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
    command,
    event,
    query,
    shape,
)

WishState = Literal["published", "claimed", "delivered", "fulfilled"]


@shape
class Beneficiary(Shape):
    """Whom a wish is for: encrypted at rest, shown to the current claimer alone."""

    name: Name
    phone: Telephone
    address: Line | None = None


@shape
class Wish(Shape):
    id: Id
    community_id: Id
    title: Line
    category: Name
    beneficiary_kind: Name
    state: WishState
    claim_id: Id | None
    published_at: datetime
    version: int


@command("wish.publish")
class PublishWish(Command):
    community_id: Id
    title: Line
    category: Name
    beneficiary_kind: Name
    beneficiary: Beneficiary
    source: Line | None = None


@command("wish.edit")
class EditWish(Command):
    """Only while nobody has claimed it."""

    wish_id: Id
    title: Line | None = None
    category: Name | None = None


@command("wish.reveal_beneficiary", is_repeatable=True)
class RevealBeneficiary(Command):
    """Who has looked stands in the audit trail."""

    wish_id: Id


@query("wish.show")
class ShowWish(Query):
    wish_id: Id


@event("wish.published", subject="wish_id")
class WishPublished(Event):
    """A community has put a resident's wish on the wall."""

    wish_id: Public[Id]
    community_id: Public[Id]
    title: Public[Line]
    category: Public[Name]
    beneficiary_kind: Public[Name]


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
    reason: Public[Literal["not_committed", "lapsed", "member_left"]]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
