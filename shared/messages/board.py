"""Answers of the public board: what is needed and wished for, what was promised, how it was kept. No personal data."""

from datetime import date, datetime
from typing import Literal

from shared.messages.declare import Code, Id, Line, Name, Shape, Text, shape
from shared.messages.engagement import CommitmentState, LinkKind, MenuItemKind, OfferedRole, PromisedFor, WishState
from shared.messages.paging import Cursor, Limit

BoardMenuItemState = Literal["published", "called_off", "ended"]
BoardServiceState = Literal["confirmed", "disputed", "final", "corrected", "voided"]
BoardNeedState = Literal["accepted", "in_hand", "resolved", "partly", "unresolved", "reopened"]


@shape
class WishCounts(Shape):
    """How many wishes stand in each state."""

    published: int
    claimed: int
    delivered: int
    fulfilled: int
    withdrawn: int
    expired: int


@shape
class NeedCounts(Shape):
    """How many needs stand in each state, private ones among them."""

    submitted: int
    accepted: int
    in_hand: int
    resolved: int
    partly: int
    unresolved: int
    declined: int
    merged: int
    reopened: int
    withdrawn: int


@shape
class RatingSummary(Shape):
    """
    Scores from 1 to 5 together. The figures are null until there are 5 ratings, and change only when 5 more are there:
    so nobody can work out a single score from two of them.

    count: all ratings so far. counted: those that the figures are of.
    satisfied_low, satisfied_high: from 0 to 1, the interval in which the share of the satisfied lies with a confidence
        of 95 %; satisfied is who gives 4 or 5.
    """

    count: int
    counted: int
    average: float | None
    satisfied_low: float | None
    satisfied_high: float | None


@shape
class BoardSummary(Shape):
    """
    What a community's board says at a glance. menu_items: activities and posts that are on the menu now. as_of: of the
    newest event that is counted in.
    """

    community_id: Id
    name: Line
    wishes: WishCounts
    done_last_30_days: int
    commitments_open: int
    commitments_kept: int
    commitments_partly: int
    commitments_broken: int
    commitments_lapsed: int
    needs: NeedCounts
    menu_items: int
    ratings: RatingSummary
    as_of: datetime


@shape
class BoardWish(Shape):
    """expires_at: unclaimed by then it leaves the wall; null where it stays."""

    id: Id
    title: Line
    category: Name
    beneficiary_kind: Name
    state: WishState
    published_at: datetime
    expires_at: datetime | None
    changed_at: datetime


@shape
class BoardNeedLink(Shape):
    """What is being done about a need. title: what it is called; null where that wasn't told yet."""

    kind: LinkKind
    target_id: Id
    title: Line | None


@shape
class BoardNeed(Shape):
    """
    A need that isn't private, once its community has accepted it. place: null where it is hidden, or none. links: what
    it is in hand by.
    """

    id: Id
    category: Code
    title: Line
    description: Text
    place: Line | None
    links: list[BoardNeedLink]
    state: BoardNeedState
    accepted_at: datetime
    changed_at: datetime


@shape
class BoardMenuItem(Shape):
    """
    An activity or a post on the menu (菜单).

    is_settled: that enough had come when the sign-up closed. free: places of all roles that nobody has or is offered.
    project_id, social_organisation_id: the project that it belongs to, and who has planned it; null for the community's
    own.
    """

    id: Id
    kind: MenuItemKind
    state: BoardMenuItemState
    title: Line
    category: Code
    description: Text
    location: Line | None
    starts_at: datetime | None
    ends_at: datetime | None
    from_on: date | None
    until_on: date | None
    sign_up_opens_at: datetime | None
    sign_up_closes_at: datetime | None
    is_settled: bool
    called_off_because: Text | None
    roles: list[OfferedRole]
    free: int
    project_id: Id | None
    social_organisation_id: Id | None
    published_at: datetime
    changed_at: datetime


@shape
class BoardMenuPage(Shape):
    items: list[BoardMenuItem]
    next: str | None


@shape
class BoardMenuFilter(Shape):
    """What begins first comes first."""

    state: BoardMenuItemState = "published"
    kind: MenuItemKind | None = None
    category: Code | None = None
    skill: Name | None = None
    begins_from: datetime | None = None
    begins_until: datetime | None = None
    has_free: bool = False
    after: Cursor | None = None
    limit: Limit = 50


@shape
class AreaMenuFilter(BoardMenuFilter):
    """The menus of all communities of a tenant, or of those of one subdistrict, what begins first first."""

    tenant_id: Id | None = None
    subdistrict_id: Id | None = None


@shape
class AreaMenuItem(BoardMenuItem):
    """An activity or a post on the menu of one of the communities."""

    community_id: Id
    community_name: Line


@shape
class AreaMenuPage(Shape):
    items: list[AreaMenuItem]
    next: str | None


@shape
class BoardServiceRecord(Shape):
    """
    Service that a community has confirmed; of nobody it is told whose it is.

    state: confirmed is in its public notice, until `notice_ends_at`; final counts. minutes: without travel.
    """

    id: Id
    title: Line
    location: Line | None
    served_on: date
    minutes: int
    state: BoardServiceState
    corrects_id: Id | None
    notice_ends_at: datetime
    confirmed_at: datetime
    changed_at: datetime


@shape
class BoardServiceRecordPage(Shape):
    items: list[BoardServiceRecord]
    next: str | None


@shape
class BoardServiceRecordFilter(Shape):
    """The newest first."""

    state: BoardServiceState | None = None
    after: Cursor | None = None
    limit: Limit = 50


@shape
class BoardNeedPage(Shape):
    items: list[BoardNeed]
    next: str | None


@shape
class BoardWishPage(Shape):
    items: list[BoardWish]
    next: str | None


@shape
class BoardCommitment(Shape):
    """
    A public commitment and what became of it. kind, target_id, title: what it is about, and what that is called.
    made_at: null of what was promised before that was kept. extended_from: what the deadline was before it was put off.
    """

    id: Id
    kind: PromisedFor
    target_id: Id
    title: Line
    text: Text
    made_at: datetime | None
    due_at: datetime
    extended_from: datetime | None
    state: CommitmentState


@shape
class ShownCommitment(Shape):
    """A public commitment by itself; it is answered as a page to browsers, to be hung up or sent round."""

    id: Id
    community_id: Id
    community_name: Line
    kind: PromisedFor
    target_id: Id
    title: Line
    text: Text
    made_at: datetime | None
    due_at: datetime
    extended_from: datetime | None
    state: CommitmentState


@shape
class BoardCommitmentPage(Shape):
    items: list[BoardCommitment]
    next: str | None


@shape
class BoardWishFilter(Shape):
    """The newest first."""

    state: WishState | None = None
    category: Name | None = None
    beneficiary_kind: Name | None = None
    after: Cursor | None = None
    limit: Limit = 50


@shape
class BoardNeedFilter(Shape):
    """The newest first."""

    state: BoardNeedState | None = None
    category: Code | None = None
    after: Cursor | None = None
    limit: Limit = 50


@shape
class BoardCommitmentFilter(Shape):
    """The newest first."""

    state: CommitmentState | None = None
    kind: PromisedFor | None = None
    after: Cursor | None = None
    limit: Limit = 50
