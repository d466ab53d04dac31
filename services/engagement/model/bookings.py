"""The state of bookings, and the rules by which it changes; those of one venue never overlap."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from services.engagement.model.opening import Span
from shared.db import ID
from shared.errors import Conflict, Fault, Invalid
from shared.messages import engagement as messages
from shared.messages.declare import Event
from shared.messages.engagement import BookerKind, BookingState
from shared.messages.engagement.venues import MOST_BUFFER_MINUTES, MOST_MINUTES
from shared.no_overlap import OVERLAPS, NoOverlap
from shared.versions import Versioned

BOOKING_STARTS = "booking.starts"
BOOKING_ENDS = "booking.ends"

BOOKING_TRANSITIONS: dict[BookingState, set[BookingState]] = {
    "requested": {"confirmed", "declined", "cancelled", "lapsed"},
    "confirmed": {"cancelled", "ended"},
    "declined": set(),
    "cancelled": set(),
    "lapsed": set(),
    "ended": set(),
}
LIVE: tuple[BookingState, ...] = ("requested", "confirmed")
HOLDING: tuple[BookingState, ...] = (*LIVE, "ended")
IS_KNOWN = f"state IN ({', '.join(repr(state) for state in BOOKING_TRANSITIONS)})"
# With both buffers: what has begun to be held earlier than that holds nothing any more, and need not be read.
LONGEST_HELD = timedelta(minutes=MOST_MINUTES + 2 * MOST_BUFFER_MINUTES)
NO_OVERLAP = NoOverlap(
    "no_overlap_bookings",
    key="venue_id",
    starts="held_from",
    ends="held_until",
    where="state IN ('requested', 'confirmed', 'ended')",
)


class BookingSeries(Base):
    """Bookings made together by a rule; nothing changes it."""

    __tablename__ = "booking_series"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    venue_id: Mapped[str] = mapped_column(ID, ForeignKey("venues.id"))
    booker_kind: Mapped[BookerKind] = mapped_column(String(20))
    booker_id: Mapped[str] = mapped_column(ID)
    recurrence: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]


class Booking(Versioned, Base):
    """
    A venue's being held for somebody; the database lets no two of one venue overlap.

    owner_id: who gives the venue. unit_id: the unit that books, or whose member leads the team that does; None for any
    other organisation. held_from, held_until: with the buffers as they were when it was made.
    """

    __tablename__ = "bookings"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    venue_id: Mapped[str] = mapped_column(ID, ForeignKey("venues.id"))
    owner_id: Mapped[str] = mapped_column(ID)
    booker_kind: Mapped[BookerKind] = mapped_column(String(20))
    booker_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str | None] = mapped_column(ID)
    series_id: Mapped[str | None] = mapped_column(ID, ForeignKey("booking_series.id"))
    purpose: Mapped[str] = mapped_column(String(200))
    people: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    held_from: Mapped[datetime]
    held_until: Mapped[datetime]
    state: Mapped[BookingState] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(2000))
    made_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(IS_KNOWN, name="state"),
        CheckConstraint("booker_kind IN ('organisation', 'team')", name="booker_kind"),
        CheckConstraint("starts_at < ends_at AND held_from <= starts_at AND ends_at <= held_until", name="times"),
        Index(None, "venue_id", "id"),
        Index(None, "venue_id", "state", "id"),
        Index(None, "venue_id", "held_from"),
        Index(None, "venue_id", "starts_at"),
        Index(None, "booker_id", "id"),
        Index(None, "booker_id", "state", "id"),
        Index(None, "series_id", "id"),
        {"info": {OVERLAPS: (NO_OVERLAP,)}},
    )

    @property
    def subject(self) -> str:
        """Under which the booking's deadline is kept."""
        return f"booking/{self.id}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def held(self) -> Span:
        return Span(self.held_from, self.held_until)

    def schedule(self) -> Mapping[str, datetime]:
        """When it lapses undecided, or is over."""
        if self.state == "requested":
            return {BOOKING_STARTS: self.starts_at}
        return {BOOKING_ENDS: self.ends_at} if self.state == "confirmed" else {}

    def make(self, *, needs_approval: bool, now: datetime) -> Event:
        self.state, self.made_at = "requested" if needs_approval else "confirmed", now
        told = messages.BookingRequested if needs_approval else messages.BookingConfirmed
        return told(**self._names)

    def approve(self, now: datetime) -> messages.BookingConfirmed:
        """
        Raises:
            Conflict: `booking.not_in_step`; `booking.begun`, and lapses by itself.
        """
        self._check("confirmed")
        if self.starts_at <= now:
            raise Conflict("booking.begun")
        self._go("confirmed")
        return messages.BookingConfirmed(**self._names)

    def decline(self, reason: str) -> messages.BookingDeclined:
        """
        Raises:
            Conflict: `booking.not_in_step`.
        """
        self._check("declined")
        self._go("declined", reason)
        return messages.BookingDeclined(**self._names)

    def cancel(
        self, reason: str | None, now: datetime, *, cut_off: timedelta | None = None
    ) -> messages.BookingCancelled:
        """
        cut_off: how long before its beginning it is too late; None for who gives the venue.

        Raises:
            Conflict: `booking.not_in_step`; `booking.begun`; `booking.cancelled_late`.
            Invalid: `booking.reason_needed`, by who gives the venue.
        """
        self._check("cancelled")
        if self.starts_at <= now:
            raise Conflict("booking.begun")
        if cut_off is not None and self.starts_at - cut_off < now:
            raise Conflict("booking.cancelled_late")
        if cut_off is None and reason is None:
            fault = Fault("#/reason", "missing", "Say why the venue isn't there.")
            raise Invalid("booking.reason_needed", errors=[fault])
        self._go("cancelled", reason)
        return messages.BookingCancelled(**self._names)

    def settle(self, now: datetime) -> Event | None:
        """
        Lapse, or have ended, as time has it.

        Raises:
            Conflict: `booking.not_due`.
        """
        if not any(due_at <= now for due_at in self.schedule().values()):
            raise Conflict("booking.not_due")
        if self.state == "requested":
            self._go("lapsed")
            return messages.BookingDeclined(**self._names)
        self._go("ended")
        return None

    def _check(self, state: BookingState) -> None:
        if state not in BOOKING_TRANSITIONS[self.state]:
            raise Conflict("booking.not_in_step", f"The booking is {self.state}.")

    def _go(self, state: BookingState, reason: str | None = None) -> None:
        self.state, self.reason = state, reason
        self.count_up()

    @property
    def _names(self) -> dict[str, Any]:
        return {
            "booking_id": self.id,
            "venue_id": self.venue_id,
            "unit_id": self.unit_id,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
        }
