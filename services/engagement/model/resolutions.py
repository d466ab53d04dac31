"""The state of what joint meetings have resolved, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.clock import SHANGHAI, instant_on
from shared.db import ID
from shared.errors import Conflict, Fault, Invalid
from shared.messages import engagement as messages
from shared.messages.engagement import ResolutionState
from shared.versions import Versioned

RESOLUTION_DUE = "resolution.due"
RESOLUTION_REMINDERS = {"resolution.due_in_3_days": 3, "resolution.due_in_1_day": 1, "resolution.due_today": 0}
REMINDED_AT = time(8)
LONGEST = timedelta(days=3 * 366)

RESOLUTION_TRANSITIONS: dict[ResolutionState, set[ResolutionState]] = {
    "open": {"reported", "dropped", "overdue"},
    "overdue": {"reported", "dropped"},
    "reported": {"done", "dropped", "open", "overdue"},
    "done": set(),
    "dropped": set(),
}
IS_KNOWN = f"state IN ({', '.join(repr(state) for state in RESOLUTION_TRANSITIONS)})"


class Resolution(Versioned, Base):
    """What an organisation has to do by a day; that day and the reminders before it are deadlines."""

    __tablename__ = "resolutions"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    meeting_id: Mapped[str] = mapped_column(ID, ForeignKey("meetings.id"))
    caller_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str | None] = mapped_column(ID)
    is_public: Mapped[bool]
    owner_id: Mapped[str] = mapped_column(ID)
    text: Mapped[str] = mapped_column(String(2000))
    due_on: Mapped[date]
    is_extended: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ResolutionState] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(String(2000))
    reason: Mapped[str | None] = mapped_column(String(2000))
    overdue_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(IS_KNOWN, name="state"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
        Index(None, "owner_id", "id"),
        Index(None, "owner_id", "state", "id"),
        Index(None, "owner_id", "due_on"),
        Index(None, "meeting_id", "id"),
        Index(None, "meeting_id", "state", "id"),
    )

    @property
    def subject(self) -> str:
        """Under which the resolution's deadlines are kept."""
        return f"resolution/{self.id}"

    @property
    def due_at(self) -> datetime:
        """When the last day is over."""
        return _on(self.due_on + timedelta(days=1), time())

    def schedule(self, now: datetime) -> Mapping[str, datetime]:
        """The reminders that are to come, and when it is overdue."""
        if self.state != "open":
            return {}
        reminders = {
            kind: _on(self.due_on - timedelta(days=days), REMINDED_AT) for kind, days in RESOLUTION_REMINDERS.items()
        }
        return {kind: at for kind, at in reminders.items() if at > now} | {RESOLUTION_DUE: self.due_at}

    def record(self, now: datetime) -> messages.ResolutionRecorded | None:
        """
        Raises:
            Invalid: `resolution.due_on`, past or too far off.
        """
        self._check_due(self.due_on, now)
        self.state = "open"
        if not (self.is_public and self.community_id):
            return None
        return messages.ResolutionRecorded(
            resolution_id=self.id,
            meeting_id=self.meeting_id,
            community_id=self.community_id,
            resolution_text=self.text,
            owner_id=self.owner_id,
            due_on=self.due_on,
        )

    def report(self, note: str) -> messages.ResolutionChanged | None:
        """
        Raises:
            Conflict: `resolution.not_in_step`.
        """
        self._check("reported")
        self.note = note
        return self._go("reported")

    def confirm(self, now: datetime) -> messages.ResolutionChanged | None:
        """
        Raises:
            Conflict: `resolution.not_in_step`.
        """
        self._check("done")
        self.done_at = now
        return self._go("done")

    def send_back(self, reason: str, now: datetime) -> messages.ResolutionChanged | None:
        """
        It isn't done after all: it is open again, or overdue.

        Raises:
            Conflict: `resolution.not_in_step`.
        """
        if self.state != "reported":
            raise Conflict("resolution.not_in_step", f"The resolution is {self.state}.")
        self.reason = reason
        if self.due_at <= now:
            self.overdue_at = self.overdue_at or now
            return self._go("overdue")
        return self._go("open")

    def drop(self, reason: str) -> messages.ResolutionChanged | None:
        """
        Raises:
            Conflict: `resolution.not_in_step`.
        """
        self._check("dropped")
        self.reason = reason
        return self._go("dropped")

    def extend(self, due_on: date, reason: str, now: datetime) -> messages.ResolutionChanged | None:
        """
        Raises:
            Conflict: `resolution.not_in_step`, not open any more; `resolution.already_extended`.
            Invalid: `resolution.due_on`, no later than before, or too far off.
        """
        if self.state != "open" or self.due_at <= now:
            raise Conflict("resolution.not_in_step", f"The resolution is {self.state}, or overdue.")
        if self.is_extended:
            raise Conflict("resolution.already_extended")
        self._check_due(due_on, now)
        if due_on <= self.due_on:
            raise _wrong_due()
        self.due_on, self.reason, self.is_extended = due_on, reason, True
        return self._go("open")

    def remind(self, now: datetime) -> messages.ResolutionDueSoon | None:
        """Nothing, where it isn't open any more, or its last day is over."""
        days_left = (self.due_on - now.astimezone(SHANGHAI).date()).days
        if self.state != "open" or days_left < 0:
            return None
        return messages.ResolutionDueSoon(
            resolution_id=self.id,
            unit_id=self.owner_id,
            resolution_text=self.text,
            due_on=self.due_on,
            days_left=days_left,
        )

    def lapse(self, now: datetime) -> messages.ResolutionChanged | None:
        """
        Raises:
            Conflict: `resolution.not_due`.
        """
        if self.state != "open" or now < self.due_at:
            raise Conflict("resolution.not_due")
        self.overdue_at = now
        return self._go("overdue")

    def _check(self, state: ResolutionState) -> None:
        if state not in RESOLUTION_TRANSITIONS[self.state]:
            raise Conflict("resolution.not_in_step", f"The resolution is {self.state}.")

    def _check_due(self, due_on: date, now: datetime) -> None:
        today = now.astimezone(SHANGHAI).date()
        if not today <= due_on <= today + LONGEST:
            raise _wrong_due()

    def _go(self, state: ResolutionState) -> messages.ResolutionChanged | None:
        """Told where the public may know of the meeting."""
        self.state = state
        self.count_up()
        if not (self.is_public and self.community_id):
            return None
        return messages.ResolutionChanged(
            resolution_id=self.id,
            meeting_id=self.meeting_id,
            community_id=self.community_id,
            resolution_state=state,
            due_on=self.due_on,
        )


def _on(day: date, at: time) -> datetime:
    return instant_on(day, at)


def _wrong_due() -> Invalid:
    fault = Fault("#/due_on", "out_of_range", "Today or later, by three years at most; extended, later than before.")
    return Invalid("resolution.due_on", errors=[fault])
