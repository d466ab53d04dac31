"""Which part of a search the roster's owner can answer by its indexes; the rest is looked through here."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from scim2_models import ScimFilter, SearchRequest
from scim2_models.path import Comparison as Term, LogicalExpr, LogicalOperator

from gateway.scim.models import CORE, EXTENSION
from shared.messages.membership import Comparison, Condition, SearchedField, SortField

MOST_CONDITIONS = 20
LONGEST_VALUE = 1000
TEXT: tuple[Comparison, ...] = ("eq", "co", "sw")
EXACT: tuple[Comparison, ...] = ("eq",)
INSTANT: tuple[Comparison, ...] = ("eq", "gt", "ge", "lt", "le")
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

# By the attribute's full name in lower case: the field, and the comparisons that mean the same in both.
FIELDS: Mapping[str, tuple[SearchedField, tuple[Comparison, ...]]] = {
    f"{CORE}:id".lower(): ("id", EXACT),
    f"{CORE}:userName".lower(): ("user_name", TEXT),
    f"{CORE}:externalId".lower(): ("provisioning_id", TEXT),
    f"{CORE}:displayName".lower(): ("name", TEXT),
    f"{CORE}:active".lower(): ("state", EXACT),
    f"{CORE}:meta.created".lower(): ("created_at", INSTANT),
    f"{CORE}:meta.lastModified".lower(): ("changed_at", INSTANT),
    f"{EXTENSION}:department".lower(): ("department", TEXT),
    f"{EXTENSION}:residence".lower(): ("residence_code", TEXT),
    f"{EXTENSION}:skills".lower(): ("skill", TEXT),
    f"{EXTENSION}:interests".lower(): ("interest", TEXT),
}
SORTS: Mapping[str, SortField] = {
    f"{CORE}:id".lower(): "id",
    f"{CORE}:userName".lower(): "user_name",
    f"{CORE}:displayName".lower(): "name",
    f"{CORE}:meta.created".lower(): "created_at",
    f"{CORE}:meta.lastModified".lower(): "changed_at",
}


def conditions_of(request: SearchRequest[Any], model: Any) -> tuple[list[Condition], bool]:
    """What the owner can look for, all of which must hold, and whether that is the whole filter."""
    if request.filter is None:
        return [], True
    asked = ScimFilter[model](str(request.filter))
    node = asked.ast
    is_all = isinstance(node, LogicalExpr) and node.op == LogicalOperator.and_
    terms = node.terms if isinstance(node, LogicalExpr) and is_all else (node,)
    found = [condition for term in terms if (condition := _condition(asked, term))][:MOST_CONDITIONS]
    return found, len(found) == len(terms)


def sort_of(request: SearchRequest[Any], model: Any) -> SortField | None:
    """What the owner sorts by; None for what it can't."""
    if request.sort_by is None:
        return "id"
    binding = request.sort_binding(model)
    return SORTS.get(binding.urn.lower()) if binding else None


def _condition(asked: Any, term: Any) -> Condition | None:
    if not isinstance(term, Term):
        return None
    binding = asked.resolve_comparison(term.attr_path, strict=False)
    field, comparisons = FIELDS.get(binding.urn.lower() if binding else "", (None, ()))
    comparison = next((one for one in comparisons if one == term.op.value), None)
    if field is None or comparison is None or not (value := _value(field, term.value)):
        return None
    return Condition(field=field, comparison=comparison, value=value)


def _value(field: str, value: Any) -> str | None:
    """The value as the owner compares it; None where it would compare otherwise than SCIM does."""
    if field == "state":
        return {True: "active", False: "inactive"}.get(value)
    if not isinstance(value, str) or len(value) > LONGEST_VALUE:
        return None
    if field in ("created_at", "changed_at"):
        return _instant(value)
    # Databases don't agree with each other, nor with SCIM, on the case of letters beyond ASCII.
    is_plain = all(letter.isascii() or letter.lower() == letter.upper() for letter in value)
    return value if is_plain or field != "name" else None


def _instant(text: str) -> str | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return (instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)).isoformat()
    except OverflowError:  # before the first or after the last instant, where no member was added
        return (EARLIEST if instant.year == EARLIEST.year else LATEST).isoformat()
