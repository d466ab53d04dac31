"""Needs of a whole tenant, as its city apps ask for them: what the board shows, whatever the community."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.board.model import BoardCommunity, BoardNeed
from shared.bulk import is_one_of
from shared.messages.engagement import NeedState

SHOWN = (
    BoardNeed.id,
    BoardCommunity.name.label("community_name"),
    BoardNeed.category,
    BoardNeed.description,
    BoardNeed.place,
    BoardNeed.latitude,
    BoardNeed.longitude,
    BoardNeed.state,
    BoardNeed.submitted_at,
    BoardNeed.changed_at,
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """
    Which needs are asked for: those with these ids, or those submitted within a time.

    tenant_id: None for any, where ids are given. ids, categories, states: empty for all. skipped: how many
    of the newest are left out.
    """

    tenant_id: str | None
    ids: Sequence[str] = ()
    categories: Sequence[str] = ()
    states: Sequence[NeedState] = ()
    submitted_from: datetime | None = None
    submitted_until: datetime | None = None
    skipped: int = 0
    limit: int = 1000


def tenants_with_communities(session: Session) -> list[str]:
    """Two at most: whether there is one alone."""
    query = select(BoardCommunity.tenant_id).where(BoardCommunity.tenant_id.is_not(None)).distinct().limit(2)
    return [str(tenant_id) for tenant_id in session.scalars(query)]


def communities_of(session: Session, tenant_id: str) -> list[dict[str, str]]:
    """Id and name of each community that is known by its name, in the order of their ids."""
    query = select(BoardCommunity.id, BoardCommunity.name)
    query = query.where(BoardCommunity.tenant_id == tenant_id, BoardCommunity.name != "").order_by(BoardCommunity.id)
    return [dict(row) for row in session.execute(query).mappings()]


def service_requests(session: Session, wanted: Wanted) -> list[dict[str, Any]]:
    """The newest first."""
    query = select(*SHOWN).join(BoardCommunity, BoardCommunity.id == BoardNeed.community_id)
    if wanted.tenant_id:
        query = query.where(BoardNeed.tenant_id == wanted.tenant_id)
    if wanted.ids:
        query = query.where(is_one_of(session, BoardNeed.id, wanted.ids))
    if wanted.categories:
        query = query.where(BoardNeed.category.in_(wanted.categories))
    if wanted.states:
        query = query.where(BoardNeed.state.in_(wanted.states))
    if wanted.submitted_from:
        query = query.where(BoardNeed.submitted_at >= wanted.submitted_from)
    if wanted.submitted_until:
        query = query.where(BoardNeed.submitted_at <= wanted.submitted_until)
    query = query.order_by(BoardNeed.submitted_at.desc(), BoardNeed.id.desc())
    return [dict(row) for row in session.execute(query.offset(wanted.skipped).limit(wanted.limit)).mappings()]
