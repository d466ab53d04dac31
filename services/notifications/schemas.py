"""Model rows to the shapes that are answered."""

from typing import cast

from services.notifications.model import Webhook, WebhookAttempt
from shared.messages import notifications as messages


def webhook_shape(webhook: Webhook) -> messages.Webhook:
    return messages.Webhook(
        id=webhook.id,
        stream=cast("messages.StreamKind", webhook.kind),
        stream_id=webhook.stream_id,
        url=webhook.url,
        description=webhook.description,
        state=cast("messages.WebhookState", webhook.state),
        position=webhook.position,
        failures=webhook.failures,
        next_attempt_at=webhook.next_attempt_at,
        version=webhook.version,
    )


def attempt_shape(attempt: WebhookAttempt) -> messages.Attempt:
    return messages.Attempt(
        event_id=attempt.event_id,
        position=attempt.position,
        attempted_at=attempt.attempted_at,
        duration_ms=attempt.duration_ms,
        status=attempt.status,
        error=attempt.error,
        answer=attempt.answer,
    )
