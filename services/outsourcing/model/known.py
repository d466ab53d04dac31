"""Copies of the departments, communities and organisations that outsourcing has to do with."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.engagement import NeedState


class Community(Base):
    """A community; a copy of what membership knows."""

    __tablename__ = "communities"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(200))


class Department(Base):
    """A tenant's organisation department, by the tenant's id; a copy of what membership knows."""

    __tablename__ = "departments"

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(200))


class Organisation(Base):
    """A subdistrict or a social organisation; a copy of what membership knows."""

    __tablename__ = "organisations"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str | None] = mapped_column(String(50))
    is_open: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (CheckConstraint("kind IN ('subdistrict', 'organisation')", name="kind"),)


class Need(Base):
    """A need that isn't private; a copy of what engagement tells the public of it."""

    __tablename__ = "needs"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    state: Mapped[NeedState] = mapped_column(String(20))

    @property
    def is_seen_to(self) -> bool:
        """Whether its community is about to do something about it."""
        return self.state in ("accepted", "in_hand", "reopened")
