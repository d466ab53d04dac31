"""Issuing, rotating and revoking API clients."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.membership.model import ApiClient
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import credentials_shape
from shared.clock import SHANGHAI
from shared.encryption import new_secret, secret_digest
from shared.errors import Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages.membership import (
    ClientCredentials,
    IssueClient,
    NoteClientUse,
    RevokeClient,
    RotateClient,
    Scope,
)


def issue_client(command: IssueClient, uow: MembershipUnitOfWork) -> ClientCredentials:
    """
    Give an organisation one more client: the department to any of its tenant, others to themselves.

    Returns:
        The credentials; the secret is in them, this once.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`; `client.scope_exceeded`, more than the acting client has.
        Conflict: `organisation.closed`.
        Invalid: `request.unfit`, it would have expired already.
    """
    organisation = uow.organisations.get(command.organisation_id)
    uow.check_in_charge(organisation.id)
    organisation.check_open()
    _check_expiry(command.expires_at, uow)
    secret = new_secret()
    client = ApiClient(
        id=new_id(),
        tenant_id=uow.tenant_id,
        organisation_id=organisation.id,
        role=organisation.kind,
        label=command.label,
        secret_digest=secret_digest(secret),
        scopes=_scopes(command.scopes, uow),
        expires_at=command.expires_at,
    )
    uow.session.add(client)
    uow.subject = f"client/{client.id}"
    return credentials_shape(client, secret)


def rotate_client(command: RotateClient, uow: MembershipUnitOfWork) -> ClientCredentials:
    """
    Give a client a new secret; the one before works on for a while.

    Returns:
        The credentials; the secret is in them, this once.

    Raises:
        NotFound: `client.unknown`.
        Forbidden: `organisation.not_yours`, as for issuing; `client.scope_exceeded`, it has more than the acting one.
        Conflict: `client.already_revoked`.
    """
    client = uow.clients.get(command.client_id)
    uow.check_in_charge(client.organisation_id)
    _check_scopes(client.scopes, uow)
    secret = new_secret()
    client.rotate(secret_digest(secret), now=uow.now, until=uow.now + timedelta(hours=command.overlap_hours))
    uow.subject = f"client/{client.id}"
    return credentials_shape(client, secret)


def revoke_client(command: RevokeClient, uow: MembershipUnitOfWork) -> None:
    """
    End a client's access: no more tokens are made out to it. Once more changes nothing.

    Raises:
        NotFound: `client.unknown`.
        Forbidden: `organisation.not_yours`, as for issuing.

    Publishes:
        ClientRevoked, the first time.
    """
    client = uow.clients.get(command.client_id)
    uow.check_in_charge(client.organisation_id)
    if revoked := client.revoke(uow.now):
        uow.record(revoked)
    uow.subject, uow.reason = f"client/{client.id}", command.reason


def note_client_use(command: NoteClientUse, uow: MembershipUnitOfWork) -> None:
    """Keep the day on which a client got a token; the same day again changes nothing."""
    uow.credentials.note_use(command.client_id, uow.now.astimezone(SHANGHAI).date())
    uow.subject = f"client/{command.client_id}"


def _check_expiry(expires_at: datetime | None, uow: MembershipUnitOfWork) -> None:
    if expires_at is not None and expires_at <= uow.now:
        raise Invalid("request.unfit", errors=[Fault("#/expires_at", "out_of_range", "Takes an instant to come.")])


def _scopes(asked: Sequence[Scope] | None, uow: MembershipUnitOfWork) -> list[Scope] | None:
    """What a new client is limited to; None for nothing. Whoever is limited gives out no more than they have."""
    if asked is None and uow.actor.scope is not None:
        return sorted(uow.actor.scope.split())  # type: ignore[arg-type]
    scopes = None if asked is None else sorted(set(asked))
    _check_scopes(scopes, uow)
    return scopes


def _check_scopes(scopes: Sequence[Scope] | None, uow: MembershipUnitOfWork) -> None:
    own = uow.actor.scope
    if own is not None and (scopes is None or not {*scopes} <= {*own.split()}):
        raise Forbidden("client.scope_exceeded")
