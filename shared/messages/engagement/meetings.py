"""Joint meetings (联席会议): who is called to them, what was talked about, and what was written down."""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Kept,
    Length,
    Line,
    Public,
    Query,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit, Order

MeetingState = Literal["called", "held", "cancelled"]
MeetingAnswer = Literal["attending", "not_attending"]
MinutesState = Literal["draft", "published"]
MinutesText = Annotated[str, Length(1, 20_000), Kept.IN_THE_CLEAR]


@shape
class AgendaItem(Shape):
    """One thing to be talked about, in its place in the order. brought_by_id: the organisation that brings it."""

    title: Line
    brought_by_id: Id | None


@shape
class MeetingInvitation(Shape):
    """An organisation that is called to a meeting. answer: null until it has answered; word: in its words."""

    organisation_id: Id
    answer: MeetingAnswer | None
    word: str | None
    answered_at: datetime | None


@shape
class Meeting(Shape):
    """
    A joint meeting (联席会议), seen by who calls it and who is called, and by the department where it is about a
    community.

    booking_id: of the venue, where one is booked. is_public: once it was held, the public sees that it was, with its
    resolutions. state: held, its time is over.
    """

    id: Id
    caller_id: Id
    community_id: Id | None
    title: Line
    starts_at: datetime
    ends_at: datetime
    booking_id: Id | None
    place: Line
    is_public: bool
    agenda: list[AgendaItem]
    invitations: list[MeetingInvitation]
    state: MeetingState
    reason: str | None
    version: int


@shape
class MeetingPage(Shape):
    items: list[Meeting]
    next: str | None


@shape
class MeetingMinutes(Shape):
    """What was written down of a meeting. number: 1 is the first; what is published stays, a correction is the next."""

    meeting_id: Id
    number: int
    text: str
    state: MinutesState
    written_at: datetime
    published_at: datetime | None


@shape
class MeetingMinutesPage(Shape):
    items: list[MeetingMinutes]
    next: str | None


Agenda = Annotated[list[AgendaItem], Length(1, 50)]
Invited = Annotated[list[Id], Length(1, 100)]


@command("meeting.call")
class CallMeeting(Command):
    """
    Where it is: `booking_id`, a booking of the caller's own that covers the time, or `place`.

    community_id: that it is about; a community's own is about itself.
    """

    title: Line
    starts_at: datetime
    ends_at: datetime
    agenda: Agenda
    invited_ids: Invited
    place: Line | None = None
    booking_id: Id | None = None
    community_id: Id | None = None
    is_public: bool = False


@command("meeting.edit")
class EditMeeting(Command):
    """Before it begins; what is left out stays. invited_ids: all of them; the answers of those who stay are kept."""

    meeting_id: Id
    title: Line | None = None
    agenda: Agenda | None = None
    invited_ids: Invited | None = None


@command("meeting.cancel")
class CancelMeeting(Command):
    meeting_id: Id
    reason: Text


@command("meeting.answer")
class AnswerMeeting(Command):
    """By an organisation that is called; it may think better of it until the meeting begins."""

    meeting_id: Id
    answer: MeetingAnswer
    word: Text | None = None


@command("meeting.close")
class CloseMeeting(Command):
    """Carried out by the timer alone, when the meeting's time is over."""

    meeting_id: Id


@command("minutes.write")
class WriteMinutes(Command):
    """Once the meeting has begun: the draft, in place of one that isn't published yet."""

    meeting_id: Id
    text: MinutesText


@command("minutes.publish")
class PublishMinutes(Command):
    """To all who are called; from now on a correction is a version of its own."""

    meeting_id: Id


@query("meeting.show")
class ShowMeeting(Query):
    meeting_id: Id


@query("meetings.list")
class ListMeetings(Query):
    """Those that the caller's organisation calls or is called to, the newest first."""

    state: MeetingState | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("community_meetings.list")
class ListCommunityMeetings(Query):
    """Those about a community, the newest first: to the community itself where it calls or is called."""

    community_id: Id
    state: MeetingState | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("minutes.list")
class ListMinutes(Query):
    """All versions, the first at the beginning; a draft for who calls the meeting alone."""

    meeting_id: Id
    after: Cursor | None = None
    limit: Limit = 50


@event("meeting.called", subject="meeting_id", is_hearsay=True)
class MeetingCalled(Event):
    """A unit is called to a joint meeting (联席会议); told for each organisation that is called."""

    meeting_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    meeting_title: ForUnit[Line]
    starts_at: ForUnit[datetime]


@event("meeting.cancelled", subject="meeting_id", is_hearsay=True)
class MeetingCancelled(Event):
    """A meeting won't be held; told for each organisation that was called."""

    meeting_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    meeting_title: ForUnit[Line]


@event("meeting.held", subject="meeting_id")
class MeetingHeld(Event):
    """A joint meeting (联席会议) was held that the public may know of."""

    meeting_id: Public[Id]
    community_id: Public[Id]
    meeting_title: Public[Line]
    held_at: Public[datetime]
