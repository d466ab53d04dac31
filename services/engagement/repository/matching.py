"""What members could take on, as it is kept; and who takes part already."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from services.engagement.model import ItemRole, MenuItem, PlaceHolder, Wish
from shared.bulk import is_one_of
from shared.messages.engagement import MenuItemKind

# Of each kind no more are compared: what begins soonest, and what has waited longest.
MOST_COMPARED = 200


class Openings:
    """What can be claimed now in the tenant's communities."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def items(
        self, kind: MenuItemKind, community_ids: Collection[str], member_id: str, now: datetime, category: str | None
    ) -> list[MenuItem]:
        """Published ones with a place left, in which a member doesn't take part and for which none waits ahead."""
        has_place = select(ItemRole.id).where(ItemRole.menu_item_id == MenuItem.id, *_has_place()).exists()
        takes_part = select(PlaceHolder.id).where(
            PlaceHolder.menu_item_id == MenuItem.id, PlaceHolder.member_id == member_id, PlaceHolder.is_live
        )
        is_open: list[ColumnElement[bool]] = [
            MenuItem.tenant_id == self._tenant_id,
            is_one_of(self._session, MenuItem.community_id, community_ids),
            MenuItem.state == "published",
            MenuItem.kind == kind,
            or_(MenuItem.sign_up_opens_at.is_(None), MenuItem.sign_up_opens_at <= now),
            or_(MenuItem.sign_up_closes_at.is_(None), MenuItem.sign_up_closes_at > now),
        ]
        if kind == "activity":
            is_open.append(MenuItem.starts_at > now)
        if category is not None:
            is_open.append(MenuItem.category == category)
        query = select(MenuItem).where(*is_open, has_place, ~takes_part.exists())
        order: tuple[Any, ...] = (MenuItem.starts_at, MenuItem.id) if kind == "activity" else (MenuItem.id,)
        return list(self._session.scalars(query.order_by(*order).limit(MOST_COMPARED)))

    def wishes(self, community_ids: Collection[str], category: str | None) -> list[Wish]:
        is_theirs = is_one_of(self._session, Wish.community_id, community_ids)
        query = select(Wish).where(Wish.tenant_id == self._tenant_id, is_theirs, Wish.state == "published")
        if category is not None:
            query = query.where(Wish.category == category)
        return list(self._session.scalars(query.order_by(Wish.id).limit(MOST_COMPARED)))

    def busy_times(self, member_id: str, now: datetime) -> Sequence[tuple[datetime, datetime]]:
        """When a member is taken up by places that they hold."""
        query = select(PlaceHolder.busy_from, PlaceHolder.busy_until)
        query = query.where(PlaceHolder.member_id == member_id, PlaceHolder.busy_until > now)
        return [(begin, end) for begin, end in self._session.execute(query) if begin and end]

    def taking_part(self, menu_item_id: str) -> list[str]:
        """Who has a place in an item, or waits for one."""
        query = select(PlaceHolder.member_id).where(PlaceHolder.menu_item_id == menu_item_id, PlaceHolder.is_live)
        return list(self._session.scalars(query.order_by(PlaceHolder.member_id)))


def _has_place() -> tuple[ColumnElement[bool], ...]:
    return ItemRole.taken < ItemRole.max_places, ItemRole.waiting == 0
