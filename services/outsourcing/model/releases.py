"""Releases of the Open Contracting Data Standard, as they were told; nothing changes them."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID


class Release(Base):
    """
    What was told of one contracting process at one step of it.

    id: `<ocid>-<sequence>`. sequence: from 1 for each process, without gaps. position: from 1 for all of them, without
    gaps and in the order of the commits, so that whoever has read up to one has missed nothing. body: JSON text.
    """

    __tablename__ = "ocds_releases"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, unique=True)
    ocid: Mapped[str] = mapped_column(String(100))
    sequence: Mapped[int]
    tenant_id: Mapped[str] = mapped_column(ID)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("calls.id"))
    tags: Mapped[list[str]] = mapped_column(JSON)
    released_at: Mapped[datetime]
    body: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        UniqueConstraint("call_id", "sequence"),
        CheckConstraint("sequence > 0 AND position > 0", name="numbers"),
        Index(None, "ocid", "sequence"),
        Index(None, "sequence", "position"),
        Index(None, "tenant_id", "position"),
        Index(None, "released_at"),
    )


class ReleaseCounter(Base):
    """The position of the newest release; one row, which is locked until a release is committed."""

    __tablename__ = "ocds_counters"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_position: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (CheckConstraint("id = 1", name="one"),)
