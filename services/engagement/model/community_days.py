"""How many people come to a community's activities on a day."""

from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.db import ID


class CommunityDay(Base):
    """
    A day, in Shanghai, on which activities of a community begin; whoever takes their places or gives them up holds it.

    ceiling: how many people may come; None for any number. is_own: that it was set for this day alone.
    """

    __tablename__ = "community_days"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("communities.id"))
    begins_on: Mapped[date]
    ceiling: Mapped[int | None]
    is_own: Mapped[bool]
    taken: Mapped[int]

    __table_args__ = (
        UniqueConstraint("community_id", "begins_on"),
        CheckConstraint("taken >= 0", name="taken"),
    )

    def room(self, wanted: int) -> int:
        """How many of so many people may still come."""
        return wanted if self.ceiling is None else min(wanted, max(0, self.ceiling - self.taken))


def id_of_day(community_id: str, on: date) -> str:
    """The same for the same day, so that of two who begin it at once both name the same row."""
    return str(uuid5(UUID(community_id), on.isoformat()))
