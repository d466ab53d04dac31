"""The interface described in OpenAPI 3.1: derived from the routes and the messages, so that it can't fall behind."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin

from gateway.auth import Rule
from gateway.catalogue import CATALOGUE
from gateway.errors import MEDIA_TYPE
from gateway.examples import EXAMPLES
from gateway.feeds import BATCH
from gateway.json_schemas import ID, doc_of, new_spec
from gateway.openapi_parts import HEADERS, PARAMETERS, RULES, SCHEMAS, SECURITY_SCHEMES, TOKEN_OPERATION, WEBHOOKS
from gateway.route import Route
from shared.messages.declare import COMMANDS, QUERIES, SHAPES, fields_of
from shared.messages.schema import schema_class

PATH_ID = {"type": "string", "format": "uuid", "pattern": ID}
ABOUT = (
    "The platform on which members serve the community they live in. Every refusal is a problem (RFC 9457) with a "
    "stable code; lists are paged by the Link header; every change under `/v1` may carry an Idempotency-Key. "
    "Beside this: [error codes](/docs/errors), [events](/docs/events), [webhooks](/docs/webhooks)."
)


def describe(routes: Sequence[Route]) -> dict[str, Any]:
    """The OpenAPI document of all routes with a tag, and of the token endpoint."""
    # Requests go to wherever the reader has found the document.
    spec, plugin = new_spec(info={"description": ABOUT}, servers=[{"url": "/"}])
    for name, schema in SCHEMAS.items():
        spec.components.schema(name, schema)
    for name, header in HEADERS.items():
        spec.components.header(name, header)
    for name, parameter in PARAMETERS.items():
        spec.components.parameter(name, parameter["in"], parameter)
    for name, scheme in SECURITY_SCHEMES.items():
        spec.components.security_scheme(name, scheme)
    spec.path("/oauth/token", operations={"post": TOKEN_OPERATION})
    for route in routes:
        if route.tag:
            spec.path(route.path, operations={route.method.lower(): _operation(route, plugin)})
    document: dict[str, Any] = spec.to_dict() | {"webhooks": WEBHOOKS}
    _open_answers(document)
    _complete_schemas(document)
    return document


def _operation(route: Route, plugin: MarshmallowPlugin) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(route),
        "tags": [route.tag],
        "summary": route.summary,
        "parameters": list(_parameters(route, plugin)),
        "responses": _responses(route),
    }
    operation["description"] = "\n\n".join(filter(None, (doc_of(route.message), who_may(route))))
    operation["x-roles"] = [_role(rule) for rule in route.allow]
    operation["security"] = [] if route.is_public else [{"organisation": []}, {"bearer": []}]
    if route.has_body and route.message is not None and route.schema.fields:
        content: dict[str, Any] = {"schema": route.schema}
        if route.message in EXAMPLES:
            content["example"] = EXAMPLES[route.message]
        is_required = route.message.__name__ in RULES or any(field.required for field in route.schema.fields.values())
        operation["requestBody"] = {"required": is_required, "content": {"application/json": content}}
    return operation


def who_may(route: Route) -> str:
    """The route's rows of the role table in words."""
    if route.is_public:
        return "Open to everyone, without a token."
    told = (f"{rule.role} (own organisation only)" if rule.own else rule.role for rule in route.allow)
    return f"For: {', '.join(told)}."


def _role(rule: Rule) -> dict[str, str]:
    """`own` names the path parameter that must be the caller's organisation."""
    return {"role": rule.role} | ({"own": rule.own} if rule.own else {})


def _operation_id(route: Route) -> str:
    if route.is_call and not route.fixed and route.message is not None:
        return str(route.message.__name__)
    steps = (step for step in route.path.removeprefix("/v1/").split("/") if not step.startswith("{"))
    return "_".join(("Read", *steps))


