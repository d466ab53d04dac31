"""Days of communities as they are kept, and where there is room."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, exists, func, or_, select
from sqlalchemy.orm import Session

from services.engagement.model import Community, CommunityDay, ItemRole, MenuItem
from services.engagement.model.community_days import id_of_day
from shared.bulk import insert_new_rows
from shared.errors import PassingConflict


class CommunityDays:
    """The days on which activities of the tenant's communities begin."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def begin(self, community: Community, days: Collection[date]) -> None:
        """Begin the days that aren't there; the community is held, so its ceiling isn't set meanwhile: see `LOADS`."""
        rows = [
            {
                "id": id_of_day(community.id, on),
                "community_id": community.id,
                "begins_on": on,
                "ceiling": community.daily_ceiling,
                "is_own": False,
                "taken": 0,
            }
            for on in sorted(days)
        ]
        insert_new_rows(self._session, cast(Table, CommunityDay.__table__), rows)

    def of(self, item: MenuItem) -> CommunityDay | None:
        """
        The day by which who comes to an item is counted, which the command has begun with; None for a post.

        Raises:
            PassingConflict: `state.contended`, somebody has just moved the activity to this day.
        """
        if item.day_id is None:
            return None
        found = self._session.identity_map.get(self._session.identity_key(CommunityDay, item.day_id))
        if found is None:
            raise PassingConflict("state.contended")
        return cast(CommunityDay, found)

    def hold(self, community_id: str, since: date, on: date | None) -> list[CommunityDay]:
        """The days from one on that have no ceiling of their own, or this one alone, held until the commit."""
        query = select(CommunityDay).where(CommunityDay.community_id == community_id)
        query = query.where(
            CommunityDay.begins_on == on if on else (CommunityDay.begins_on >= since) & ~CommunityDay.is_own
        )
        query = query.order_by(CommunityDay.id).with_for_update(key_share=True)
        return list(self._session.scalars(query.execution_options(populate_existing=True)))

    def between(self, community_id: str, from_on: date, until_on: date) -> Sequence[CommunityDay]:
        query = select(CommunityDay).where(CommunityDay.community_id == community_id)
        return list(self._session.scalars(query.where(CommunityDay.begins_on.between(from_on, until_on))))

    def places_on(self, day_ids: Sequence[str]) -> dict[str, int]:
        """By day, the places of all published activities that begin on it."""
        query = select(MenuItem.day_id, func.sum(ItemRole.max_places)).join(
            ItemRole, ItemRole.menu_item_id == MenuItem.id
        )
        query = query.where(MenuItem.day_id.in_(day_ids), MenuItem.state.in_(("published", "ended")))
        return {str(day_id): int(places) for day_id, places in self._session.execute(query.group_by(MenuItem.day_id))}

    def with_room(self, item: MenuItem, places: int, now: datetime, limit: int) -> list[tuple[str, datetime]]:
        """Other activities of the community that could be claimed instead, of the same category first."""
        has_places = exists(
            select(ItemRole.id).where(
                ItemRole.menu_item_id == MenuItem.id, ItemRole.taken + places <= ItemRole.max_places
            )
        )
        query = (
            select(MenuItem.id, MenuItem.starts_at)
            .join(CommunityDay, CommunityDay.id == MenuItem.day_id)
            .where(
                MenuItem.community_id == item.community_id,
                MenuItem.id != item.id,
                MenuItem.state == "published",
                MenuItem.starts_at > now,
                or_(MenuItem.sign_up_opens_at.is_(None), MenuItem.sign_up_opens_at <= now),
                or_(MenuItem.sign_up_closes_at.is_(None), MenuItem.sign_up_closes_at > now),
                has_places,
                or_(CommunityDay.ceiling.is_(None), CommunityDay.taken + places <= CommunityDay.ceiling),
            )
            .order_by(MenuItem.category != item.category, MenuItem.starts_at, MenuItem.id)
        )
        found = self._session.execute(query.limit(limit))
        return [(item_id, starts_at) for item_id, starts_at in found if starts_at]
