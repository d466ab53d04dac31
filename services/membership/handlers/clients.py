"""Issuing and revoking API clients."""

from services.membership.model import ApiClient
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import credentials_shape
from shared.encryption import new_secret, secret_digest
from shared.errors import Forbidden
from shared.ids import new_id
from shared.messages.membership import ClientCredentials, IssueClient, RevokeClient


def issue_client(command: IssueClient, uow: MembershipUnitOfWork) -> ClientCredentials:
    """
    Give an organisation one more client: the department to any of its tenant, others to themselves.

    Returns:
        The credentials; the secret is in them, this once.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
    """
    organisation = uow.organisations.get(command.organisation_id)
    _check_charge(organisation.id, uow)
    secret = new_secret()
    client = ApiClient(
        id=new_id(),
        tenant_id=uow.tenant_id,
        organisation_id=organisation.id,
        role=organisation.kind,
        label=command.label,
        secret_digest=secret_digest(secret),
    )
    uow.session.add(client)
    uow.subject = f"client/{client.id}"
    return credentials_shape(client, secret)


def revoke_client(command: RevokeClient, uow: MembershipUnitOfWork) -> None:
    """
    End a client's access: no more tokens are made out to it. Once more changes nothing.

    Raises:
        NotFound: `client.unknown`.
        Forbidden: `organisation.not_yours`, as for issuing.
    """
    client = uow.clients.get(command.client_id)
    _check_charge(client.organisation_id, uow)
    client.revoke(uow.now)
    uow.subject, uow.reason = f"client/{client.id}", command.reason


def _check_charge(organisation_id: str, uow: MembershipUnitOfWork) -> None:
    if not (uow.has_oversight or uow.is_run_by_actor(organisation_id)):
        raise Forbidden("organisation.not_yours")
