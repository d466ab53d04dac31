"""Answers on wishes."""

from services.engagement.model import Claim, Wish, WishStep
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import wish_shape, wish_step_shape
from shared.errors import Forbidden
from shared.messages import engagement as messages
from shared.paging import read_page


def show_wish(query: messages.ShowWish, uow: EngagementUnitOfWork) -> messages.Wish:
    """
    Raises:
        NotFound: `wish.unknown`.
    """
    return wish_shape(uow.wishes.get(query.wish_id))


def list_community_wishes(query: messages.ListCommunityWishes, uow: EngagementUnitOfWork) -> messages.WishPage:
    """
    A community's own, newest first; `published_from` is in, `published_until` isn't.

    Raises:
        Forbidden: `community.not_yours`.
    """
    if not uow.is_run_by_actor(query.community_id):
        raise Forbidden("community.not_yours")
    rows = uow.wishes.of_community(query.community_id)
    if query.state is not None:
        rows = rows.where(Wish.state == query.state)
    if query.category is not None:
        rows = rows.where(Wish.category == query.category)
    if query.published_from is not None:
        rows = rows.where(Wish.published_at >= query.published_from)
    if query.published_until is not None:
        rows = rows.where(Wish.published_at < query.published_until)
    if query.text is not None:
        rows = rows.where(Wish.title.icontains(query.text, autoescape=True))
    items, following = read_page(uow.session, rows, Wish.id, after=query.after, limit=query.limit, order=query.order)
    return messages.WishPage(items=[wish_shape(item) for item in items], next=following)


def list_wish_steps(query: messages.ListWishSteps, uow: EngagementUnitOfWork) -> messages.WishStepPage:
    """
    The steps of a wish, oldest first: all of them to its community, those of their own claims to units and members.

    Raises:
        NotFound: `wish.unknown`.
        Forbidden: `wish.not_yours`, neither the community's nor ever claimed by the actor or the unit's members.
    """
    wish = uow.wishes.get(query.wish_id)
    rows = uow.wishes.steps_of(wish.id)
    if not uow.is_run_by_actor(wish.community_id):
        is_member = uow.actor.role == "member"
        owner = Claim.member_id == uow.actor.member_id if is_member else Claim.unit_id == uow.actor.organisation_id
        claims = uow.claims.of_wish(wish.id).where(owner).with_only_columns(Claim.id)
        if not (claim_ids := list(uow.session.scalars(claims))):
            raise Forbidden("wish.not_yours")
        rows = rows.where(WishStep.claim_id.in_(claim_ids))
    items, following = read_page(
        uow.session, rows, WishStep.id, after=query.after, limit=query.limit, order=query.order
    )
    return messages.WishStepPage(items=[wish_step_shape(item) for item in items], next=following)
