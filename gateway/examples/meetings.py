"""What the documentation shows of venues, bookings and joint meetings."""

from gateway import town, town_meetings as town_m
from gateway.examples.parts import Part
from shared.messages import engagement
from shared.messages.wire import decode, encode, to_plain

OPENING = decode(encode(to_plain(town_m.OPENING)))
RULES = decode(encode(to_plain(town_m.RULES)))
AGENDA = decode(encode(to_plain(town_m.AGENDA)))
BOOKINGS = engagement.BookingPage(items=[town_m.CONFIRMED], next=None)
MEETINGS = engagement.MeetingPage(items=[town_m.ANSWERED], next=None)
RESOLUTIONS = engagement.ResolutionPage(items=[town_m.RESOLUTION], next=None)
TIMES = {"starts_at": "2026-12-22T14:00:00+08:00", "ends_at": "2026-12-22T16:00:00+08:00"}
TAKEN = "2026-12-22T13:45+08:00/2026-12-22T16:15+08:00"

PART = Part(
    requests={
        engagement.AddVenue: {
            "name": town_m.VENUE.name,
            "address": town_m.VENUE.address,
            "capacity": 40,
            "facilities": ["投影", "无障碍"],
            "opening": OPENING,
            "rules": RULES,
        },
        engagement.EditVenue: {"capacity": 50},
        engagement.CloseVenue: {"reason": "活动室翻修三个月。", "force": True},
        engagement.RequestBooking: {"purpose": town_m.BOOKING.purpose, "people": 30, **TIMES},
        engagement.DeclineBooking: {"reason": town_m.DECLINED.reason},
        engagement.CancelBooking: {"reason": town_m.CANCELLED.reason},
        engagement.RequestBookingSeries: {
            "purpose": town_m.BOOKING.purpose,
            "people": 30,
            **TIMES,
            "recurrence": town_m.RECURRENCE,
            "skip_conflicts": True,
        },
        engagement.CheckBookingSeries: {**TIMES, "recurrence": town_m.RECURRENCE},
        engagement.CancelBookingSeries: {"from_on": "2027-01-01", "reason": "讲座改到医院举行。"},
        engagement.CallMeeting: {
            "title": town_m.MEETING.title,
            "starts_at": "2026-12-23T14:00:00+08:00",
            "ends_at": "2026-12-23T16:00:00+08:00",
            "place": town_m.MEETING.place,
            "agenda": AGENDA,
            "invited_ids": [town.UNIT_ID],
            "is_public": True,
        },
        engagement.EditMeeting: {"title": town_m.EDITED_MEETING.title},
        engagement.CancelMeeting: {"reason": town_m.CALLED_OFF.reason},
        engagement.AnswerMeeting: {"answer": "attending", "word": "派两位同志参加。"},
        engagement.WriteMinutes: {"text": town_m.DRAFT.text},
        engagement.RecordResolution: {
            "owner_id": town.UNIT_ID,
            "text": town_m.RESOLUTION.text,
            "due_on": "2027-01-20",
        },
        engagement.ReportResolution: {"note": town_m.REPORTED.note},
        engagement.ReturnResolution: {"reason": town_m.RETURNED.reason},
        engagement.DropResolution: {"reason": town_m.DROPPED.reason},
        engagement.ExtendResolution: {"due_on": "2027-01-27", "reason": town_m.EXTENDED.reason},
    },
    answers={
        "POST /v1/venues": town_m.VENUE,
        "GET /v1/venues": engagement.VenuePage(items=[town_m.VENUE], next=None),
        "GET /v1/venues/{venue_id}": town_m.VENUE,
        "PATCH /v1/venues/{venue_id}": town_m.EDITED_VENUE,
        "POST /v1/venues/{venue_id}/closing": engagement.VenueClosing(
            venue=town_m.CLOSED_VENUE, cancelled=[town_m.BOOKING_ID]
        ),
        "GET /v1/venues/{venue_id}/slots": town_m.SLOTS,
        "POST /v1/venues/{venue_id}/bookings": town_m.BOOKING,
        "GET /v1/venues/{venue_id}/bookings": BOOKINGS,
        "GET /v1/bookings": BOOKINGS,
        "GET /v1/bookings/{booking_id}": town_m.CONFIRMED,
        "POST /v1/bookings/{booking_id}/approval": town_m.CONFIRMED,
        "POST /v1/bookings/{booking_id}/refusal": town_m.DECLINED,
        "POST /v1/bookings/{booking_id}/cancellation": town_m.CANCELLED,
        "POST /v1/venues/{venue_id}/booking-series": town_m.SERIES,
        "POST /v1/venues/{venue_id}/booking-series/check": town_m.CHECK,
        "POST /v1/booking-series/{series_id}/cancellation": town_m.SERIES_CANCELLATION,
        "POST /v1/meetings": town_m.MEETING,
        "GET /v1/meetings": MEETINGS,
        "GET /v1/communities/{community_id}/meetings": MEETINGS,
        "GET /v1/meetings/{meeting_id}": town_m.ANSWERED,
        "PATCH /v1/meetings/{meeting_id}": town_m.EDITED_MEETING,
        "POST /v1/meetings/{meeting_id}/cancellation": town_m.CALLED_OFF,
        "PUT /v1/meetings/{meeting_id}/answer": town_m.ANSWERED,
        "PUT /v1/meetings/{meeting_id}/minutes": town_m.DRAFT,
        "GET /v1/meetings/{meeting_id}/minutes": engagement.MeetingMinutesPage(items=[town_m.PUBLISHED], next=None),
        "POST /v1/meetings/{meeting_id}/minutes/publication": town_m.PUBLISHED,
        "POST /v1/meetings/{meeting_id}/resolutions": town_m.RESOLUTION,
        "GET /v1/meetings/{meeting_id}/resolutions": RESOLUTIONS,
        "GET /v1/resolutions": RESOLUTIONS,
        "GET /v1/resolutions/{resolution_id}": town_m.DONE,
        "POST /v1/resolutions/{resolution_id}/report": town_m.REPORTED,
        "POST /v1/resolutions/{resolution_id}/confirmation": town_m.DONE,
        "POST /v1/resolutions/{resolution_id}/return": town_m.RETURNED,
        "POST /v1/resolutions/{resolution_id}/dropping": town_m.DROPPED,
        "POST /v1/resolutions/{resolution_id}/extension": town_m.EXTENDED,
    },
    path_ids={
        "venue_id": town_m.VENUE_ID,
        "booking_id": town_m.BOOKING_ID,
        "series_id": town_m.SERIES_ID,
        "meeting_id": town_m.MEETING_ID,
        "resolution_id": town_m.RESOLUTION_ID,
    },
    faults={
        "venue.hours_clash": ("#/opening", "invalid", "Hours overlap, or end too early."),
        "venue.booked": ("#/force", "taken", f"Booking {town_m.BOOKING_ID} begins at 2026-12-22T06:00:00+00:00."),
        "slots.range": ("#/until", "out_of_range", "After since, by 62 days at most."),
        "booking.overlaps": ("#/starts_at", "taken", TAKEN),
        "booking.times": ("#/starts_at", "out_of_range", "Takes bookings from now to 90 days ahead."),
        "booking.too_many_people": ("#/people", "out_of_range", "Takes 40 people."),
        "booking.outside_hours": ("#/starts_at", "out_of_range", "2026-12-22: 08:30–21:00"),
        "booking.reason_needed": ("#/reason", "missing", "Say why the venue isn't there."),
        "booking_series.conflicts": (
            "#/occurrences/1",
            "taken",
            "2026-12-29T14:00+08:00/2026-12-29T16:00+08:00",
        ),
        "recurrence.invalid": ("#/recurrence", "invalid", "Give either COUNT or UNTIL."),
        "recurrence.too_long": ("#/recurrence", "out_of_range", "Takes 104 times within a year."),
        "meeting.times": ("#/starts_at", "out_of_range", "To come, and before its end."),
        "meeting.place": ("#/place", "missing", "Give a place or a booking."),
        "meeting.public_where": ("#/community_id", "missing", "What is public is shown by a community."),
        "resolution.owner_not_there": (
            "#/owner_id",
            "not_a_choice",
            "Neither calls the meeting nor is called to it.",
        ),
        "resolution.due_on": (
            "#/due_on",
            "out_of_range",
            "Today or later, by three years at most; extended, later than before.",
        ),
    },
)
