"""What evaluation holds on a member, part by part; a part more is a row more in `PARTS`."""

from sqlalchemy import select

from services.evaluation.model.invitations import Invitation, Rating
from services.evaluation.repository import EvaluationUnitOfWork
from services.evaluation.schemas.invitations import invitation_shape
from shared.messages.evaluation import CollectEvaluationData
from shared.messages.personal_data import HeldData
from shared.messages.wire import to_plain
from shared.personal_data import Collected, Items, held_by


def collect_evaluation_data(query: CollectEvaluationData, uow: EvaluationUnitOfWork) -> HeldData:
    """
    All that is kept of a member; of ratings as much as doesn't tell who rated.

    Raises:
        Forbidden: `member.not_yours`, neither the member nor the department.
    """
    return held_by("evaluation", query.member_id, uow, PARTS)


def _invitations(member_id: str, uow: EvaluationUnitOfWork) -> Items:
    """What residents were asked about."""
    query = select(Invitation).where(Invitation.member_id == member_id, Invitation.tenant_id == uow.tenant_id)
    rows = uow.session.scalars(query.order_by(Invitation.id))
    return [{"claim_id": one.claim_id, **to_plain(invitation_shape(one))} for one in rows]


def _ratings(member_id: str, uow: EvaluationUnitOfWork) -> Items:
    """Score and outcome, from the lowest: without wish, instant and words, any of which would tell who rated."""
    query = select(Rating.score, Rating.outcome).join(Invitation, Invitation.id == Rating.invitation_id)
    query = query.where(Invitation.member_id == member_id, Invitation.tenant_id == uow.tenant_id)
    rows = uow.session.execute(query.order_by(Rating.score, Rating.outcome))
    return [{"score": row.score, "outcome": row.outcome} for row in rows]


PARTS = (Collected("invitations", _invitations), Collected("ratings", _ratings))
