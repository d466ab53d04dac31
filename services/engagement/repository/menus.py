"""Menus and series of activities as they are kept."""

from collections.abc import Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from services.engagement.model import ActivitySeries, Menu, MenuItem
from services.engagement.repository.rows import find_row
from shared.bulk import is_one_of
from shared.errors import NotFound

# Activities that begin in the period, and posts that are held in it.
IS_ON = (MenuItem.community_id == Menu.community_id) & or_(
    (MenuItem.starts_at >= Menu.begins_at) & (MenuItem.starts_at < Menu.ends_at),
    (MenuItem.kind == "post")
    & or_(MenuItem.from_on.is_(None), MenuItem.from_on <= Menu.until_on)
    & or_(MenuItem.until_on.is_(None), MenuItem.until_on >= Menu.from_on),
)


class Menus:
    """The menus of the tenant's communities."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, menu_id: str) -> Menu:
        """
        Raises:
            NotFound: `menu.unknown`.
        """
        found = find_row(Menu, menu_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("menu.unknown")
        return found

    def of_community(self, community_id: str) -> Select[Menu]:
        return select(Menu).where(Menu.tenant_id == self._tenant_id, Menu.community_id == community_id)

    def hold_drafts(self, menu: Menu, limit: int) -> list[MenuItem]:
        """What isn't published of its period, but what belongs to projects; held until the commit."""
        query = select(MenuItem).join(Menu, IS_ON).where(Menu.id == menu.id, MenuItem.state == "draft")
        query = query.where(MenuItem.project_id.is_(None))
        query = query.order_by(MenuItem.id).limit(limit).with_for_update(of=MenuItem)
        return list(self._session.scalars(query.execution_options(populate_existing=True)))

    def counts(self, menus: Sequence[Menu]) -> dict[str, dict[str, int]]:
        """By menu and by state, how many items there are; drafts of projects aren't the community's to publish."""
        is_counted = or_(MenuItem.state != "draft", MenuItem.project_id.is_(None))
        query = select(Menu.id, MenuItem.state, func.count()).join(MenuItem, IS_ON)
        query = query.where(is_one_of(self._session, Menu.id, [menu.id for menu in menus]), is_counted)
        found: dict[str, dict[str, int]] = {menu.id: {} for menu in menus}
        for menu_id, state, count in self._session.execute(query.group_by(Menu.id, MenuItem.state)):
            found[menu_id][state] = count
        return found


class ActivitySerieses:
    """The series of activities of the tenant's communities."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, series_id: str) -> ActivitySeries:
        """
        Raises:
            NotFound: `activity_series.unknown`.
        """
        found = find_row(ActivitySeries, series_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("activity_series.unknown")
        return found

    def items_of(self, series_id: str) -> list[MenuItem]:
        """In the order of time; for commands they are held already: see `LOADS`."""
        query = select(MenuItem).where(MenuItem.series_id == series_id, MenuItem.tenant_id == self._tenant_id)
        return list(self._session.scalars(query.order_by(MenuItem.starts_at, MenuItem.id)))
