"""Answers on API clients."""

import hmac

from services.membership.model import ApiClient
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import client_shape
from shared.encryption import is_secret
from shared.errors import Forbidden, Unauthenticated
from shared.messages import membership as messages
from shared.paging import read_page

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
