"""Messages of membership: API clients, and whom a token is made out to."""

from datetime import datetime
from typing import Annotated

from shared.messages.declare import Command, Id, Length, Line, Query, Shape, Text, command, query, shape
from shared.messages.envelope import Role
from shared.messages.paging import Cursor, Limit

Secret = Annotated[str, Length(1, 200)]


@shape
class ClientCredentials(Shape):
    """An API client. The secret is kept as a digest, and encrypted in the answer to a repeated Idempotency-Key."""

    client_id: Id
    client_secret: str
    organisation_id: Id
    label: Line


@shape
class ApiClient(Shape):
    """An API client without its secret. revoked_at: null as long as it may ask for tokens."""

    client_id: Id
    organisation_id: Id
    label: Line
    revoked_at: datetime | None


@shape
class ApiClientPage(Shape):
    items: list[ApiClient]
    next: str | None


@shape
class Principal(Shape):
    """Whom a token is made out to."""

    role: Role
    client_id: str
    tenant_id: Id | None
    organisation_id: Id | None
    member_id: Id | None = None


@command("client.issue", secret_result=True)
class IssueClient(Command):
    organisation_id: Id
    label: Line


@command("client.revoke")
class RevokeClient(Command):
    """
    No new tokens for the client. A token that it holds lives on until it expires, 15 minutes at most; but nothing can
    be given out by it any more: no clients, no sign-in codes, no roster, no receipts.
    """

    client_id: Id
    reason: Text | None = None


@query("client.authenticate")
class AuthenticateClient(Query):
    client_id: Secret
    client_secret: Secret


@query("clients.list")
class ListClients(Query):
    """An organisation's API clients, oldest first."""

    organisation_id: Id
    after: Cursor | None = None
    limit: Limit = 50
