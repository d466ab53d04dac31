"""Answers on what units give that helps with a need."""

from services.engagement.fitting import FITTING
from services.engagement.model import Resource
from services.engagement.model.needs import SEEN_TO
from services.engagement.repository import EngagementUnitOfWork
from shared.clock import day_of
from shared.errors import Conflict, Forbidden
from shared.messages import engagement as messages
from shared.paging import read_page

NAMES = ("id", "unit_id", "kind", "title", "available_from", "available_until")


def list_need_resources(query: messages.ListNeedResources, uow: EngagementUnitOfWork) -> messages.FittingResourcePage:
    """
    What the units that are paired with the need's community give and could help, the oldest first.

    Raises:
        NotFound: `need.unknown`.
        Forbidden: `need.not_yours`, another community's.
        Conflict: `need.not_in_step`, the community doesn't see to it.
    """
    need = uow.needs.get(query.need_id)
    if not uow.is_run_by_actor(need.community_id):
        raise Forbidden("need.not_yours")
    if need.state not in SEEN_TO:
        raise Conflict("need.not_in_step", f"The need is {need.state}.")
    rows = uow.resources.for_community(need.community_id, FITTING[need.category], day_of(uow.now))
    items, following = read_page(uow.session, rows, Resource.id, after=query.after, limit=query.limit)
    shapes = [messages.FittingResource(**{name: getattr(item, name) for name in NAMES}) for item in items]
    return messages.FittingResourcePage(items=shapes, next=following)
