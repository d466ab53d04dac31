"""Answers of the public board: social organisations that may propose, and those that are banned."""

from datetime import date, datetime
from typing import Literal

from shared.messages.declare import Id, Line, Shape, Text, Url, shape
from shared.messages.outsourcing.terms import Field, Rating, SocialKind
from shared.messages.paging import Cursor, Limit

BoardStanding = Literal["qualified", "banned"]


@shape
class BoardBan(Shape):
    """A ban (禁入) that stands. from_on, until_on: the first and the last day; null: until it is lifted."""

    from_on: date
    until_on: date | None
    reason: Text
    legal_basis: Line


@shape
class BoardOrganisation(Shape):
    """
    A social organisation (社会组织). qualified_until: the last day on which it may propose; null where it isn't
    qualified. rating: null where it has none that is good today.
    """

    id: Id
    name: Line
    kind: SocialKind | None
    fields: list[Field]
    introduction: Text | None
    website: Url | None
    rating: Rating | None
    qualified_until: date | None
    ban: BoardBan | None
    changed_at: datetime


@shape
class BoardOrganisationPage(Shape):
    items: list[BoardOrganisation]
    next: str | None


@shape
class BoardOrganisationFilter(Shape):
    """Those that may propose and those that are banned, the newest first. tenant_id: where there are several."""

    tenant_id: Id | None = None
    kind: SocialKind | None = None
    standing: BoardStanding | None = None
    after: Cursor | None = None
    limit: Limit = 50
