"""The state of attendance, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from services.engagement.model.menu_items import MenuItem
from services.engagement.model.opening import Span
from shared.db import ID
from shared.errors import Conflict, Fault, Invalid
from shared.messages.engagement import MenuItemKind
from shared.messages.engagement.attendance import AttendanceState, CheckedIn, CheckedOut, Means
from shared.versions import Versioned

ATTENDANCE_CLOSES = "attendance.closes"
OPENS_BEFORE = timedelta(minutes=30)
GRACE = timedelta(minutes=30)
LONGEST_AT_POST = timedelta(hours=8)
ACCEPTED_LATE = timedelta(hours=48)
# A telephone's clock may be ahead of ours by as much.
SKEW = timedelta(minutes=1)
MOST_WRONG_CODES = 5
TRIES_COUNTED_FOR = ACCEPTED_LATE + timedelta(hours=24)
STEP_SECONDS = 30
IS_OPEN, IS_OF_ACTIVITY = text("state = 'open'"), text("kind = 'activity'")


class AttendanceSecret(Base):
    """From which the codes of an activity or a post are made (RFC 6238), as long as it isn't renewed."""

    __tablename__ = "attendance_secrets"

    menu_item_id: Mapped[str] = mapped_column(ID, ForeignKey("menu_items.id"), primary_key=True)
    secret_encrypted: Mapped[str] = mapped_column(Text)


def code_at(secret: str, at: datetime) -> tuple[str, int]:
    """The code of an instant, and for how many seconds it is shown from then on."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).at(at), STEP_SECONDS - int(at.timestamp()) % STEP_SECONDS


def is_code_of(secret: str, code: str, at: datetime) -> bool:
    """Also the code before and the one after: people type slowly, and clocks differ."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).verify(code, for_time=at, valid_window=1)


def instant_of(given: datetime | None, now: datetime) -> datetime:
    """
    When somebody came or went: now, or as they say who send it later.

    Raises:
        Invalid: `attendance.at_out_of_range`.
    """
    if given is None:
        return now
    if not now - ACCEPTED_LATE <= given <= now + SKEW:
        fault = Fault("#/at", "out_of_range", "Takes an instant of the last 48 hours.")
        raise Invalid("attendance.at_out_of_range", errors=[fault])
    return min(given, now)


def outside_window(opens_at: datetime, closes_at: datetime | None) -> Conflict:
    until = f" until {closes_at.isoformat()}" if closes_at else ""
    return Conflict("attendance.outside_window", f"It can be done from {opens_at.isoformat()}{until}.")


def planned_span(item: MenuItem, held_since: datetime, at: datetime) -> Span:
    """
    When somebody who comes at an instant is expected to serve; who comes at the very end isn't, nor who came before
    they had a place.

    Raises:
        Conflict: `attendance.outside_window`.
    """
    if item.starts_at and item.ends_at:
        opens_at, span = item.starts_at - OPENS_BEFORE, Span(item.starts_at, item.ends_at)
    else:
        opens_at, span = item.begins_at, _span_at_post(item, at)
    opens_at = max(opens_at, held_since)
    if not opens_at <= at < span.ends_at:
        raise outside_window(opens_at, item.ends)
    return span


def _span_at_post(item: MenuItem, at: datetime) -> Span:
    longest = at + LONGEST_AT_POST
    return Span(at, min(longest, item.ends) if item.ends else longest)


