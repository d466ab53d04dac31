"""Answers on menus and on series of activities."""

from services.engagement.model import Menu
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import menu_shape, series_shape
from shared.errors import Forbidden
from shared.messages import engagement as messages
from shared.paging import read_page


def show_menu(query: messages.ShowMenu, uow: EngagementUnitOfWork) -> messages.Menu:
    """
    Show a menu to its community.

    Raises:
        NotFound: `menu.unknown`.
        Forbidden: `menu.not_yours`.
    """
    menu = uow.menus.get(query.menu_id)
    if not uow.is_run_by_actor(menu.community_id):
        raise Forbidden("menu.not_yours")
    return menu_shape(menu, uow.menus.counts([menu])[menu.id])


def list_menus(query: messages.ListMenus, uow: EngagementUnitOfWork) -> messages.MenuPage:
    """
    A community's own, newest first.

    Raises:
        Forbidden: `community.not_yours`.
    """
    if not uow.is_run_by_actor(query.community_id):
        raise Forbidden("community.not_yours")
    rows = uow.menus.of_community(query.community_id)
    if query.state is not None:
        rows = rows.where(Menu.state == query.state)
    menus, following = read_page(uow.session, rows, Menu.id, after=query.after, limit=query.limit, order=query.order)
    counts = uow.menus.counts(menus)
    return messages.MenuPage(items=[menu_shape(menu, counts[menu.id]) for menu in menus], next=following)


def show_activity_series(query: messages.ShowActivitySeries, uow: EngagementUnitOfWork) -> messages.ActivitySeries:
    """
    Show a series of activities to its community, and to who runs the project that it belongs to.

    Raises:
        NotFound: `activity_series.unknown`.
        Forbidden: `activity_series.not_yours`.
    """
    series = uow.activity_series.get(query.series_id)
    if not (uow.is_run_by_actor(series.community_id) or uow.plans(series)):
        raise Forbidden("activity_series.not_yours")
    return series_shape(series, uow.activity_series.items_of(series.id))
