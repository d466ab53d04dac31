"""Messages of outsourcing: awards (立项) of reviewed calls, with their public notice."""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import Command, Fen, Id, Query, Range, Shape, Text, command, query, shape
from shared.messages.paging import Limit, TimedCursor, TimedOrder

AwardState = Literal["pending", "active", "signed", "cancelled", "declined", "lapsed"]
# Hundredths of points: 8750 are 87.50 of 100.
Score = Annotated[int, Range(0, 10_000)]
Rank = Annotated[int, Range(1, 2**31 - 1)]


@shape
class ObjectionCounts(Shape):
    """How many objections there are to an award; who objects isn't told."""

    open: int
    upheld: int
    dismissed: int
    withdrawn: int
    dropped: int


@shape
class AwardPartner(Shape):
    """A social organisation that does it together with the one that proposes."""

    organisation_id: Id
    organisation_name: str | None


@shape
class Award(Shape):
    """
    That a proposal is to be carried out (立项), and its public notice (公示); amounts in fen.

    project_id: the planned project that it is for, or the one that has begun with it. rank, score: of the review;
    score in hundredths of points. notice_ends_at: until then there may be objections. sign_by: by then its contract is
    signed; null while it is pending. reason: why it was cancelled or declined.
    """

    id: Id
    call_id: Id
    proposal_id: Id
    project_id: Id
    community_id: Id
    organisation_id: Id
    organisation_name: str | None
    partners: list[AwardPartner]
    title: str
    amount_minor: Fen
    currency: Literal["CNY"]
    rank: Rank
    score: Score
    state: AwardState
    reason: str | None
    objections: ObjectionCounts
    noticed_at: datetime
    notice_ends_at: datetime
    activated_at: datetime | None
    sign_by: datetime | None
    ended_at: datetime | None
    version: int


@shape
class AwardPage(Shape):
    items: list[Award]
    next: str | None


@command("award.cancel")
class CancelAward(Command):
    """By the department, until its contract is signed: the next in rank that fits has an award instead."""

    award_id: Id
    reason: Text


@command("award.decline")
class DeclineAward(Command):
    """By the organisation that has it, until its contract is signed."""

    award_id: Id
    reason: Text


@command("award.end_notice")
class EndNotice(Command):
    """Carried out by the timer alone, when the public notice is over."""

    award_id: Id


@command("award.lapse")
class LapseAward(Command):
    """Carried out by the timer alone, when no contract was signed in time."""

    award_id: Id


@query("award.show")
class ShowAward(Query):
    award_id: Id


@query("awards.list")
class ListAwards(Query):
    """soonest_first: by the end of the notice."""

    call_id: Id | None = None
    organisation_id: Id | None = None
    state: AwardState | None = None
    order: TimedOrder = "newest_first"
    after: TimedCursor | None = None
    limit: Limit = 50
