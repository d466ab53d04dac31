"""Answers on joint meetings, their minutes and what they have resolved."""

from sqlalchemy import Select

from services.engagement.model import Meeting, MeetingMinutes, Resolution
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import meeting_shape, minutes_shape, resolution_shape
from shared.errors import Forbidden
from shared.messages import engagement as messages
from shared.paging import read_page


def show_meeting(query: messages.ShowMeeting, uow: EngagementUnitOfWork) -> messages.Meeting:
    """
    Raises:
        NotFound: `meeting.unknown`.
        Forbidden: `meeting.not_yours`, neither calls nor is called, nor oversees the community that it is about.
    """
    return meeting_shape(_get_visible(query.meeting_id, uow))


def list_meetings(query: messages.ListMeetings, uow: EngagementUnitOfWork) -> messages.MeetingPage:
    """
    Raises:
        Forbidden: `access.denied`, no organisation acts.
    """
    return _page(uow.meetings.of_organisation(_acting(uow)), query, uow)


def list_community_meetings(query: messages.ListCommunityMeetings, uow: EngagementUnitOfWork) -> messages.MeetingPage:
    """
    To the community those that it calls or is called to, to the department all.

    Raises:
        Forbidden: `community.not_yours`, neither the community nor the department.
    """
    is_department = uow.actor.role == "department"
    if not (is_department or uow.is_run_by_actor(query.community_id)):
        raise Forbidden("community.not_yours")
    rows = uow.meetings.about(query.community_id, seen_by=None if is_department else query.community_id)
    return _page(rows, query, uow)


def list_minutes(query: messages.ListMinutes, uow: EngagementUnitOfWork) -> messages.MeetingMinutesPage:
    """
    Raises:
        NotFound: `meeting.unknown`.
        Forbidden: `meeting.not_yours`.
    """
    meeting = _get_visible(query.meeting_id, uow)
    rows = uow.meetings.minutes_of(meeting.id)
    if not uow.is_run_by_actor(meeting.caller_id):
        rows = rows.where(MeetingMinutes.state == "published")
    items, following = read_page(uow.session, rows, MeetingMinutes.id, after=query.after, limit=query.limit)
    return messages.MeetingMinutesPage(items=[minutes_shape(one) for one in items], next=following)


def show_resolution(query: messages.ShowResolution, uow: EngagementUnitOfWork) -> messages.Resolution:
    """
    Raises:
        NotFound: `resolution.unknown`.
        Forbidden: `resolution.not_yours`, not of a meeting that the actor calls or is called to.
    """
    resolution = uow.resolutions.get(query.resolution_id)
    if not (uow.is_run_by_actor(resolution.owner_id) or uow.may_see_meeting(uow.meetings.get(resolution.meeting_id))):
        raise Forbidden("resolution.not_yours")
    return resolution_shape(resolution)


def list_resolutions(query: messages.ListResolutions, uow: EngagementUnitOfWork) -> messages.ResolutionPage:
    """
    Raises:
        Forbidden: `access.denied`, no organisation acts.
    """
    rows = uow.resolutions.of_owner(_acting(uow))
    if query.state is not None:
        rows = rows.where(Resolution.state == query.state)
    if query.due_before is not None:
        rows = rows.where(Resolution.due_on < query.due_before)
    items, following = read_page(
        uow.session,
        rows,
        Resolution.id,
        after=query.after,
        limit=query.limit,
        order=query.order,
        soonest=Resolution.due_on,
    )
    return messages.ResolutionPage(items=[resolution_shape(one) for one in items], next=following)


def list_meeting_resolutions(
    query: messages.ListMeetingResolutions, uow: EngagementUnitOfWork
) -> messages.ResolutionPage:
    """
    Raises:
        NotFound: `meeting.unknown`.
        Forbidden: `meeting.not_yours`.
    """
    rows = uow.resolutions.of_meeting(_get_visible(query.meeting_id, uow).id)
    if query.state is not None:
        rows = rows.where(Resolution.state == query.state)
    items, following = read_page(
        uow.session,
        rows,
        Resolution.id,
        after=query.after,
        limit=query.limit,
        order=query.order,
        soonest=Resolution.due_on,
    )
    return messages.ResolutionPage(items=[resolution_shape(one) for one in items], next=following)


def _get_visible(meeting_id: str, uow: EngagementUnitOfWork) -> Meeting:
    meeting = uow.meetings.get(meeting_id)
    if not uow.may_see_meeting(meeting):
        raise Forbidden("meeting.not_yours")
    return meeting


def _acting(uow: EngagementUnitOfWork) -> str:
    if uow.actor.role == "member" or uow.actor.organisation_id is None:
        raise Forbidden("access.denied")
    return uow.actor.organisation_id


def _page(
    rows: Select[Meeting], query: messages.ListMeetings | messages.ListCommunityMeetings, uow: EngagementUnitOfWork
) -> messages.MeetingPage:
    if query.state is not None:
        rows = rows.where(Meeting.state == query.state)
    items, following = read_page(uow.session, rows, Meeting.id, after=query.after, limit=query.limit, order=query.order)
    return messages.MeetingPage(items=[meeting_shape(one) for one in items], next=following)
