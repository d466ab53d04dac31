"""Resolutions of joint meetings: who has to do what, by when, and what became of it."""

from datetime import date, datetime
from typing import Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Public,
    Query,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.paging import Limit, TimedCursor, TimedOrder

ResolutionState = Literal["open", "overdue", "reported", "done", "dropped"]


@shape
class Resolution(Shape):
    """
    What a meeting has resolved.

    owner_id: the organisation that has to do it. due_on: the last day, in Asia/Shanghai. state: reported, the owner
    says that it is done, and who has called the meeting is to confirm it. overdue_at: since when, or that it once was.
    note: the owner's report. reason: why it was dropped, extended or returned, the last of these.
    """

    id: Id
    meeting_id: Id
    caller_id: Id
    community_id: Id | None
    owner_id: Id
    text: Text
    due_on: date
    is_extended: bool
    state: ResolutionState
    note: str | None
    reason: str | None
    overdue_at: datetime | None
    done_at: datetime | None
    version: int


@shape
class ResolutionPage(Shape):
    items: list[Resolution]
    next: str | None


@command("resolution.record")
class RecordResolution(Command):
    """By who has called the meeting, once it has begun. owner_id: they, or somebody who is called."""

    meeting_id: Id
    owner_id: Id
    text: Text
    due_on: date


@command("resolution.report")
class ReportResolution(Command):
    """By its owner: it is done."""

    resolution_id: Id
    note: Text


@command("resolution.confirm")
class ConfirmResolution(Command):
    resolution_id: Id


@command("resolution.return")
class ReturnResolution(Command):
    """It isn't done after all, for this reason."""

    resolution_id: Id
    reason: Text


@command("resolution.drop")
class DropResolution(Command):
    resolution_id: Id
    reason: Text


@command("resolution.extend")
class ExtendResolution(Command):
    """Once, by its owner, before it is overdue."""

    resolution_id: Id
    due_on: date
    reason: Text


@command("resolution.remind")
class RemindResolution(Command):
    """Carried out by the timer alone: three days before, one day before and on the last day."""

    resolution_id: Id


@command("resolution.lapse")
class LapseResolution(Command):
    """Carried out by the timer alone, when the last day is over."""

    resolution_id: Id


@query("resolution.show")
class ShowResolution(Query):
    resolution_id: Id


@query("resolutions.list")
class ListResolutions(Query):
    """Those that the caller's organisation has to see to, the newest first. due_before: that day isn't in."""

    state: ResolutionState | None = None
    due_before: date | None = None
    order: TimedOrder = "newest_first"
    after: TimedCursor | None = None
    limit: Limit = 50


@query("meeting_resolutions.list")
class ListMeetingResolutions(Query):
    """In the order in which they were recorded."""

    meeting_id: Id
    state: ResolutionState | None = None
    order: TimedOrder = "oldest_first"
    after: TimedCursor | None = None
    limit: Limit = 50


@event("resolution.recorded", subject="resolution_id")
class ResolutionRecorded(Event):
    """A meeting that the public may know of has resolved something."""

    resolution_id: Public[Id]
    meeting_id: Public[Id]
    community_id: Public[Id]
    resolution_text: Public[Text]
    owner_id: Public[Id]
    due_on: Public[date]


@event("resolution.changed", subject="resolution_id")
class ResolutionChanged(Event):
    """What a meeting that the public may know of has resolved stands otherwise than before."""

    resolution_id: Public[Id]
    meeting_id: Public[Id]
    community_id: Public[Id]
    resolution_state: Public[ResolutionState]
    due_on: Public[date]


@event("resolution.due_soon", subject="resolution_id", is_hearsay=True)
class ResolutionDueSoon(Event):
    """A unit is reminded of what it has to see to."""

    resolution_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    resolution_text: ForUnit[Text]
    due_on: ForUnit[date]
    days_left: ForUnit[int]
