"""Answers on activities and posts."""

from services.engagement.model import MenuItem
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import menu_item_shape
from shared.errors import Forbidden, NotFound
from shared.messages import engagement as messages
from shared.paging import read_page


def show_menu_item(query: messages.ShowMenuItem, uow: EngagementUnitOfWork) -> messages.MenuItem:
    """
    Show an activity or a post to whoever belongs to the tenant; a draft to its community, and to who runs the project
    that it belongs to, alone.

    Raises:
        NotFound: `menu_item.unknown`.
    """
    item = uow.menu_items.get(query.menu_item_id)
    if item.published_at is None and not uow.keeps(item):
        raise NotFound("menu_item.unknown")
    return menu_item_shape(item)


def list_community_menu_items(
    query: messages.ListCommunityMenuItems, uow: EngagementUnitOfWork
) -> messages.MenuItemPage:
    """
    A community's own, newest first; `starts_from` is in, `starts_until` isn't.

    Raises:
        Forbidden: `community.not_yours`.
    """
    if not uow.is_run_by_actor(query.community_id):
        raise Forbidden("community.not_yours")
    rows = uow.menu_items.of_community(query.community_id)
    if query.kind is not None:
        rows = rows.where(MenuItem.kind == query.kind)
    if query.state is not None:
        rows = rows.where(MenuItem.state == query.state)
    if query.series_id is not None:
        rows = rows.where(MenuItem.series_id == query.series_id)
    if query.category is not None:
        rows = rows.where(MenuItem.category == query.category)
    if query.starts_from is not None:
        rows = rows.where(MenuItem.starts_at >= query.starts_from)
    if query.starts_until is not None:
        rows = rows.where(MenuItem.starts_at < query.starts_until)
    if query.text is not None:
        rows = rows.where(MenuItem.title.icontains(query.text, autoescape=True))
    items, following = read_page(
        uow.session, rows, MenuItem.id, after=query.after, limit=query.limit, order=query.order
    )
    return messages.MenuItemPage(items=[menu_item_shape(item) for item in items], next=following)


def list_project_menu_items(
    query: messages.project_items.ListProjectMenuItems, uow: EngagementUnitOfWork
) -> messages.MenuItemPage:
    """
    What belongs to a project, to who runs it and to its community, newest first.

    Raises:
        NotFound: `project.unknown`.
        Forbidden: `project.not_yours`.
    """
    project = uow.projects.get(query.project_id)
    if not (uow.runs_project(project.id) or uow.is_run_by_actor(project.community_id)):
        raise Forbidden("project.not_yours")
    rows = uow.menu_items.of_project(project.id)
    if query.kind is not None:
        rows = rows.where(MenuItem.kind == query.kind)
    if query.state is not None:
        rows = rows.where(MenuItem.state == query.state)
    if query.series_id is not None:
        rows = rows.where(MenuItem.series_id == query.series_id)
    items, following = read_page(
        uow.session, rows, MenuItem.id, after=query.after, limit=query.limit, order=query.order
    )
    return messages.MenuItemPage(items=[menu_item_shape(item) for item in items], next=following)
