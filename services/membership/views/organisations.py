"""Answers on organisations."""

from sqlalchemy import select

from services.membership.model import Organisation
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import organisation_shape
from shared.messages import membership as messages
from shared.paging import read_page


def show_organisation(query: messages.ShowOrganisation, uow: MembershipUnitOfWork) -> messages.Organisation:
    """
    Raises:
        NotFound: `organisation.unknown`.
    """
    return organisation_shape(uow.organisations.get(query.organisation_id))


def list_communities(query: messages.ListCommunities, uow: MembershipUnitOfWork) -> messages.OrganisationPage:
    """The tenant's communities, oldest first."""
    rows = select(Organisation).where(Organisation.tenant_id == uow.tenant_id, Organisation.kind == "community")
    items, following = read_page(uow.session, rows, Organisation.id, after=query.after, limit=query.limit)
    return messages.OrganisationPage(items=[organisation_shape(item) for item in items], next=following)
