"""Refusals as SCIM tells them (RFC 7644, 3.12), beside what every problem carries in its headers."""

from collections.abc import Mapping
from typing import Any

from scim2_models import Error
from werkzeug.wrappers import Response

from shared.errors import Refusal
from shared.messages.wire import decode, encode

ROOT = "/scim/"
MEDIA_TYPE = "application/scim+json"
# RFC 7644, table 9; whatever else is refused needs no more than its status.
SCIM_TYPES = {
    "member.user_name_taken": "uniqueness",
    "team.name_taken": "uniqueness",
    "member.on_other_roster": "uniqueness",
    "member.on_roster_already": "uniqueness",
    "member.left_before": "uniqueness",
    "body.malformed": "invalidSyntax",
    "query.malformed": "invalidSyntax",
}
OF_VALUES = 422


def status_of(refusal: Refusal) -> int:
    """SCIM has no 422: a value that breaks a rule is a bad request."""
    return 400 if refusal.status == OF_VALUES else refusal.status


def scim_type_of(refusal: Refusal) -> str | None:
    return SCIM_TYPES.get(refusal.code, "invalidValue" if refusal.status == OF_VALUES else None)


def error_of(refusal: Refusal, problem: Mapping[str, Any]) -> Error:
    """What the refusal's problem tells, with the platform's own code in brackets."""
    told = [f"{problem['title']} ({refusal.code})", *filter(None, [problem.get("detail")])]
    told += [f"{fault['pointer'].removeprefix('#/')}: {fault['detail']}" for fault in problem.get("errors", ())]
    return Error(status=status_of(refusal), scim_type=scim_type_of(refusal), detail="; ".join(told))


def in_scim(response: Response, refusal: Refusal) -> Response:
    """A problem's response with the same headers and SCIM's own body."""
    error = error_of(refusal, decode(response.data))
    response.status_code = status_of(refusal)
    response.data = encode(error.model_dump())
    response.content_type = MEDIA_TYPE
    return response
