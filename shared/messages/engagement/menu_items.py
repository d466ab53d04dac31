"""What stands on a community's menu (菜单): activities (活动) on a day, and posts (岗位) for a while."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Code,
    Command,
    Id,
    Length,
    Line,
    Name,
    Query,
    Range,
    Shape,
    Text,
    command,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit, Order

MenuItemKind = Literal["activity", "post"]
MenuItemState = Literal["draft", "published", "called_off", "ended"]
CallingOffCause = Literal["by_community", "by_organisation", "project_ended", "too_few"]
Places = Annotated[int, Range(1, 2_000)]
FewestPlaces = Annotated[int, Range(0, 2_000)]
Hours = Annotated[int, Range(0, 24 * 30)]
WantedSkills = Annotated[list[Name], Length(0, 20)]


@shape
class ItemRolePlan(Shape):
    """
    A role as it is planned.

    min_places: fewer people than that, and the item is called off. skills: each of them helps, none is a condition. id:
    of an item's role that goes on; a new one has none.
    """

    name: Name
    max_places: Places
    min_places: FewestPlaces = 0
    skills: WantedSkills = field(default_factory=list)
    id: Id | None = None


@shape
class ItemRole(Shape):
    """A role with its places. taken: held, or offered to who waits. waiting: places that are waited for."""

    id: Id
    name: Name
    min_places: int
    max_places: int
    skills: list[str]
    taken: int
    waiting: int


RolePlans = Annotated[list[ItemRolePlan], Length(1, 20)]


@shape
class MenuItem(Shape):
    """
    What can be chosen from a community's menu.

    starts_at, ends_at: of an activity. from_on, until_on: of a post, the days included; without them it is open-ended.
    sign_up_opens_at, sign_up_closes_at: when places can be claimed; null is from publication, and until the beginning
    or, of a post, its end. extends_until: until when the sign-up goes on, once, where too few have come by its close.
    withdrawal_hours: until how long before the beginning a place can be given up. is_settled: that enough had come when
    the sign-up closed. called_off_because: in the words of who has called it off. project_id,
    social_organisation_id: the project that it belongs to, and who has planned it for it; null for the community's own.
    """

    id: Id
    community_id: Id
    kind: MenuItemKind
    state: MenuItemState
    title: Line
    category: Code
    description: Text
    location: Line | None
    starts_at: datetime | None
    ends_at: datetime | None
    from_on: date | None
    until_on: date | None
    sign_up_opens_at: datetime | None
    sign_up_closes_at: datetime | None
    extends_until: datetime | None
    withdrawal_hours: int
    is_settled: bool
    called_off_because: str | None
    roles: list[ItemRole]
    published_at: datetime | None
    series_id: Id | None
    project_id: Id | None
    social_organisation_id: Id | None
    version: int


@shape
class MenuItemPage(Shape):
    items: list[MenuItem]
    next: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ActivityPlan(Command):
    """What is said of an activity, whoever plans it."""

    title: Line
    category: Code
    description: Text
    starts_at: datetime
    ends_at: datetime
    roles: RolePlans
    location: Line | None = None
    sign_up_opens_at: datetime | None = None
    sign_up_closes_at: datetime | None = None
    extends_until: datetime | None = None
    withdrawal_hours: Hours = 24


@dataclass(frozen=True, kw_only=True, slots=True)
class PostPlan(Command):
    """What is said of a post, whoever plans it."""

    title: Line
    category: Code
    description: Text
    roles: RolePlans
    location: Line | None = None
    from_on: date | None = None
    until_on: date | None = None
    sign_up_opens_at: datetime | None = None
    sign_up_closes_at: datetime | None = None
    extends_until: datetime | None = None


@command("activity.plan")
class PlanActivity(ActivityPlan):
    """A draft, which nobody else sees. category: a code of `GET /v1/need-categories`."""

    community_id: Id


@command("post.plan")
class PlanPost(PostPlan):
    """A draft, which nobody else sees. category: a code of `GET /v1/need-categories`."""

    community_id: Id


@command("menu_item.edit")
class EditMenuItem(Command):
    """
    What is left out stays. roles: all of them, in their order; those without an id are new, those left out are taken
    away. Times can't be edited while anybody has a place or waits for one.
    """

    menu_item_id: Id
    title: Line | None = None
    category: Code | None = None
    description: Text | None = None
    location: Line | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    from_on: date | None = None
    until_on: date | None = None
    sign_up_opens_at: datetime | None = None
    sign_up_closes_at: datetime | None = None
    extends_until: datetime | None = None
    withdrawal_hours: Hours | None = None
    roles: RolePlans | None = None


@command("menu_item.publish")
class PublishMenuItem(Command):
    menu_item_id: Id


@command("menu_item.call_off")
class CallOffMenuItem(Command):
    """The reason is public."""

    menu_item_id: Id
    reason: Text


@command("menu_item.warn")
class WarnOfShortfall(Command):
    """Carried out by the timer alone, a day before the sign-up closes, where too few have come so far."""

    menu_item_id: Id


@command("menu_item.settle")
class SettleMenuItem(Command):
    """Carried out by the timer alone, when the sign-up closes: there are enough, or it goes on, or it is called off."""

    menu_item_id: Id


@command("menu_item.end")
class EndMenuItem(Command):
    """Carried out by the timer alone, when the activity or the post is over."""

    menu_item_id: Id


@query("menu_item.show")
class ShowMenuItem(Query):
    menu_item_id: Id


@query("community_menu_items.list")
class ListCommunityMenuItems(Query):
    """The community's own, drafts too; the newest first."""

    community_id: Id
    kind: MenuItemKind | None = None
    state: MenuItemState | None = None
    series_id: Id | None = None
    category: Code | None = None
    starts_from: datetime | None = None
    starts_until: datetime | None = None
    text: Line | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50
