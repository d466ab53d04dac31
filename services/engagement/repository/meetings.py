"""Joint meetings, their minutes and their resolutions as they are kept."""

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from services.engagement.model import Meeting, MeetingInvitation, MeetingMinutes, Resolution
from services.engagement.repository.rows import find_row
from shared.errors import NotFound


class Meetings:
    """The meetings that the tenant's organisations call."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, meeting_id: str) -> Meeting:
        """
        Raises:
            NotFound: `meeting.unknown`.
        """
        found = find_row(Meeting, meeting_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("meeting.unknown")
        return found

    def of_organisation(self, organisation_id: str) -> Select[Meeting]:
        """Those that it calls, or is called to."""
        return self._all.where(_concerns(organisation_id))

    def about(self, community_id: str, *, seen_by: str | None) -> Select[Meeting]:
        """Those about a community that an organisation calls, or is called to; all of them, where none is named."""
        rows = self._all.where(Meeting.community_id == community_id)
        return rows if seen_by is None else rows.where(_concerns(seen_by))

    def find_draft(self, meeting: Meeting) -> MeetingMinutes | None:
        """The version of the minutes that isn't published yet."""
        query = select(MeetingMinutes).where(MeetingMinutes.meeting_id == meeting.id, MeetingMinutes.state == "draft")
        return self._session.scalar(query)

    def minutes_of(self, meeting_id: str) -> Select[MeetingMinutes]:
        return select(MeetingMinutes).where(MeetingMinutes.meeting_id == meeting_id)

    @property
    def _all(self) -> Select[Meeting]:
        return select(Meeting).where(Meeting.tenant_id == self._tenant_id)


def _concerns(organisation_id: str) -> ColumnElement[bool]:
    """Whether an organisation calls a meeting, or is called to it."""
    is_called = exists().where(
        MeetingInvitation.meeting_id == Meeting.id, MeetingInvitation.organisation_id == organisation_id
    )
    return or_(Meeting.caller_id == organisation_id, is_called)


class Resolutions:
    """What the tenant's meetings have resolved."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, resolution_id: str) -> Resolution:
        """
        Raises:
            NotFound: `resolution.unknown`.
        """
        found = find_row(Resolution, resolution_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("resolution.unknown")
        return found

    def of_owner(self, organisation_id: str) -> Select[Resolution]:
        return self._all.where(Resolution.owner_id == organisation_id)

    def of_meeting(self, meeting_id: str) -> Select[Resolution]:
        return self._all.where(Resolution.meeting_id == meeting_id)

    @property
    def _all(self) -> Select[Resolution]:
        return select(Resolution).where(Resolution.tenant_id == self._tenant_id)
