"""Calls (征集) for proposals: what is asked for, by when, and with what money."""

from dataclasses import field
from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import Command, Id, Kept, Length, Line, Query, Range, Shape, Text, command, query, shape
from shared.messages.outsourcing.terms import Amount, Criterion, Eligibility, Field, LineOfCall, MilestoneOfCall
from shared.messages.paging import Cursor, Limit, Order, TimedCursor, TimedOrder

CallState = Literal["draft", "published", "opened", "reviewed", "concluded", "unsuccessful", "cancelled", "discarded"]
CallDeadlineKind = Literal["enquiries_end", "proposals_end", "review_end"]
CallText = Annotated[str, Length(1, 20_000), Kept.IN_THE_CLEAR]
Days = Annotated[int, Range(3, 60)]
Months = Annotated[int, Range(1, 36)]
Fields = Annotated[list[Field], Length(1, 11)]
Sought = Annotated[int, Range(1, 1000)]
Reviewers = Annotated[int, Range(1, 15)]
Passing = Annotated[int, Range(0, 100)]
Outlying = Annotated[int, Range(1, 100)]
Criteria = Annotated[list[Criterion], Length(1, 30)]
LinesOfCall = Annotated[list[LineOfCall], Length(0, 50)]
MilestonesOfCall = Annotated[list[MilestoneOfCall], Length(0, 20)]
ProjectIds = Annotated[list[Id], Length(0, 50)]
CommunityIds = Annotated[list[Id], Length(0, 200)]


@shape
class CallFunding(Shape):
    """What a budget gives to a call, in fen."""

    budget_id: Id
    amount_minor: Amount


Fundings = Annotated[list[CallFunding], Length(1, 20)]


@shape
class CallNotice(Shape):
    """
    What a call asks for, as everybody may read it.

    amount_cap_minor: what one proposal may ask for at most, in fen; null for up to all there is. projects_sought: how
    many will be chosen at most. enquiries_until: until then organisations may ask. review_until: by then the
    review is to be done, null where nothing is said; nothing ends by itself then. notice_days: how long an award stands
    in public before a contract. signing_days: within which a contract is signed. reviewers_min: who review each
    proposal, at least. passing_score: what is scored lower has no award. outlier_points: a review that is further from
    the median is marked. budget_lines: those that a proposal's budget may have; any, where there are none. milestones:
    those that each proposal must have. project_ids: planned projects that are wanted; without them proposals bring
    their own. community_ids: where it may be; anywhere in the tenant, where there are none.
    """

    title: Line
    about: CallText
    fields: Fields
    amount_cap_minor: Amount | None = None
    projects_sought: Sought = 1
    duration_max_months: Months = 36
    enquiries_until: datetime
    proposals_until: datetime
    review_until: datetime | None = None
    notice_days: Days = 7
    signing_days: Days = 15
    reviewers_min: Reviewers = 3
    passing_score: Passing = 60
    outlier_points: Outlying = 15
    criteria: Criteria
    budget_lines: LinesOfCall = field(default_factory=list)
    milestones: MilestonesOfCall = field(default_factory=list)
    eligibility: Eligibility | None = None
    project_ids: ProjectIds = field(default_factory=list)
    community_ids: CommunityIds = field(default_factory=list)


@shape
class CallTerms(CallNotice):
    """All that is written in a call: what it asks for and whose money it gives."""

    fundings: Fundings


@shape
class CallPart(Shape):
    """Some of a call's terms; null: not these."""

    title: Line | None = None
    about: CallText | None = None
    fields: Fields | None = None
    fundings: Fundings | None = None
    amount_cap_minor: Amount | None = None
    projects_sought: Sought | None = None
    duration_max_months: Months | None = None
    enquiries_until: datetime | None = None
    proposals_until: datetime | None = None
    review_until: datetime | None = None
    notice_days: Days | None = None
    signing_days: Days | None = None
    reviewers_min: Reviewers | None = None
    passing_score: Passing | None = None
    outlier_points: Outlying | None = None
    criteria: Criteria | None = None
    budget_lines: LinesOfCall | None = None
    milestones: MilestonesOfCall | None = None
    eligibility: Eligibility | None = None
    project_ids: ProjectIds | None = None
    community_ids: CommunityIds | None = None


@shape
class Call(CallNotice):
    """
    A call (征集) for proposals; amounts in fen.

    total_minor: the sum of the fundings, which are told to the department alone. reason: why it was cancelled.
    first_call_id: the one that this calls again. amendments: how often it was amended. proposals_opened: how many there
    were when the deadline was over, null until then.
    """

    id: Id
    state: CallState
    fundings: Annotated[list[CallFunding], Length(0, 20)]
    total_minor: Amount
    currency: Literal["CNY"]
    reason: str | None
    first_call_id: Id | None
    amendments: int
    proposals_opened: int | None
    drafted_at: datetime
    published_at: datetime | None
    version: int


@shape
class CallPage(Shape):
    items: list[Call]
    next: str | None


@shape
class CallAmendment(Shape):
    """
    A change of a published call. number: from 1. changed: the names of the terms that it changes, which stand in
    `before` and `after`; fundings are told to the department alone.
    """

    id: Id
    call_id: Id
    number: int
    reason: str
    changed: list[str]
    before: CallPart
    after: CallPart
    amended_at: datetime


@shape
class CallAmendmentPage(Shape):
    items: list[CallAmendment]
    next: str | None


@shape
class CallDeadline(Shape):
    """When something about a call is over. is_past: it is."""

    kind: CallDeadlineKind
    due_at: datetime
    is_past: bool


@shape
class CallSchedule(Shape):
    """The deadlines of a call, the soonest first."""

    items: list[CallDeadline]


@command("call.draft")
class DraftCall(CallTerms, Command):
    """Its terms must fit together when it is published; until then only what they name must be there."""


@command("call.edit")
class EditCall(CallTerms, Command):
    """The whole draft in place of the one that stands."""

    call_id: Id


@command("call.publish")
class PublishCall(Command):
    """Its money is reserved with it, from all of its fundings or from none."""

    call_id: Id


@command("call.amend")
class AmendCall(CallPart, Command):
    """What is left out stays. The deadline of proposals is only put off; who has proposed confirms their proposal."""

    call_id: Id
    reason: Text


@command("call.cancel")
class CancelCall(Command):
    call_id: Id
    reason: Text


@command("call.discard")
class DiscardCall(Command):
    """Of a draft."""

    call_id: Id


@command("call.repeat")
class RepeatCall(Command):
    """A new draft with the terms of a call that came to nothing."""

    call_id: Id


@command("proposals.open")
class OpenProposals(Command):
    """Carried out by the timer alone, when the deadline of proposals is over."""

    call_id: Id


@query("call.show")
class ShowCall(Query):
    call_id: Id


@query("calls.list")
class ListCalls(Query):
    """closes_after, closes_before: by the deadline of proposals. Drafts are for the department alone."""

    state: CallState | None = None
    field: Field | None = None
    closes_after: datetime | None = None
    closes_before: datetime | None = None
    order: TimedOrder = "newest_first"
    after: TimedCursor | None = None
    limit: Limit = 50


@query("call_amendments.list")
class ListCallAmendments(Query):
    call_id: Id
    order: Order = "oldest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("call_schedule.show")
class ShowCallSchedule(Query):
    call_id: Id