def _parameters(route: Route, plugin: MarshmallowPlugin) -> Iterator[Any]:
    for name in route.path_parameters:
        yield {
            "in": "path",
            "name": name,
            "required": True,
            "schema": {"type": "string", "format": "uuid", "pattern": ID},
        }
    if not route.has_body and route.message is not None:
        converter: Any = plugin.converter
        for parameter in converter.schema2parameters(route.schema, location="query"):
            yield parameter | {"schema": _without_null(parameter["schema"])}
    if _takes_key(route):
        yield "PublicIdempotencyKey" if route.is_public else "IdempotencyKey"
    if _takes_if_match(route):
        yield "IfMatchNeeded" if route.needs_if_match else "IfMatch"
    if not route.is_command and _has_tag(route):
        yield "IfNoneMatch"


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query string can leave a value out, but not say that it is null."""
    plain = {key: value for key, value in schema.items() if not (key == "default" and value is None)}
    if isinstance(plain.get("type"), list):
        plain["type"] = next(kind for kind in plain["type"] if kind != "null")
    if "enum" in plain:
        plain["enum"] = [value for value in plain["enum"] if value is not None]
    return plain


def _takes_key(route: Route) -> bool:
    return route.is_command and route.method != "GET"


def _takes_if_match(route: Route) -> bool:
    return route.heeds_if_match or route.needs_if_match


def _has_field(route: Route, name: str) -> bool:
    return route.answer is not None and any(spec.name == name for spec in fields_of(route.answer))


def _has_tag(route: Route) -> bool:
    return _has_field(route, "version") or (route.is_public and not route.is_call)


def _responses(route: Route) -> dict[str, Any]:
    responses: dict[str, Any] = {str(route.status): _success(route)}
    if not route.is_command and _has_tag(route):
        responses["304"] = {"description": "The same as what you hold."}
    for status, codes in sorted(errors_of(route).items()):
        responses[str(status)] = _refusal(status, codes)
    return responses


def _success(route: Route) -> dict[str, Any]:
    headers = ["Trace-Id", "RateLimit", "RateLimit-Policy"]
    headers += ["ETag"] if _has_tag(route) else []
    headers += ["Location"] if route.location else []
    headers += ["Link"] if _has_field(route, "next") or route.media_type == BATCH else []
    headers += ["Linli-Last-Position"] if route.media_type == BATCH else []
    headers += ["Idempotency-Replayed"] if _takes_key(route) else []
    answer: dict[str, Any] = {
        "description": HTTPStatus(route.status).phrase,
        "headers": {name: name for name in headers},
    }
    if route.media_type == BATCH:
        schema: Any = {"type": "array", "items": {"$ref": "#/components/schemas/CloudEvent"}}
        answer["content"] = {BATCH: {"schema": schema}}
    elif route.answer is not None:
        answer["content"] = {route.media_type: {"schema": schema_class(route.answer)}}
    return answer


def errors_of(route: Route) -> dict[int, list[str]]:
    """Status to codes: those that every route of this kind has, then the route's own."""
    common: list[tuple[bool, int, tuple[str, ...]]] = [
        (route.has_body, 400, ("body.malformed",)),
        (not route.has_body and route.message is not None, 400, ("query.malformed",)),
        (_takes_key(route), 400, ("idempotency.key_invalid",)),
        (not route.is_public, 401, ("token.missing", "token.invalid", "token.expired")),
        (not route.is_public, 403, ("access.denied",)),
        (any(rule.own for rule in route.allow), 403, ("access.not_yours",)),
        (bool(route.path_parameters), 404, ("path.unknown",)),
        (route.is_command, 409, ("state.contended",)),
        (_takes_if_match(route), 412, ("precondition.failed",)),
        (route.has_body, 413, ("body.too_large",)),
        (route.has_body, 415, ("body.unsupported_type",)),
        (route.message is not None, 422, ("request.invalid",)),
        (_takes_key(route) and not route.is_public, 422, ("idempotency.key_reused",)),
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


def _refusal(status: int, codes: Sequence[str]) -> dict[str, Any]:
    described = "\n".join(f"- `{code}`: {CATALOGUE[code]}" for code in codes)
    headers = ["Trace-Id", *{401: ["WWW-Authenticate"], 429: ["Retry-After"], 503: ["Retry-After"]}.get(status, [])]
    return {
        "description": described,
        "headers": {name: name for name in headers},
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _complete_schemas(document: dict[str, Any]) -> None:
    declared = {cls.__name__: cls for cls in (*COMMANDS.values(), *QUERIES.values())} | SHAPES
    for name, schema in document["components"]["schemas"].items():
        schema.update(RULES.get(name, {}))
        if name in declared and (description := doc_of(declared[name])):
            schema["description"] = description


def _open_answers(document: dict[str, Any]) -> None:
    """Requests are held to what is declared; answers may gain members, so that old clients keep working."""
    schemas = document["components"]["schemas"]
    strict: set[str] = set()
    waiting = [
        operation["requestBody"]
        for operations in document["paths"].values()
        for operation in operations.values()
        if "requestBody" in operation
    ]
    while waiting:
        for name in _references(waiting.pop()):
            if name not in strict:
                strict.add(name)
                waiting.append(schemas[name])
    for name in schemas.keys() - strict:
        schemas[name].pop("additionalProperties", None)


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(reference := part.get("$ref"), str):
            yield reference.rpartition("/")[2]
        for inner in part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner)
