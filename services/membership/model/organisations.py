"""The state of tenants and their organisations, and the rules by which it changes."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from shared.db import ID
from shared.errors import Conflict
from shared.messages.membership import (
    CommunityOpened,
    OrganisationClosed,
    OrganisationEdited,
    OrganisationKind,
    OrganisationReopened,
    OrganisationState,
    SocialOrganisationOpened,
    SubdistrictOpened,
    UnitOpened,
)
from shared.messages.membership.organisations import CommunityPlaced, DepartmentOpened
from shared.versions import Versioned

TRANSITIONS: dict[OrganisationState, set[OrganisationState]] = {"open": {"closed"}, "closed": {"open"}}
PARENT_KIND: dict[OrganisationKind, OrganisationKind] = {"community": "subdistrict", "unit": "unit"}
LEVELS_OF_UNITS = 5
PLACE = ("subdistrict", "district", "city")

KIND_IS_KNOWN = "kind IN ('department', 'subdistrict', 'community', 'unit', 'organisation')"
STATE_IS_KNOWN = "state IN ('open', 'closed')"
COMMUNITY_IS_COMPLETE = (
    "kind <> 'community' OR "
    "(code IS NOT NULL AND subdistrict IS NOT NULL AND district IS NOT NULL AND city IS NOT NULL)"
)
SUBDISTRICT_IS_COMPLETE = "kind <> 'subdistrict' OR (district IS NOT NULL AND city IS NOT NULL)"
SOCIAL_ORGANISATION_IS_COMPLETE = "kind <> 'organisation' OR code IS NOT NULL"
DEPARTMENT_IS_OPEN = "kind <> 'department' OR state = 'open'"
PARENT_IS_POSSIBLE = "parent_id IS NULL OR (kind IN ('community', 'unit') AND parent_id <> id)"
IS_DEPARTMENT = text("kind = 'department'")
IS_SUBDISTRICT = text("kind = 'subdistrict'")
IS_UNIT = text("kind = 'unit'")


class Tenant(Versioned, Base):
    """A city or county, within which everything stays."""

    __tablename__ = "tenants"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))

    def rename(self, name: str) -> None:
        if name != self.name:
            self.name = name
            self.count_up()


class Organisation(Versioned, Base):
    """
    A department (one a tenant), a subdistrict, a community, a unit or a social organisation.

    code: a community's short code, or a unified social credit code. parent_id: of a community its subdistrict, of a
    unit the one that it belongs to. Only communities and subdistricts have a place.
    """

    __tablename__ = "organisations"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    kind: Mapped[OrganisationKind] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str | None] = mapped_column(String(50))
    subdistrict: Mapped[str | None] = mapped_column(String(200))
    district: Mapped[str | None] = mapped_column(String(200))
    city: Mapped[str | None] = mapped_column(String(200))
    parent_id: Mapped[str | None] = mapped_column(ID, ForeignKey("organisations.id"))
    state: Mapped[OrganisationState] = mapped_column(String(20))
    opened_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(KIND_IS_KNOWN, name="kind"),
        CheckConstraint(STATE_IS_KNOWN, name="state"),
        CheckConstraint(COMMUNITY_IS_COMPLETE, name="community"),
        CheckConstraint(SUBDISTRICT_IS_COMPLETE, name="subdistrict"),
        CheckConstraint(SOCIAL_ORGANISATION_IS_COMPLETE, name="organisation"),
        CheckConstraint(DEPARTMENT_IS_OPEN, name="department"),
        CheckConstraint(PARENT_IS_POSSIBLE, name="parent"),
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
        Index(
            "uq_organisations_subdistrict_name",
            "tenant_id",
            "district",
            "name",
            unique=True,
            sqlite_where=IS_SUBDISTRICT,
            postgresql_where=IS_SUBDISTRICT,
        ),
        Index(None, "tenant_id", "kind", "id"),
        Index(None, "parent_id", "id"),
    )

    def open_department(self) -> DepartmentOpened:
        return DepartmentOpened(department_id=self.id, name=self.name)

    def open_subdistrict(self) -> SubdistrictOpened:
        return SubdistrictOpened(
            subdistrict_id=self.id,
            name=self.name,
            district=self.district or "",
            city=self.city or "",
            code=self.code,
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

    def place(self) -> CommunityPlaced:
        """Of a community."""
        return CommunityPlaced(community_id=self.id, subdistrict_id=self.parent_id)

    def open_unit(self) -> UnitOpened:
        return UnitOpened(unit_id=self.id, name=self.name)

    def open_social_organisation(self) -> SocialOrganisationOpened:
        return SocialOrganisationOpened(social_organisation_id=self.id, name=self.name, code=self.code or "")

    @property
    def place_for_communities(self) -> dict[str, str | None]:
        """What a community that belongs to this subdistrict has as its place."""
        return {"subdistrict": self.name, "district": self.district, "city": self.city}

    def check_open(self) -> None:
        """
        Raises:
            Conflict: `organisation.closed`.
        """
        if self.state != "open":
            raise Conflict("organisation.closed")

    def edit(self, **changes: Any) -> OrganisationEdited | None:
        """Take over new values; None where they are those that stand already."""
        changed = {name: value for name, value in changes.items() if value != getattr(self, name)}
        if not changed:
            return None
        for name, value in changed.items():
            setattr(self, name, value)
        self.count_up()
        return OrganisationEdited(
            **self._named(),
            name=self.name,
            code=self.code,
            parent_id=self.parent_id,
            subdistrict=self.subdistrict,
            district=self.district,
            city=self.city,
        )

    def close(self) -> OrganisationClosed:
        """
        Raises:
            Conflict: `organisation.already_closed`; `organisation.not_closable`, a department.
        """
        if self.kind == "department":
            raise Conflict("organisation.not_closable")
        self._move("closed", "organisation.already_closed")
        return OrganisationClosed(**self._named())

    def reopen(self) -> OrganisationReopened:
        """
        Raises:
            Conflict: `organisation.not_closed`.
        """
        self._move("open", "organisation.not_closed")
        return OrganisationReopened(**self._named())

    def _move(self, state: OrganisationState, refusal: str) -> None:
        if state not in TRANSITIONS[self.state]:
            raise Conflict(refusal)
        self.state = state
        self.count_up()

    def _named(self) -> dict[str, Any]:
        """By which its events name it, in the streams that it has."""
        return {
            "organisation_id": self.id,
            "kind": self.kind,
            "community_id": self.id if self.kind == "community" else None,
            "unit_id": self.id if self.kind == "unit" else None,
            "social_organisation_id": self.id if self.kind == "organisation" else None,
        }


class CommunityCode(Base):
    """A code that a community has, or had: it stands in the numbers of receipts and tickets, so it stays theirs."""

    __tablename__ = "community_codes"

    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(50), primary_key=True)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
