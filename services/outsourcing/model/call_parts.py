"""What a call consists of besides its own row; it changes only together with the call."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.outsourcing.calls import CallPart
from shared.messages.outsourcing.terms import Field
from shared.messages.wire import from_plain


class CallFunding(Base):
    """What a budget gives to a call, in fen. position: money is taken from the first of them first."""

    __tablename__ = "call_fundings"

    call_id: Mapped[str] = mapped_column(ID, ForeignKey("calls.id"), primary_key=True)
    budget_id: Mapped[str] = mapped_column(ID, ForeignKey("budgets.id"), primary_key=True)
    position: Mapped[int]
    amount_minor: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount"), Index(None, "budget_id", "call_id"))


class CallField(Base):
    """One of the things that a call's projects may be about."""

    __tablename__ = "call_fields"

    call_id: Mapped[str] = mapped_column(ID, ForeignKey("calls.id"), primary_key=True)
    field: Mapped[Field] = mapped_column(String(30), primary_key=True)

    __table_args__ = (Index(None, "field", "call_id"),)


class CallProject(Base):
    """A planned project that a call wants."""

    __tablename__ = "call_projects"

    call_id: Mapped[str] = mapped_column(ID, ForeignKey("calls.id"), primary_key=True)
    project_id: Mapped[str] = mapped_column(ID, ForeignKey("projects.id"), primary_key=True)

    __table_args__ = (Index(None, "project_id", "call_id"),)


class CallAmendment(Base):
    """A change of a published call; nothing changes it. before_plain, after_plain: `CallPart` as JSON."""

    __tablename__ = "call_amendments"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("calls.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(String(2000))
    changed: Mapped[list[str]] = mapped_column(JSON)
    before_plain: Mapped[dict[str, Any]] = mapped_column(JSON)
    after_plain: Mapped[dict[str, Any]] = mapped_column(JSON)
    amended_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("call_id", "number"), Index(None, "call_id", "id"))

    @property
    def before(self) -> CallPart:
        return from_plain(self.before_plain, CallPart)

    @property
    def after(self) -> CallPart:
        return from_plain(self.after_plain, CallPart)
