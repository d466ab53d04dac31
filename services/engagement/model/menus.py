"""Menus of periods, and activities that come again."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.clock import end_of_day, instant_on
from shared.db import ID
from shared.errors import Conflict
from shared.messages.engagement import MenuPublished, MenuState
from shared.versions import Versioned


class ActivitySeries(Base):
    """Activities that were planned together by a rule; nothing changes it."""

    __tablename__ = "activity_series"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("communities.id"))
    title: Mapped[str] = mapped_column(String(200))
    recurrence: Mapped[str] = mapped_column(String(200))
    planned_at: Mapped[datetime]
    project_id: Mapped[str | None] = mapped_column(ID, ForeignKey("projects.id"))

    @property
    def subject(self) -> str:
        return f"activity_series/{self.id}"


class Menu(Versioned, Base):
    """
    What a community offers in a period; which items these are follows from their own times.

    begins_at, ends_at: the midnights in Shanghai at which the period begins and is over.
    """

    __tablename__ = "menus"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("communities.id"))
    title: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[date]
    until_on: Mapped[date]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[MenuState] = mapped_column(String(20))
    published_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('planned', 'published')", name="state"),
        CheckConstraint("from_on <= until_on", name="period"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published_at"),
        Index(None, "community_id", "id"),
        Index(None, "community_id", "state", "id"),
    )

    @property
    def subject(self) -> str:
        return f"menu/{self.id}"

    def set_period(self, from_on: date, until_on: date) -> None:
        self.from_on, self.until_on = from_on, until_on
        self.begins_at, self.ends_at = instant_on(from_on), end_of_day(until_on)

    def edit(self, *, title: str, from_on: date, until_on: date) -> None:
        """
        Raises:
            Conflict: `menu.published`.
        """
        if self.state == "published":
            raise Conflict("menu.published")
        if (self.title, self.from_on, self.until_on) != (title, from_on, until_on):
            self.title = title
            self.set_period(from_on, until_on)
            self.count_up()

    def publish(self, items: int, now: datetime) -> MenuPublished:
        """items: how many stand on it now."""
        self.state, self.published_at = "published", self.published_at or now
        self.count_up()
        return MenuPublished(
            menu_id=self.id,
            community_id=self.community_id,
            title=self.title,
            from_on=self.from_on,
            until_on=self.until_on,
            items=items,
        )
