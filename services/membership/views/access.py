"""Answers on API clients."""

import hmac

from services.membership.model import ApiClient
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import client_shape
from shared.clock import SHANGHAI
from shared.encryption import is_secret
from shared.errors import Unauthenticated
from shared.messages import membership as messages
from shared.paging import read_page

OPERATOR = "operator"
NO_DIGEST = "0" * 64


def authenticate_client(query: messages.AuthenticateClient, uow: MembershipUnitOfWork) -> messages.Principal:
    """
    Tell whom a client's credentials stand for. `operator` is who opens tenants; its secret is a setting.

    Raises:
        Unauthenticated: `client.credentials_invalid`; unknown, revoked, expired, of a closed organisation and wrong
            look and cost alike.
    """
    if query.client_id == OPERATOR:
        expected = uow.settings.operator_secret
        if not expected or not hmac.compare_digest(query.client_secret.encode(), expected.encode()):
            raise Unauthenticated("client.credentials_invalid")
        return messages.Principal(role="operator", client_id=OPERATOR, tenant_id=None, organisation_id=None)
    client, is_open = uow.credentials.find_client(query.client_id) or (None, False)
    digests = client.secret_digests(uow.now) if client else (None, None)
    matches = [is_secret(query.client_secret, digest or NO_DIGEST) for digest in digests]
    if client is None or not client.is_living(uow.now) or not is_open or not any(matches):
        raise Unauthenticated("client.credentials_invalid")
    return messages.Principal(
        role=client.role,
        client_id=client.id,
        tenant_id=client.tenant_id,
        organisation_id=client.organisation_id,
        scopes=client.scopes,
        ends_at=client.expires_at,
        is_use_to_note=client.last_used_on != uow.now.astimezone(SHANGHAI).date(),
    )


def list_clients(query: messages.ListClients, uow: MembershipUnitOfWork) -> messages.ApiClientPage:
    """
    An organisation's clients, for the organisation and the department.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
    """
    organisation = uow.organisations.get(query.organisation_id)
    uow.check_in_charge(organisation.id)
    rows = uow.clients.of_organisation(organisation.id)
    items, following = read_page(uow.session, rows, ApiClient.id, after=query.after, limit=query.limit)
    return messages.ApiClientPage(items=[client_shape(item) for item in items], next=following)
