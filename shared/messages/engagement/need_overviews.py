"""What a department sees of its communities' needs: how many there are and how they stand, not whose they are."""

from datetime import datetime

from shared.messages.declare import Code, Id, Query, Shape, query, shape
from shared.messages.engagement.needs import NeedOrigin, NeedPrivacy, NeedState
from shared.messages.paging import Cursor, Limit, Order


@shape
class OverseenNeed(Shape):
    """
    A need as its department sees it: neither whose it is, nor its ticket's token. title: null where it is private.
    closed_at: null as long as it goes on.
    """

    id: Id
    community_id: Id
    ticket_number: str
    category: Code
    title: str | None
    privacy: NeedPrivacy
    origin: NeedOrigin
    state: NeedState
    submitted_at: datetime
    changed_at: datetime
    closed_at: datetime | None


@shape
class OverseenNeedPage(Shape):
    items: list[OverseenNeed]
    next: str | None


@shape
class NeedStateCount(Shape):
    state: NeedState
    count: int


@shape
class CommunityNeedCount(Shape):
    """How many needs a community has, private ones among them. by_state: those states alone in which there are any."""

    community_id: Id
    total: int
    by_state: list[NeedStateCount]


@shape
class CommunityNeedCountPage(Shape):
    items: list[CommunityNeedCount]
    next: str | None


@query("overseen_needs.list")
class ListOverseenNeeds(Query):
    """Those of all communities of the department, the newest first."""

    community_id: Id | None = None
    subdistrict_id: Id | None = None
    state: NeedState | None = None
    category: Code | None = None
    submitted_from: datetime | None = None
    submitted_until: datetime | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("overseen_needs.count")
class CountOverseenNeeds(Query):
    """By community, those without any too."""

    community_id: Id | None = None
    subdistrict_id: Id | None = None
    category: Code | None = None
    submitted_from: datetime | None = None
    submitted_until: datetime | None = None
    after: Cursor | None = None
    limit: Limit = 50
