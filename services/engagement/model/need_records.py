"""What stands beside a need: what is being done about it, each step that was taken, and the numbers of tickets."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.db import ID
from shared.messages.engagement import LinkKind, NeedStepKind


class NeedLink(Base):
    """What is being done about a need; it changes only together with its need, whose version guards both."""

    __tablename__ = "need_links"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    need_id: Mapped[str] = mapped_column(ID, ForeignKey("needs.id"))
    kind: Mapped[LinkKind] = mapped_column(String(20))
    target_id: Mapped[str] = mapped_column(ID)
    linked_at: Mapped[datetime]
    is_done: Mapped[bool]
    is_given_up: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint("kind IN ('wish', 'activity', 'post', 'project')", name="kind"),
        UniqueConstraint("need_id", "kind", "target_id"),
        Index(None, "kind", "target_id"),
    )

    def names_same(self, other: "NeedLink") -> bool:
        return (self.kind, self.target_id) == (other.kind, other.target_id)


class NeedStep(Base):
    """One step of a need; nothing changes it."""

    __tablename__ = "need_steps"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    need_id: Mapped[str] = mapped_column(ID, ForeignKey("needs.id"))
    kind: Mapped[NeedStepKind] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(2000))
    at: Mapped[datetime]

    __table_args__ = (Index(None, "need_id", "id"),)


class TicketCounter(Base):
    """The last serial that a community has given out in a year (of Asia/Shanghai)."""

    __tablename__ = "ticket_counters"

    community_id: Mapped[str] = mapped_column(ID, ForeignKey("communities.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_serial: Mapped[int]
