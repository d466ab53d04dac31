"""The state of service records, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from services.engagement.model.opening import Span
from shared.chinese_calendar import after_working_days
from shared.clock import day_of, end_of_day
from shared.db import ID
from shared.errors import Conflict
from shared.messages.engagement.service_record_events import (
    ServiceConfirmed,
    ServiceCorrected,
    ServiceDisputed,
    ServiceFinalised,
    ServiceRecorded,
    ServiceUpheld,
    ServiceVoided,
)
from shared.messages.engagement.service_records import (
    Attestation,
    Quality,
    ServiceOrigin,
    ServiceRecordState,
    ServiceStepKind,
)
from shared.no_overlap import OVERLAPS, NoOverlap
from shared.versions import Versioned

NOTICE_ENDS = "service_record.notice_ends"
# 《志愿服务记录与证明出具办法（试行）》: public for three working days at least.
NOTICE_WORKING_DAYS = 3
SHORTEST_SERVICE = timedelta(minutes=1)
LONGEST_SERVICE = timedelta(hours=24)
SERVICE_TRANSITIONS: Mapping[ServiceRecordState, set[ServiceRecordState]] = {
    "recorded": {"confirmed", "voided"},
    "confirmed": {"disputed", "final", "corrected", "voided"},
    "disputed": {"confirmed", "corrected", "voided"},
    "final": {"corrected", "voided"},
    "corrected": set(),
    "voided": set(),
}
COUNTED: tuple[ServiceRecordState, ...] = ("confirmed", "disputed", "final")
NO_OVERLAP = NoOverlap(
    "no_overlap_service_records",
    key="member_id",
    starts="starts_at",
    ends="ends_at",
    where="state IN ('confirmed', 'disputed', 'final')",
)
IS_FIRST = text("corrects_id IS NULL")


def minutes_of(span: Span) -> int:
    """Whole minutes; what is less than one isn't counted."""
    return int((span.ends_at - span.starts_at).total_seconds()) // 60


def is_too_short(span: Span) -> bool:
    """Whether nothing of it is counted."""
    return span.ends_at - span.starts_at < SHORTEST_SERVICE


def notice_end(now: datetime) -> datetime:
    """When a public notice that begins now is over: at the end of its third working day, this one not counted."""
    return end_of_day(after_working_days(day_of(now), NOTICE_WORKING_DAYS))


