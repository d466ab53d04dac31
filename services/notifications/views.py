"""What notifications answers: pages of streams, and an organisation's webhooks with what became of them."""

from collections.abc import Mapping

from services.notifications.entries import StreamKey, with_position
from services.notifications.export import collect_notifications_data
from services.notifications.repository import NotificationsUnitOfWork
from services.notifications.schemas import attempt_shape, webhook_shape
from shared.errors import Fault, Forbidden, Invalid, NotFound
from shared.ids import is_id
from shared.messages.declare import Audience, Query
from shared.messages.notifications import (
    AUDIENCES,
    OWN_ALONE,
    AttemptPage,
    CollectNotificationsData,
    FeedPage,
    ListAttempts,
    ListWebhooks,
    ReadFeed,
    ShowWebhook,
    Webhook,
    WebhookPage,
)
from shared.messages.wire import decode
from shared.service import Handler


def read_feed(query: ReadFeed, uow: NotificationsUnitOfWork) -> FeedPage:
    """
    One page of a stream. `last_position` is never behind the last item.

    A stream begins with the event that what it is about is opened by: what has none is unknown.

    Raises:
        NotFound: `community.unknown`, `unit.unknown`, `project.unknown`, `organisation.unknown`.
        Forbidden: `feed.not_yours`; a unit's stream is read by itself and by the department of its tenant, a social
            organisation's by itself alone.
    """
    stream = StreamKey(query.stream, query.stream_id)
    if AUDIENCES[query.stream] is not Audience.PUBLIC:
        _check_reader(stream, uow)
    entries = uow.feeds.read(stream, after=query.after, limit=query.limit)
    last_position = uow.feeds.last_position(stream)
    if not last_position and not _is_own(stream, uow):
        raise NotFound(f"{stream.kind}.unknown")
    return FeedPage(
        items=[decode(with_position(body, position)) for position, body in entries], last_position=last_position
    )


def _is_own(stream: StreamKey, uow: NotificationsUnitOfWork) -> bool:
    """Whether the stream is about the caller, who exists even before the stream has begun."""
    return (uow.actor.role, uow.actor.organisation_id) == stream


def _check_reader(stream: StreamKey, uow: NotificationsUnitOfWork) -> None:
    """For a department what is of another tenant is as unknown as one that isn't there."""
    if _is_own(stream, uow):
        return
    if uow.actor.role != "department" or stream.kind in OWN_ALONE:
        raise Forbidden("feed.not_yours")
    found = uow.feeds.find(stream)
    if found is None or found.tenant_id != uow.tenant_id:
        raise NotFound(f"{stream.kind}.unknown")


def show_webhook(query: ShowWebhook, uow: NotificationsUnitOfWork) -> Webhook:
    """
    Raises:
        NotFound: `webhook.unknown`.
        Forbidden: `webhook.not_yours`.
    """
    return webhook_shape(uow.webhooks.get_own(query.webhook_id, uow.actor.organisation_id))


def list_webhooks(query: ListWebhooks, uow: NotificationsUnitOfWork) -> WebhookPage:
    """The caller's own webhooks, the oldest first."""
    owner_id = uow.actor.organisation_id
    after = _cursor(query.after)
    found = uow.webhooks.list_of(owner_id, after=after, limit=query.limit + 1) if owner_id else []
    page = found[: query.limit]
    return WebhookPage(
        items=[webhook_shape(webhook) for webhook in page], next=page[-1].id if len(found) > len(page) else None
    )


def list_attempts(query: ListAttempts, uow: NotificationsUnitOfWork) -> AttemptPage:
    """
    What became of a webhook's deliveries, the newest first.

    Raises:
        NotFound: `webhook.unknown`.
        Forbidden: `webhook.not_yours`.
    """
    webhook = uow.webhooks.get_own(query.webhook_id, uow.actor.organisation_id)
    found = uow.webhooks.attempts_at(webhook, before=_cursor(query.after), limit=query.limit + 1)
    page = found[: query.limit]
    return AttemptPage(
        items=[attempt_shape(attempt) for attempt in page], next=page[-1].id if len(found) > len(page) else None
    )


def _cursor(after: str | None) -> str | None:
    """
    Raises:
        Invalid: `request.invalid`, not a cursor that a list has handed out.
    """
    if after is not None and not is_id(after):
        raise Invalid("request.invalid", errors=[Fault("#/after", "invalid", "Not a cursor of this list.")])
    return after


QUERIES: Mapping[type[Query], Handler] = {
    ReadFeed: read_feed,
    ShowWebhook: show_webhook,
    ListWebhooks: list_webhooks,
    ListAttempts: list_attempts,
    CollectNotificationsData: collect_notifications_data,
}
