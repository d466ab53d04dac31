"""Messages of notifications: ordered feeds and webhooks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from shared.messages.declare import (
    Audience,
    Command,
    Id,
    Line,
    Query,
    Range,
    Shape,
    Url,
    command,
    fields_for,
    fields_of,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit

StreamKind = Literal["community", "unit", "project", "organisation"]
WebhookState = Literal["active", "paused"]
Position = Annotated[int, Range(0, 2**62)]

AUDIENCES: Mapping[StreamKind, Audience] = {
    "community": Audience.PUBLIC,
    "unit": Audience.UNIT,
    "project": Audience.PUBLIC,
    "organisation": Audience.ORGANISATION,
}

# Streams that nobody has but whom they are about: until the deadline the department may not know either who proposes.
OWN_ALONE: frozenset[StreamKind] = frozenset({"organisation"})

# The fields that name the streams in which an event stands; of units there may be two, of organisations the one that
# leads and its partners. An `organisation_id` may be that of any kind of organisation, and names none.
STREAM_FIELDS: Mapping[StreamKind, tuple[str, ...]] = {
    "community": ("community_id",),
    "unit": ("unit_id", "from_unit_id", "holding_unit_id"),
    "project": ("project_id",),
    "organisation": ("social_organisation_id", "partner_ids"),
}


def readable_fields(event: Any, stream: StreamKind) -> frozenset[str]:
    """The fields of an event that a stream's readers see; none for one that never stands in such a stream."""
    is_about = any(spec.name in STREAM_FIELDS[stream] for spec in fields_of(event))
    return fields_for(event, AUDIENCES[stream]) if is_about else frozenset()


def stream_ids_of(event: Any, stream: StreamKind) -> list[str]:
    """The streams of one kind in which an event stands, if its readers see any of it; each once."""
    if not readable_fields(type(event), stream):
        return []
    named = (getattr(event, name, None) for name in STREAM_FIELDS[stream])
    ids = (id_ for one in named if one for id_ in (one if isinstance(one, list) else [one]))
    return list(dict.fromkeys(ids))


@shape
class FeedPage(Shape):
    """
    A part of a stream: CloudEvents, each with its `position`, without gaps from `after` + 1.

    last_position: the newest position of the stream; the reader has caught up when the last item has it.
    """

    items: list[dict[str, Any]]
    last_position: int


@shape
class Webhook(Shape):
    """
    An endpoint that a stream is pushed to, in order.

    position: the last position that was accepted by the endpoint. failures: tries since then.
    """

    id: Id
    stream: StreamKind
    stream_id: Id
    url: Url
    description: Line | None
    state: WebhookState
    position: int
    failures: int
    next_attempt_at: datetime | None
    version: int


@shape
class WebhookPage(Shape):
    items: list[Webhook]
    next: str | None


@shape
class WebhookSecret(Shape):
    """
    A new endpoint with its signing secret (Standard Webhooks, `whsec_…`). It is kept encrypted, and shown here alone:
    also in the answer to a repeated Idempotency-Key.
    """

    webhook: Webhook
    secret: str


@shape
class Attempt(Shape):
    """
    One try at a delivery.

    status: of the answer, null where none came. error: a code of `/docs/errors#attempts`, null where the event was
    accepted. answer: the first bytes of its body, null where none came.
    """

    event_id: Id
    position: int
    attempted_at: datetime
    duration_ms: int
    status: int | None
    error: str | None
    answer: str | None


@shape
class AttemptPage(Shape):
    items: list[Attempt]
    next: str | None


@command("webhook.create", secret_result=True)
class CreateWebhook(Command):
    """Deliveries begin behind the position `after` (a number, not an id): 0 is the stream's beginning."""

    stream: StreamKind
    stream_id: Id
    url: Url
    after: Position = 0
    description: Line | None = None


@command("webhook.pause")
class PauseWebhook(Command):
    webhook_id: Id


@command("webhook.resume")
class ResumeWebhook(Command):
    webhook_id: Id


@command("webhook.delete")
class DeleteWebhook(Command):
    webhook_id: Id


@query("webhook.show")
class ShowWebhook(Query):
    webhook_id: Id


@query("webhooks.list")
class ListWebhooks(Query):
    after: Cursor | None = None
    limit: Limit = 50


@query("webhook.attempts")
class ListAttempts(Query):
    webhook_id: Id
    after: Cursor | None = None
    limit: Limit = 50


@query("feed.read")
class ReadFeed(Query):
    """One page behind `after`; `after` at or past the end gives an empty page."""

    stream: StreamKind
    stream_id: Id
    after: Position = 0
    limit: Annotated[int, Range(1, 500)] = 100


@query("notifications_data.collect")
class CollectNotificationsData(Query):
    """What notifications holds on a member: for the member and the department, as a part of the export."""

    member_id: Id
