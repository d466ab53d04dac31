"""Files that organisations attach."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.outsourcing.files import DOCX, XLSX, FileOwner, FileType

TYPES = ", ".join(f"'{name}'" for name in ("application/pdf", "image/jpeg", "image/png", DOCX, XLSX))


class File(Base):
    """
    A file of something; nothing changes it but its removal, which leaves no content.

    owner_kind, owner_id: what it belongs to. content_encrypted: the file in base 64, read only where it is revealed.
    """

    __tablename__ = "files"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    owner_kind: Mapped[FileOwner] = mapped_column(String(20))
    owner_id: Mapped[str] = mapped_column(ID)
    purpose: Mapped[str] = mapped_column(String(50))
    name_encrypted: Mapped[str] = mapped_column(String(4000))
    media_type: Mapped[FileType] = mapped_column(String(100))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content_encrypted: Mapped[str | None] = mapped_column(Text, deferred=True, info={"is_large": True})
    attached_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"media_type IN ({TYPES})", name="media_type"),
        CheckConstraint("size_bytes > 0", name="size_bytes"),
        CheckConstraint("(content_encrypted IS NULL) = (removed_at IS NOT NULL)", name="removed_at"),
        Index(None, "owner_id", "owner_kind", "id"),
    )

    @property
    def subject(self) -> str:
        """As what it stands in the audit trail."""
        return f"file/{self.id}"
