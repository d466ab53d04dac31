"""Activities and posts as they are kept."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from services.engagement.model import CommunityDay, ItemRole, MenuItem
from services.engagement.repository.rows import find_row
from shared.bulk import is_one_of
from shared.errors import NotFound


class MenuItems:
    """The activities and posts of the tenant's communities."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, menu_item_id: str) -> MenuItem:
        """
        For commands it is held already: see `LOADS`.

        Raises:
            NotFound: `menu_item.unknown`.
        """
        found = self.find(menu_item_id)
        if found is None:
            raise NotFound("menu_item.unknown")
        return found

    def find(self, menu_item_id: str) -> MenuItem | None:
        return find_row(MenuItem, menu_item_id, self._session, self._tenant_id)

    def get_published(self, menu_item_id: str) -> MenuItem:
        """
        One that has been on the menu, whatever has become of it.

        Raises:
            NotFound: `menu_item.unknown`; of a draft nobody knows but its community.
        """
        found = self.get(menu_item_id)
        if found.published_at is None:
            raise NotFound("menu_item.unknown")
        return found

    def find_all(self, menu_item_ids: Collection[str]) -> dict[str, MenuItem]:
        """By their ids; without their roles being read."""
        query = select(MenuItem).where(is_one_of(self._session, MenuItem.id, menu_item_ids))
        return {item.id: item for item in self._session.scalars(query.options(lazyload(MenuItem.roles)))}

    def hold(self, menu_item_ids: Collection[str]) -> list[MenuItem]:
        """Several, and the days on which they begin, that nobody else changes, for who didn't begin with them."""
        days = {day.id: day for day in self.hold_days(menu_item_ids)}
        query = select(MenuItem).where(MenuItem.id.in_(menu_item_ids), MenuItem.tenant_id == self._tenant_id)
        query = query.order_by(MenuItem.id).with_for_update(of=MenuItem, key_share=True)
        items = list(self._session.scalars(query.execution_options(populate_existing=True)))
        for item in items:
            set_committed_value(item, "day", days.get(item.day_id or ""))  # the session knows its rows weakly
        return items

    def hold_days(self, menu_item_ids: Collection[str]) -> list[CommunityDay]:
        """The days on which items begin: whoever holds days and people holds the days first."""
        begins = select(MenuItem.day_id).where(MenuItem.id.in_(menu_item_ids))
        query = select(CommunityDay).where(CommunityDay.id.in_(begins)).order_by(CommunityDay.id)
        return list(self._session.scalars(query.with_for_update(key_share=True)))

    def waited_for_on(self, day_ids: Collection[str]) -> list[str]:
        """The ids of published activities on days of which somebody waits for a place."""
        has_waiting = exists(select(ItemRole.id).where(ItemRole.menu_item_id == MenuItem.id, ItemRole.waiting > 0))
        query = select(MenuItem.id).where(MenuItem.day_id.in_(day_ids), MenuItem.state == "published", has_waiting)
        return list(self._session.scalars(query.order_by(MenuItem.starts_at, MenuItem.id)))

    def all_of_project(self, project_id: str) -> Sequence[MenuItem]:
        """In no order; held already: see `LOADS`."""
        return list(self._session.scalars(self.of_project(project_id)))

    def of_project(self, project_id: str) -> Select[MenuItem]:
        return select(MenuItem).where(MenuItem.tenant_id == self._tenant_id, MenuItem.project_id == project_id)

    def of_community(self, community_id: str) -> Select[MenuItem]:
        return select(MenuItem).where(MenuItem.tenant_id == self._tenant_id, MenuItem.community_id == community_id)
