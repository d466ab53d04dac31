"""Rows of the board: calls for proposals, and awards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.board.model import Base
from shared.db import ID


class BoardCall(Base):
    """A call for proposals that was published, and what became of it. notice: `CallNotice` as JSON."""

    __tablename__ = "board_calls"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    state: Mapped[str] = mapped_column(String(20))
    notice: Mapped[dict[str, Any]] = mapped_column(JSON)
    proposals_until: Mapped[datetime]
    total_minor: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(String(2000))
    first_call_id: Mapped[str | None] = mapped_column(ID)
    amendments: Mapped[int]
    proposals_opened: Mapped[int | None]
    published_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_board_calls_page", "tenant_id", "id"),
        Index("ix_board_calls_by_state", "tenant_id", "state", "id"),
        Index("ix_board_calls_soonest", "tenant_id", "proposals_until", "id"),
        Index("ix_board_calls_soonest_by_state", "tenant_id", "state", "proposals_until", "id"),
    )


class BoardCallField(Base):
    """What a call's projects may be about, to look for them by it."""

    __tablename__ = "board_call_fields"

    field: Mapped[str] = mapped_column(String(30), primary_key=True)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("board_calls.id"), primary_key=True)

    __table_args__ = (Index("ix_board_call_fields_call_id", "call_id"),)


class BoardCallAmendment(Base):
    """That a call was amended."""

    __tablename__ = "board_call_amendments"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("board_calls.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(String(2000))
    changed: Mapped[Sequence[str]] = mapped_column(JSON)
    amended_at: Mapped[datetime]

    __table_args__ = (Index("ix_board_call_amendments_call_id", "call_id", "number"),)


class BoardCallEnquiry(Base):
    """What was asked about a call, and answered; nothing of who has asked."""

    __tablename__ = "board_call_enquiries"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("board_calls.id"))
    question: Mapped[str] = mapped_column(String(2000))
    answer: Mapped[str] = mapped_column(String(2000))
    answered_at: Mapped[datetime]

    __table_args__ = (Index("ix_board_call_enquiries_call_id", "call_id", "answered_at", "id"),)


class BoardAward(Base):
    """An award, and how many objections there are to it; nothing of who objects."""

    __tablename__ = "board_awards"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    call_id: Mapped[str] = mapped_column(ID)
    proposal_id: Mapped[str] = mapped_column(ID)
    project_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    social_organisation_id: Mapped[str] = mapped_column(ID)
    organisation_name: Mapped[str | None] = mapped_column(String(200))
    partner_ids: Mapped[list[str]] = mapped_column(JSON)
    partner_names: Mapped[list[str]] = mapped_column(JSON)
    title: Mapped[str] = mapped_column(String(200))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    rank: Mapped[int]
    score: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(2000))
    objections_open: Mapped[int]
    objections_upheld: Mapped[int]
    objections_dismissed: Mapped[int]
    noticed_at: Mapped[datetime]
    notice_ends_at: Mapped[datetime]
    sign_by: Mapped[datetime | None]
    changed_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_board_awards_page", "tenant_id", "id"),
        Index("ix_board_awards_by_call", "call_id", "id"),
        Index("ix_board_awards_by_state", "tenant_id", "state", "id"),
        Index("ix_board_awards_soonest", "tenant_id", "notice_ends_at", "id"),
        Index("ix_board_awards_soonest_by_state", "tenant_id", "state", "notice_ends_at", "id"),
    )
