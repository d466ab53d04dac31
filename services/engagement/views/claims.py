"""Answers on claims."""

from sqlalchemy import select

from services.engagement.model import Claim
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import claim_shape
from shared.errors import Forbidden
from shared.messages import engagement as messages
from shared.paging import read_page

LISTED_BY = {"member": Claim.member_id, "community": Claim.community_id, "unit": Claim.unit_id}


def show_claim(query: messages.ShowClaim, uow: EngagementUnitOfWork) -> messages.Claim:
    """
    Show a claim to its member, the member's unit and the wish's community.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `claim.not_yours`.
    """
    claim = uow.claims.get(query.claim_id)
    is_concerned = any(map(uow.is_run_by_actor, (claim.unit_id, claim.community_id)))
    if not (uow.is_actor(claim.member_id) or is_concerned):
        raise Forbidden("claim.not_yours")
    return claim_shape(claim)


def list_claims(query: messages.ListClaims, uow: EngagementUnitOfWork) -> messages.ClaimPage:
    """
    The claims that concern the actor, oldest first.

    Raises:
        Forbidden: `access.denied`, neither a member nor a community nor a unit.
    """
    column = LISTED_BY.get(uow.actor.role)
    if column is None:
        raise Forbidden("access.denied")
    owner_id = uow.actor.member_id if uow.actor.role == "member" else uow.actor.organisation_id
    rows = select(Claim).where(Claim.tenant_id == uow.tenant_id, column == owner_id)
    if query.state is not None:
        rows = rows.where(Claim.state == query.state)
    items, following = read_page(uow.session, rows, Claim.id, after=query.after, limit=query.limit)
    return messages.ClaimPage(items=[claim_shape(item) for item in items], next=following)
