"""The state of activities and posts, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.engagement.model.base import Base
from services.engagement.model.community_days import CommunityDay
from services.engagement.model.item_roles import ItemRole
from shared.clock import end_of_day, instant_on
from shared.db import ID
from shared.errors import Conflict, NotFound
from shared.messages.engagement import (
    CallingOffCause,
    MenuItemCalledOff,
    MenuItemEdited,
    MenuItemEnded,
    MenuItemFellShort,
    MenuItemKind,
    MenuItemPublished,
    MenuItemSettled,
    MenuItemState,
    SignUpExtended,
)
from shared.versions import Versioned

MENU_ITEM_TRANSITIONS: dict[MenuItemState, set[MenuItemState]] = {
    "draft": {"published", "called_off"},
    "published": {"called_off", "ended"},
    "called_off": set(),
    "ended": set(),
}
SHORTFALL_WARNING = "menu_item.warning"
SIGN_UP_CLOSES = "menu_item.sign_up_closes"
MENU_ITEM_ENDS = "menu_item.ends"
MISSES_NOTED = "menu_item.misses_noted"
# Who isn't there by then may lose their place to somebody who waits.
MISSING_FROM = timedelta(minutes=15)
# Later than anybody can say that they were there.
MISSES_NOTED_AFTER = timedelta(hours=49)
WARNED_BEFORE = timedelta(days=1)
LONGEST_OFFER = timedelta(days=1)
SHORTEST_OFFER = timedelta(minutes=30)
# Of what has begun, for who can come at once.
OFFER_ONCE_BEGUN, SHORTEST_ONCE_BEGUN = timedelta(minutes=15), timedelta(minutes=5)
TOLD = ("kind", "title", "category", "description", "location")
TIMES = ("starts_at", "ends_at", "from_on", "until_on", "sign_up_opens_at", "sign_up_closes_at")


class MenuItem(Versioned, Base):
    """
    An activity on a day, or a post for a while, on a community's menu.

    Whoever takes places, gives them up or changes how many there are holds its row; so of several at once the last
    place is one's.

    day: on which it begins, once it is published; None for a post.
    warned_at: when it was told that too few have come. settled_at: when the sign-up closed with enough of them.
    misses_noted_at: when it was noted who hasn't come.
    project_id, social_organisation_id: to whose project it belongs, and who of those that run it has planned it; None
        for the community's own.
    """

    __tablename__ = "menu_items"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("communities.id"))
    kind: Mapped[MenuItemKind] = mapped_column(String(20))
    state: Mapped[MenuItemState] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(50))
    description: Mapped[str] = mapped_column(String(2000))
    location: Mapped[str | None] = mapped_column(String(200))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    sign_up_opens_at: Mapped[datetime | None]
    sign_up_closes_at: Mapped[datetime | None]
    extends_until: Mapped[datetime | None]
    withdrawal_hours: Mapped[int]
    called_off_because: Mapped[str | None] = mapped_column(String(2000))
    warned_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    misses_noted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    day_id: Mapped[str | None] = mapped_column(ID, ForeignKey("community_days.id"))
    series_id: Mapped[str | None] = mapped_column(ID, ForeignKey("activity_series.id"))
    project_id: Mapped[str | None] = mapped_column(ID, ForeignKey("projects.id"))
    social_organisation_id: Mapped[str | None] = mapped_column(ID)
    roles: Mapped[list[ItemRole]] = relationship(lazy="selectin", order_by=ItemRole.rank, cascade="all, delete-orphan")

    day: Mapped[CommunityDay | None] = relationship()

    __table_args__ = (
        CheckConstraint("kind IN ('activity', 'post')", name="kind"),
        CheckConstraint("state IN ('draft', 'published', 'called_off', 'ended')", name="state"),
        CheckConstraint("(kind = 'activity') = (starts_at IS NOT NULL)", name="starts_at"),
        CheckConstraint("starts_at IS NULL OR starts_at < ends_at", name="ends_at"),
        CheckConstraint("(project_id IS NULL) = (social_organisation_id IS NULL)", name="project"),
        Index(None, "community_id", "id"),
        Index(None, "community_id", "state", "id"),
        Index(None, "community_id", "category", "id"),
        Index(None, "community_id", "starts_at"),
        Index(None, "series_id", "starts_at"),
        Index(None, "day_id"),
        Index(None, "project_id", "id"),
        Index(None, "project_id", "state", "id"),
    )

    @property
    def subject(self) -> str:
        """Under which the item's deadlines are kept."""
        return f"menu_item/{self.id}"

    @property
    def names(self) -> dict[str, Any]:
        """What every event of it tells."""
        return {"menu_item_id": self.id, "community_id": self.community_id, "project_id": self.project_id}

    @property
    def begins_at(self) -> datetime:
        """When it begins: of a post with its first day in Shanghai, or its publication."""
        begins_at = self.starts_at or (instant_on(self.from_on) if self.from_on else self.published_at)
        if begins_at is None:
            raise LookupError("a standing post that isn't published hasn't begun")
        return begins_at

    @property
    def ends(self) -> datetime | None:
        """When it is over: of a post at the end of its last day in Shanghai; None for a standing one."""
        return self.ends_at or (end_of_day(self.until_on) if self.until_on else None)

    @property
    def closes_at(self) -> datetime | None:
        """When the sign-up ends; None for a post that has no end of its own."""
        return self.sign_up_closes_at or self.starts_at or self.ends

    @property
    def withdrawable_until(self) -> datetime | None:
        """Until when a place can be given up; None where it always can."""
        return self.starts_at - timedelta(hours=self.withdrawal_hours) if self.starts_at else self.ends

    @property
    def missing(self) -> int:
        """How many more are needed, over all roles."""
        return sum(role.missing for role in self.roles)

    @property
    def has_claims(self) -> bool:
        return any(role.taken or role.waiting for role in self.roles)

    @property
    def has_taken_place(self) -> bool:
        """Of an activity, only where somebody came; of a post, who has served may have given it up before its end."""
        return self.state == "ended" and (self.kind == "post" or any(role.taken for role in self.roles))

    def is_to_come(self, now: datetime) -> bool:
        """Whether something of it is still to come: of an activity, all; of a post, the rest of its time."""
        if self.state == "draft":
            return True
        has_begun = self.kind == "activity" and self.begins_at <= now
        return self.state == "published" and not has_begun

    def role(self, role_id: str) -> ItemRole:
        """
        Raises:
            NotFound: `item_role.unknown`.
        """
        found = next((role for role in self.roles if role.id == role_id), None)
        if found is None:
            raise NotFound("item_role.unknown")
        return found

    def schedule(self) -> Mapping[str, datetime]:
        """What comes by itself as long as it is published, and what is left to do once it is over."""
        if self.state == "ended" and self.ends_at and self.has_claims and self.misses_noted_at is None:
            return {MISSES_NOTED: self.ends_at + MISSES_NOTED_AFTER}
        if self.state != "published":
            return {}
        dues = {MENU_ITEM_ENDS: self.ends} if self.ends else {}
        closes_at = self.closes_at
        if closes_at and self.settled_at is None and any(role.min_places for role in self.roles):
            dues[SIGN_UP_CLOSES] = closes_at
            if self.warned_at is None:
                dues[SHORTFALL_WARNING] = closes_at - WARNED_BEFORE
        return dues

    def check_step(self, state: MenuItemState) -> None:
        """
        Raises:
            Conflict: `menu_item.not_in_step`.
        """
        if state not in MENU_ITEM_TRANSITIONS[self.state]:
            raise Conflict("menu_item.not_in_step", f"It is {self.state}.")

    def can_be_published(self, now: datetime) -> bool:
        return self.state == "draft" and not (self.closes_at and self.closes_at <= now)

    def check_publishable(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `menu_item.not_in_step`; `menu_item.too_late`, its sign-up would be over already.
        """
        self.check_step("published")
        if self.closes_at and self.closes_at <= now:
            raise Conflict("menu_item.too_late")

    def begin_sign_up(self, now: datetime) -> None:
        """Have it close as its times say, and be warned of where there is a day left for it."""
        self.settled_at = None
        self.warned_at = now if self.closes_at and self.closes_at - WARNED_BEFORE <= now else None

    def publish(self, now: datetime) -> MenuItemPublished:
        self.state, self.published_at = "published", now
        self.begin_sign_up(now)
        self.count_up()
        return MenuItemPublished(**self._said)

    def edited(self) -> MenuItemEdited:
        """What is told of a published one when its words, times or roles have changed."""
        return MenuItemEdited(**self._said)

    def call_off(self, cause: CallingOffCause, reason: str | None) -> MenuItemCalledOff:
        """
        Raises:
            Conflict: `menu_item.not_in_step`.
        """
        self.check_step("called_off")
        self.state, self.called_off_because = "called_off", reason
        self.count_up()
        return MenuItemCalledOff(**self.names, cause=cause, reason=reason)

    def warn(self, now: datetime) -> MenuItemFellShort | None:
        """None where enough have come by now."""
        self.warned_at = now
        self.count_up()
        if not self.missing or self.closes_at is None:
            return None
        return MenuItemFellShort(**self.names, sign_up_closes_at=self.closes_at, missing=self.missing)

    def settle(self, now: datetime) -> MenuItemSettled | SignUpExtended | None:
        """Close the sign-up, or have it go on where too few have come; None where it is to be called off."""
        if not self.missing:
            self.settled_at = now
            self.count_up()
            return MenuItemSettled(**self.names)
        if self.extends_until is None or self.extends_until <= now:
            return None
        self.sign_up_closes_at, self.extends_until, self.warned_at = self.extends_until, None, now
        self.count_up()
        return SignUpExtended(**self.names, sign_up_closes_at=self.sign_up_closes_at, missing=self.missing)

    def end(self) -> MenuItemEnded:
        """
        Raises:
            Conflict: `menu_item.not_in_step`.
        """
        self.check_step("ended")
        self.state = "ended"
        self.count_up()
        return MenuItemEnded(**self.names)

    def note_misses(self, now: datetime) -> None:
        self.misses_noted_at = now
        self.count_up()

    def check_open(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `menu_item.not_open`, not published, or no more; `menu_item.sign_up_not_open` yet;
                `menu_item.sign_up_closed`.
        """
        if self.state != "published":
            raise Conflict("menu_item.not_open", f"It is {self.state}.")
        if self.sign_up_opens_at and now < self.sign_up_opens_at:
            raise Conflict("menu_item.sign_up_not_open", f"It opens at {self.sign_up_opens_at.isoformat()}.")
        if self.closes_at and self.closes_at <= now:
            raise Conflict("menu_item.sign_up_closed", f"It closed at {self.closes_at.isoformat()}.")

    def offer_ends(self, now: datetime) -> datetime | None:
        """
        Until when a place that is offered now must be accepted; None where it is too late to offer any. Once it has
        begun, a quarter of an hour, or until it ends.
        """
        if self.state != "published":
            return None
        if self.starts_at and self.ends_at and self.starts_at <= now:
            until = min(now + OFFER_ONCE_BEGUN, self.ends_at)
            return until if until - now >= SHORTEST_ONCE_BEGUN else None
        latest = self.starts_at or self.ends
        until = min(now + LONGEST_OFFER, latest) if latest else now + LONGEST_OFFER
        return until if until - now >= SHORTEST_OFFER else None

    @property
    def _said(self) -> dict[str, Any]:
        said = {name: getattr(self, name) for name in (*TOLD, *TIMES)}
        roles = [role.told() for role in self.roles]
        return {**self.names, **said, "roles": roles, "social_organisation_id": self.social_organisation_id}
