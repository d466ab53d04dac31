"""The state of registrations with communities, and the rules by which it changes."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.membership.model.base import Base
from services.membership.model.members import Member
from shared.db import ID
from shared.encryption import new_secret
from shared.errors import Conflict
from shared.messages.envelope import Actor
from shared.messages.membership import (
    EndCause,
    RegistrationConfirmed,
    RegistrationEnded,
    RegistrationKind,
    RegistrationRefused,
    RegistrationRequested,
    RegistrationSide,
    RegistrationState,
    RegistrationStep,
    RegistrationTransferred,
    RegistrationWithdrawn,
)
from shared.versions import Versioned

TRANSITIONS: dict[RegistrationState, set[RegistrationState]] = {
    "requested": {"confirmed", "refused", "withdrawn"},
    "confirmed": {"ended", "transferred"},
    "refused": set(),
    "withdrawn": set(),
    "ended": set(),
    "transferred": set(),
}
LEADS_TO: dict[RegistrationStep, RegistrationState] = {
    "confirm": "confirmed",
    "refuse": "refused",
    "withdraw": "withdrawn",
    "end": "ended",
    "transfer": "transferred",
}
SIDES: dict[RegistrationStep, set[RegistrationSide]] = {
    "confirm": {"community"},
    "refuse": {"community"},
    "withdraw": {"member"},
    "end": {"member", "community", "unit"},
    "transfer": {"member", "unit"},
}
ENDED_BY: dict[RegistrationSide, EndCause] = {
    "member": "by_member",
    "community": "by_community",
    "unit": "by_unit",
}
LIVE: tuple[RegistrationState, ...] = ("requested", "confirmed")
TOKEN_BYTES = 16
# A transfer that waits is live beside the registration that it follows.
HOLDS_PLACE = text("state = 'confirmed' OR (state = 'requested' AND follows_id IS NULL)")
WAITS_TO_FOLLOW = text("state = 'requested' AND follows_id IS NOT NULL")

Decider = Literal["member", "community", "unit", "system"]


class Registration(Versioned, Base):
    """
    A member's registration with a community; of each kind a member has one that is live.

    follows_id: the confirmed registration in whose place this one comes; it is cleared when that one ends before.
    receipt_token: names the receipt to those who check it; unguessable, given with the number.
    confirmed_unit_id: the member's unit when it was confirmed; unit_id follows the member while it lives.
    """

    __tablename__ = "registrations"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"))
    unit_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    kind: Mapped[RegistrationKind] = mapped_column(String(20))
    state: Mapped[RegistrationState] = mapped_column(String(20))
    receipt_number: Mapped[str | None] = mapped_column(String(80))
    receipt_token: Mapped[str | None] = mapped_column(String(43))
    follows_id: Mapped[str | None] = mapped_column(ID, ForeignKey("registrations.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[EndCause | None] = mapped_column(String(20))
    requested_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_unit_id: Mapped[str | None] = mapped_column(ID)
    decided_by: Mapped[Decider | None] = mapped_column(String(20))
    decided_at: Mapped[datetime | None]
    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        UniqueConstraint("tenant_id", "receipt_number"),
        UniqueConstraint("receipt_token"),
        CheckConstraint("kind IN ('residence', 'paired')", name="kind"),
        CheckConstraint(
            "state IN ('requested', 'confirmed', 'refused', 'withdrawn', 'ended', 'transferred')", name="state"
        ),
        CheckConstraint(
            "(state IN ('confirmed', 'ended', 'transferred')) = "
            "(receipt_number IS NOT NULL AND receipt_token IS NOT NULL AND confirmed_at IS NOT NULL)",
            name="receipt",
        ),
        CheckConstraint("(state = 'ended') = (cause IS NOT NULL)", name="cause"),
        CheckConstraint("(state = 'requested') = (decided_by IS NULL)", name="decided_by"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_at"),
        Index(
            "uq_registrations_place",
            "member_id",
            "kind",
            unique=True,
            sqlite_where=HOLDS_PLACE,
            postgresql_where=HOLDS_PLACE,
        ),
        Index(
            "uq_registrations_follower",
            "follows_id",
            unique=True,
            sqlite_where=WAITS_TO_FOLLOW,
            postgresql_where=WAITS_TO_FOLLOW,
        ),
        Index(None, "community_id", "id"),
        Index(None, "community_id", "state", "id"),
        Index(None, "community_id", "state", "member_id"),
        Index(None, "community_id", "unit_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "unit_id", "state", "id"),
        Index(None, "unit_id", "community_id", "id"),
        Index(None, "member_id", "id"),
        Index(None, "confirmed_unit_id", "confirmed_at"),
    )

    @property
    def parties(self) -> dict[str, Any]:
        """The fields that all its events share."""
        return {
            "registration_id": self.id,
            "community_id": self.community_id,
            "member_id": self.member_id,
            "unit_id": self.unit_id,
            "kind": self.kind,
        }

    def side_of(self, actor: Actor) -> RegistrationSide | None:
        """Whom of the three an actor acts for; a member belongs to a unit and acts for themselves alone."""
        if actor.role == "member":
            return "member" if actor.member_id == self.member_id else None
        sides: dict[str, RegistrationSide] = {self.community_id: "community", self.unit_id: "unit"}
        return sides.get(actor.organisation_id or "")

    def allowed(self, side: RegistrationSide | None) -> list[RegistrationStep]:
        """The steps that a side may take from here."""
        return [step for step, state in LEADS_TO.items() if side in SIDES[step] and state in TRANSITIONS[self.state]]

    def request(self) -> RegistrationRequested:
        return RegistrationRequested(**self.parties)

    def check_confirmable(self) -> None:
        """
        Raises:
            Conflict: `registration.already_confirmed`; `registration.not_requested`, it is over.
        """
        if self.state == "confirmed":
            raise Conflict("registration.already_confirmed")
        self._check_step("confirmed")

    def confirm(self, receipt_number: str, now: datetime) -> RegistrationConfirmed:
        """
        Confirm the registration and give its receipt.

        Raises:
            Conflict: `registration.already_confirmed`; `registration.not_requested`, it is over.
        """
        self.check_confirmable()
        self.receipt_number, self.receipt_token, self.confirmed_at = receipt_number, new_secret(TOKEN_BYTES), now
        self.confirmed_unit_id = self.unit_id
        self._step("confirmed", by="community", now=now)
        return RegistrationConfirmed(**self.parties, receipt_number=receipt_number)

    def refuse(self, reason: str, now: datetime) -> RegistrationRefused:
        """
        Raises:
            Conflict: `registration.not_requested`.
        """
        self._check_step("refused")
        self._step("refused", by="community", now=now, reason=reason)
        return RegistrationRefused(**self.parties)

    def withdraw(self, by: Decider, now: datetime) -> RegistrationWithdrawn:
        """
        Raises:
            Conflict: `registration.not_requested`.
        """
        self._check_step("withdrawn")
        self._step("withdrawn", by=by, now=now)
        return RegistrationWithdrawn(**self.parties)

    def end(self, side: RegistrationSide, reason: str, now: datetime) -> RegistrationEnded:
        """
        Raises:
            Conflict: `registration.not_live`, not confirmed, or over.
        """
        self._check_step("ended")
        self.cause = ENDED_BY[side]
        self._step("ended", by=side, now=now, reason=reason)
        return RegistrationEnded(**self.parties, cause=self.cause)

    def lose(self, cause: EndCause, now: datetime) -> RegistrationEnded | RegistrationWithdrawn:
        """End a live registration, because of something else that has happened; one that waits is withdrawn."""
        if self.state == "requested":
            return self.withdraw("system", now)
        self._check_step("ended")
        self.cause = cause
        self._step("ended", by="system", now=now)
        return RegistrationEnded(**self.parties, cause=cause)

    def check_transferable(self) -> None:
        """
        Raises:
            Conflict: `registration.not_live`, not confirmed, or over.
        """
        self._check_step("transferred")

    def give_way_to(self, successor: "Registration", now: datetime) -> RegistrationTransferred:
        """
        Have the registration that follows this one take its place, as its community has decided.

        Raises:
            Conflict: `registration.not_live`.
        """
        self.check_transferable()
        self._step("transferred", by="community", now=now)
        return RegistrationTransferred(**self.parties, followed_by_id=successor.id)

    def stand_alone(self) -> None:
        """What this one was to follow has ended: it goes on as a request of its own."""
        self.follows_id = None
        self.count_up()

    def move_to(self, unit_id: str) -> None:
        """The member is on another unit's roster now."""
        self.unit_id = unit_id
        self.count_up()

    def _check_step(self, state: RegistrationState) -> None:
        if state not in TRANSITIONS[self.state]:
            is_end = state in TRANSITIONS["confirmed"]
            raise Conflict("registration.not_live") if is_end else Conflict("registration.not_requested")

    def _step(self, state: RegistrationState, *, by: Decider, now: datetime, reason: str | None = None) -> None:
        self.state, self.decided_by, self.decided_at, self.reason = state, by, now, reason
        self.count_up()


class ReceiptCounter(Base):
    """The last serial that a community has given out in a year (of Asia/Shanghai)."""

    __tablename__ = "receipt_counters"

    community_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    last_serial: Mapped[int]
