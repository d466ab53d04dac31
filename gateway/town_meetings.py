"""A venue of the little town, its bookings, and a meeting that is held in it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from gateway import town
from shared.messages import engagement
from shared.messages.declare import Event

VENUE_ID, BOOKING_ID, OTHER_BOOKING_ID, SERIES_ID, MEETING_ID, RESOLUTION_ID = map(town.id_of, range(0xA0, 0xA6))


def _on(day: int, hour: int, *, month: int = 12) -> datetime:
    return datetime(2026 if month == 12 else 2027, month, day, hour, tzinfo=UTC)


OPENING = engagement.Opening(
    hours=[engagement.OpeningHours(weekday=day, from_time="08:30", to_time="21:00") for day in range(1, 8)],
    exceptions=[
        engagement.OpeningException(
            on=date(2027, 1, 2), hours=[engagement.OpenSpan(from_time="09:00", to_time="12:00")]
        )
    ],
    is_closed_on_holidays=True,
)
RULES = engagement.BookingRules(
    buffer_before_minutes=15,
    buffer_after_minutes=15,
    longest_minutes=240,
    days_ahead=90,
    needs_approval=True,
    cancel_hours=24,
)
VENUE = engagement.Venue(
    id=VENUE_ID,
    owner_id=town.COMMUNITY_ID,
    community_id=town.COMMUNITY_ID,
    name="梧桐里党群服务中心二楼活动室",
    address="梧桐里1号",
    capacity=40,
    facilities=["投影", "无障碍"],
    opening=OPENING,
    rules=RULES,
    state="open",
    version=1,
)
EDITED_VENUE = replace(VENUE, capacity=50, version=2)
CLOSED_VENUE = replace(EDITED_VENUE, state="closed", version=3)
SLOTS = engagement.VenueSlots(
    items=[
        engagement.VenueSlot(starts_at=_on(21, 1), ends_at=_on(21, 5)),
        engagement.VenueSlot(starts_at=_on(21, 8), ends_at=_on(21, 13)),
    ]
)
BOOKING = engagement.Booking(
    id=BOOKING_ID,
    venue_id=VENUE_ID,
    owner_id=town.COMMUNITY_ID,
    booker_kind="organisation",
    booker_id=town.UNIT_ID,
    series_id=None,
    purpose="冬季健康讲座",
    people=30,
    starts_at=_on(22, 6),
    ends_at=_on(22, 8),
    held_from=datetime(2026, 12, 22, 5, 45, tzinfo=UTC),
    held_until=datetime(2026, 12, 22, 8, 15, tzinfo=UTC),
    state="requested",
    reason=None,
    version=1,
)
CONFIRMED = replace(BOOKING, state="confirmed", version=2)
DECLINED = replace(BOOKING, state="declined", reason="当天下午有居民议事会。", version=2)
CANCELLED = replace(CONFIRMED, state="cancelled", reason="讲师出差，改期再约。", version=3)
RECURRENCE = "FREQ=WEEKLY;BYDAY=TU;COUNT=3"
TIMES = [(_on(22, 6), _on(22, 8)), (_on(29, 6), _on(29, 8)), (_on(5, 6, month=1), _on(5, 8, month=1))]
OUTCOMES: tuple[engagement.OccurrenceOutcome, ...] = ("free", "taken", "free")
CHECK = engagement.SeriesCheck(
    occurrences=[
        engagement.Occurrence(starts_at=starts_at, ends_at=ends_at, outcome=outcome, booking_id=None)
        for (starts_at, ends_at), outcome in zip(TIMES, OUTCOMES, strict=True)
    ],
    next_free=[engagement.VenueSlot(starts_at=_on(30, 6), ends_at=_on(30, 8))],
)
SERIES = engagement.BookingSeries(
    id=SERIES_ID,
    venue_id=VENUE_ID,
    recurrence=RECURRENCE,
    occurrences=[
        replace(CHECK.occurrences[0], outcome="booked", booking_id=BOOKING_ID),
        CHECK.occurrences[1],
        replace(CHECK.occurrences[2], outcome="booked", booking_id=OTHER_BOOKING_ID),
    ],
)
SERIES_CANCELLATION = engagement.SeriesCancellation(series_id=SERIES_ID, cancelled=[OTHER_BOOKING_ID], kept=[])

AGENDA = [
    engagement.AgendaItem(title="冬季独居老人走访分工", brought_by_id=town.COMMUNITY_ID),
    engagement.AgendaItem(title="医院活动场地开放时间", brought_by_id=town.UNIT_ID),
]
INVITATION = engagement.MeetingInvitation(organisation_id=town.UNIT_ID, answer=None, word=None, answered_at=None)
MEETING = engagement.Meeting(
    id=MEETING_ID,
    caller_id=town.COMMUNITY_ID,
    community_id=town.COMMUNITY_ID,
    title="第四季度党建联席会议",
    starts_at=_on(23, 6),
    ends_at=_on(23, 8),
    booking_id=None,
    place="梧桐里党群服务中心二楼活动室",
    is_public=True,
    agenda=AGENDA,
    invitations=[INVITATION],
    state="called",
    reason=None,
    version=1,
)
EDITED_MEETING = replace(MEETING, title="第四季度党建联席会议（扩大）", version=2)
ANSWERED = replace(
    MEETING,
    invitations=[replace(INVITATION, answer="attending", word="派两位同志参加。", answered_at=_on(20, 3))],
    version=2,
)
CALLED_OFF = replace(MEETING, state="cancelled", reason="遇寒潮预警，另行通知。", version=2)
DRAFT = engagement.MeetingMinutes(
    meeting_id=MEETING_ID,
    number=1,
    text="会议议定：年前完成独居老人走访；医院多功能厅周末向社区开放。",
    state="draft",
    written_at=_on(23, 9),
    published_at=None,
)
PUBLISHED = replace(DRAFT, state="published", published_at=_on(24, 1))
RESOLUTION = engagement.Resolution(
    id=RESOLUTION_ID,
    meeting_id=MEETING_ID,
    caller_id=town.COMMUNITY_ID,
    community_id=town.COMMUNITY_ID,
    owner_id=town.UNIT_ID,
    text="元月二十日前走访全部独居老人，每户测量一次血压。",
    due_on=date(2027, 1, 20),
    is_extended=False,
    state="open",
    note=None,
    reason=None,
    overdue_at=None,
    done_at=None,
    version=1,
)
EXTENDED = replace(RESOLUTION, due_on=date(2027, 1, 27), is_extended=True, reason="寒潮停访一周。", version=2)
REPORTED = replace(EXTENDED, state="reported", note="已走访 42 户。", version=3)
DONE = replace(REPORTED, state="done", done_at=_on(28, 2, month=1), version=4)
RETURNED = replace(REPORTED, state="open", reason="三单元还有两户。", version=4)
DROPPED = replace(EXTENDED, state="dropped", reason="由街道统一组织。", version=3)

OF_VENUE: dict[str, Any] = {"venue_id": VENUE_ID, "community_id": town.COMMUNITY_ID, "venue_name": VENUE.name}
OF_BOOKING: dict[str, Any] = {
    "booking_id": BOOKING_ID,
    "venue_id": VENUE_ID,
    "unit_id": town.UNIT_ID,
    "starts_at": BOOKING.starts_at,
    "ends_at": BOOKING.ends_at,
}
OF_OTHER: dict[str, Any] = OF_BOOKING | {
    "booking_id": OTHER_BOOKING_ID,
    "starts_at": TIMES[2][0],
    "ends_at": TIMES[2][1],
}
OF_CALL: dict[str, Any] = {"meeting_id": MEETING_ID, "unit_id": town.UNIT_ID, "meeting_title": MEETING.title}
OF_RESOLUTION: dict[str, Any] = {
    "resolution_id": RESOLUTION_ID,
    "meeting_id": MEETING_ID,
    "community_id": town.COMMUNITY_ID,
}
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (_on(18, 1), engagement.VenueAdded(**OF_VENUE)),
    (_on(18, 2), engagement.VenueEdited(**OF_VENUE)),
    (_on(18, 3), engagement.BookingRequested(**OF_BOOKING)),
    (_on(18, 4), engagement.BookingConfirmed(**OF_BOOKING)),
    (_on(18, 5), engagement.BookingCancelled(**OF_BOOKING)),
    (_on(18, 6), engagement.BookingRequested(**OF_OTHER)),
    (_on(18, 7), engagement.BookingDeclined(**OF_OTHER)),
    (
        _on(19, 1),
        engagement.MeetingCalled(**OF_CALL, starts_at=MEETING.starts_at),
    ),
    (_on(19, 2), engagement.MeetingCancelled(**OF_CALL)),
    (
        _on(19, 3),
        engagement.ResolutionDueSoon(
            resolution_id=RESOLUTION_ID,
            unit_id=town.UNIT_ID,
            resolution_text=RESOLUTION.text,
            due_on=RESOLUTION.due_on,
            days_left=3,
        ),
    ),
    (
        _on(23, 8),
        engagement.MeetingHeld(
            meeting_id=MEETING_ID,
            community_id=town.COMMUNITY_ID,
            meeting_title=MEETING.title,
            held_at=MEETING.starts_at,
        ),
    ),
    (
        _on(23, 9),
        engagement.ResolutionRecorded(
            **OF_RESOLUTION,
            resolution_text=RESOLUTION.text,
            owner_id=town.UNIT_ID,
            due_on=RESOLUTION.due_on,
        ),
    ),
    (
        _on(26, 2, month=1),
        engagement.ResolutionChanged(**OF_RESOLUTION, resolution_state="reported", due_on=EXTENDED.due_on),
    ),
    (_on(30, 1, month=1), engagement.VenueClosed(**OF_VENUE)),
)
