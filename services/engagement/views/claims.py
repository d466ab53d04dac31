"""Answers on claims."""

from sqlalchemy import select

from services.engagement.model import DAYS_LEFT, REMINDERS, Claim
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
    return claim_shape(get_shown(query.claim_id, uow))


def list_reminders(query: messages.ListReminders, uow: EngagementUnitOfWork) -> messages.Reminders:
    """
    Of what a claim's member was reminded, and will be as its deadline stands now.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `claim.not_yours`.
    """
    claim = get_shown(query.claim_id, uow)
    told = [
        messages.Reminder(days_left=DAYS_LEFT[step.kind], due_at=step.due_at or step.at, at=step.at, is_told=True)
        for step in uow.claims.last_reminders(claim.id)
    ]
    to_come = [
        messages.Reminder(days_left=REMINDERS[kind].days_left, due_at=claim.due_at or at, at=at, is_told=False)
        for kind, at in claim.reminders(uow.now).items()
    ]
    return messages.Reminders(items=[*told, *to_come])


def get_shown(claim_id: str, uow: EngagementUnitOfWork) -> Claim:
    """
    A claim that the actor may see: its member, their unit, the wish's community.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `claim.not_yours`.
    """
    claim = uow.claims.get(claim_id)
    if not uow.may_see(claim):
        raise Forbidden("claim.not_yours")
    return claim


def list_claims(query: messages.ListClaims, uow: EngagementUnitOfWork) -> messages.ClaimPage:
    """
    The claims that concern the actor, oldest first; those alone are due that aren't delivered or over.

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
    if query.wish_id is not None:
        rows = rows.where(Claim.wish_id == query.wish_id)
    if query.due_before is not None:
        rows = rows.where(Claim.due_at < query.due_before)
    items, following = read_page(uow.session, rows, Claim.id, after=query.after, limit=query.limit, order=query.order)
    return messages.ClaimPage(items=[claim_shape(item) for item in items], next=following)
