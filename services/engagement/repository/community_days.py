"""Days of communities as they are kept, and where there is room."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, func, or_, select, update
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

    def begin(self, community: Community, on: date) -> str:
        """The id of a day, which is begun if it isn't there."""
        row = {
            "id": id_of_day(community.id, on),
            "community_id": community.id,
            "begins_on": on,
            "ceiling": community.daily_ceiling,
            "is_own": False,
            "taken": 0,
        }
        insert_new_rows(self._session, cast(Table, CommunityDay.__table__), [row])
        return str(row["id"])

    def held(self, day_id: str) -> CommunityDay:
        """
        A day that the command has begun with.

        Raises:
            PassingConflict: `state.contended`, somebody has just moved the activity to this day.
        """
        found = self._session.identity_map.get(self._session.identity_key(CommunityDay, day_id))
        if found is None:
            raise PassingConflict("state.contended")
        return cast(CommunityDay, found)

    def set_ceiling(self, community_id: str, ceiling: int | None, since: date) -> None:
        """Of all days from one on that have none of their own."""
        is_theirs = (CommunityDay.community_id == community_id, CommunityDay.begins_on >= since, ~CommunityDay.is_own)
        statement = update(CommunityDay).where(*is_theirs).values(ceiling=ceiling)
        self._session.execute(statement.execution_options(synchronize_session=False))

    def set_own_ceiling(self, day_id: str, ceiling: int | None) -> None:
        statement = update(CommunityDay).where(CommunityDay.id == day_id).values(ceiling=ceiling, is_own=True)
        self._session.execute(statement.execution_options(synchronize_session=False))

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
        query = (
            select(MenuItem.id, MenuItem.starts_at)
            .join(ItemRole, ItemRole.menu_item_id == MenuItem.id)
            .join(CommunityDay, CommunityDay.id == MenuItem.day_id)
            .where(
                MenuItem.community_id == item.community_id,
                MenuItem.id != item.id,
                MenuItem.state == "published",
                MenuItem.starts_at > now,
                or_(MenuItem.sign_up_opens_at.is_(None), MenuItem.sign_up_opens_at <= now),
                or_(MenuItem.sign_up_closes_at.is_(None), MenuItem.sign_up_closes_at > now),
                ItemRole.taken + places <= ItemRole.max_places,
                or_(CommunityDay.ceiling.is_(None), CommunityDay.taken + places <= CommunityDay.ceiling),
            )
            .group_by(MenuItem.id, MenuItem.starts_at, MenuItem.category)
            .order_by(MenuItem.category != item.category, MenuItem.starts_at, MenuItem.id)
        )
        found = self._session.execute(query.limit(limit))
        return [(item_id, starts_at) for item_id, starts_at in found if starts_at]
