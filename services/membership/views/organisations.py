"""Answers on tenants and organisations."""

from sqlalchemy import Select, select

from services.membership.model import Organisation, Tenant
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import organisation_shape, tenant_shape
from shared.errors import Forbidden
from shared.messages import membership as messages
from shared.messages.membership.organisations import ShowOwnOrganisation
from shared.paging import read_page


def list_tenants(query: messages.ListTenants, uow: MembershipUnitOfWork) -> messages.TenantPage:
    """All tenants, oldest first."""
    items, following = read_page(uow.session, select(Tenant), Tenant.id, after=query.after, limit=query.limit)
    return messages.TenantPage(items=[tenant_shape(item) for item in items], next=following)


def show_organisation(query: messages.ShowOrganisation, uow: MembershipUnitOfWork) -> messages.Organisation:
    """
    Raises:
        NotFound: `organisation.unknown`.
    """
    return organisation_shape(uow.organisations.get(query.organisation_id))


def show_own_organisation(query: ShowOwnOrganisation, uow: MembershipUnitOfWork) -> messages.Organisation:
    """
    Raises:
        Forbidden: `access.denied`, the caller acts for none.
    """
    if uow.actor.organisation_id is None:
        raise Forbidden("access.denied")
    return organisation_shape(uow.organisations.get(uow.actor.organisation_id))


def list_subdistricts(query: messages.ListSubdistricts, uow: MembershipUnitOfWork) -> messages.OrganisationPage:
    """The tenant's subdistricts, oldest first."""
    rows = uow.organisations.listed("subdistrict", name=query.name, code=query.code, state=query.state)
    return _page(rows, query.after, query.limit, uow)


def list_communities(query: messages.ListCommunities, uow: MembershipUnitOfWork) -> messages.OrganisationPage:
    """The tenant's communities, oldest first."""
    rows = uow.organisations.listed(
        "community", name=query.name, code=query.code, state=query.state, parent_id=query.subdistrict_id
    )
    return _page(rows, query.after, query.limit, uow)


def list_units(query: messages.ListUnits, uow: MembershipUnitOfWork) -> messages.OrganisationPage:
    """The tenant's units, oldest first."""
    rows = uow.organisations.listed(
        "unit", name=query.name, code=query.code, state=query.state, parent_id=query.parent_id
    )
    return _page(rows, query.after, query.limit, uow)


def list_social_organisations(
    query: messages.ListSocialOrganisations, uow: MembershipUnitOfWork
) -> messages.OrganisationPage:
    """The tenant's social organisations, oldest first."""
    rows = uow.organisations.listed("organisation", name=query.name, code=query.code, state=query.state)
    return _page(rows, query.after, query.limit, uow)


def _page(
    rows: Select[Organisation], after: str | None, limit: int, uow: MembershipUnitOfWork
) -> messages.OrganisationPage:
    items, following = read_page(uow.session, rows, Organisation.id, after=after, limit=limit)
    return messages.OrganisationPage(items=[organisation_shape(item) for item in items], next=following)
