"""Messages of outsourcing: milestones (里程碑) of contracts, and their acceptance (验收) by community and residents."""

from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import Command, Fen, Id, Query, Range, Shape, Text, command, query, shape
from shared.messages.outsourcing.contracts import AcceptanceRule
from shared.messages.outsourcing.files import FileInBase64, FileName, FileType
from shared.messages.paging import Limit, TimedCursor, TimedOrder

MilestoneState = Literal[
    "planned", "submitted", "undecided", "accepted", "partly", "sent_back", "failed", "settled", "dropped"
]
Verdict = Literal["accepted", "partly", "sent_back", "failed"]
ScheduledKind = Literal[
    "enquiries_end",
    "proposals_end",
    "review_end",
    "notice_ends",
    "signing_ends",
    "starts",
    "milestone_due",
    "survey_ends",
    "ends",
]
PartPercent = Annotated[int, Range(1, 99)]


@shape
class Judgement(Shape):
    """percent: of the milestone's amount, where it is accepted in part."""

    verdict: Verdict
    percent: int | None
    reason: str | None
    judged_at: datetime


@shape
class Satisfaction(Shape):
    """
    What residents think of what was submitted, as far as it was told: their number (null until it is), and how many are
    satisfied (4 or 5 of 5; null of fewer than five raters). is_final: nobody rates any more. is_enough, is_met: null
    until it is final.
    """

    survey_id: Id
    ends_at: datetime
    is_extended: bool
    raters: int | None
    satisfied: int | None
    is_final: bool
    is_enough: bool | None
    is_met: bool | None


@shape
class Milestone(Shape):
    """
    A part of a contract's work; amounts in fen.

    accepted_minor: what of it is accepted, paid or not.
    is_overdue: due, and not submitted. attempt: how often it was submitted.
    judgement: the community's, of what was submitted last. decision: the department's, where community and residents
    didn't settle it.
    """

    id: Id
    contract_id: Id
    project_id: Id
    community_id: Id
    organisation_id: Id
    position: int
    name: str
    amount_minor: Fen
    accepted_minor: Fen
    currency: Literal["CNY"]
    due_on: date
    is_overdue: bool
    deliverables: str
    acceptance: AcceptanceRule | None
    state: MilestoneState
    attempt: int
    note: str | None
    submitted_at: datetime | None
    judgement: Judgement | None
    satisfaction: Satisfaction | None
    decision: Judgement | None
    settled_at: datetime | None
    version: int


@shape
class MilestonePage(Shape):
    items: list[Milestone]
    next: str | None


@shape
class ScheduledDate(Shape):
    """What of a project is due, or happens, when. id: of what it is of. is_past: its time is over."""

    kind: ScheduledKind
    id: Id
    name: str
    due_at: datetime
    is_past: bool
    state: str


@shape
class ProjectSchedule(Shape):
    """The soonest first; of calls that are over and of milestones that have fallen away nothing."""

    project_id: Id
    items: list[ScheduledDate]


@command("milestone.attach_file", secret_result=True)
class AttachDeliverable(Command):
    """A file of what is delivered, before it is submitted."""

    milestone_id: Id
    name: FileName
    media_type: FileType
    content: FileInBase64


@command("milestone.submit")
class SubmitMilestone(Command):
    """Say that it is reached; from now on its files stay as they are."""

    milestone_id: Id
    note: Text


@command("milestone.judge")
class JudgeMilestone(Command):
    """What the community thinks of it. percent goes with `partly` alone, a reason with all but `accepted`."""

    milestone_id: Id
    verdict: Verdict
    percent: PartPercent | None = None
    reason: Text | None = None


@command("milestone.decide")
class DecideMilestone(Command):
    """By the department, where too few residents have rated, or too few of them are satisfied."""

    milestone_id: Id
    verdict: Verdict
    percent: PartPercent | None = None
    reason: Text


@command("milestone.remind")
class RemindOfMilestone(Command):
    """Carried out by the timer alone: a week before it is due, on the day, and each week until it is submitted."""

    milestone_id: Id


@query("milestone.show")
class ShowMilestone(Query):
    milestone_id: Id


@query("milestones.list")
class ListMilestones(Query):
    """due_until: due on this day or before. soonest_first: by the day on which they are due."""

    contract_id: Id | None = None
    project_id: Id | None = None
    organisation_id: Id | None = None
    state: MilestoneState | None = None
    is_overdue: bool | None = None
    due_until: date | None = None
    order: TimedOrder = "oldest_first"
    after: TimedCursor | None = None
    limit: Limit = 50


@query("milestone_files.list")
class ListMilestoneFiles(Query):
    milestone_id: Id


@query("project_schedule.show")
class ShowProjectSchedule(Query):
    """All that a project has ahead and behind, as days and instants."""

    project_id: Id
