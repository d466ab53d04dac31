"""Answers on public commitments."""

from services.engagement.model import Commitment
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import public_commitment_shape
from shared.errors import Forbidden
from shared.messages import engagement as messages
from shared.paging import read_page

LISTED_BY = {"member": Commitment.member_id, "community": Commitment.community_id, "unit": Commitment.unit_id}


def show_commitment(query: messages.ShowCommitment, uow: EngagementUnitOfWork) -> messages.PublicCommitment:
    """
    Show a commitment to its member, their unit, the community and the department.

    Raises:
        NotFound: `commitment.unknown`.
        Forbidden: `commitment.not_yours`.
    """
    commitment = uow.commitments.get(query.commitment_id)
    if not (uow.actor.role == "department" or uow.may_see(commitment)):
        raise Forbidden("commitment.not_yours")
    return public_commitment_shape(commitment, uow.commitments.beside([commitment])[commitment.id])


def list_commitments(query: messages.ListCommitments, uow: EngagementUnitOfWork) -> messages.PublicCommitmentPage:
    """
    The commitments that concern the actor, oldest first; `due_until` is in.

    Raises:
        Forbidden: `access.denied`, neither a member nor a community nor a unit nor the department.
    """
    rows = uow.commitments.all
    if uow.actor.role != "department":
        column = LISTED_BY.get(uow.actor.role)
        if column is None:
            raise Forbidden("access.denied")
        owner_id = uow.actor.member_id if uow.actor.role == "member" else uow.actor.organisation_id
        rows = rows.where(column == owner_id)
    if query.state is not None:
        rows = rows.where(Commitment.state == query.state)
    if query.kind is not None:
        rows = rows.where(Commitment.kind == query.kind)
    if query.appeal is not None:
        rows = rows.where(Commitment.id.in_(uow.commitments.with_appeal(query.appeal)))
    if query.due_until is not None:
        rows = rows.where(Commitment.due_at <= query.due_until)
    items, following = read_page(
        uow.session,
        rows,
        Commitment.id,
        after=query.after,
        limit=query.limit,
        order=query.order,
        soonest=Commitment.due_at,
    )
    beside = uow.commitments.beside(items)
    shapes = [public_commitment_shape(item, beside[item.id]) for item in items]
    return messages.PublicCommitmentPage(items=shapes, next=following)
