"""Every code that a problem can carry, with its title; Chinese is in `locale/`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gateway.catalogue import (
    awards,
    budgets,
    calls,
    contracts,
    engagement,
    evaluation,
    meetings,
    membership,
    notifications,
    organisations,
    outsourcing,
    platform,
    project_items,
    proposals,
    service,
    teams,
)
from gateway.words import together
from shared.translations import translations_in

LOCALES = Path(__file__).parent.with_name("locale")
PARTS = (
    platform,
    membership,
    teams,
    engagement,
    service,
    meetings,
    outsourcing,
    organisations,
    evaluation,
    notifications,
    project_items,
    budgets,
    calls,
    proposals,
    awards,
    contracts,
)
CATALOGUE: dict[str, str] = together(*(part.CODES for part in PARTS))
STATUSES: dict[str, int] = together(*(part.STATUSES for part in PARTS))

# Codes of single fields, beside those above.
FIELD_CODES: dict[str, str] = {
    "missing": "The field is needed",
    "null": "The field may not be null",
    "unknown_field": "There is no such field",
    "wrong_type": "The value is of another type",
    "length": "The text or list is too short or too long",
    "not_a_choice": "The value isn't one of the choices",
    "out_of_range": "The value is outside its bounds",
    "identity_number": "The text holds an identity number, which may not stand there",
    "invalid": "The value breaks a rule of its field",
    "repeated": "The field takes one value",
    "in_use": "Something relies on what stands there",
    "unexpected": "The field doesn't belong here now",
    "address_refused": "Webhooks don't reach this address",
    "unavailable": "A part that the platform needs is away",
    "taken": "Somebody holds this time: from when to when (ISO 8601)",
    "free": "This is free instead: a time, from when to when (ISO 8601), or an activity",
    "closed": "The venue isn't open at this time (ISO 8601)",
    "too_far": "This time is too far ahead to be booked (ISO 8601)",
}

# Why a delivery wasn't accepted: told of webhooks' attempts, never as a problem but for the first.
ATTEMPT_CODES: dict[str, str] = {
    "webhook.address_refused": CATALOGUE["webhook.address_refused"],
    "webhook.unreachable": "The endpoint can't be reached: there is no such host, or nothing listens",
    "webhook.timed_out": "The endpoint didn't answer in time",
    "webhook.tls_failed": "The endpoint's certificate isn't good, or TLS fails",
    "webhook.redirect_refused": "The endpoint redirects, which isn't followed",
    "webhook.not_accepted": "The endpoint answered with a status outside 2xx",
    "webhook.gone": "The endpoint answered 410, which has paused the webhook",
}


@cache
def read_translations(language: str) -> Mapping[str, str]:
    """
    English to what it is in a language; what isn't translated is left out.

    Raises:
        OSError: no such language.
    """
    return translations_in(LOCALES, language)
