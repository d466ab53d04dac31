"""Answers on needs: to residents, to their communities, and to whoever follows a ticket."""

from sqlalchemy import ColumnElement, Select

from services.engagement.model import Need, NeedStep
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import need_shape, step_shape, ticket_shape
from shared.errors import Forbidden, NotFound
from shared.messages import engagement as messages
from shared.messages.engagement.categories import CATEGORIES
from shared.paging import read_page


def list_need_categories(query: messages.ListNeedCategories, uow: EngagementUnitOfWork) -> messages.NeedCategories:
    """All that there are."""
    return messages.NeedCategories(items=list(CATEGORIES))


def show_need(query: messages.ShowNeed, uow: EngagementUnitOfWork) -> messages.Need:
    """
    Show a need to its resident and its community.

    Raises:
        NotFound: `need.unknown`.
        Forbidden: `need.not_yours`.
    """
    return need_shape(_get_own(query.need_id, uow))


def list_need_steps(query: messages.ListNeedSteps, uow: EngagementUnitOfWork) -> messages.NeedStepPage:
    """
    The steps of a need, oldest first.

    Raises:
        NotFound: `need.unknown`.
        Forbidden: `need.not_yours`.
    """
    rows = uow.needs.steps_of(_get_own(query.need_id, uow).id)
    items, following = read_page(
        uow.session, rows, NeedStep.id, after=query.after, limit=query.limit, order=query.order
    )
    return messages.NeedStepPage(items=[step_shape(item) for item in items], next=following)


def show_need_ticket(query: messages.ShowNeedTicket, uow: EngagementUnitOfWork) -> messages.NeedTicket:
    """
    Tell whoever has a need's token how it stands, and nothing of whose it is or what it says.

    Raises:
        NotFound: `need_ticket.unknown`, whatever the token looks like.
    """
    need = uow.need_tickets.find(query.token)
    if need is None:
        raise NotFound("need_ticket.unknown")
    return ticket_shape(need, uow.need_tickets.leading(need), uow.need_tickets.last_steps(need.id))


def list_needs(query: messages.ListNeeds, uow: EngagementUnitOfWork) -> messages.NeedPage:
    """
    The acting resident's own, newest first.

    Raises:
        Forbidden: `access.denied`, not a resident.
    """
    if uow.actor.role != "resident":
        raise Forbidden("access.denied")
    rows = uow.needs.of_resident(uow.actor.client_id)
    if query.state is not None:
        rows = rows.where(Need.state == query.state)
    return _page(rows, query, uow)


def list_community_needs(query: messages.ListCommunityNeeds, uow: EngagementUnitOfWork) -> messages.NeedPage:
    """
    A community's own, newest first; `submitted_from` is in, `submitted_until` isn't.

    Raises:
        Forbidden: `community.not_yours`.
    """
    if not uow.is_run_by_actor(query.community_id):
        raise Forbidden("community.not_yours")
    rows = uow.needs.of_community(query.community_id).where(*submitted_within(query))
    if query.state is not None:
        rows = rows.where(Need.state == query.state)
    if query.text is not None:
        rows = rows.where(Need.title.icontains(query.text, autoescape=True))
    return _page(rows, query, uow)


def submitted_within(
    query: messages.ListCommunityNeeds
    | messages.need_overviews.ListOverseenNeeds
    | messages.need_overviews.CountOverseenNeeds,
) -> list[ColumnElement[bool]]:
    """What a list of needs is narrowed to: a kind, and when they were submitted."""
    found: list[ColumnElement[bool]] = []
    if query.category is not None:
        found.append(Need.category == query.category)
    if query.submitted_from is not None:
        found.append(Need.submitted_at >= query.submitted_from)
    if query.submitted_until is not None:
        found.append(Need.submitted_at < query.submitted_until)
    return found


def _get_own(need_id: str, uow: EngagementUnitOfWork) -> Need:
    need = uow.needs.get(need_id)
    if not uow.may_read(need):
        raise Forbidden("need.not_yours")
    return need


def _page(
    rows: Select[Need], query: messages.ListNeeds | messages.ListCommunityNeeds, uow: EngagementUnitOfWork
) -> messages.NeedPage:
    items, following = read_page(uow.session, rows, Need.id, after=query.after, limit=query.limit, order=query.order)
    return messages.NeedPage(items=[need_shape(item) for item in items], next=following)
