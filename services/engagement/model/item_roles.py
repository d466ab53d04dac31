"""Roles of activities and posts, and how many places of each are taken."""

from collections.abc import Sequence

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.db import ID
from shared.messages.engagement import ItemRolePlan, OfferedRole


class ItemRole(Base):
    """
    A role of an activity or a post.

    It changes only while its item is held, whose version counts what the community edits and not who comes; the check
    on `taken` would refuse a place too many all the same.

    taken: places that are held or offered. waiting: places that are waited for.
    """

    __tablename__ = "item_roles"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    menu_item_id: Mapped[str] = mapped_column(ID, ForeignKey("menu_items.id"))
    rank: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    min_places: Mapped[int]
    max_places: Mapped[int]
    skills: Mapped[Sequence[str]] = mapped_column(JSON)
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= max_places", name="taken"),
        CheckConstraint("waiting >= 0", name="waiting"),
        CheckConstraint("min_places >= 0 AND min_places <= max_places", name="places"),
        Index(None, "menu_item_id", "rank"),
    )

    @property
    def free(self) -> int:
        return self.max_places - self.taken

    @property
    def missing(self) -> int:
        """How many places fewer are taken than are needed."""
        return max(0, self.min_places - self.taken)

    @property
    def stand(self) -> dict[str, int]:
        """What every event of a place tells of its role."""
        return {"free": self.free, "waiting": self.waiting}

    def plan(self, planned: ItemRolePlan, rank: int) -> None:
        self.rank, self.name, self.skills = rank, planned.name, list(planned.skills)
        self.min_places, self.max_places = planned.min_places, planned.max_places

    def told(self) -> OfferedRole:
        return OfferedRole(
            role_id=self.id,
            name=self.name,
            min_places=self.min_places,
            max_places=self.max_places,
            skills=list(self.skills),
            **self.stand,
        )
