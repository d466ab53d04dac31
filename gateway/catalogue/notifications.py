"""Codes of notifications."""

CODES: dict[str, str] = {
    "feed.not_yours": "This is another's feed",
    "stream.not_yours": "You may not have this feed pushed",
    "webhook.unknown": "There is no such webhook",
    "webhook.not_yours": "This is another's webhook",
    "webhook.too_many": "You have as many webhooks as you may",
    "webhook.address_refused": "Webhooks don't reach this address",
    "webhook.not_active": "This webhook isn't active",
    "webhook.not_paused": "This webhook isn't paused",
}

# Statuses of codes that no route lists: of requests that find none, of single fields, and of what only the platform
# itself asks for.
STATUSES: dict[str, int] = {}
