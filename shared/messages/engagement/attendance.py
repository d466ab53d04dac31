"""
Attendance (签到): who was there, by a code of the place that changes, by a member's word, or by the community's or
that of the social organisation whose project it belongs to.
"""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Kept,
    Pattern,
    Public,
    Query,
    Shape,
    command,
    event,
    query,
    shape,
)
from shared.messages.engagement.menu_items import MenuItemKind
from shared.messages.paging import Cursor, Limit, Order

AttendanceState = Literal["open", "closed"]
Means = Literal["code", "word", "staff"]
PlaceCode = Annotated[str, Pattern(r"[0-9]{6}", "six digits"), Kept.IN_THE_CLEAR]


@shape
class Attendance(Shape):
    """
    That somebody came to an activity, or to a post for a while.

    starts_at, ends_at: when it is planned to begin and to end; at a post, from when they come for eight hours at most.
    checked_in_by, checked_out_by: code, of the place; word, the member's own; staff, of the community or of the
    organisation that runs the project. is_unclosed: that nobody checked out, so that it counts until the planned end,
    or, with checked_out_at, until the place was given up. closes_at: until when they can check out. wrong_codes: how
    many were given; after five no more are looked at. project_id: to which it belongs; null for the community's own.
    """

    id: Id
    menu_item_id: Id
    place_claim_id: Id
    community_id: Id
    kind: MenuItemKind
    member_id: Id
    unit_id: Id
    state: AttendanceState
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    checked_in_at: datetime
    checked_in_by: Means
    checked_out_at: datetime | None
    checked_out_by: Means | None
    is_unclosed: bool
    wrong_codes: int
    project_id: Id | None
    version: int


@shape
class AttendancePage(Shape):
    items: list[Attendance]
    next: str | None


@shape
class AttendanceCode(Shape):
    """
    What is shown at the place. code: six digits (RFC 6238), for as many seconds as `seconds_left` says; then ask anew.
    text: what the QR code holds, `linli:attendance/{menu_item_id}/{code}`.
    """

    menu_item_id: Id
    code: str
    text: str
    seconds_left: int


@command("attendance_code.begin", secret_result=True)
class BeginAttendanceCode(Command):
    """is_new: codes that were shown before are good no more; left out, they go on where there are some already."""

    menu_item_id: Id
    is_new: bool = False


@query("attendance_code.show")
class ShowAttendanceCode(Query):
    menu_item_id: Id


@command("attendance.check_in")
class CheckIn(Command):
    """
    By who comes; by the community, or the organisation that runs the project, for whom it names.

    member_id: given by these two alone. code: as it is shown at the place; with none, or a wrong one, it is the
    member's word, which the community confirms or doesn't. at: when it was, where it is sent later, for want of a
    network: within 48 hours, with the code of that moment. The same again changes nothing; a code takes the place of
    mere word.
    """

    place_claim_id: Id
    member_id: Id | None = None
    code: PlaceCode | None = None
    at: datetime | None = None


@command("attendance.check_out")
class CheckOut(Command):
    """By who came, by the community or the organisation that runs the project; code and at are as of checking in."""

    attendance_id: Id
    code: PlaceCode | None = None
    at: datetime | None = None


@command("attendance.close")
class CloseAttendance(Command):
    """Carried out by the timer alone: nobody has checked out in time."""

    attendance_id: Id


@query("attendance.show")
class ShowAttendance(Query):
    attendance_id: Id


@query("attendances.list")
class ListAttendances(Query):
    """A member's own, a unit's members', those at a community or at an organisation's projects; the newest first."""

    state: AttendanceState | None = None
    menu_item_id: Id | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@event("attendance.checked_in", subject="attendance_id")
class CheckedIn(Event):
    """Somebody has come."""

    attendance_id: Public[Id]
    menu_item_id: Public[Id]
    community_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    checked_in_at: ForUnit[datetime]
    means: ForUnit[Means]
    project_id: Public[Id] | None = None


@event("attendance.checked_out", subject="attendance_id")
class CheckedOut(Event):
    """Somebody has gone; or the time is over, and nobody has said when they went."""

    attendance_id: Public[Id]
    menu_item_id: Public[Id]
    community_id: Public[Id]
    is_unclosed: Public[bool]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    checked_out_at: ForUnit[datetime] | None
    project_id: Public[Id] | None = None
