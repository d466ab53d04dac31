"""The standard's methods as they are described, held to what is answered."""

from typing import Any

import jsonschema
import pytest

from gateway.open311.about import FORM, operations
from gateway.open311.reports import DEFAULT_PRIVACY
from gateway.routes.open311 import ROUTES
from tests.gateway.edge import Edge
from tests.gateway.open311.app import ROW, SAID, TOKEN, post, prepare

NAMES = {"service_code": "elderly", "service_request": ROW["id"], "token": TOKEN}
READS = [path for path, methods in operations().items() if "get" in methods]


@pytest.fixture(autouse=True)
def ready(edge: Edge) -> None:
    prepare(edge)
    edge.board.requests = [ROW]


def schema_of(operation: dict[str, Any], status: str) -> Any:
    return operation["responses"][status]["content"]["application/json"]["schema"]


def test_each_route_is_described() -> None:
    described = {f"{method.upper()} {path}" for path, methods in operations().items() for method in methods}

    assert described == {str(route) for route in ROUTES}


@pytest.mark.parametrize("path", READS)
def test_an_answer_is_as_described_and_so_is_the_example(edge: Edge, path: str) -> None:
    operation = operations()[path]["get"]
    answer = edge.get(path.format(format="json", **NAMES))

    assert answer.status_code == 200, answer.text
    for told in (answer.json, operation["responses"]["200"]["content"]["application/json"]["example"]):
        jsonschema.validate(told, schema_of(operation, "200"))


@pytest.mark.parametrize("path", READS)
def test_a_path_and_its_parameters_are_all_told(path: str) -> None:
    parameters = operations()[path]["get"]["parameters"]
    named = {one["name"] for one in parameters if one["in"] == "path"}

    assert named == {name for name in (*NAMES, "format") if f"{{{name}}}" in path}
    assert all(one["description"] for one in parameters)


def test_the_example_of_a_report_is_taken_and_answered_as_described(edge: Edge) -> None:
    operation = operations()["/open311/v2/requests.{format}"]["post"]
    form = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]
    answer = post(edge, form["example"])

    jsonschema.validate(form["example"], form["schema"])
    jsonschema.validate(answer.json, schema_of(operation, "201"))
    jsonschema.validate(post(edge, {"service_code": None}).json, schema_of(operation, "default"))


def test_what_a_report_may_say_is_told() -> None:
    assert SAID.keys() <= FORM.keys()
    assert DEFAULT_PRIVACY in FORM["attribute[privacy]"]["enum"]
