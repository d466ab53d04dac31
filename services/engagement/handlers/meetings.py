"""Joint meetings: called, answered, held, and written down."""

from collections.abc import Callable, Mapping

from services.engagement.model import MEETING_ENDS, Meeting, MeetingInvitation, Span
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import meeting_shape, minutes_shape
from shared.errors import Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.wire import as_json
from shared.service import Handler


def call_meeting(command: messages.CallMeeting, uow: EngagementUnitOfWork) -> messages.Meeting:
    """
    Call organisations to a meeting.

    Raises:
        Forbidden: `access.denied`, no organisation acts; `community.not_yours`, a community names another;
            `booking.not_yours`.
        NotFound: `booking.unknown`.
        PassingConflict: `community.unknown`, not heard of yet.
        Invalid: `meeting.times`, past, or the wrong way round; `meeting.place`, none or two, or the booking doesn't
            cover the time; `meeting.public_where`, public and about no community.

    Publishes:
        MeetingCalled.
    """
    caller_id = uow.actor.organisation_id
    if caller_id is None or uow.actor.role == "member":
        raise Forbidden("access.denied")
    community_id = _about(command, caller_id, uow)
    span = Span(command.starts_at, command.ends_at)
    if span.starts_at <= uow.now or span.ends_at <= span.starts_at:
        raise Invalid("meeting.times", errors=[Fault("#/starts_at", "out_of_range", "To come, and before its end.")])
    place = _place(command, span, uow)
    meeting = Meeting(
        id=new_id(),
        tenant_id=uow.tenant_id,
        caller_id=caller_id,
        community_id=community_id,
        title=command.title,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        booking_id=command.booking_id,
        place=place,
        is_public=command.is_public,
        agenda_plain=as_json(command.agenda),
        state="called",
        minutes_number=0,
        invitations=[MeetingInvitation(organisation_id=one) for one in sorted(set(command.invited_ids))],
    )
    uow.session.add(meeting)
    for called in meeting.call():
        uow.record(called)
    uow.schedule(meeting.subject, meeting.schedule(), is_new=True)
    return meeting_shape(meeting)


def edit_meeting(command: messages.EditMeeting, uow: EngagementUnitOfWork) -> messages.Meeting:
    """
    Change what a meeting is about and who is called, before it begins.

    Raises:
        NotFound: `meeting.unknown`.
        Forbidden: `meeting.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `Meeting.edit`.

    Publishes:
        MeetingCalled, for each who is called anew.
    """
    meeting = get_called(command.meeting_id, uow)
    invited = None if command.invited_ids is None else sorted(set(command.invited_ids))
    agenda = None if command.agenda is None else as_json(command.agenda)
    uow.subject = meeting.subject
    for called in meeting.edit(title=command.title, agenda_plain=agenda, invited_ids=invited, now=uow.now):
        uow.record(called)
    return meeting_shape(meeting)


def cancel_meeting(command: messages.CancelMeeting, uow: EngagementUnitOfWork) -> messages.Meeting:
    """
    Call a meeting off. The booking of a venue for it stays, until it is cancelled as any other is.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `edit_meeting`.
        Conflict: as `Meeting.cancel`.

    Publishes:
        MeetingCancelled, for each who was called.
    """
    meeting = get_called(command.meeting_id, uow)
    uow.reason = command.reason
    uow.subject = meeting.subject
    for told in meeting.cancel(command.reason, uow.now):
        uow.record(told)
    uow.schedule(meeting.subject, meeting.schedule())
    return meeting_shape(meeting)


def answer_meeting(command: messages.AnswerMeeting, uow: EngagementUnitOfWork) -> messages.Meeting:
    """
    Have an organisation that is called say whether it comes.

    Raises:
        NotFound: `meeting.unknown`.
        Forbidden, Conflict: as `Meeting.answer`.
    """
    meeting = uow.meetings.get(command.meeting_id)
    organisation_id = None if uow.actor.role == "member" else uow.actor.organisation_id
    uow.subject = meeting.subject
    meeting.answer(organisation_id, command.answer, command.word, uow.now)
    return meeting_shape(meeting)