class Attendance(Versioned, Base):
    """
    That a member came to an activity, once, or to a post, as often as they come; it changes only while the member is
    held.

    starts_at, ends_at: when it is planned that they serve; what is before or after isn't counted.
    is_unclosed: that nobody has said when they went; with checked_out_at, that it was ended for them.
    """

    __tablename__ = "attendances"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    menu_item_id: Mapped[str] = mapped_column(ID, ForeignKey("menu_items.id"))
    place_claim_id: Mapped[str] = mapped_column(ID, ForeignKey("place_claims.id"))
    kind: Mapped[MenuItemKind] = mapped_column(String(20))
    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"))
    unit_id: Mapped[str] = mapped_column(ID)
    state: Mapped[AttendanceState] = mapped_column(String(20))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    checked_in_at: Mapped[datetime]
    checked_in_by: Mapped[Means] = mapped_column(String(20))
    checked_out_at: Mapped[datetime | None]
    checked_out_by: Mapped[Means | None] = mapped_column(String(20))
    is_unclosed: Mapped[bool] = mapped_column(default=False)
    wrong_codes: Mapped[int] = mapped_column(default=0)
    project_id: Mapped[str | None] = mapped_column(ID)

    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed')", name="state"),
        CheckConstraint("kind IN ('activity', 'post')", name="kind"),
        CheckConstraint("starts_at < ends_at", name="ends_at"),
        CheckConstraint("checked_in_at < checked_out_at", name="checked_out_at"),
        CheckConstraint("(checked_out_at IS NULL) = (checked_out_by IS NULL)", name="checked_out_by"),
        CheckConstraint("(state = 'open') = (checked_out_at IS NULL AND NOT is_unclosed)", name="is_unclosed"),
        Index(
            "uq_attendances_open",
            "place_claim_id",
            "member_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index(
            "uq_attendances_of_activity",
            "place_claim_id",
            "member_id",
            unique=True,
            sqlite_where=IS_OF_ACTIVITY,
            postgresql_where=IS_OF_ACTIVITY,
        ),
        Index(None, "place_claim_id", "member_id", "checked_in_at"),
        Index(None, "menu_item_id", "id"),
        Index(None, "member_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "community_id", "id"),
        Index(None, "community_id", "state", "id"),
        Index(None, "project_id", "id"),
    )

    @property
    def subject(self) -> str:
        """Under which its deadline is kept."""
        return f"attendance/{self.id}"

    @property
    def closes_at(self) -> datetime:
        """Until when who came can check out."""
        return self.ends_at + GRACE

    def schedule(self) -> Mapping[str, datetime]:
        """When it is closed by itself."""
        return {ATTENDANCE_CLOSES: self.closes_at} if self.state == "open" else {}

    def served(self) -> Span:
        """What of it is service: within the planned time, to whose end it goes where nobody has checked out."""
        begins_at = max(self.checked_in_at, self.starts_at)
        return Span(begins_at, max(begins_at, min(self.checked_out_at or self.ends_at, self.ends_at)))

    def came(self) -> CheckedIn:
        return CheckedIn(**self._names, checked_in_at=self.checked_in_at, means=self.checked_in_by)

    def waits_for_code(self, at: datetime) -> bool:
        """Whether a code of an instant tells more than the member's word has."""
        is_then = at < self.ends_at and (self.kind == "activity" or self.checked_in_at <= at)
        return self.state == "open" and self.checked_in_by == "word" and is_then

    @property
    def waits_for_code_of_going(self) -> bool:
        """Whether a code tells more than the member's word that they have gone; not where it was ended for them."""
        return self.checked_out_by == "word" and not self.is_unclosed

    def confirm_coming(self, at: datetime) -> CheckedIn:
        """Have a code take the place of the member's word: they came when it was shown."""
        if self.kind == "post":
            self.starts_at = at
        self.checked_in_at, self.checked_in_by = at, "code"
        self.count_up()
        return self.came()

    def note_wrong_code(self) -> None:
        self.wrong_codes += 1
        self.count_up()

    def check_out(self, at: datetime, means: Means) -> CheckedOut:
        """
        Raises:
            Conflict: `attendance.outside_window`.
        """
        begins_at = max(self.checked_in_at, self.starts_at)
        if not begins_at < at <= self.closes_at:
            raise outside_window(begins_at, self.closes_at)
        self.state, self.checked_out_at, self.checked_out_by, self.is_unclosed = "closed", at, means, False
        self.count_up()
        return self._gone()

    def close(self, now: datetime) -> CheckedOut:
        """
        End it where nobody has said when they went.

        Raises:
            Conflict: `attendance.not_due`.
        """
        if self.state != "open" or now < self.closes_at:
            raise Conflict("attendance.not_due")
        self.state, self.is_unclosed = "closed", True
        self.count_up()
        return self._gone()

    def break_off(self, now: datetime, means: Means) -> CheckedOut:
        """End it now, as the place is given up or the item called off; it is marked, and no later word changes it."""
        self.state, self.is_unclosed = "closed", True
        self.checked_out_at, self.checked_out_by = max(now, self.checked_in_at + timedelta.resolution), means
        self.count_up()
        return self._gone()

    def _gone(self) -> CheckedOut:
        return CheckedOut(**self._names, is_unclosed=self.is_unclosed, checked_out_at=self.checked_out_at)

    @property
    def _names(self) -> dict[str, Any]:
        return {
            "attendance_id": self.id,
            "menu_item_id": self.menu_item_id,
            "community_id": self.community_id,
            "member_id": self.member_id,
            "unit_id": self.unit_id,
            "project_id": self.project_id,
        }
