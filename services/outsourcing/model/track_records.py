"""The track records of social organisations: entries are added, and the database takes no changes of them."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.outsourcing.track_records import TrackKind


class TrackRecord(Base):
    """One thing that happened to an organisation or that it did."""

    __tablename__ = "track_records"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    kind: Mapped[TrackKind] = mapped_column(String(30))
    call_id: Mapped[str | None] = mapped_column(ID)
    project_id: Mapped[str | None] = mapped_column(ID)
    at: Mapped[datetime]
    note: Mapped[str | None] = mapped_column(String(2000))
    value: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        Index(None, "organisation_id", "id"),
        Index(None, "organisation_id", "kind", "id"),
    )
