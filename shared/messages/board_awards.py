"""What the public board tells of awards."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import Fen, Id, Line, Shape, shape
from shared.messages.outsourcing.awards import AwardPartner, AwardState, Rank, Score
from shared.messages.paging import Limit, TimedCursor, TimedOrder


@shape
class BoardAward(Shape):
    """
    A proposal that is to be carried out, and its public notice; amounts in fen.

    score: in hundredths of points. reason: why it was taken back or declined. sign_by: null until the notice is over.
    objections_open, objections_upheld, objections_dismissed: how many there are; who objects isn't told.
    """

    id: Id
    tenant_id: Id
    call_id: Id
    proposal_id: Id
    project_id: Id
    community_id: Id
    social_organisation_id: Id
    organisation_name: Line | None
    partners: list[AwardPartner]
    title: Line
    amount_minor: Fen
    currency: Literal["CNY"]
    rank: Rank
    score: Score
    state: AwardState
    reason: str | None
    objections_open: int
    objections_upheld: int
    objections_dismissed: int
    noticed_at: datetime
    notice_ends_at: datetime
    sign_by: datetime | None
    changed_at: datetime


@shape
class BoardAwardFilter(Shape):
    """Awards of a tenant; soonest_first: by the end of the notice."""

    tenant_id: Id | None = None
    call_id: Id | None = None
    state: AwardState | None = None
    order: TimedOrder = "newest_first"
    after: TimedCursor | None = None
    limit: Limit = 50


@shape
class BoardAwardPage(Shape):
    items: list[BoardAward]
    next: str | None
