"""What is written around a message: CloudEvents 1.0 for events, calls and replies for the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from shared.messages.declare import EVENTS, Event
from shared.messages.wire import Unreadable, decode, encode, from_plain, to_plain

Role = Literal[
    "operator",
    "department",
    "subdistrict",
    "community",
    "unit",
    "organisation",
    "member",
    "resident",
    "system",
    "public",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """
    Who asks: taken from the token by the gateway, trusted by the services.

    scope: what the token is limited to, as RFC 6749 (3.3) writes it; None: all that the role may do.
    contact_encrypted: the phone by which a resident has signed in.
    """

    role: Role
    client_id: str
    tenant_id: str | None = None
    organisation_id: str | None = None
    member_id: str | None = None
    scope: str | None = None
    contact_encrypted: str | None = None

    @classmethod
    def system(cls, tenant_id: str | None) -> "Actor":
        return cls(role="system", client_id="system", tenant_id=tenant_id)

    @classmethod
    def public(cls) -> "Actor":
        return cls(role="public", client_id="public")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """
    A command or a query on its way to the service that owns it.

    id: the command id; the same id is carried out at most once.
    expires_at: seconds since the epoch; after that instant it is not begun any more.
    fingerprint: digest of the request, set where the caller gave an Idempotency-Key.
    expected_version: from If-Match.
    """

    id: str
    topic: str
    data: dict[str, Any]
    actor: Actor
    expires_at: float
    traceparent: str = ""
    fingerprint: str | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to the call of the same id: a result, or a refusal as `Refusal.as_wire` gives it."""

    id: str
    result: Any = None
    refusal: dict[str, Any] | None = None
    is_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """An event with the facts around it. `data` holds the declared fields and no others."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    tenant: str | None
    community: str | None
    traceparent: str
    data: Event
    sequence: str = ""


def read_event(body: bytes | str) -> Envelope | None:
    """
    The event in a CloudEvents JSON body; None for a type that isn't declared here (a newer producer's).

    Raises:
        Unreadable: not a CloudEvent, or its data doesn't fit the declaration.
    """
    raw = decode(body)
    if not isinstance(raw, Mapping) or raw.get("specversion") != "1.0" or "type" not in raw:
        raise Unreadable("not a CloudEvent")
    declared = EVENTS.get(raw["type"])
    if declared is None:
        return None
    try:
        return Envelope(
            id=raw["id"],
            source=raw["source"],
            type=raw["type"],
            subject=raw["subject"],
            time=datetime.fromisoformat(raw["time"]),
            tenant=raw.get("tenant"),
            community=raw.get("community"),
            traceparent=raw.get("traceparent", ""),
            data=from_plain(raw["data"], declared),
            sequence=raw.get("sequence", ""),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{raw['type']}: {error!r}") from error


def write_event(envelope: Envelope) -> str:
    """The CloudEvents JSON body, without `sequence`, which `with_sequence` adds when the row's number is known."""
    body: dict[str, Any] = {
        "specversion": "1.0",
        "id": envelope.id,
        "source": envelope.source,
        "type": envelope.type,
        "subject": envelope.subject,
        "time": envelope.time,
        "datacontenttype": "application/json",
        "data": to_plain(envelope.data),
    }
    for name in ("tenant", "community", "traceparent"):
        if value := getattr(envelope, name):
            body[name] = value
    return encode(body).decode()


def with_sequence(body: str, number: int) -> str:
    """Add the CloudEvents `sequence` extension to a body of `write_event`: the outbox row's number, zero-padded."""
    return f'{body[:-1]},"sequence":"{number:020d}"}}'


class Unwritable(Exception):
    """A call or a reply that has no JSON: half a surrogate pair in a text, a number beyond 64 bits."""


def write_one(message: Call | Reply) -> bytes:
    """
    One call or reply, which `write_batch` puts among others; so one that can't be written spoils no other.

    Raises:
        Unwritable: it has no JSON.
    """
    try:
        return encode(to_plain(message))
    except TypeError as error:  # as orjson's own error is one
        raise Unwritable(str(error)) from error


def write_batch(written: Iterable[bytes]) -> bytes:
    """The body that carries what `write_one` gave."""
    return b"[" + b",".join(written) + b"]"


def read_calls(body: bytes | str) -> list[Call]:
    return from_plain(decode(body), list[Call])


def read_replies(body: bytes | str) -> list[Reply]:
    return from_plain(decode(body), list[Reply])
