"""From a service request that is posted to the need that it reports."""

import re
from collections.abc import Mapping
from typing import Any

from gateway.errors import CHINESE, language_of
from gateway.exchange import Exchange
from shared.errors import Fault, Invalid
from shared.messages.engagement import NewsLanguage, ReportNeed
from shared.messages.schema import load, schema_for

LONGEST_TITLE = 60
DEFAULT_PRIVACY = "place_hidden"
FIRST_LINE = re.compile(r"[^\r\n]*")


def report_of(exchange: Exchange, form: Mapping[str, str]) -> dict[str, Any]:
    """
    The fields of `ReportNeed`. Whose words aren't Chinese is named given name first; what can't be kept (`email`,
    `device_id`, `account_id`) is left behind.

    Raises:
        Invalid: `request.invalid`.
    """
    if faults := list(_faults(exchange, form)):
        raise Invalid("request.invalid", errors=faults)
    said = {
        "community_id": form.get("attribute[community]") or exchange.actor.organisation_id,
        "category": form["service_code"],
        "title": title_of(form["description"]),
        "description": form["description"],
        "privacy": form.get("attribute[privacy]", DEFAULT_PRIVACY),
        "place": form.get("address_string"),
        "latitude": _number(form.get("lat")),
        "longitude": _number(form.get("long")),
        "contact": _contact(form, "zh" if language_of(exchange.request, CHINESE) == CHINESE else "en"),
    }
    return load(schema_for(ReportNeed), said)


def title_of(description: str) -> str:
    """The first line, cut where it is long."""
    found = FIRST_LINE.match(description)
    line = (found[0] if found else "").strip()
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def name_of(first: str, last: str) -> str:
    """A name as it is said: the family name first in Chinese."""
    if not (first + last).isascii():
        return last + first
    return " ".join(filter(None, (first, last)))


def _faults(exchange: Exchange, form: Mapping[str, str]) -> list[Fault]:
    found = [
        Fault(f"#/{name}", "missing", "Missing data for required field.")
        for name in ("service_code", "description")
        if name not in form
    ]
    if not form.get("attribute[community]") and exchange.actor.role != "community":
        found.append(Fault("#/community_id", "missing", "Missing data for required field."))
    if "address_string" not in form and not ("lat" in form and "long" in form):
        found.append(
            Fault("#/address_string", "missing", "Give address_string, or lat and long; addresses have no ids.")
        )
    if "media_url" in form:
        found.append(Fault("#/media_url", "unexpected", "Pictures and files aren't taken: leave this out."))
    return found


def _number(text: str | None) -> float | str | None:
    """What is no number is told by the schema."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return text


def _contact(form: Mapping[str, str], language: NewsLanguage) -> dict[str, str] | None:
    """Who is told is told in the language that the app shows."""
    name = name_of(form.get("first_name", ""), form.get("last_name", ""))
    known = {key: text for key, text in (("name", name), ("phone", form.get("phone", ""))) if text}
    return known | {"language": language} if known else None
