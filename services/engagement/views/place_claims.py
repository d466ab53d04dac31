"""Answers on claims of places."""

from dataclasses import replace

from sqlalchemy import Select

from services.engagement.model import MenuItem, PlaceClaim
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import place_claim_shape
from shared.errors import Forbidden
from shared.messages import engagement as messages
from shared.paging import read_page


def show_place_claim(query: messages.ShowPlaceClaim, uow: EngagementUnitOfWork) -> messages.PlaceClaim:
    """
    Show a claim of places to those who come, their units, the community, and who runs the project that it is in.

    Raises:
        NotFound: `place_claim.unknown`.
        Forbidden: `place_claim.not_yours`.
    """
    claim = uow.place_claims.get(query.place_claim_id)
    holders = claim.holders
    is_theirs = any(uow.is_actor(holder.member_id) for holder in holders) or uow.may_act_for(claim)
    is_of_unit = any(uow.is_run_by_actor(holder.unit_id) for holder in holders)
    if not (is_theirs or is_of_unit or uow.keeps(claim)):
        raise Forbidden("place_claim.not_yours")
    return _shown(claim, uow.menu_items.get(claim.menu_item_id), uow)


def list_place_claims(query: messages.ListPlaceClaims, uow: EngagementUnitOfWork) -> messages.PlaceClaimPage:
    """
    The claims of places that concern the actor, newest first.

    Raises:
        Forbidden: `access.denied`, neither a member nor a community nor a unit.
    """
    actor = uow.actor
    if actor.role == "member" and actor.member_id:
        rows = uow.place_claims.of_member(actor.member_id)
    elif actor.role == "unit" and actor.organisation_id:
        rows = uow.place_claims.of_unit(actor.organisation_id)
    elif actor.role == "community" and actor.organisation_id:
        rows = uow.place_claims.of_community(actor.organisation_id)
    else:
        raise Forbidden("access.denied")
    return _page(rows, query, uow)


def list_menu_item_claims(query: messages.ListMenuItemClaims, uow: EngagementUnitOfWork) -> messages.PlaceClaimPage:
    """
    Who comes to an activity or a post that the actor keeps, and who waits; oldest first.

    Raises:
        NotFound: `menu_item.unknown`.
        Forbidden: `menu_item.not_yours`.
    """
    item = uow.menu_items.get(query.menu_item_id)
    if not uow.keeps(item):
        raise Forbidden("menu_item.not_yours")
    return _page(uow.place_claims.of_item(item.id), query, uow)


def _page(
    rows: Select[PlaceClaim],
    query: messages.ListPlaceClaims | messages.ListMenuItemClaims,
    uow: EngagementUnitOfWork,
) -> messages.PlaceClaimPage:
    if query.state is not None:
        rows = rows.where(PlaceClaim.state == query.state)
    claims, following = read_page(
        uow.session, rows, PlaceClaim.id, after=query.after, limit=query.limit, order=query.order
    )
    items = uow.menu_items.find_all({claim.menu_item_id for claim in claims})
    shapes = [_shown(claim, items[claim.menu_item_id], uow) for claim in claims]
    return messages.PlaceClaimPage(items=shapes, next=following)


def _shown(claim: PlaceClaim, item: MenuItem, uow: EngagementUnitOfWork) -> messages.PlaceClaim:
    """What a member has said when they gave a place up is no matter of an organisation's."""
    shape = place_claim_shape(claim, item)
    return replace(shape, reason=None) if uow.actor.role == "organisation" else shape
