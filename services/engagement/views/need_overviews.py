"""Answers on needs to the department that oversees the communities."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from services.engagement.model import Community, Need
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import overseen_shape
from services.engagement.views.needs import submitted_within
from shared.bulk import is_one_of
from shared.errors import Forbidden
from shared.messages.engagement import need_overviews as overviews
from shared.paging import read_page


def list_overseen_needs(query: overviews.ListOverseenNeeds, uow: EngagementUnitOfWork) -> overviews.OverseenNeedPage:
    """
    Those of the department's communities, newest first; `submitted_from` is in, `submitted_until` isn't.

    Raises:
        Forbidden: `access.denied`, not the department.
    """
    _check_department(uow)
    rows = uow.needs.of_tenant().where(*submitted_within(query)).options(lazyload(Need.links))  # which aren't shown
    if query.community_id is not None:
        rows = rows.where(Need.community_id == query.community_id)
    if query.subdistrict_id is not None:
        rows = rows.where(Need.community_id.in_(uow.communities.of_subdistrict(query.subdistrict_id)))
    if query.state is not None:
        rows = rows.where(Need.state == query.state)
    items, following = read_page(uow.session, rows, Need.id, after=query.after, limit=query.limit, order=query.order)
    return overviews.OverseenNeedPage(items=[overseen_shape(item) for item in items], next=following)


def count_overseen_needs(
    query: overviews.CountOverseenNeeds, uow: EngagementUnitOfWork
) -> overviews.CommunityNeedCountPage:
    """
    A page of the department's communities, each with how many needs of it stand in which state.

    Raises:
        Forbidden: `access.denied`, not the department.
    """
    _check_department(uow)
    communities = select(Community).where(Community.tenant_id == uow.tenant_id)
    if query.community_id is not None:
        communities = communities.where(Community.id == query.community_id)
    if query.subdistrict_id is not None:
        communities = communities.where(Community.subdistrict_id == query.subdistrict_id)
    page, following = read_page(uow.session, communities, Community.id, after=query.after, limit=query.limit)
    counts = select(Need.community_id, Need.state, func.count())
    counts = counts.where(is_one_of(uow.session, Need.community_id, [one.id for one in page]), *submitted_within(query))
    counts = counts.group_by(Need.community_id, Need.state).order_by(Need.community_id, Need.state)
    rows = uow.session.execute(counts).all() if page else []
    return overviews.CommunityNeedCountPage(items=[_counted(one.id, rows) for one in page], next=following)


def _counted(community_id: str, rows: Iterable[Any]) -> overviews.CommunityNeedCount:
    own = [overviews.NeedStateCount(state=state, count=count) for id_, state, count in rows if id_ == community_id]
    return overviews.CommunityNeedCount(community_id=community_id, total=sum(one.count for one in own), by_state=own)


def _check_department(uow: EngagementUnitOfWork) -> None:
    if uow.actor.role != "department":
        raise Forbidden("access.denied")