def close_meeting(command: messages.CloseMeeting, uow: EngagementUnitOfWork) -> messages.Meeting:
    """
    Note that a meeting was held.

    Raises:
        NotFound: `meeting.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: as `Meeting.close`.

    Publishes:
        MeetingHeld, where the public may know of it.
    """
    uow.check_timer()
    meeting = uow.meetings.get(command.meeting_id)
    if held := meeting.close(uow.now):
        uow.record(held)
    uow.subject = meeting.subject
    uow.schedule(meeting.subject, meeting.schedule())
    return meeting_shape(meeting)


def write_minutes(command: messages.WriteMinutes, uow: EngagementUnitOfWork) -> messages.MeetingMinutes:
    """
    Write down what was said, in place of a draft, or as a new version of what is published.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `edit_meeting`.
        Conflict: as `Meeting.write_minutes`.
    """
    meeting = get_called(command.meeting_id, uow)
    minutes = meeting.write_minutes(command.text, uow.meetings.find_draft(meeting), uow.now)
    uow.subject = meeting.subject
    uow.session.add(minutes)
    return minutes_shape(minutes)


def publish_minutes(command: messages.PublishMinutes, uow: EngagementUnitOfWork) -> messages.MeetingMinutes:
    """
    Show the draft of the minutes to all who are called, for good.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `edit_meeting`.
        Conflict: as `Meeting.publish_minutes`.
    """
    meeting = get_called(command.meeting_id, uow)
    uow.subject = meeting.subject
    return minutes_shape(meeting.publish_minutes(uow.meetings.find_draft(meeting), uow.now))


def end_meeting(meeting_id: str) -> Command:
    return messages.CloseMeeting(meeting_id=meeting_id)


def get_called(meeting_id: str, uow: EngagementUnitOfWork) -> Meeting:
    """A meeting that the acting organisation has called, as the caller has read it."""
    meeting = uow.meetings.get(meeting_id)
    if not uow.is_run_by_actor(meeting.caller_id):
        raise Forbidden("meeting.not_yours")
    uow.expect(meeting.version)
    return meeting


def _about(command: messages.CallMeeting, caller_id: str, uow: EngagementUnitOfWork) -> str | None:
    community_id = command.community_id
    if uow.actor.role == "community":
        if community_id not in (None, caller_id):
            raise Forbidden("community.not_yours")
        community_id = caller_id
    if community_id is not None:
        uow.communities.get(community_id)
    elif command.is_public:
        fault = Fault("#/community_id", "missing", "What is public is shown by a community.")
        raise Invalid("meeting.public_where", errors=[fault])
    return community_id


def _place(command: messages.CallMeeting, span: Span, uow: EngagementUnitOfWork) -> str:
    """The place in words; of a booking, the venue's name."""
    if command.booking_id is None and command.place is not None:
        return command.place
    if command.booking_id is None or command.place is not None:
        raise Invalid("meeting.place", errors=[Fault("#/place", "missing", "Give a place or a booking.")])
    booking = uow.bookings.get(command.booking_id)
    if not uow.is_booked_by_actor(booking):
        raise Forbidden("booking.not_yours")
    if not (booking.is_live and booking.starts_at <= span.starts_at and span.ends_at <= booking.ends_at):
        fault = Fault("#/booking_id", "out_of_range", "The booking doesn't cover the time.")
        raise Invalid("meeting.place", errors=[fault])
    return uow.venues.get(booking.venue_id).name


COMMANDS: Mapping[type[Command], Handler] = {
    messages.CallMeeting: call_meeting,
    messages.EditMeeting: edit_meeting,
    messages.CancelMeeting: cancel_meeting,
    messages.AnswerMeeting: answer_meeting,
    messages.CloseMeeting: close_meeting,
    messages.WriteMinutes: write_minutes,
    messages.PublishMinutes: publish_minutes,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    MEETING_ENDS: end_meeting,
}
