"""What an operation answers, in OpenAPI's words: its success and its problems, each with an example."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

from gateway.catalogue import CATALOGUE
from gateway.chronicle import TRACEPARENT
from gateway.errors import MEDIA_TYPE, Problems
from gateway.examples import ANSWERS, FAULTS, PATH_IDS, as_json
from gateway.feeds import BATCH
from gateway.route import Route
from shared.errors import BY_STATUS, Fault, Invalid
from shared.messages.declare import fields_of
from shared.messages.schema import load, schema_class

PAGE = {"text/html": {"schema": {"type": "string"}, "example": "<!doctype html>…"}}
FILE = {"schema": {"type": "string", "format": "binary"}}
OWN_HEADERS = {
    401: ["WWW-Authenticate"],
    403: ["WWW-Authenticate"],
    415: ["Accept-Encoding"],
    429: ["Retry-After"],
    503: ["Retry-After"],
}


def takes_key(route: Route) -> bool:
    return route.is_command and route.method != "GET" and not route.takes_no_key


def takes_if_match(route: Route) -> bool:
    return route.heeds_if_match or route.needs_if_match


def tells_of_members(route: Route) -> bool:
    """Whether a repeat may be refused because somebody whom the answer named was erased since."""
    return takes_key(route) and route.answer is not None and getattr(route.message, "owner", "") == "membership"


def has_field(route: Route, name: str) -> bool:
    return route.answer is not None and any(spec.name == name for spec in fields_of(route.answer))


def has_tag(route: Route) -> bool:
    return has_field(route, "version") or (route.is_public and not route.is_call)


def responses_of(route: Route, problems: Problems) -> dict[str, Any]:
    responses: dict[str, Any] = {str(route.status): _success(route)}
    if not route.is_command and has_tag(route):
        responses["304"] = {"description": "The same as what you hold."}
    for status, codes in sorted(errors_of(route).items()):
        responses[str(status)] = _refusal(route, status, codes, problems)
    return responses


def _success(route: Route) -> dict[str, Any]:
    headers = ["Trace-Id", "RateLimit", "RateLimit-Policy"]
    headers += ["ETag"] if has_tag(route) else []
    headers += ["Location"] if route.location else []
    headers += ["Link"] if has_field(route, "next") or route.media_type == BATCH else []
    headers += ["Linli-Last-Position"] if route.media_type == BATCH else []
    headers += ["Idempotency-Replayed"] if takes_key(route) else []
    answer: dict[str, Any] = {
        "description": HTTPStatus(route.status).phrase,
        "headers": {name: name for name in headers},
    }
    if route.media_type == BATCH:
        schema: Any = {"type": "array", "items": {"$ref": "#/components/schemas/CloudEvent"}}
        answer["content"] = {BATCH: {"schema": schema}}
    elif route.answer is not None:
        answer["content"] = {route.media_type: {"schema": schema_class(route.answer)}}
    if "content" in answer and str(route) in ANSWERS:
        answer["content"][route.media_type]["example"] = as_json(ANSWERS[str(route)])
    if route.has_page:
        answer["content"] |= PAGE
    for media_type in route.files:
        answer.setdefault("content", {})[media_type] = FILE
    return answer


def errors_of(route: Route) -> dict[int, list[str]]:
    """Status to codes: those that every route of this kind has, then the route's own."""
    common: list[tuple[bool, int, tuple[str, ...]]] = [
        (route.has_body, 400, ("body.malformed",)),
        (not route.has_json and route.message is not None, 400, ("query.malformed",)),
        (takes_key(route), 400, ("idempotency.key_invalid",)),
        (not route.is_public, 401, ("token.missing", "token.invalid", "token.expired", "token.revoked")),
        (not route.is_public, 403, ("access.denied", "access.scope_missing")),
        (any(rule.own for rule in route.allow), 403, ("access.not_yours",)),
        (bool(route.path_parameters), 404, ("path.unknown",)),
        (route.is_command, 409, ("state.contended",)),
        (tells_of_members(route), 410, ("idempotency.answer_erased",)),
        (takes_if_match(route), 412, ("precondition.failed",)),
        (route.has_body, 413, ("body.too_large",)),
        (bool(route.lists) and not route.has_json, 414, ("uri.too_long",)),
        (route.has_body, 415, ("body.unsupported_type", "body.unsupported_coding")),
        (route.message is not None, 422, ("request.invalid",)),
        (takes_key(route) and not route.is_public, 422, ("idempotency.key_reused",)),
        (route.needs_if_match, 428, ("precondition.required",)),
        (True, 429, ("rate.exceeded",)),
        (True, 500, ("internal",)),
        (route.is_call, 503, ("service.unavailable", "broker.unavailable", "call.expired", "database.unavailable")),
    ]
    found: dict[int, list[str]] = {}
    for applies, status, codes in common:
        if applies:
            found.setdefault(status, []).extend(codes)
    for status, codes in route.errors.items():
        found.setdefault(status, []).extend(codes)
    return found


def _refusal(route: Route, status: int, codes: Sequence[str], problems: Problems) -> dict[str, Any]:
    described = "\n".join(f"- `{code}`: {CATALOGUE[code]}" for code in codes)
    headers = ["Trace-Id", *OWN_HEADERS.get(status, ())]
    examples = {code: {"value": _problem(route, status, code, problems)} for code in codes}
    content: dict[str, Any] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}}
    if route.has_page and route.is_public and status == 404:
        content |= PAGE
    return {"description": described, "headers": {name: name for name in headers}, "content": content}


def _problem(route: Route, status: int, code: str, problems: Problems) -> dict[str, Any]:
    """What is answered to this route's request in the little town, where it is refused with this code."""
    refusal = BY_STATUS[status](code, errors=list(_faults(route, code)))
    return problems.write(refusal, route.path.format(**PATH_IDS), TRACEPARENT.split("-")[1])


def _faults(route: Route, code: str) -> Iterator[Fault]:
    if code in FAULTS:
        pointer, fault, detail = FAULTS[code]
        yield Fault(pointer, fault, detail)
    if code == "request.invalid" and route.message is not None:
        try:
            load(route.schema, {"colour": "red"})
        except Invalid as refusal:
            yield from refusal.errors
