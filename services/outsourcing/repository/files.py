"""Files as they are kept."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from services.outsourcing.model.files import File
from services.outsourcing.repository.rows import Rows
from shared.messages.outsourcing.files import FileOwner


class Files(Rows[File]):
    """The tenant's files that aren't removed; without their content, unless it is asked for."""

    kind = File
    unknown = "file.unknown"

    def find(self, key: str) -> File | None:
        found = super().find(key)
        return found if found is not None and found.removed_at is None else None

    def of(self, owner_kind: FileOwner, owner_id: str) -> list[File]:
        """Those of one thing, the oldest first."""
        query = select(File).where(File.owner_kind == owner_kind, File.owner_id == owner_id)
        query = query.where(File.tenant_id == self.tenant_id, File.removed_at.is_(None))
        return list(self.session.scalars(query.order_by(File.id)))

    def content_of(self, file: File) -> str:
        """The content as it is kept."""
        column: InstrumentedAttribute[str | None] = File.content_encrypted
        return self.session.scalars(select(column).where(File.id == file.id)).one() or ""

    def remove(self, file: File, now: datetime) -> bool:
        """Delete the content; whether it was there still."""
        gone = update(File).where(File.id == file.id, File.removed_at.is_(None))
        gone = gone.values(removed_at=now, content_encrypted=None).execution_options(synchronize_session=False)
        removed = bool(self.session.execute(gone).rowcount)  # type: ignore[attr-defined]
        self.session.expire(file)
        return removed
