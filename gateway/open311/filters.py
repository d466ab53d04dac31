"""What a list of service requests is narrowed by."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import get_args

from gateway.board.service_requests import Wanted
from shared.errors import Fault, Invalid
from shared.ids import is_id
from shared.messages.board import BoardNeedState
from shared.messages.engagement import NeedState

LONGEST_SPAN = timedelta(days=90)
MOST_REQUESTS = 1000
LAST_PAGE = 1000
OPEN, CLOSED = "open", "closed"
OPEN_STATES: frozenset[NeedState] = frozenset(("submitted", "accepted", "in_hand", "reopened"))


def status_of(state: NeedState) -> str:
    return OPEN if state in OPEN_STATES else CLOSED


def wanted_of(given: Mapping[str, str], tenant_id: str, now: datetime) -> Wanted:
    """
    What is asked for. Ids set all else aside; without a time the last 90 days are meant.

    Raises:
        Invalid: `request.invalid`.
    """
    limit = _whole(given, "page_size", MOST_REQUESTS, MOST_REQUESTS)
    skipped = (_whole(given, "page", 1, LAST_PAGE) - 1) * limit
    if "service_request_id" in given:
        ids = tuple(one for one in _listed(given, "service_request_id") if is_id(one))
        return Wanted(tenant_id=tenant_id, ids=ids or ("",), skipped=skipped, limit=limit)
    submitted_from, submitted_until = _span(given, now)
    return Wanted(
        tenant_id=tenant_id,
        categories=_listed(given, "service_code"),
        states=_states(given),
        submitted_from=submitted_from,
        submitted_until=submitted_until,
        skipped=skipped,
        limit=limit,
    )


def _listed(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in given.get(name, "").split(","))))


def _states(given: Mapping[str, str]) -> tuple[NeedState, ...]:
    asked = set(_listed(given, "status"))
    if asked - {OPEN, CLOSED}:
        raise _invalid("status", "not_a_choice", "Must be one of: open, closed.")
    if len(asked) != 1:
        return ()
    return tuple(state for state in get_args(BoardNeedState) if status_of(state) in asked)


def _span(given: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    """From when until when; one that is given alone spans as much as may be."""
    first, last = (_instant(given, name) for name in ("start_date", "end_date"))
    if last is None:
        last = now if first is None else first + LONGEST_SPAN
    first = last - LONGEST_SPAN if first is None else first
    if last - first > LONGEST_SPAN:
        raise _invalid("end_date", "out_of_range", "At most 90 days after start_date.")
    return first, last


def _instant(given: Mapping[str, str], name: str) -> datetime | None:
    if name not in given:
        return None
    try:
        found = datetime.fromisoformat(given[name].replace(" ", "+"))  # a plus sign that wasn't encoded
    except ValueError:
        raise _invalid(name, "wrong_type", "Not a valid datetime.") from None
    if found.tzinfo is None:
        raise _invalid(name, "invalid", "Needs an offset, such as +08:00 or Z.")
    if not 2000 <= found.year <= 2200:
        raise _invalid(name, "out_of_range", "Outside the years 2000 to 2200.")
    return found


def _whole(given: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = given.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        told = f"Must be greater than or equal to 1 and less than or equal to {most}."
        raise _invalid(name, "out_of_range", told)
    return int(text)


def _invalid(name: str, code: str, detail: str) -> Invalid:
    return Invalid("request.invalid", errors=[Fault(f"#/{name}", code, detail)])
