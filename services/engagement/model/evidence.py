"""What a claimer shows of a delivery."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.db import ID
from shared.messages.engagement import EvidenceType


class Evidence(Base):
    """
    A picture or a document of a claim; nothing changes it.

    content_encrypted: the file in base 64, read only where it is revealed.
    """

    __tablename__ = "evidence"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    claim_id: Mapped[str] = mapped_column(ID, ForeignKey("claims.id"))
    media_type: Mapped[EvidenceType] = mapped_column(String(50))
    size_bytes: Mapped[int]
    content_encrypted: Mapped[str] = mapped_column(Text, deferred=True, info={"is_large": True})
    attached_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("media_type IN ('image/jpeg', 'image/png', 'application/pdf')", name="media_type"),
        Index(None, "claim_id", "id"),
    )
