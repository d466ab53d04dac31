"""How things stood at the ends of quarters, and the rules by which it is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from services.membership.quarters import quarter_named, quarter_of
from shared.db import ID
from shared.errors import Conflict
from shared.ids import new_id

KEEPING = "quarter_end.keeping"


class QuarterEnd(Base):
    """
    The end of a quarter in a tenant; one is awaited at a time.

    state: once it has come, whether it is kept how things stood then; missed where that couldn't be told any more.
    """

    __tablename__ = "quarter_ends"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    quarter: Mapped[str] = mapped_column(String(7))
    state: Mapped[Literal["awaited", "kept", "missed"]] = mapped_column(String(10))

    __table_args__ = (
        UniqueConstraint("tenant_id", "quarter"),
        CheckConstraint("state IN ('awaited', 'kept', 'missed')", name="state"),
    )

    @classmethod
    def awaited(cls, tenant_id: str, now: datetime) -> "QuarterEnd":
        """That of the quarter which runs."""
        return cls(id=new_id(), tenant_id=tenant_id, quarter=quarter_of(now), state="awaited")

    @property
    def subject(self) -> str:
        return f"quarter_end/{self.id}"

    @property
    def at(self) -> datetime:
        return quarter_named(self.quarter).ends_at

    @property
    def dues(self) -> Mapping[str, datetime]:
        return {KEEPING: self.at} if self.state == "awaited" else {}

    def check_due(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `quarter_end.not_due`; `quarter_end.over`, what can be kept of it is kept.
        """
        if self.state != "awaited":
            raise Conflict("quarter_end.over")
        if now < self.at:
            raise Conflict("quarter_end.not_due")

    def settle(self, *, is_kept: bool) -> "QuarterEnd":
        """Await it no more; that of the quarter behind it is awaited instead."""
        self.state = "kept" if is_kept else "missed"
        return self.awaited(self.tenant_id, self.at)


class OrganisationStand(Base):
    """
    How a unit or a community stood when a quarter ended.

    members: on the roster; none of a community. registered: of them, with a live registration, of whatever kind.
    """

    __tablename__ = "organisation_stands"

    quarter_end_id: Mapped[str] = mapped_column(ID, ForeignKey("quarter_ends.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    members: Mapped[int | None]
    registered: Mapped[int]
    residence: Mapped[int]
    paired: Mapped[int]


class PairStand(Base):
    """How many of a unit's members were registered with a community then; who was so twice is one."""

    __tablename__ = "pair_stands"

    quarter_end_id: Mapped[str] = mapped_column(ID, ForeignKey("quarter_ends.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"), primary_key=True)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    registered: Mapped[int]

    __table_args__ = (Index(None, "quarter_end_id", "community_id"),)
