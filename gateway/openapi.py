"""The interface described in OpenAPI 3.1: derived from the routes and the messages, so that it can't fall behind."""

from collections.abc import Iterator, Sequence
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin

from gateway.errors import Problems
from gateway.examples import EXAMPLES
from gateway.glossary import describe_field
from gateway.json_schemas import ID, doc_of, new_spec
from gateway.ocds import about as ocds
from gateway.open311 import about as open311
from gateway.openapi_answers import has_tag, responses_of, takes_if_match, takes_key
from gateway.openapi_operations import WEBHOOKS, token_operation
from gateway.openapi_parts import COMMON_PARAMETERS, FILES, HEADERS, RECEIPT_TOKEN, RULES, SCHEMAS, SECURITY_SCHEMES
from gateway.parameters import PARAMETERS, PATHS
from gateway.route import Route
from gateway.rules import Rule
from shared.messages.declare import COMMANDS, QUERIES, SHAPES, fields_of
from shared.messages.membership.dual_management import QUARTER

PATH_ID = {"type": "string", "format": "uuid", "pattern": ID}
PATH_FORMS = {
    "token": {"type": "string", "pattern": f"^{RECEIPT_TOKEN}$"},
    "quarter": {"type": "string", "pattern": f"^{QUARTER}$"},
}
ABOUT = (
    "The platform on which members serve the community they live in. Every refusal is a problem (RFC 9457) with a "
    "stable code; lists are paged by the Link header; every change under `/v1` may carry an Idempotency-Key. "
    "Beside this: [error codes](/docs/errors), [events](/docs/events), [states](/docs/states), "
    "[webhooks](/docs/webhooks), and [SCIM](/docs/scim) for units' own systems, which describes itself at "
    "`/scim/v2/Schemas`, and a whole project as [the department](/docs/departments) and "
    "[a social organisation](/docs/organisations) see it. City apps "
    "report by Open311 at `/open311/v2`, whose errors have that standard's own form. "
    "What becomes of calls, awards, contracts and payments is published by the Open Contracting Data Standard 1.1 at "
    "`/ocds/releases` and `/ocds/records`."
)


def describe(routes: Sequence[Route], problems: Problems) -> dict[str, Any]:
    """The OpenAPI document of all routes with a tag, and of the token endpoint."""
    # Requests go to wherever the reader has found the document.
    spec, plugin = new_spec(info={"description": ABOUT}, servers=[{"url": "/"}])
    for name, schema in SCHEMAS.items():
        spec.components.schema(name, schema)
    for name, header in HEADERS.items():
        spec.components.header(name, header)
    for name, parameter in COMMON_PARAMETERS.items():
        spec.components.parameter(name, parameter["in"], parameter)
    for name, scheme in SECURITY_SCHEMES.items():
        spec.components.security_scheme(name, scheme)
    spec.path("/oauth/token", operations={"post": token_operation(problems)})
    for route in routes:
        if route.tag:
            spec.path(route.path, operations={route.method.lower(): _operation(route, plugin, problems)})
    for path, operations in (open311.operations() | ocds.operations(problems)).items():
        spec.path(path, operations=operations)
    document: dict[str, Any] = spec.to_dict() | {"webhooks": WEBHOOKS}
    _open_answers(document)
    _complete_schemas(document)
    return document


def _operation(route: Route, plugin: MarshmallowPlugin, problems: Problems) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(route),
        "tags": [route.tag],
        "summary": route.summary,
        "parameters": list(_parameters(route, plugin)),
        "responses": responses_of(route, problems),
    }
    operation["description"] = "\n\n".join(filter(None, (doc_of(route.message), who_may(route))))
    operation["x-roles"] = [_role(rule) for rule in route.allow]
    operation["security"] = [] if route.is_public else [{"organisation": [route.scope]}, {"bearer": []}]
    if route.has_json and route.message is not None and route.schema.fields:
        content: dict[str, Any] = {"schema": route.schema}
        if route.message in EXAMPLES:
            content["example"] = EXAMPLES[route.message]
        is_required = route.message.__name__ in RULES or any(field.required for field in route.schema.fields.values())
        operation["requestBody"] = {"required": is_required, "content": {"application/json": content}}
    if route.uploads:
        files: dict[str, Any] = {kind: FILES[kind] for kind in route.uploads}
        operation["requestBody"] = {"required": True, "content": files}
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
    steps = [step for step in route.path.removeprefix("/v1/").split("/") if not step.startswith("{")]
    if route.path.endswith("_id}"):  # one of those that the path without it lists
        steps[-1] = route.path_parameters[-1].removesuffix("_id")
    return "_".join(("Read", *steps))


def _parameters(route: Route, plugin: MarshmallowPlugin) -> Iterator[Any]:
    for name in route.path_parameters:
        schema = PATH_ID if name.endswith("_id") else PATH_FORMS[name]
        yield {"in": "path", "name": name, "required": True, "description": PATHS[name], "schema": schema}
    if not route.has_json and route.message is not None:
        converter: Any = plugin.converter
        for parameter in converter.schema2parameters(route.schema, location="query"):
            spec = next(spec for spec in fields_of(route.message) if spec.name == parameter["name"])
            described = describe_field(route.message, spec, PARAMETERS)
            yield parameter | {"description": described, "schema": _without_null(parameter["schema"])}
    if route.is_named_by_header:
        yield "ContentDisposition"
    if takes_key(route):
        yield "PublicIdempotencyKey" if route.is_public else "IdempotencyKey"
    if takes_if_match(route):
        yield "IfMatchNeeded" if route.needs_if_match else "IfMatch"
    if not route.is_command and has_tag(route):
        yield "IfNoneMatch"


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query string can leave a value out, but not say that it is null."""
    plain = {key: value for key, value in schema.items() if not (key == "default" and value is None)}
    if isinstance(plain.get("type"), list):
        plain["type"] = next(kind for kind in plain["type"] if kind != "null")
    if "enum" in plain:
        plain["enum"] = [value for value in plain["enum"] if value is not None]
    return plain


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
