"""What is read of menus: one community's, or those of a whole area as one list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from gateway.board.model import BoardCommunity, BoardMenuItem, BoardMenuSkill

ORDER = (BoardMenuItem.begins_at, BoardMenuItem.id)
SHOWN = (
    BoardMenuItem.id,
    BoardMenuItem.kind,
    BoardMenuItem.state,
    BoardMenuItem.title,
    BoardMenuItem.category,
    BoardMenuItem.description,
    BoardMenuItem.location,
    BoardMenuItem.starts_at,
    BoardMenuItem.ends_at,
    BoardMenuItem.from_on,
    BoardMenuItem.until_on,
    BoardMenuItem.sign_up_opens_at,
    BoardMenuItem.sign_up_closes_at,
    BoardMenuItem.is_settled,
    BoardMenuItem.called_off_because,
    BoardMenuItem.roles,
    BoardMenuItem.free,
    BoardMenuItem.project_id,
    BoardMenuItem.social_organisation_id,
    BoardMenuItem.published_at,
    BoardMenuItem.changed_at,
)


@dataclass(frozen=True, kw_only=True)
class Browsed:
    """What is looked for on menus; `begins_from` is in, `begins_until` isn't."""

    state: str = "published"
    kind: str | None = None
    category: str | None = None
    skill: str | None = None
    begins_from: datetime | None = None
    begins_until: datetime | None = None
    has_free: bool = False

    def items(self, *columns: Any) -> Select[Any]:
        """What is as it is looked for, in no order."""
        query = select(*SHOWN, *columns).where(BoardMenuItem.state == self.state)
        if self.kind:
            query = query.where(BoardMenuItem.kind == self.kind)
        if self.category:
            query = query.where(BoardMenuItem.category == self.category)
        if self.skill:
            wanted = select(BoardMenuSkill.menu_item_id).where(BoardMenuSkill.skill == self.skill)
            query = query.where(BoardMenuItem.id.in_(wanted))
        if self.begins_from:
            query = query.where(BoardMenuItem.begins_at >= self.begins_from)
        if self.begins_until:
            query = query.where(BoardMenuItem.begins_at < self.begins_until)
        if self.has_free:
            query = query.where(BoardMenuItem.free > 0)
        return query


def browse_area(
    session: Session, tenant_id: str, browsed: Browsed, *, subdistrict_id: str | None, after: str | None, limit: int
) -> dict[str, Any]:
    """A page of the menus of all communities of a tenant, or of one of its subdistricts."""
    query = browsed.items(BoardMenuItem.community_id, BoardCommunity.name.label("community_name"))
    query = query.join(BoardCommunity, BoardCommunity.id == BoardMenuItem.community_id)
    query = query.where(BoardCommunity.tenant_id == tenant_id, BoardCommunity.name != "")
    if subdistrict_id is not None:
        query = query.where(BoardCommunity.subdistrict_id == subdistrict_id)
    if after is not None:
        query = query.where(tuple_(*ORDER) > select(*ORDER).where(BoardMenuItem.id == after).scalar_subquery())
    rows = session.execute(query.order_by(*ORDER).limit(limit + 1)).mappings().all()
    items = [dict(row) for row in rows[:limit]]
    return {"items": items, "next": items[-1]["id"] if len(rows) > limit else None}
