"""Routes of notifications: webhooks and what became of their deliveries."""

from gateway.route import Route
from shared.messages import notifications as m

WEBHOOKS = "Webhooks"
OWN = {403: ("webhook.not_yours",), 404: ("webhook.unknown",)}

ROUTES = (
    Route(
        "POST",
        "/v1/webhooks",
        m.CreateWebhook,
        summary="Have a stream pushed to an endpoint.",
        status=201,
        answer=m.WebhookSecret,
        location="/v1/webhooks/{webhook[id]}",
        errors={
            403: ("stream.not_yours",),
            409: ("webhook.too_many", "community.unknown", "unit.unknown", "project.unknown", "organisation.unknown"),
            422: ("webhook.address_refused",),
        },
        tag=WEBHOOKS,
    ),
    Route(
        "GET",
        "/v1/webhooks",
        m.ListWebhooks,
        summary="List your webhooks.",
        answer=m.WebhookPage,
        tag=WEBHOOKS,
    ),
    Route(
        "GET",
        "/v1/webhooks/{webhook_id}",
        m.ShowWebhook,
        summary="Show a webhook.",
        answer=m.Webhook,
        errors=OWN,
        tag=WEBHOOKS,
    ),
    Route(
        "DELETE",
        "/v1/webhooks/{webhook_id}",
        m.DeleteWebhook,
        summary="Forget a webhook.",
        status=204,
        heeds_if_match=True,
        errors=OWN,
        tag=WEBHOOKS,
    ),
    Route(
        "POST",
        "/v1/webhooks/{webhook_id}/pause",
        m.PauseWebhook,
        summary="Hold a webhook's deliveries back.",
        answer=m.Webhook,
        heeds_if_match=True,
        errors=OWN | {409: ("webhook.not_active",)},
        tag=WEBHOOKS,
    ),
    Route(
        "POST",
        "/v1/webhooks/{webhook_id}/resume",
        m.ResumeWebhook,
        summary="Go on with a webhook's deliveries.",
        answer=m.Webhook,
        heeds_if_match=True,
        errors=OWN | {409: ("webhook.not_paused",)},
        tag=WEBHOOKS,
    ),
    Route(
        "GET",
        "/v1/webhooks/{webhook_id}/attempts",
        m.ListAttempts,
        summary="List what became of a webhook's deliveries.",
        answer=m.AttemptPage,
        errors=OWN,
        tag=WEBHOOKS,
    ),
)
