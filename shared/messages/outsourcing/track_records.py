"""Messages of outsourcing: the track records of social organisations, to which entries are added and never changed."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import Id, Query, Shape, Text, query, shape
from shared.messages.paging import Cursor, Limit, Order

TrackKind = Literal[
    "qualified",
    "qualification_refused",
    "qualification_expired",
    "qualification_revoked",
    "banned",
    "ban_lifted",
    "ban_ended",
    "award_noticed",
    "award_cancelled",
    "award_declined",
    "award_lapsed",
    "contract_signed",
    "contract_terminated",
    "milestone_accepted",
    "milestone_partly",
    "milestone_failed",
    "milestone_overdue",
    "payment_clawed_back",
    "project_completed",
]


@shape
class TrackEntry(Shape):
    """
    call_id, project_id: null where it has nothing to do with a call, or a project. value: what is counted of it, such
    as an amount in fen; null where it is the mere fact.
    """

    id: Id
    kind: TrackKind
    call_id: Id | None
    project_id: Id | None
    at: datetime
    note: Text | None
    value: int | None


@shape
class TrackCount(Shape):
    """How many entries of a kind there are."""

    kind: TrackKind
    count: int


@shape
class TrackRecordPage(Shape):
    """counts: of all entries, those on other pages too, whatever kind is asked for."""

    counts: list[TrackCount]
    items: list[TrackEntry]
    next: str | None


@query("track_record.show")
class ShowTrackRecord(Query):
    """To the organisation itself and the department."""

    organisation_id: Id
    kind: TrackKind | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50