class ServiceRecord(Versioned, Base):
    """
    A piece of service of one member. The database lets no two that are confirmed overlap, so nobody serves more than 24
    hours a day; who confirms or corrects one holds the member.

    root_id: the first of those that correct one another. minutes, served_on: by `starts_at` and `ends_at`.
    recorded_by, recorder_id: the role and the client of who has recorded it; who has confirmed it is in its steps.
    """

    __tablename__ = "service_records"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"))
    unit_id: Mapped[str] = mapped_column(ID)
    origin: Mapped[ServiceOrigin] = mapped_column(String(20))
    attested_by: Mapped[Attestation] = mapped_column(String(20))
    is_unclosed: Mapped[bool]
    menu_item_id: Mapped[str | None] = mapped_column(ID, ForeignKey("menu_items.id"))
    place_claim_id: Mapped[str | None] = mapped_column(ID, ForeignKey("place_claims.id"))
    attendance_id: Mapped[str | None] = mapped_column(ID, ForeignKey("attendances.id"))
    claim_id: Mapped[str | None] = mapped_column(ID, ForeignKey("claims.id"))
    state: Mapped[ServiceRecordState] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    location: Mapped[str | None] = mapped_column(String(200))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    minutes: Mapped[int]
    served_on: Mapped[date]
    content: Mapped[str | None] = mapped_column(String(2000))
    people_served: Mapped[int | None]
    quality: Mapped[Quality | None] = mapped_column(String(20))
    person_in_charge: Mapped[str | None] = mapped_column(String(100))
    recorded_by: Mapped[str] = mapped_column(String(20))
    recorder_id: Mapped[str | None] = mapped_column(String(100))
    recorded_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    notice_ends_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]
    root_id: Mapped[str] = mapped_column(ID)
    corrects_id: Mapped[str | None] = mapped_column(ID, ForeignKey("service_records.id"), unique=True)
    voided_because: Mapped[str | None] = mapped_column(String(2000))
    project_id: Mapped[str | None] = mapped_column(ID)

    __table_args__ = (
        CheckConstraint("state IN ('recorded', 'confirmed', 'disputed', 'final', 'corrected', 'voided')", name="state"),
        CheckConstraint("starts_at < ends_at", name="ends_at"),
        CheckConstraint("minutes >= 0 AND minutes <= 1440", name="minutes"),
        CheckConstraint("(place_claim_id IS NULL) <> (claim_id IS NULL)", name="origin"),
        CheckConstraint("(state = 'voided') = (voided_because IS NOT NULL)", name="voided_because"),
        CheckConstraint("state <> 'final' OR final_at IS NOT NULL", name="final_at"),
        CheckConstraint(
            "state IN ('recorded', 'voided') OR (confirmed_at IS NOT NULL AND notice_ends_at IS NOT NULL)",
            name="confirmed_at",
        ),
        Index(
            "uq_service_records_of_attendance",
            "attendance_id",
            unique=True,
            sqlite_where=IS_FIRST,
            postgresql_where=IS_FIRST,
        ),
        Index(None, "member_id", "starts_at"),
        *(
            Index(None, owner, *more)
            for owner in ("member_id", "unit_id", "community_id")
            for more in (("id",), ("state", "id"), ("served_on", "id"))
        ),
        Index(None, "menu_item_id", "id"),
        Index(None, "project_id", "id"),
        {"info": {OVERLAPS: (NO_OVERLAP,)}},
    )

    @property
    def subject(self) -> str:
        """Under which its deadline is kept."""
        return f"service_record/{self.id}"

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    def schedule(self) -> Mapping[str, datetime]:
        """When its public notice is over."""
        return {NOTICE_ENDS: self.notice_ends_at} if self.state == "confirmed" and self.notice_ends_at else {}

    def take_time(self, span: Span) -> None:
        """Let the service last from one instant to the other."""
        self.starts_at, self.ends_at = span.starts_at, span.ends_at
        self.minutes, self.served_on = minutes_of(span), day_of(span.starts_at)

    def adjust(self, span: Span, attested_by: Attestation, *, is_unclosed: bool) -> None:
        """
        Follow the attendance that it is of.

        Raises:
            Conflict: `service_record.not_in_step`, the community has decided on it.
        """
        if self.state != "recorded":
            raise self._not_in_step()
        self.take_time(span)
        self.attested_by, self.is_unclosed = attested_by, is_unclosed
        self.count_up()

    def recorded(self) -> ServiceRecorded:
        return ServiceRecorded(
            **self._names, origin=self.origin, title=self.title, served_on=self.served_on, minutes=self.minutes
        )

    def check_step(self, state: ServiceRecordState) -> None:
        """
        Raises:
            Conflict: `service_record.not_in_step`.
        """
        if state not in SERVICE_TRANSITIONS[self.state]:
            raise self._not_in_step()

    def confirm(self, now: datetime) -> ServiceConfirmed:
        """Have it be public; who has recorded it stays who it was."""
        self.state, self.confirmed_at, self.notice_ends_at = "confirmed", now, notice_end(now)
        self.count_up()
        return self.confirmed()

    def confirmed(self) -> ServiceConfirmed:
        if self.notice_ends_at is None:
            raise LookupError("what isn't confirmed isn't public")
        return ServiceConfirmed(
            **self._names,
            title=self.title,
            location=self.location,
            served_on=self.served_on,
            minutes=self.minutes,
            notice_ends_at=self.notice_ends_at,
            corrects_id=self.corrects_id,
        )

    def dispute(self, now: datetime) -> ServiceDisputed:
        """
        Raises:
            Conflict: `service_record.not_in_step`; `service_record.notice_over`.
        """
        self.check_step("disputed")
        if self.notice_ends_at is None or self.notice_ends_at <= now:
            raise Conflict("service_record.notice_over")
        self.state = "disputed"
        self.count_up()
        return ServiceDisputed(**self._names)

    def uphold(self, now: datetime) -> ServiceUpheld:
        """
        Raises:
            Conflict: `service_record.not_in_step`.
        """
        if self.state != "disputed":
            raise self._not_in_step()
        ends_at = notice_end(now)
        self.state, self.notice_ends_at = "confirmed", ends_at
        self.count_up()
        return ServiceUpheld(**self._names, notice_ends_at=ends_at)

    def give_way(self, successor_id: str) -> ServiceCorrected:
        """
        Let another record count in its place.

        Raises:
            Conflict: `service_record.not_in_step`.
        """
        self.check_step("corrected")
        self.state = "corrected"
        self.count_up()
        return ServiceCorrected(**self._names, corrected_by_id=successor_id)

    def finalise(self, now: datetime) -> ServiceFinalised:
        """
        Raises:
            Conflict: `service_record.not_due`.
        """
        if self.state != "confirmed" or self.notice_ends_at is None or now < self.notice_ends_at:
            raise Conflict("service_record.not_due")
        self.state, self.final_at = "final", now
        self.count_up()
        return ServiceFinalised(**self._names, served_on=self.served_on, minutes=self.minutes)

    def void(self, reason: str) -> ServiceVoided:
        """
        Raises:
            Conflict: `service_record.not_in_step`.
        """
        self.check_step("voided")
        before, self.state, self.voided_because = self.state, "voided", reason
        self.count_up()
        return ServiceVoided(**self._names, was_public=before in COUNTED, was_final=before == "final", reason=reason)

    def _not_in_step(self) -> Conflict:
        return Conflict("service_record.not_in_step", f"It is {self.state}.")

    @property
    def _names(self) -> dict[str, Any]:
        return {
            "service_record_id": self.id,
            "community_id": self.community_id,
            "member_id": self.member_id,
            "unit_id": self.unit_id,
            "menu_item_id": self.menu_item_id,
            "project_id": self.project_id,
        }


class ServiceStep(Base):
    """One step of a record, or of one that corrects it; nothing changes it."""

    __tablename__ = "service_steps"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    root_id: Mapped[str] = mapped_column(ID, ForeignKey("service_records.id"))
    kind: Mapped[ServiceStepKind] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(2000))
    at: Mapped[datetime]

    __table_args__ = (Index(None, "root_id", "id"),)
