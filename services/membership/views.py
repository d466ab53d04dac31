"""Answers to queries; nothing is changed here."""

import hmac
from collections.abc import Mapping

from sqlalchemy import select

from services.membership.model import ApiClient, Member, Organisation, Registration
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import client_shape, member_shape, organisation_shape, registration_shape
from shared.encryption import is_secret
from shared.errors import Forbidden, Unauthenticated
from shared.messages import membership as messages
from shared.messages.declare import Query
from shared.paging import read_page
from shared.service import Handler

OPERATOR = "operator"
NO_DIGEST = "0" * 64


def authenticate_client(query: messages.AuthenticateClient, uow: MembershipUnitOfWork) -> messages.Principal:
    """
    Tell whom a client's credentials stand for. `operator` is who opens tenants; its secret is a setting.

    Raises:
        Unauthenticated: `client.credentials_invalid`; unknown, revoked and wrong look and cost alike.
    """
    if query.client_id == OPERATOR:
        expected = uow.settings.operator_secret
        if not expected or not hmac.compare_digest(query.client_secret.encode(), expected.encode()):
            raise Unauthenticated("client.credentials_invalid")
        return messages.Principal(role="operator", client_id=OPERATOR, tenant_id=None, organisation_id=None)
    client = uow.credentials.find_client(query.client_id)
    is_right = is_secret(query.client_secret, client.secret_digest if client else NO_DIGEST)
    if client is None or client.revoked_at or not is_right:
        raise Unauthenticated("client.credentials_invalid")
    return messages.Principal(
        role=client.role,
        client_id=client.id,
        tenant_id=client.tenant_id,
        organisation_id=client.organisation_id,
    )


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


def list_clients(query: messages.ListClients, uow: MembershipUnitOfWork) -> messages.ApiClientPage:
    """
    An organisation's clients, for the organisation and the department.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
    """
    organisation = uow.organisations.get(query.organisation_id)
    if not (uow.has_oversight or uow.is_run_by_actor(organisation.id)):
        raise Forbidden("organisation.not_yours")
    rows = uow.clients.of_organisation(organisation.id)
    items, following = read_page(uow.session, rows, ApiClient.id, after=query.after, limit=query.limit)
    return messages.ApiClientPage(items=[client_shape(item) for item in items], next=following)


def show_member(query: messages.ShowMember, uow: MembershipUnitOfWork) -> messages.Member:
    """
    Show a member to their unit, the department and themselves.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
    """
    member = uow.members.get(query.member_id)
    if not (uow.has_oversight or uow.is_run_by_actor(member.unit_id) or uow.actor.member_id == member.id):
        raise Forbidden("member.not_yours")
    return member_shape(member, uow.cipher)


def list_members(query: messages.ListMembers, uow: MembershipUnitOfWork) -> messages.MemberPage:
    """
    A unit's members, for the unit and the department.

    Raises:
        NotFound: `unit.unknown`.
        Forbidden: `unit.not_yours`.
    """
    unit = uow.organisations.get(query.unit_id, "unit")
    if not (uow.has_oversight or uow.is_run_by_actor(unit.id)):
        raise Forbidden("unit.not_yours")
    rows = select(Member).where(Member.unit_id == unit.id)
    if query.name is not None:
        rows = rows.where(Member.name == query.name)
    items, following = read_page(uow.session, rows, Member.id, after=query.after, limit=query.limit)
    return messages.MemberPage(items=[member_shape(item, uow.cipher) for item in items], next=following)


def show_registration(query: messages.ShowRegistration, uow: MembershipUnitOfWork) -> messages.Registration:
    """
    Show a registration to its member, the member's unit, its community and the department.

    Raises:
        NotFound: `registration.unknown`.
        Forbidden: `registration.not_yours`.
    """
    registration = uow.registrations.get(query.registration_id)
    is_own = uow.actor.member_id == registration.member_id
    is_concerned = any(map(uow.is_run_by_actor, (registration.unit_id, registration.community_id)))
    if not (uow.has_oversight or is_own or is_concerned):
        raise Forbidden("registration.not_yours")
    return registration_shape(registration)


def list_registrations(query: messages.ListRegistrations, uow: MembershipUnitOfWork) -> messages.RegistrationPage:
    """
    The registrations with the acting community.

    Raises:
        NotFound: `community.unknown`.
        Forbidden: `community.not_yours`.
    """
    community = uow.organisations.get(query.community_id, "community")
    if not uow.is_run_by_actor(community.id):
        raise Forbidden("community.not_yours")
    rows = select(Registration).where(Registration.community_id == community.id)
    if query.state is not None:
        rows = rows.where(Registration.state == query.state)
    items, following = read_page(uow.session, rows, Registration.id, after=query.after, limit=query.limit)
    return messages.RegistrationPage(items=[registration_shape(item) for item in items], next=following)


QUERIES: Mapping[type[Query], Handler] = {
    messages.AuthenticateClient: authenticate_client,
    messages.ShowOrganisation: show_organisation,
    messages.ListCommunities: list_communities,
    messages.ListClients: list_clients,
    messages.ShowMember: show_member,
    messages.ListMembers: list_members,
    messages.ShowRegistration: show_registration,
    messages.ListRegistrations: list_registrations,
}
