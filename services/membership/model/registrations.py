"""The state of registrations with communities, and the rules by which it changes."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.membership.model.base import Base
from services.membership.model.members import Member
from shared.db import ID
from shared.errors import Conflict
from shared.messages.membership import RegistrationConfirmed, RegistrationRequested, RegistrationState
from shared.versions import Versioned

TRANSITIONS: dict[RegistrationState, set[RegistrationState]] = {"requested": {"confirmed"}, "confirmed": set()}


class Registration(Versioned, Base):
    """A member's registration with a community, once for each pair."""

    __tablename__ = "registrations"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"))
    unit_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    state: Mapped[RegistrationState] = mapped_column(String(20))
    receipt_number: Mapped[str | None] = mapped_column(String(80))
    requested_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        UniqueConstraint("member_id", "community_id"),
        UniqueConstraint("tenant_id", "receipt_number"),
        CheckConstraint("state IN ('requested', 'confirmed')", name="state"),
        CheckConstraint(
            "(state = 'confirmed') = (receipt_number IS NOT NULL AND confirmed_at IS NOT NULL)", name="receipt"
        ),
        Index(None, "community_id", "id"),
        Index(None, "community_id", "state", "id"),
    )

    def request(self) -> RegistrationRequested:
        return RegistrationRequested(
            registration_id=self.id, community_id=self.community_id, member_id=self.member_id, unit_id=self.unit_id
        )

    def confirm(self, take_receipt: Callable[[], str], now: datetime) -> RegistrationConfirmed:
        """
        Confirm the registration and give its receipt; a number is taken only when nothing refuses any more.

        Raises:
            Conflict: `registration.already_confirmed`.
        """
        if "confirmed" not in TRANSITIONS[self.state]:
            raise Conflict("registration.already_confirmed")
        receipt_number = take_receipt()
        self.state, self.receipt_number, self.confirmed_at = "confirmed", receipt_number, now
        self.count_up()
        return RegistrationConfirmed(
            registration_id=self.id,
            community_id=self.community_id,
            member_id=self.member_id,
            unit_id=self.unit_id,
            receipt_number=receipt_number,
        )


class ReceiptCounter(Base):
    """The last serial that a community has given out in a year (of Asia/Shanghai)."""

    __tablename__ = "receipt_counters"

    community_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    last_serial: Mapped[int]
