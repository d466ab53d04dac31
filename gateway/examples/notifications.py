"""What the documentation shows of notifications."""

from gateway import town
from gateway.chronicle import read_stream
from gateway.examples.parts import Part
from shared.messages import notifications

PART = Part(
    requests={
        notifications.CreateWebhook: {
            "stream": "community",
            "stream_id": town.COMMUNITY_ID,
            "url": "https://example.org/linli",
            "description": "社区大屏",
        },
    },
    answers={
        "GET /v1/communities/{community_id}/feed": read_stream("community", after=9),
        "GET /v1/units/{unit_id}/feed": read_stream("unit", after=7),
        "GET /v1/projects/{project_id}/feed": read_stream("project"),
        "GET /v1/organisations/{organisation_id}/feed": read_stream("organisation"),
        "POST /v1/webhooks": town.WEBHOOK_SECRET,
        "GET /v1/webhooks": notifications.WebhookPage(items=[town.WEBHOOK], next=None),
        "GET /v1/webhooks/{webhook_id}": town.WEBHOOK,
        "POST /v1/webhooks/{webhook_id}/pause": town.PAUSED_WEBHOOK,
        "POST /v1/webhooks/{webhook_id}/resume": town.RESUMED_WEBHOOK,
        "GET /v1/webhooks/{webhook_id}/attempts": notifications.AttemptPage(items=[town.ATTEMPT], next=None),
    },
    path_ids={
        "webhook_id": town.WEBHOOK_ID,
    },
    faults={
        "webhook.address_refused": (
            "#/url",
            "address_refused",
            "Webhooks don't reach private, local or reserved addresses, but for networks that whoever runs the "
            "platform lists in LINLI_WEBHOOK_ALLOW.",
        ),
    },
)
