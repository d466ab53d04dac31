"""The state of contacts and appointments, and the rules by which it changes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.membership.model.base import Base
from services.membership.model.members import Member
from services.membership.model.names import masked_name
from services.membership.model.organisations import Organisation
from shared.clock import SHANGHAI, end_of_day
from shared.db import ID
from shared.errors import Conflict
from shared.messages.membership import (
    AppointmentEnded,
    AppointmentMade,
    AppointmentState,
    EndOfTerm,
    Office,
)
from shared.versions import Versioned

TERM_OVER = "appointment.term_over"
TRANSITIONS: dict[AppointmentState, set[AppointmentState]] = {"current": {"ended"}, "ended": set()}
OFFICE_IS_KNOWN = "office IN ('part_time_committee_member', 'party_building_instructor', 'staff')"
IS_CURRENT = text("state = 'current'")


class Contact(Versioned, Base):
    """Whom an organisation can be asked by."""

    __tablename__ = "contacts"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(String(100))
    duty: Mapped[str | None] = mapped_column(String(200))
    phone_encrypted: Mapped[str | None] = mapped_column(Text)
    email_encrypted: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index(None, "organisation_id", "id"),)

    def edit(self, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self, name, value)
        if changes:
            self.count_up()


class Appointment(Versioned, Base):
    """
    Somebody who serves at an organisation, once at a time in each office.

    person_key: the member's id, or a keyed digest of phone or name: by it the table knows who serves already.
    name: of a person who is no member; of a member the roster's holds.
    phone_encrypted, phone_digest: as the organisation has given it; by it, and by no roster's, staff sign in.
    """

    __tablename__ = "appointments"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    office: Mapped[Office] = mapped_column(String(30))
    member_id: Mapped[str | None] = mapped_column(ID, ForeignKey("members.id"), index=True)
    person_key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str | None] = mapped_column(String(100))
    phone_encrypted: Mapped[str | None] = mapped_column(Text)
    phone_digest: Mapped[str | None] = mapped_column(String(64))
    since: Mapped[date]
    until: Mapped[date | None]
    state: Mapped[AppointmentState] = mapped_column(String(10))
    ended_at: Mapped[datetime | None]
    ending: Mapped[EndOfTerm | None] = mapped_column(String(20))
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    member: Mapped[Member | None] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint(
            "office IN ('part_time_committee_member', 'party_building_instructor', 'staff')", name="office"
        ),
        CheckConstraint("state IN ('current', 'ended')", name="state"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL AND ending IS NOT NULL)", name="ended"),
        CheckConstraint("(member_id IS NULL) = (name IS NOT NULL)", name="person"),
        CheckConstraint("until IS NULL OR until >= since", name="term"),
        Index(
            "uq_appointments_current",
            "organisation_id",
            "office",
            "person_key",
            unique=True,
            sqlite_where=IS_CURRENT,
            postgresql_where=IS_CURRENT,
        ),
        Index(None, "organisation_id", "id"),
        Index(None, "tenant_id", "phone_digest"),
    )

    @property
    def person_name(self) -> str:
        return self.member.name if self.member else self.name or ""

    @property
    def ends_at(self) -> datetime | None:
        """When its term is over: at the end of the last day in Shanghai."""
        if self.until is None:
            return None
        return end_of_day(self.until)

    @property
    def dues(self) -> dict[str, datetime]:
        """When what is to be done by itself."""
        return {TERM_OVER: self.ends_at} if self.state == "current" and self.ends_at else {}

    def stands(self, now: datetime) -> AppointmentState:
        """How it is told: what hasn't begun is only planned, though it takes the person's place already."""
        has_begun = self.since <= now.astimezone(SHANGHAI).date()
        return "planned" if self.state == "current" and not has_begun else self.state

    def is_serving(self, now: datetime) -> bool:
        """Whether its term has begun and isn't over."""
        is_over = self.ends_at is not None and self.ends_at <= now
        return self.state == "current" and self.since <= now.astimezone(SHANGHAI).date() and not is_over

    def make(self) -> AppointmentMade:
        return AppointmentMade(
            **self._named(), since=self.since, until=self.until, masked_name=masked_name(self.person_name)
        )

    def set_phone(self, encrypted: str | None, digest: str | None) -> None:
        """
        Have staff sign in by this phone, and by no other.

        Raises:
            Conflict: `appointment.already_ended`.
        """
        if self.state == "ended":
            raise Conflict("appointment.already_ended")
        self.phone_encrypted, self.phone_digest = encrypted, digest
        self.count_up()

    def finish(self, ending: EndOfTerm, now: datetime) -> AppointmentEnded:
        """
        Raises:
            Conflict: `appointment.already_ended`.
        """
        if "ended" not in TRANSITIONS[self.state]:
            raise Conflict("appointment.already_ended")
        self.state, self.ending, self.ended_at = "ended", ending, now
        self.count_up()
        return AppointmentEnded(**self._named(), ending=ending)

    def _named(self) -> dict[str, Any]:
        """By which its events name it: in the stream of its community, and in that of the member's unit or its own."""
        organisation = self.organisation
        own_unit = organisation.id if organisation.kind == "unit" else None
        return {
            "appointment_id": self.id,
            "organisation_id": organisation.id,
            "kind": organisation.kind,
            "office": self.office,
            "member_id": self.member_id,
            "community_id": organisation.id if organisation.kind == "community" else None,
            "unit_id": self.member.unit_id if self.member else own_unit,
            "social_organisation_id": organisation.id if organisation.kind == "organisation" else None,
        }
