"""Meetings and resolutions as callers get them."""

from services.engagement.model import (
    Meeting,
    MeetingMinutes,
    Resolution,
)
from shared.messages import (
    engagement as messages,
)


def meeting_shape(meeting: Meeting) -> messages.Meeting:
    return messages.Meeting(
        id=meeting.id,
        caller_id=meeting.caller_id,
        community_id=meeting.community_id,
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        booking_id=meeting.booking_id,
        place=meeting.place,
        is_public=meeting.is_public,
        agenda=meeting.agenda,
        invitations=[
            messages.MeetingInvitation(
                organisation_id=one.organisation_id, answer=one.answer, word=one.word, answered_at=one.answered_at
            )
            for one in meeting.invitations
        ],
        state=meeting.state,
        reason=meeting.reason,
        version=meeting.version,
    )


def minutes_shape(minutes: MeetingMinutes) -> messages.MeetingMinutes:
    return messages.MeetingMinutes(
        meeting_id=minutes.meeting_id,
        number=minutes.number,
        text=minutes.text,
        state=minutes.state,
        written_at=minutes.written_at,
        published_at=minutes.published_at,
    )


def resolution_shape(resolution: Resolution) -> messages.Resolution:
    return messages.Resolution(
        id=resolution.id,
        meeting_id=resolution.meeting_id,
        caller_id=resolution.caller_id,
        community_id=resolution.community_id,
        owner_id=resolution.owner_id,
        text=resolution.text,
        due_on=resolution.due_on,
        is_extended=resolution.is_extended,
        state=resolution.state,
        note=resolution.note,
        reason=resolution.reason,
        overdue_at=resolution.overdue_at,
        done_at=resolution.done_at,
        version=resolution.version,
    )
