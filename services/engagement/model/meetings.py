"""The state of joint meetings, of who is called to them and of their minutes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.engagement.model.base import Base
from shared.db import ID
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.engagement import AgendaItem, MeetingAnswer, MeetingState, MinutesState
from shared.messages.wire import from_plain
from shared.versions import Versioned

MEETING_ENDS = "meeting.ends"


class MeetingInvitation(Base):
    """That an organisation is called to a meeting, and its answer; it changes only together with its meeting."""

    __tablename__ = "meeting_invitations"

    meeting_id: Mapped[str] = mapped_column(ID, ForeignKey("meetings.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ID, primary_key=True)
    answer: Mapped[MeetingAnswer | None] = mapped_column(String(20))
    word: Mapped[str | None] = mapped_column(String(2000))
    answered_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("answer IN ('attending', 'not_attending')", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        Index(None, "organisation_id", "meeting_id"),
    )


class MeetingMinutes(Base):
    """A version of what was written down of a meeting; once published, nothing changes it."""

    __tablename__ = "meeting_minutes"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ID, ForeignKey("meetings.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[MinutesState] = mapped_column(String(20))
    written_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published')", name="state"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published"),
        UniqueConstraint("meeting_id", "number"),
        Index(None, "meeting_id", "id"),
    )


class Meeting(Versioned, Base):
    """
    A meeting to which an organisation calls others.

    agenda_plain: list of `AgendaItem` as JSON. minutes_number: of the newest version of the minutes; 0: none.
    """

    __tablename__ = "meetings"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    caller_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str | None] = mapped_column(ID, ForeignKey("communities.id"))
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    booking_id: Mapped[str | None] = mapped_column(ID, ForeignKey("bookings.id"))
    place: Mapped[str] = mapped_column(String(200))
    is_public: Mapped[bool]
    agenda_plain: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    state: Mapped[MeetingState] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(2000))
    minutes_number: Mapped[int] = mapped_column(default=0)
    invitations: Mapped[list[MeetingInvitation]] = relationship(
        lazy="selectin", order_by=MeetingInvitation.organisation_id, cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint("state IN ('called', 'held', 'cancelled')", name="state"),
        CheckConstraint("starts_at < ends_at", name="times"),
        CheckConstraint("NOT is_public OR community_id IS NOT NULL", name="public"),
        Index(None, "caller_id", "id"),
        Index(None, "community_id", "id"),
    )

    @property
    def subject(self) -> str:
        return f"meeting/{self.id}"

    @property
    def agenda(self) -> list[AgendaItem]:
        return from_plain(self.agenda_plain, list[AgendaItem])

    @property
    def invited_ids(self) -> list[str]:
        return [one.organisation_id for one in self.invitations]

    def schedule(self) -> Mapping[str, datetime]:
        return {MEETING_ENDS: self.ends_at} if self.state == "called" else {}

    def call(self) -> list[messages.MeetingCalled]:
        return self._called(self.invited_ids)

    def edit(
        self, *, title: str | None, agenda_plain: Any, invited_ids: Sequence[str] | None, now: datetime
    ) -> list[messages.MeetingCalled]:
        """
        Put what is given in place of what stands; tells who is called anew.

        Raises:
            Conflict: `meeting.begun`; `meeting.cancelled`.
        """
        self.check_to_come(now)
        known = {one.organisation_id: one for one in self.invitations}
        wanted = known if invited_ids is None else dict.fromkeys(invited_ids)
        self.title = title or self.title
        self.agenda_plain = agenda_plain or self.agenda_plain
        if set(wanted) != set(known):
            self.invitations = [known.get(one) or MeetingInvitation(organisation_id=one) for one in wanted]
        self.count_up()
        fresh = [one for one in wanted if one not in known]
        return self._called(fresh)

    def cancel(self, reason: str, now: datetime) -> list[messages.MeetingCancelled]:
        """
        Raises:
            Conflict: `meeting.begun`; `meeting.cancelled`.
        """
        self.check_to_come(now)
        self.state, self.reason = "cancelled", reason
        self.count_up()
        return [
            messages.MeetingCancelled(meeting_id=self.id, unit_id=one, meeting_title=self.title)
            for one in self.invited_ids
        ]

    def answer(self, organisation_id: str | None, answer: MeetingAnswer, word: str | None, now: datetime) -> None:
        """
        Raises:
            Forbidden: `meeting.not_yours`, isn't called.
            Conflict: `meeting.begun`; `meeting.cancelled`.
        """
        invitation = next((one for one in self.invitations if one.organisation_id == organisation_id), None)
        if invitation is None:
            raise Forbidden("meeting.not_yours")
        self.check_to_come(now)
        invitation.answer, invitation.word, invitation.answered_at = answer, word, now
        self.count_up()

    def close(self, now: datetime) -> messages.MeetingHeld | None:
        """
        Its time is over; told where the public may know of it.

        Raises:
            Conflict: `meeting.not_due`.
        """
        if self.state != "called" or now < self.ends_at:
            raise Conflict("meeting.not_due")
        self.state = "held"
        self.count_up()
        if not (self.is_public and self.community_id):
            return None
        return messages.MeetingHeld(
            meeting_id=self.id, community_id=self.community_id, meeting_title=self.title, held_at=self.starts_at
        )

    def write_minutes(self, text: str, draft: MeetingMinutes | None, now: datetime) -> MeetingMinutes:
        """
        draft: the version that isn't published yet, which this takes the place of.

        Raises:
            Conflict: `meeting.not_begun`; `meeting.cancelled`.
        """
        self.check_begun(now)
        self.count_up()
        if draft is not None:
            draft.text, draft.written_at = text, now
            return draft
        self.minutes_number += 1
        return MeetingMinutes(
            id=new_id(),
            meeting_id=self.id,
            number=self.minutes_number,
            text=text,
            state="draft",
            written_at=now,
            published_at=None,
        )

    def publish_minutes(self, draft: MeetingMinutes | None, now: datetime) -> MeetingMinutes:
        """
        Raises:
            Conflict: `minutes.no_draft`.
        """
        if draft is None:
            raise Conflict("minutes.no_draft")
        draft.state, draft.published_at = "published", now
        self.count_up()
        return draft

    def check_to_come(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `meeting.begun`; `meeting.cancelled`.
        """
        self._check_not_cancelled()
        if self.starts_at <= now:
            raise Conflict("meeting.begun")

    def check_begun(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `meeting.not_begun`; `meeting.cancelled`.
        """
        self._check_not_cancelled()
        if now < self.starts_at:
            raise Conflict("meeting.not_begun")

    def _check_not_cancelled(self) -> None:
        if self.state == "cancelled":
            raise Conflict("meeting.cancelled")

    def _called(self, invited_ids: Sequence[str]) -> list[messages.MeetingCalled]:
        return [
            messages.MeetingCalled(meeting_id=self.id, unit_id=one, meeting_title=self.title, starts_at=self.starts_at)
            for one in invited_ids
        ]
