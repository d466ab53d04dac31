"""Messages of notifications: ordered feeds and webhooks."""

from datetime import datetime
from typing import Annotated, Any, Literal

from shared.messages.declare import (
    Command,
    Id,
    Line,
    Query,
    Range,
    Shape,
    Url,
    command,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit

StreamKind = Literal["community", "unit", "project"]
WebhookState = Literal["active", "paused"]
Position = Annotated[int, Range(0, 2**62)]


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
    A new endpoint with its signing secret (Standard Webhooks, `whsec_…`), kept encrypted. No other answer shows it; the
    same request under the same Idempotency-Key is answered with it again.
    """

    webhook: Webhook
    secret: str


@shape
class Attempt(Shape):
    """One try at a delivery. status: of the answer, None where none came. answer: its first bytes."""

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
    """Deliveries begin behind the position `after`, by default at the stream's beginning."""

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
