"""Single invitations as they are listed, and what is held on a member."""

from collections.abc import Mapping

from sqlalchemy import select

from services.evaluation.model.invitations import Invitation
from services.evaluation.repository import EvaluationUnitOfWork
from services.evaluation.schemas.invitations import invitation_shape
from services.evaluation.views.export import collect_evaluation_data
from shared.errors import Forbidden
from shared.messages.declare import Query
from shared.messages.evaluation import invitations as messages
from shared.paging import read_page
from shared.service import Handler


def list_invitations(query: messages.ListInvitations, uow: EvaluationUnitOfWork) -> messages.InvitationPage:
    """
    The acting community's invitations, oldest first.

    Raises:
        Forbidden: `community.not_yours`.
    """
    if not uow.is_run_by_actor(query.community_id):
        raise Forbidden("community.not_yours")
    rows = select(Invitation).where(
        Invitation.tenant_id == uow.tenant_id, Invitation.community_id == query.community_id
    )
    if query.state is not None:
        rows = rows.where(Invitation.state == query.state)
    if query.wish_id is not None:
        rows = rows.where(Invitation.wish_id == query.wish_id)
    items, following = read_page(uow.session, rows, Invitation.id, after=query.after, limit=query.limit)
    return messages.InvitationPage(items=[invitation_shape(item) for item in items], next=following)


QUERIES: Mapping[type[Query], Handler] = {
    messages.ListInvitations: list_invitations,
    messages.CollectEvaluationData: collect_evaluation_data,
}
