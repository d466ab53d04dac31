"""The state of certificates, and the rules by which it changes; how hours become stars."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.clock import day_of, end_of_day
from shared.db import ID
from shared.encryption import new_secret
from shared.errors import Conflict
from shared.messages.engagement.certificates import (
    CertificateAffected,
    CertificateIssued,
    CertificateRequested,
    CertificateRevoked,
    CertificateState,
)
from shared.versions import Versioned

CERTIFICATE_NOTICE_ENDS = "certificate.notice_ends"
NOTICE_DAYS = 7
TOKEN_BYTES = 16
# The levels of star volunteers (星级志愿者).
STAR_MINUTES = [hours * 60 for hours in (100, 300, 600, 1000, 1500)]
IS_REQUESTED = text("state = 'requested'")


def star_level(minutes: int) -> int:
    """From 0 to 5."""
    return bisect_right(STAR_MINUTES, minutes)


def minutes_to_next_star(minutes: int) -> int | None:
    level = star_level(minutes)
    return STAR_MINUTES[level] - minutes if level < len(STAR_MINUTES) else None


class Certificate(Versioned, Base):
    """
    A certificate of what a member has served at a community.

    token: names it to those who check it; unguessable, given with the number.
    """

    __tablename__ = "certificates"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("communities.id"))
    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"))
    unit_id: Mapped[str] = mapped_column(ID)
    state: Mapped[CertificateState] = mapped_column(String(20))
    from_on: Mapped[date]
    until_on: Mapped[date]
    minutes: Mapped[int]
    records: Mapped[int]
    requested_at: Mapped[datetime]
    notice_ends_at: Mapped[datetime]
    number: Mapped[str | None] = mapped_column(String(80))
    token: Mapped[str | None] = mapped_column(String(43), unique=True)
    issued_at: Mapped[datetime | None]
    is_affected: Mapped[bool]
    ended_because: Mapped[str | None] = mapped_column(String(2000))

    __table_args__ = (
        CheckConstraint("state IN ('requested', 'issued', 'refused', 'revoked')", name="state"),
        CheckConstraint("from_on <= until_on", name="until_on"),
        CheckConstraint(
            "(number IS NOT NULL AND token IS NOT NULL AND issued_at IS NOT NULL) = (state IN ('issued', 'revoked'))",
            name="number",
        ),
        Index("uq_certificates_number", "tenant_id", "number", unique=True),
        Index(
            "uq_certificates_requested",
            "community_id",
            "member_id",
            unique=True,
            sqlite_where=IS_REQUESTED,
            postgresql_where=IS_REQUESTED,
        ),
        *(
            Index(None, owner, *more)
            for owner in ("member_id", "unit_id", "community_id")
            for more in (("id",), ("state", "id"))
        ),
    )

    @property
    def subject(self) -> str:
        """Under which its deadline is kept."""
        return f"certificate/{self.id}"

    def schedule(self) -> Mapping[str, datetime]:
        """When its public notice is over."""
        return {CERTIFICATE_NOTICE_ENDS: self.notice_ends_at} if self.state == "requested" else {}

    def request(self, now: datetime, *, minutes: int, records: int) -> CertificateRequested:
        """Begin its public notice: seven days, this one not counted."""
        self.state, self.requested_at, self.minutes, self.records = "requested", now, minutes, records
        self.count_up()
        self.notice_ends_at = end_of_day(day_of(now) + timedelta(days=NOTICE_DAYS))
        return CertificateRequested(
            **self._names,
            from_on=self.from_on,
            until_on=self.until_on,
            minutes=self.minutes,
            notice_ends_at=self.notice_ends_at,
        )

    def check_due(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `certificate.not_due`.
        """
        if self.state != "requested" or now < self.notice_ends_at:
            raise Conflict("certificate.not_due")

    def issue(self, number: str, now: datetime, *, minutes: int, records: int) -> CertificateIssued:
        """minutes, records: of what counts now."""
        self.minutes, self.records = minutes, records
        self.state, self.number, self.token, self.issued_at = "issued", number, new_secret(TOKEN_BYTES), now
        self.count_up()
        return CertificateIssued(**self._names, minutes=self.minutes, number=number)

    def revoke(self, reason: str | None) -> CertificateRevoked:
        """
        Raises:
            Conflict: `certificate.not_in_step`.
        """
        if self.state not in ("requested", "issued"):
            raise Conflict("certificate.not_in_step", f"It is {self.state}.")
        was_issued = self.state == "issued"
        self.state, self.ended_because = "revoked" if was_issued else "refused", reason
        self.count_up()
        return CertificateRevoked(**self._names, was_issued=was_issued, reason=reason)

    def note_affected(self) -> CertificateAffected | None:
        """Mark that it isn't what it says any more; one that isn't issued yet is worked out anew when it is."""
        self.is_affected = self.is_affected or self.state == "issued"
        self.count_up()
        return CertificateAffected(**self._names) if self.state == "issued" else None

    @property
    def _names(self) -> dict[str, Any]:
        return {
            "certificate_id": self.id,
            "community_id": self.community_id,
            "member_id": self.member_id,
            "unit_id": self.unit_id,
        }


class CertifiedRecord(Base):
    """A record that a certificate is of."""

    __tablename__ = "certified_records"

    certificate_id: Mapped[str] = mapped_column(ID, ForeignKey("certificates.id"), primary_key=True)
    service_record_id: Mapped[str] = mapped_column(ID, ForeignKey("service_records.id"), primary_key=True)

    __table_args__ = (Index(None, "service_record_id"),)


class CertificateCounter(Base):
    """The last serial that a community has given out in a year (of Asia/Shanghai)."""

    __tablename__ = "certificate_counters"

    community_id: Mapped[str] = mapped_column(ID, ForeignKey("communities.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_serial: Mapped[int]
