"""The state of tenants and their organisations, and the rules by which it changes."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from shared.db import ID
from shared.messages.membership import CommunityOpened, OrganisationKind, UnitOpened
from shared.versions import Versioned

KIND_IS_KNOWN = "kind IN ('department', 'community', 'unit')"
COMMUNITY_IS_COMPLETE = (
    "(kind = 'community') = "
    "(code IS NOT NULL AND subdistrict IS NOT NULL AND district IS NOT NULL AND city IS NOT NULL)"
)
IS_DEPARTMENT = text("kind = 'department'")
IS_UNIT = text("kind = 'unit'")


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
