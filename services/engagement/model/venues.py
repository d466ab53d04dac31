"""The state of venues, and what a booking of one has to heed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.engagement.model.base import Base
from services.engagement.model.opening import Span, describe_hours, is_open_through, open_spans, subtract
from shared.clock import SHANGHAI
from shared.db import ID
from shared.errors import Conflict, Fault, Invalid
from shared.messages import engagement as messages
from shared.messages.engagement import BookingRules, Opening, VenueState
from shared.messages.wire import as_json, from_plain
from shared.versions import Versioned


class VenueFacility(Base):
    """A word on what a venue has; it changes only together with its venue."""

    __tablename__ = "venue_facilities"

    venue_id: Mapped[str] = mapped_column(ID, ForeignKey("venues.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)

    __table_args__ = (Index(None, "name", "venue_id"),)


class Venue(Versioned, Base):
    """
    A place that an organisation gives for others to book.

    opening_plain, rules_plain: `Opening` and `BookingRules` as JSON.
    """

    __tablename__ = "venues"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    owner_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str | None] = mapped_column(ID, ForeignKey("communities.id"))
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(200))
    capacity: Mapped[int]
    opening_plain: Mapped[dict[str, Any]] = mapped_column(JSON)
    rules_plain: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[VenueState] = mapped_column(String(20))
    facilities: Mapped[list[VenueFacility]] = relationship(
        lazy="selectin", order_by=VenueFacility.name, cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed')", name="state"),
        CheckConstraint("capacity > 0", name="capacity"),
        Index(None, "tenant_id", "id"),
        Index(None, "community_id", "id"),
        Index(None, "owner_id", "id"),
    )

    @property
    def subject(self) -> str:
        return f"venue/{self.id}"

    @property
    def opening(self) -> Opening:
        return from_plain(self.opening_plain, Opening)

    @property
    def rules(self) -> BookingRules:
        return from_plain(self.rules_plain, BookingRules)

    @property
    def buffers(self) -> tuple[timedelta, timedelta]:
        """Before and after a booking."""
        rules = self.rules
        return timedelta(minutes=rules.buffer_before_minutes), timedelta(minutes=rules.buffer_after_minutes)

    def add(self) -> messages.VenueAdded:
        return messages.VenueAdded(**self._names)

    def edit(self, *, facilities: Sequence[str] | None, **changes: Any) -> messages.VenueEdited | None:
        """
        Put what is given in place of what stands; None when nothing differs.

        Raises:
            Conflict: `venue.closed`.
        """
        self.check_open()
        plain = {"opening": "opening_plain", "rules": "rules_plain"}
        given = {plain.get(name, name): as_json(value) for name, value in changes.items() if value is not None}
        changed = {name: value for name, value in given.items() if getattr(self, name) != value}
        words = None if facilities is None else sorted(set(facilities))
        has_new_words = words is not None and words != [one.name for one in self.facilities]
        if not changed and not has_new_words:
            return None
        for name, value in changed.items():
            setattr(self, name, value)
        if has_new_words and words is not None:
            self.tell_facilities(words)
        self.count_up()
        return messages.VenueEdited(**self._names)

    def tell_facilities(self, words: Sequence[str]) -> None:
        known = {one.name: one for one in self.facilities}
        self.facilities = [known.get(word) or VenueFacility(name=word) for word in words]

    def close(self) -> messages.VenueClosed:
        """
        Raises:
            Conflict: `venue.closed`, already.
        """
        self.check_open()
        self.state = "closed"
        self.count_up()
        return messages.VenueClosed(**self._names)

    def check_open(self) -> None:
        """
        Raises:
            Conflict: `venue.closed`.
        """
        if self.state != "open":
            raise Conflict("venue.closed")

    def check_request(self, span: Span, people: int, now: datetime) -> None:
        """
        Hold a booking against all but other bookings.

        Raises:
            Conflict: `venue.closed`.
            Invalid: `booking.times`, past, too long, too far ahead or the wrong way round; `booking.too_many_people`;
                `booking.outside_hours`, naming the hours.
        """
        self.check_open()
        self.check_length(span)
        self.check_begins(span, now)
        self.check_people(people)
        if not self.is_open_through(span):
            days = sorted({instant.astimezone(SHANGHAI).date() for instant in span})
            hours = "; ".join(describe_hours(self.opening, day) for day in days)
            raise Invalid("booking.outside_hours", errors=[Fault("#/starts_at", "out_of_range", hours)])

    def check_length(self, span: Span) -> None:
        """
        Raises:
            Invalid: `booking.times`, ends before it begins, or lasts too long.
        """
        longest = self.rules.longest_minutes
        if not timedelta() < span.ends_at - span.starts_at <= timedelta(minutes=longest):
            raise _wrong_times(f"Ends after its beginning, {longest} minutes at most.")

    def check_begins(self, span: Span, now: datetime) -> None:
        """
        Raises:
            Invalid: `booking.times`, past, or too far ahead.
        """
        if span.starts_at < now or span.starts_at > self.horizon(now):
            raise _wrong_times(f"Takes bookings from now to {self.rules.days_ahead} days ahead.")

    def check_people(self, people: int) -> None:
        """
        Raises:
            Invalid: `booking.too_many_people`.
        """
        if people > self.capacity:
            fault = Fault("#/people", "out_of_range", f"Takes {self.capacity} people.")
            raise Invalid("booking.too_many_people", errors=[fault])

    def is_open_through(self, span: Span) -> bool:
        return is_open_through(self.opening, span)

    def horizon(self, now: datetime) -> datetime:
        """Until when a booking may begin."""
        return now + timedelta(days=self.rules.days_ahead)

    def free_spans(self, within: Span, held: Sequence[Span], now: datetime) -> list[Span]:
        """
        In which a new booking may lie, its own buffers allowed for.

        held: what others hold within, their buffers included.
        """
        before, after = self.buffers
        bounded = Span(max(within.starts_at, now), min(within.ends_at, self._last_end(now)))
        if self.state != "open" or bounded.starts_at >= bounded.ends_at:
            return []
        # Of the new booking the buffer after it lies before what is held, and the one before it behind.
        free = subtract(open_spans(self.opening, bounded), (one.widened(after, before) for one in held))
        return [one for one in free if one.starts_at <= self.horizon(now)]

    def _last_end(self, now: datetime) -> datetime:
        return self.horizon(now) + timedelta(minutes=self.rules.longest_minutes)

    @property
    def _names(self) -> dict[str, Any]:
        return {"venue_id": self.id, "community_id": self.community_id, "venue_name": self.name}


def _wrong_times(detail: str) -> Invalid:
    return Invalid("booking.times", errors=[Fault("#/starts_at", "out_of_range", detail)])
