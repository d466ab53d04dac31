"""Awards and rankings as everybody may read them."""

from collections.abc import Mapping

from services.outsourcing.model.awards import Award
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.awards import award_shape, listed_award
from services.outsourcing.schemas.reviews import ranked_shapes
from shared.errors import Conflict
from shared.messages.declare import Query
from shared.messages.outsourcing import awards as messages, conclusions
from shared.paging import read_page
from shared.service import Handler


def show_award(query: messages.ShowAward, uow: OutsourcingUnitOfWork) -> messages.Award:
    """
    Raises:
        NotFound: `award.unknown`.
    """
    return award_shape(uow.awards.get(query.award_id), uow)


def list_awards(query: messages.ListAwards, uow: OutsourcingUnitOfWork) -> messages.AwardPage:
    """The tenant's."""
    rows = uow.awards.all
    if query.call_id is not None:
        rows = rows.where(Award.call_id == query.call_id)
    if query.organisation_id is not None:
        rows = rows.where(Award.organisation_id == query.organisation_id)
    if query.state is not None:
        rows = rows.where(Award.state == query.state)
    items, following = read_page(
        uow.session,
        rows,
        Award.id,
        after=query.after,
        limit=query.limit,
        order=query.order,
        soonest=Award.notice_ends_at,
    )
    counts = uow.objections.counts_of([one.id for one in items])
    names = uow.organisations.names_of({id_ for one in items for id_ in (one.organisation_id, *one.partner_ids)})
    return messages.AwardPage(items=[listed_award(one, counts[one.id], names) for one in items], next=following)


def show_ranking(query: conclusions.ShowRanking, uow: OutsourcingUnitOfWork) -> conclusions.Ranking:
    """
    Raises:
        NotFound: `call.unknown`, or a draft.
        Conflict: `call.not_reviewed`, its review isn't concluded.
    """
    call = uow.calls.get_published(query.call_id)
    if call.reviewed_at is None:
        raise Conflict("call.not_reviewed")
    items = ranked_shapes(uow.places.of_call(call.id), uow)
    return conclusions.Ranking(call_id=call.id, reviewed_at=call.reviewed_at, items=items)


QUERIES: Mapping[type[Query], Handler] = {
    messages.ShowAward: show_award,
    messages.ListAwards: list_awards,
    conclusions.ShowRanking: show_ranking,
}
