"""Refusals as the standard tells them: an array of codes with descriptions, in the format that was asked for."""

from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Response

from gateway.open311.formats import CONTENT_TYPES, write
from shared.errors import Refusal
from shared.messages.wire import decode

ROOT = "/open311/"
# The standard knows a missing or wrong key as 403, and what is wrong with a request as 400.
STATUSES = {401: 403, 409: 400, 422: 400}
# What the fields of a need are called there.
NAMES = {
    "category": "service_code",
    "place": "address_string",
    "latitude": "lat",
    "longitude": "long",
    "community_id": "attribute[community]",
    "privacy": "attribute[privacy]",
    "contact/name": "first_name",
    "contact/phone": "phone",
    "title": "description",
}


def in_open311(response: Response, refusal: Refusal, path: str) -> Response:
    """A problem's response with the same headers and the standard's own body."""
    response.status_code = STATUSES.get(refusal.status, refusal.status)
    format_ = "xml" if path.endswith(".xml") else "json"
    response.data = write("errors", errors_of(decode(response.data), response.status_code), format_)
    response.content_type = CONTENT_TYPES[format_]
    return response


def errors_of(problem: Mapping[str, Any], status: int) -> list[dict[str, Any]]:
    """One for each thing that is wrong, or one for the whole."""
    faults = [f"{_name_of(fault['pointer'])}: {fault['detail']}" for fault in problem.get("errors", ())]
    whole = "; ".join(filter(None, (f"{problem['title']} ({problem['code']})", problem.get("detail"))))
    return [{"code": status, "description": told} for told in faults or [whole]]


def _name_of(pointer: str) -> str:
    name = pointer.removeprefix("#/")
    return NAMES.get(name, name)
