"""A tenant's own entries of the lists of skills and interests, and the rules by which they change."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from services.membership.skills import Listed
from shared.db import ID
from shared.errors import Conflict
from shared.messages.membership import TagKind
from shared.versions import Versioned
from shared.words import folded


class Skill(Versioned, Base):
    """An entry that a tenant has added; a word stands for one entry of its kind, built-in ones included."""

    __tablename__ = "skills"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    kind: Mapped[TagKind] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(50))
    name: Mapped[str] = mapped_column(String(100))
    english_name: Mapped[str | None] = mapped_column(String(100))
    synonyms: Mapped[list[str]] = mapped_column(JSON)
    retired_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("kind IN ('skill', 'interest')", name="kind"),
        UniqueConstraint("tenant_id", "kind", "code"),
        UniqueConstraint("tenant_id", "kind", "name"),
    )

    @property
    def listed(self) -> Listed:
        return Listed(self.code, self.name, self.english_name or self.name, tuple(self.synonyms))

    def rename(self, name: str) -> None:
        """Take another canonical name; the former one goes on standing for it."""
        self.synonyms, self.name = distinct([*self.synonyms, self.name], besides=name), name

    def retire(self, now: datetime) -> None:
        """
        Offer it no longer; members keep it, and its words go on standing for it.

        Raises:
            Conflict: `skill.retired`.
        """
        if self.retired_at is not None:
            raise Conflict("skill.retired")
        self.retired_at = now
        self.count_up()


def distinct(words: Iterable[str], *, besides: str) -> list[str]:
    """Words that differ in more than width, case and white space, from each other and from one more."""
    found = {folded(word): word for word in reversed([*words])}
    found.pop(folded(besides), None)
    return list(reversed(found.values()))
