"""Messages of membership: API clients, and whom a token is made out to."""

from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Event,
    Id,
    Length,
    Line,
    Query,
    Range,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.envelope import Role
from shared.messages.paging import Cursor, Limit

Secret = Annotated[str, Length(1, 200)]
Network = Annotated[str, Length(0, 200)]
# Which rows of the role table each of them opens is said in `gateway/scopes.py`.
Scope = Literal[
    "read",
    "organisations",
    "appointments",
    "rosters",
    "members",
    "scim",
    "registrations",
    "pairings",
    "teams",
    "wishes",
    "needs",
    "open311",
    "commitments",
    "menu",
    "service",
    "venues",
    "meetings",
    "projects",
    "budgets",
    "proposals",
    "reviews",
    "contracts",
    "payment_approval",
    "payment_record",
    "webhooks",
    "clients",
]
OverlapHours = Annotated[int, Range(0, 168)]


@shape
class ClientCredentials(Shape):
    """
    An API client. The secret is kept as a digest, and encrypted in the answer to a repeated Idempotency-Key.

    scopes: what it is limited to; null: all that its organisation may do. expires_at: null as long as nobody ends it.
    previous_secret_until: until then the secret before this one works too.
    """

    client_id: Id
    client_secret: str
    organisation_id: Id
    label: Line
    scopes: list[Scope] | None = None
    expires_at: datetime | None = None
    previous_secret_until: datetime | None = None


@shape
class ApiClient(Shape):
    """
    An API client without its secret.

    revoked_at: null as long as it may ask for tokens. scopes: null: all that its organisation may do.
    last_used_on: the last day on which it got a token. previous_secret_until: until then two secrets work.
    """

    client_id: Id
    organisation_id: Id
    label: Line
    revoked_at: datetime | None
    scopes: list[Scope] | None = None
    expires_at: datetime | None = None
    last_used_on: date | None = None
    previous_secret_until: datetime | None = None


@shape
class ApiClientPage(Shape):
    items: list[ApiClient]
    next: str | None


@shape
class Principal(Shape):
    """
    Whom a token is made out to.

    scopes: what it is limited to; null: all that the role may do. ends_at: no token lasts longer.
    is_use_to_note: nothing is kept yet of its use today. contact_encrypted: a resident's phone. member_version: a
    member's at that moment.
    """

    role: Role
    client_id: str
    tenant_id: Id | None
    organisation_id: Id | None
    member_id: Id | None = None
    scopes: list[Scope] | None = None
    ends_at: datetime | None = None
    is_use_to_note: bool = False
    contact_encrypted: str | None = None
    member_version: int | None = None


@command("client.issue", secret_result=True)
class IssueClient(Command):
    """
    scopes: what the client is limited to, at least one; left out or null: all that its organisation may do, or all
        that the client has by which this is asked for. expires_at: from then on it gets no tokens.
    """

    organisation_id: Id
    label: Line
    scopes: Annotated[list[Scope], Length(1, 20)] | None = None
    expires_at: datetime | None = None


@command("client.rotate", secret_result=True)
class RotateClient(Command):
    """
    Give a client a new secret. The one that it has works on for `overlap_hours`; one that was itself to work on from an
    earlier rotation ends at once.
    """

    client_id: Id
    overlap_hours: OverlapHours = 24


@command("client.revoke")
class RevokeClient(Command):
    """No new tokens for the client, and those that it holds are refused within seconds."""

    client_id: Id
    reason: Text | None = None


@command("client.note_use")
class NoteClientUse(Command):
    """Keep that a client got a token today; sent by the gateway, the first time on a day."""

    client_id: Id


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


@event("client.revoked", subject="client_id")
class ClientRevoked(Event):
    """A client gets no more tokens, and those that it holds are to be refused."""

    client_id: Id
    revoked_at: datetime
