"""What parameters, fields and values mean where venues, bookings and joint meetings are told of."""

BOOKINGS = ("BookingRequested", "BookingConfirmed", "BookingDeclined", "BookingCancelled")
BOOKING_STATES = {
    "requested": "who gives the venue is to decide",
    "confirmed": "the venue is booked",
    "declined": "the venue isn't given",
    "cancelled": "cancelled by either side",
    "lapsed": "nobody has decided in time",
    "ended": "its time is over",
}
MEETING_STATES = {"called": "to come, or going on", "held": "its time is over", "cancelled": "called off"}
RESOLUTION_STATES = {
    "open": "to be done",
    "overdue": "its last day is over",
    "reported": "its owner says that it is done",
    "done": "confirmed by who has called the meeting",
    "dropped": "nobody is held to it any more",
}

FIELDS: dict[str, str] = {
    "venue_id": "The venue.",
    "venue_name": "The venue's name.",
    **{f"{event}.community_id": "Where the venue lies." for event in ("VenueAdded", "VenueEdited", "VenueClosed")},
    "booking_id": "The booking.",
    **{f"{event}.unit_id": "The unit that has booked, or whose member leads the team that has." for event in BOOKINGS},
    "starts_at": "When it begins.",
    "ends_at": "When it ends.",
    "meeting_id": "The joint meeting.",
    "MeetingCalled.unit_id": "Who is called.",
    "MeetingCancelled.unit_id": "Who was called.",
    "ResolutionDueSoon.unit_id": "Who has to see to it.",
    "MeetingCalled.starts_at": "When the meeting begins.",
    "meeting_title": "What the meeting is called.",
    "held_at": "When it was held.",
    "resolution_id": "What the meeting has resolved.",
    "resolution_text": "What is to be done.",
    "resolution_state": "How it stands.",
    "owner_id": "The organisation that has to do it.",
    "due_on": "The last day on which it is to be done, in Asia/Shanghai.",
}

VALUES: dict[str, dict[str, str]] = {
    "resolution_state": RESOLUTION_STATES,
    "ListVenues.state": {"open": "can be booked", "closed": "takes no more bookings"},
    "ListBookings.state": BOOKING_STATES,
    "ListVenueBookings.state": BOOKING_STATES,
    "ListMeetings.state": MEETING_STATES,
    "ListCommunityMeetings.state": MEETING_STATES,
    "ListResolutions.state": RESOLUTION_STATES,
    "ListMeetingResolutions.state": RESOLUTION_STATES,
}

PARAMETERS: dict[str, str] = {
    "ListVenues.community_id": "Venues in this community alone.",
    "owner_id": "Venues alone that this organisation gives.",
    "ListVenues.state": "Venues in this state alone.",
    "capacity_from": "Venues alone that take so many people, or more.",
    "facility": "Venues alone that have this, word by word.",
    "ListVenues.free_from": "Venues alone that are open and free from this instant on; goes with `free_until`.",
    "ListVenues.free_until": "Until when they are open and free, 62 days later at most.",
    "since": "From when on.",
    "until": "Until when, 62 days later at most.",
    "minutes": "Times alone that last so long, or longer.",
    "ListBookings.state": "Bookings in this state alone.",
    "ListBookings.venue_id": "Bookings of this venue alone.",
    "ListBookings.series_id": "Bookings of this series alone.",
    "ListVenueBookings.state": "Bookings in this state alone.",
    "ListVenueBookings.starts_from": "Bookings that begin at this instant or later.",
    "ListVenueBookings.starts_until": "Bookings that begin before this instant.",
    "ListMeetings.state": "Meetings in this state alone.",
    "ListCommunityMeetings.state": "Meetings in this state alone.",
    "ListResolutions.state": "Resolutions in this state alone.",
    "due_before": "Resolutions alone whose last day is before this one.",
    "ListMeetingResolutions.state": "Resolutions in this state alone.",
}
PATHS: dict[str, str] = {
    "venue_id": "The venue's id.",
    "booking_id": "The booking's id.",
    "series_id": "The id of the series of activities or of bookings.",
    "meeting_id": "The meeting's id.",
    "resolution_id": "The resolution's id.",
}
