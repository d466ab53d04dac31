import functools
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate

from gateway.asyncapi import describe_events
from gateway.errors import Problems
from gateway.examples import EXAMPLES
from gateway.glossary import meaning_of
from gateway.json_schemas import doc_of
from gateway.openapi import describe
from gateway.openapi_answers import errors_of
from gateway.parameters import PARAMETERS, PATHS
from gateway.roles import ROLE_TABLE
from gateway.route import Route
from gateway.routes import ROUTES
from tests.gateway.edge import Edge, sample

DOCUMENTED = [route for route in ROUTES if route.tag]
OPEN311 = [route for route in ROUTES if route.path.startswith("/open311/")]  # described by hand, held to it below
OCDS = [route for route in ROUTES if route.path.startswith("/ocds/")]  # so is this, in tests/gateway/ocds


@functools.cache
def document() -> dict[str, Any]:
    return describe(ROUTES, Problems("https://linli.example"))


def operation(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = document()["paths"][route.path][route.method.lower()]
    return found


def schema_of(part: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    return {**part["content"][media_type]["schema"], "components": document()["components"]}


def check(value: Any, schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(schema).validate(value)


def test_the_document_is_openapi_3_1(edge: Edge) -> None:
    served = edge.get("/openapi.json").json
    validate(served)

    assert served["openapi"].startswith("3.1")


def test_every_route_is_described_once_with_an_id_of_its_own() -> None:
    described = {
        f"{method.upper()} {path}" for path, operations in document()["paths"].items() for method in operations
    }
    ids = [operation(route)["operationId"] for route in DOCUMENTED]

    assert described == {str(route) for route in (*DOCUMENTED, *OPEN311, *OCDS)} | {"POST /oauth/token"}
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("route", DOCUMENTED, ids=str)
def test_a_route_tells_its_errors_its_guard_and_its_headers(route: Route) -> None:
    described = operation(route)
    headers = {
        parameter.get("$ref", "").rpartition("/")[2] for parameter in described["parameters"] if "$ref" in parameter
    }

    assert {str(status) for status in errors_of(route)} <= described["responses"].keys()
    assert bool(described["security"]) is not route.is_public
    key = "PublicIdempotencyKey" if route.is_public else "IdempotencyKey"
    assert {name for name in headers if name.endswith("Key")} == (
        {key} if route.is_command and route.method != "GET" and not route.takes_no_key else set()
    )
    assert ("IfMatchNeeded" in headers) is route.needs_if_match
    assert ("Location" in described["responses"][str(route.status)]["headers"]) is (route.location is not None)


def parameters() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every parameter of every operation, those of deliveries and those that operations share too."""
    for path, operations in (document()["paths"] | document()["webhooks"]).items():
        for method, described in operations.items():
            for parameter in described.get("parameters", ()):
                if "$ref" not in parameter:
                    yield f"{method.upper()} {path} {parameter['name']}", parameter
    yield from document()["components"]["parameters"].items()


def test_every_parameter_is_described() -> None:
    described = {name: parameter.get("description", "") for name, parameter in parameters()}

    assert len(described) > 60
    assert [name for name, text in described.items() if not text] == []


def test_nothing_is_said_of_a_parameter_that_is_gone() -> None:
    asked = [
        (route, name) for route in DOCUMENTED if not route.has_json and route.message for name in route.schema.fields
    ]
    used = {meaning_of(route.message, name, PARAMETERS) for route, name in asked}  # type: ignore[arg-type]

    assert PATHS.keys() == {name for route in DOCUMENTED for name in route.path_parameters}
    assert set(PARAMETERS.values()) == used


def test_a_time_from_which_on_says_of_what_it_is() -> None:
    told = {name: parameter["description"] for name, parameter in parameters()}
    names = {name: words for name, words in told.items() if name.endswith((" free_from", " starts_from"))}

    assert {name: words.split()[0] for name, words in names.items()} == {
        "GET /v1/members free_from": "From",
        "GET /v1/units/{unit_id}/members free_from": "From",
        "GET /v1/venues free_from": "Venues",
        "GET /v1/communities/{community_id}/menu-items starts_from": "Activities",
        "GET /v1/venues/{venue_id}/bookings starts_from": "Bookings",
    }


def test_after_is_a_position_in_feeds_a_number_in_findings_and_an_id_in_lists() -> None:
    told = {name: parameter["description"] for name, parameter in parameters() if name.endswith(" after")}
    feeds = {name for name in told if "/feed " in name}

    assert len(feeds) == 4
    assert all(("position" in text) is (name in feeds) for name, text in told.items())
    numbered = feeds | {name for name in told if "/findings " in name or "/ocds/" in name}
    assert all(("an id, which" in text) is (name not in numbered) for name, text in told.items())


def test_what_each_value_of_a_parameter_means_is_told() -> None:
    for name, parameter in parameters():
        if name.endswith(" state"):
            assert all(f"- `{value}`: " in parameter["description"] for value in parameter["schema"]["enum"])


def descriptions(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (part["description"],) if isinstance(part.get("description"), str) else ()
        for inner in part.values():
            yield from descriptions(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from descriptions(inner)


@pytest.mark.parametrize("word", ["None", "True", "False", "may ask for in", "command"])
def test_descriptions_are_in_the_words_of_those_who_use_the_interface(word: str) -> None:
    texts = [*descriptions(document()), *descriptions(describe_events("https://linli.example"))]

    assert [text for text in texts if re.search(rf"\b{word}\b", text)] == []


def test_requests_go_to_wherever_the_document_was_read_from(edge: Edge) -> None:
    served = edge.get("/openapi.json").json
    flows = [scheme["flows"] for scheme in served["components"]["securitySchemes"].values() if "flows" in scheme]

    assert served["servers"] == [{"url": "/"}]
    assert [flow["tokenUrl"] for every in flows for flow in every.values()] == ["/oauth/token"]
    assert set(re.findall(r"http://127\.0\.0\.1[^#\"]*", edge.get("/openapi.json").text)) == {
        "http://127.0.0.1:8000/docs/errors"  # what problems are called, wherever they are read
    }


@pytest.mark.parametrize("route", DOCUMENTED, ids=str)
def test_a_route_tells_who_may_call_it(route: Route) -> None:
    described = operation(route)

    assert described["x-roles"] == [
        {"role": rule.role, **({"own": rule.own} if rule.own else {})} for rule in ROLE_TABLE[route.permission]
    ]
    for rule in route.allow:
        said = "Open to everyone" if rule.role == "public" else rule.role
        assert said + " (own organisation only)" * bool(rule.own) in described["description"]


@pytest.mark.parametrize("shape", ["ClientCredentials", "SignInCode", "InvitationToken", "WebhookSecret"])
def test_what_becomes_of_a_secret_is_told(shape: str) -> None:
    described = document()["components"]["schemas"][shape]["description"]

    assert "kept" in described
    assert "encrypted" in described
    assert "Idempotency-Key" in described


def test_that_a_revoked_clients_tokens_are_refused_is_told() -> None:
    described = document()["paths"]["/v1/clients/{client_id}/revocation"]["post"]["description"]

    assert "refused within seconds" in described


def test_what_is_ones_own_is_told_apart() -> None:
    described = document()["paths"]["/v1/units/{unit_id}/members"]["get"]

    assert described["description"].endswith("For: department, unit (own organisation only).")
    assert described["x-roles"] == [{"role": "department"}, {"role": "unit", "own": "unit_id"}]


@pytest.mark.parametrize("route", [route for route in DOCUMENTED if route.message in EXAMPLES], ids=str)
def test_an_example_is_valid_as_described(route: Route) -> None:
    body = operation(route)["requestBody"]

    check(body["content"]["application/json"]["example"], schema_of(body))


@pytest.mark.parametrize("route", [route for route in DOCUMENTED if route.has_json], ids=str)
def test_every_body_that_can_hold_something_has_an_example(route: Route) -> None:
    assert (route.message in EXAMPLES) is bool(route.schema.fields)


WITH_BODY = [route for route in DOCUMENTED if "requestBody" in operation(route) and route.has_json]


@pytest.mark.parametrize("route", WITH_BODY, ids=str)
def test_a_body_may_be_left_out_where_an_empty_one_will_do(route: Route) -> None:
    body = operation(route)["requestBody"]

    assert body["required"] is not jsonschema.Draft202012Validator(schema_of(body)).is_valid({})


ANSWERING = [route for route in DOCUMENTED if route.answer and route.media_type == "application/json"]


@pytest.mark.parametrize("route", ANSWERING, ids=str)
def test_an_answer_is_described_as_declared(route: Route) -> None:
    schema = schema_of(operation(route)["responses"][str(route.status)])

    check(sample(route.answer), schema)  # type: ignore[arg-type]
    with pytest.raises(jsonschema.ValidationError):
        check({}, schema)


def test_a_request_is_held_to_what_is_declared_and_an_answer_may_gain_members() -> None:
    schemas = document()["components"]["schemas"]

    assert schemas["PublishWish"]["additionalProperties"] is False
    assert schemas["Beneficiary"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["Wish"]
    assert "community_id" not in schemas["PublishWish"]["properties"]
    assert schemas["RosterEntry"]["properties"]["phone"]["pattern"] == "^(?:1[0-9]{10})$"
    assert schemas["PublishWish"]["properties"]["title"]["maxLength"] == 200


def test_a_problem_is_as_described(edge: Edge) -> None:
    schema = {**document()["components"]["schemas"]["Problem"], "components": document()["components"]}
    for path in ("/nowhere", "/v1/claims", "/v1/claims?limit=0"):
        check(edge.get(path, "member" if "?" in path else None).json, schema)


def test_a_query_that_may_be_left_out_is_never_null() -> None:
    route = next(route for route in ROUTES if str(route) == "GET /v1/claims")
    state = next(parameter for parameter in operation(route)["parameters"] if parameter.get("name") == "state")

    assert (state["required"], state["schema"]["type"], None in state["schema"]["enum"]) == (False, "string", False)


@pytest.mark.parametrize("route", [route for route in ROUTES if route.tag == "Matching"], ids=str)
def test_a_description_of_matching_lists_no_field_that_the_gateway_gives(route: Route) -> None:
    told = doc_of(route.message)

    assert [name for name in route.known if re.search(rf"\b{name}\b[^.]*:", told)] == []
    assert "Match" not in told
