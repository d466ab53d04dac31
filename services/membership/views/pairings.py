"""Answers on pairings and on what units give."""

from services.membership.model import Pairing, Resource
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import pairing_shape, resource_shape
from shared.errors import Forbidden
from shared.messages import membership as messages
from shared.paging import read_page


def show_pairing(query: messages.ShowPairing, uow: MembershipUnitOfWork) -> messages.Pairing:
    """
    Show a pairing to its unit, its community and the department.

    Raises:
        NotFound: `pairing.unknown`.
        Forbidden: `pairing.not_yours`.
    """
    pairing = uow.pairings.get(query.pairing_id)
    if not (uow.has_oversight or pairing.side_of(uow.actor)):
        raise Forbidden("pairing.not_yours")
    return pairing_shape(pairing)


def list_pairings(query: messages.ListPairings, uow: MembershipUnitOfWork) -> messages.PairingPage:
    """
    The pairings of the acting unit or community; all of the tenant's, for the department.

    Raises:
        Forbidden: `access.denied`, for others.
    """
    rows = uow.pairings.matching(state=query.state, unit_id=query.unit_id, community_id=query.community_id)
    if uow.actor.role in ("unit", "community"):
        own = Pairing.unit_id if uow.actor.role == "unit" else Pairing.community_id
        rows = rows.where(own == uow.actor.organisation_id)
    elif not uow.has_oversight:
        raise Forbidden("access.denied")
    items, following = read_page(uow.session, rows, Pairing.id, after=query.after, limit=query.limit)
    return messages.PairingPage(items=[pairing_shape(item) for item in items], next=following)


def show_resource(query: messages.ShowResource, uow: MembershipUnitOfWork) -> messages.Resource:
    """
    Show what a unit gives to the unit, the communities that are paired with it and the department.

    Raises:
        NotFound: `resource.unknown`.
        Forbidden: `resource.not_yours`.
    """
    resource = uow.resources.get(query.resource_id)
    if not _sees_resources(resource.unit_id, uow):
        raise Forbidden("resource.not_yours")
    return resource_shape(resource)


def list_resources(query: messages.ListResources, uow: MembershipUnitOfWork) -> messages.ResourcePage:
    """
    What a unit gives, for the unit, the communities that are paired with it and the department.

    Raises:
        NotFound: `unit.unknown`.
        Forbidden: `unit.not_yours`.
    """
    unit = uow.organisations.get(query.unit_id, "unit")
    if not _sees_resources(unit.id, uow):
        raise Forbidden("unit.not_yours")
    rows = uow.resources.matching(unit_id=unit.id, kind=query.kind)
    items, following = read_page(uow.session, rows, Resource.id, after=query.after, limit=query.limit)
    return messages.ResourcePage(items=[resource_shape(item) for item in items], next=following)


def list_resources_for_community(
    query: messages.ListResourcesForCommunity, uow: MembershipUnitOfWork
) -> messages.ResourcePage:
    """
    What the units give that are paired with a community, for the community and the department.

    Raises:
        NotFound: `community.unknown`.
        Forbidden: `community.not_yours`.
    """
    community = uow.organisations.get(query.community_id, "community")
    uow.check_in_charge(community.id, "community.not_yours")
    rows = uow.resources.for_community(community.id, unit_id=query.unit_id, kind=query.kind)
    items, following = read_page(uow.session, rows, Resource.id, after=query.after, limit=query.limit)
    return messages.ResourcePage(items=[resource_shape(item) for item in items], next=following)


def _sees_resources(unit_id: str, uow: MembershipUnitOfWork) -> bool:
    if uow.has_oversight or uow.is_run_by_actor(unit_id):
        return True
    is_community = uow.actor.role == "community" and uow.actor.organisation_id is not None
    return is_community and uow.pairings.are_paired(unit_id, str(uow.actor.organisation_id))
