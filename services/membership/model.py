"""The state of organisations, clients, members and registrations, and the rules by which it changes."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

import shared.db
from shared.db import ID, new_metadata
from shared.errors import Conflict
from shared.messages.membership import (
    CommunityOpened,
    MemberEnrolled,
    OrganisationKind,
    RegistrationConfirmed,
    RegistrationRequested,
    RegistrationState,
    UnitOpened,
)
from shared.versions import Versioned

KIND_IS_KNOWN = "kind IN ('department', 'community', 'unit')"
ROLE_IS_KNOWN = "role IN ('department', 'community', 'unit')"
COMMUNITY_IS_COMPLETE = (
    "(kind = 'community') = "
    "(code IS NOT NULL AND subdistrict IS NOT NULL AND district IS NOT NULL AND city IS NOT NULL)"
)
IS_DEPARTMENT = text("kind = 'department'")
IS_UNIT = text("kind = 'unit'")

TRANSITIONS: dict[RegistrationState, set[RegistrationState]] = {"requested": {"confirmed"}, "confirmed": set()}


class Base(shared.db.Base):
    __abstract__ = True
    metadata = new_metadata()


class Tenant(Base):
    """A city or county, within which everything stays."""

    __tablename__ = "tenants"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))


class Organisation(Versioned, Base):
    """A department (one a tenant), a community or a unit. Only a community has a code and a place."""

    __tablename__ = "organisations"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    kind: Mapped[OrganisationKind] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str | None] = mapped_column(String(50))
    subdistrict: Mapped[str | None] = mapped_column(String(200))
    district: Mapped[str | None] = mapped_column(String(200))
    city: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        CheckConstraint(KIND_IS_KNOWN, name="kind"),
        CheckConstraint(COMMUNITY_IS_COMPLETE, name="community"),
        UniqueConstraint("tenant_id", "code"),
        Index(
            "uq_organisations_department",
            "tenant_id",
            unique=True,
            sqlite_where=IS_DEPARTMENT,
            postgresql_where=IS_DEPARTMENT,
        ),
        Index(
            "uq_organisations_unit_name",
            "tenant_id",
            "name",
            unique=True,
            sqlite_where=IS_UNIT,
            postgresql_where=IS_UNIT,
        ),
        Index(None, "tenant_id", "kind", "id"),
    )

    def open_community(self) -> CommunityOpened:
        return CommunityOpened(
            community_id=self.id,
            code=self.code or "",
            name=self.name,
            subdistrict=self.subdistrict or "",
            district=self.district or "",
            city=self.city or "",
        )

    def open_unit(self) -> UnitOpened:
        return UnitOpened(unit_id=self.id, name=self.name)


class ApiClient(Versioned, Base):
    """A program that acts for an organisation; its secret is kept as a digest."""

    __tablename__ = "api_clients"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"), index=True)
    role: Mapped[OrganisationKind] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(200))
    secret_digest: Mapped[str] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint(ROLE_IS_KNOWN, name="role"),)

    def revoke(self, now: datetime) -> None:
        """End the client's access; of several revocations the first stands."""
        if self.revoked_at is None:
            self.revoked_at = now
            self.count_up()


class Member(Versioned, Base):
    """
    A member on one unit's roster; nobody is on two rosters of a tenant.

    entry_digest: keyed digest of the roster entry as it was last taken over, by which an unchanged one is known.
    """

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    unit_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    external_id: Mapped[str] = mapped_column(String(50))
    name: Mapped[str] = mapped_column(String(100))
    gender: Mapped[str | None] = mapped_column(String(1))
    birth_month: Mapped[str | None] = mapped_column(String(7))
    identity_encrypted: Mapped[str] = mapped_column(Text)
    identity_digest: Mapped[str] = mapped_column(String(64))
    phone_encrypted: Mapped[str | None] = mapped_column(Text)
    department: Mapped[str | None] = mapped_column(String(200))
    skills: Mapped[list[str]] = mapped_column(JSON)
    interests: Mapped[list[str]] = mapped_column(JSON)
    residence_code: Mapped[str | None] = mapped_column(String(50))
    entry_digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("unit_id", "external_id"),
        UniqueConstraint("tenant_id", "identity_digest"),
        Index(None, "unit_id", "id"),
        Index(None, "unit_id", "name", "id"),
    )

    def enrol(self) -> MemberEnrolled:
        return MemberEnrolled(member_id=self.id, unit_id=self.unit_id, masked_name=masked_name(self.name))


def masked_name(name: str) -> str:
    """The family name's first character and stars, two at most: 陈**."""
    return name[0] + "*" * max(1, min(2, len(name) - 1))


class SignInCode(Base):
    """
    The one code by which a member may sign in; a newer one takes its place, a used one is gone.

    digest: keyed, because a code that people can type is too short for a bare one. tries: also the wrong ones.
    """

    __tablename__ = "sign_in_codes"

    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    tries: Mapped[int]


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
