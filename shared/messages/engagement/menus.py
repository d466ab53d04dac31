"""Menus (菜单): what a community offers in a period, planned ahead and published at once."""

from datetime import date, datetime
from typing import Literal

from shared.messages.declare import Command, Event, Id, Line, Public, Query, Shape, command, event, query, shape
from shared.messages.paging import Cursor, Limit, Order

MenuState = Literal["planned", "published"]


@shape
class Menu(Shape):
    """
    What a community offers in a period: its activities in it, and its posts that are held in it.

    drafts: how many of them nobody else sees yet. items: how many are published.
    """

    id: Id
    community_id: Id
    title: Line
    from_on: date
    until_on: date
    state: MenuState
    drafts: int
    items: int
    published_at: datetime | None
    version: int


@shape
class MenuPage(Shape):
    items: list[Menu]
    next: str | None


@command("menu.plan")
class PlanMenu(Command):
    """A year at most."""

    community_id: Id
    title: Line
    from_on: date
    until_on: date


@command("menu.edit")
class EditMenu(Command):
    """Until it is published; what is left out stays."""

    menu_id: Id
    title: Line | None = None
    from_on: date | None = None
    until_on: date | None = None


@command("menu.publish")
class PublishMenu(Command):
    """With all drafts of the period whose sign-up isn't over; again, for those that were drafted since."""

    menu_id: Id


@query("menu.show")
class ShowMenu(Query):
    menu_id: Id


@query("menus.list")
class ListMenus(Query):
    """The newest first."""

    community_id: Id
    state: MenuState | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@event("menu.published", subject="menu_id")
class MenuPublished(Event):
    """The menu of a period is published."""

    menu_id: Public[Id]
    community_id: Public[Id]
    title: Public[Line]
    from_on: Public[date]
    until_on: Public[date]
    items: Public[int]
