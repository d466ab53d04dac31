"""What stands beside a public commitment: each word that was said of it, an appeal, and nudges."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.db import ID
from shared.errors import Conflict
from shared.messages.engagement import AppealState, Ruling


class CommitmentRuling(Base):
    """A verdict on a commitment, or its lapse; nothing changes it, a later one stands beside it."""

    __tablename__ = "commitment_rulings"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    commitment_id: Mapped[str] = mapped_column(ID, ForeignKey("commitments.id"))
    ruling: Mapped[Ruling] = mapped_column(String(20))
    word: Mapped[str | None] = mapped_column(String(2000))
    role: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("ruling IN ('kept', 'partly', 'broken', 'lapsed')", name="ruling"),
        Index(None, "commitment_id", "at", "id"),
    )


class CommitmentAppeal(Base):
    """The only appeal against a commitment's ruling; it changes only together with the commitment."""

    __tablename__ = "commitment_appeals"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    commitment_id: Mapped[str] = mapped_column(ID, ForeignKey("commitments.id"))
    against: Mapped[Ruling] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(2000))
    made_at: Mapped[datetime]
    state: Mapped[AppealState] = mapped_column(String(20))
    word: Mapped[str | None] = mapped_column(String(2000))
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("commitment_id"),
        CheckConstraint("against IN ('partly', 'broken', 'lapsed')", name="against"),
        CheckConstraint("state IN ('pending', 'upheld', 'changed')", name="state"),
        CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided"),
        Index(None, "tenant_id", "state", "commitment_id"),
    )

    def decide(self, state: AppealState, word: str, now: datetime) -> None:
        """
        Raises:
            Conflict: `commitment_appeal.decided`.
        """
        if self.state != "pending":
            raise Conflict("commitment_appeal.decided")
        self.state, self.word, self.decided_at = state, word, now


class CommitmentNudge(Base):
    """A member was nudged about a commitment; the database keeps one for each day in Shanghai."""

    __tablename__ = "commitment_nudges"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    commitment_id: Mapped[str] = mapped_column(ID, ForeignKey("commitments.id"))
    on: Mapped[date]
    role: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("commitment_id", "on"),)


class Beside(NamedTuple):
    """What stands beside a commitment; rulings: the oldest first."""

    title: str
    rulings: Sequence[CommitmentRuling]
    appeal: CommitmentAppeal | None
    last_nudged_on: date | None
