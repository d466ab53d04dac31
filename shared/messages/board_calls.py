"""What the public board tells of calls for proposals."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import Fen, Id, Shape, Text, shape
from shared.messages.outsourcing.calls import CallNotice
from shared.messages.outsourcing.terms import Field
from shared.messages.paging import Limit, TimedCursor, TimedOrder

BoardCallState = Literal["published", "opened", "reviewed", "concluded", "unsuccessful", "cancelled"]


@shape
class BoardCall(CallNotice):
    """
    A call for proposals that was published. reason: why it was cancelled. proposals_opened: how many there were when
    the deadline was over, null until then.
    """

    id: Id
    tenant_id: Id
    state: BoardCallState
    total_minor: Fen
    currency: Literal["CNY"]
    reason: str | None
    first_call_id: Id | None
    amendments: int
    proposals_opened: int | None
    published_at: datetime
    changed_at: datetime


@shape
class BoardCallFilter(Shape):
    """Calls of a tenant."""

    tenant_id: Id | None = None
    field: Field | None = None
    state: BoardCallState | None = None
    order: TimedOrder = "newest_first"
    after: TimedCursor | None = None
    limit: Limit = 50


@shape
class BoardCallPage(Shape):
    items: list[BoardCall]
    next: str | None


@shape
class BoardAmendment(Shape):
    """That a call was amended, and why. changed: the names of the terms that were changed."""

    number: int
    reason: Text
    changed: list[str]
    amended_at: datetime


@shape
class BoardEnquiry(Shape):
    """What somebody wanted to know of a call, and the department's answer."""

    id: Id
    question: Text
    answer: Text
    answered_at: datetime


@shape
class ShownCall(BoardCall):
    """A call by itself, with how it was amended and what was asked about it, the first at the beginning."""

    amendment_notes: list[BoardAmendment]
    enquiries: list[BoardEnquiry]
