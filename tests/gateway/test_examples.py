"""What the documentation shows as sent and answered is held against its description, and against what really is."""

import functools
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from gateway.catalogue import CATALOGUE, FIELD_CODES
from gateway.chronicle import HISTORY, TRACEPARENT, read_stream
from gateway.errors import MEDIA_TYPE, Problems
from gateway.examples import ANSWERS, EXAMPLES, FAULTS, PATH_IDS
from gateway.openapi import describe
from gateway.openapi_answers import errors_of
from gateway.route import Route
from gateway.routes import ROUTES
from services.evaluation.model.invitations import TOKEN
from services.notifications.entries import drafts_of, with_position
from shared.errors import BY_STATUS, Fault
from shared.messages.envelope import Envelope
from shared.messages.evaluation import GiveRating
from shared.messages.notifications import StreamKind
from shared.messages.wire import decode
from tests.gateway.edge import OWN, Edge
from tests.gateway.test_auth import MATRIX, lay_answer_ready, request_of
from tests.gateway.test_details import is_known
from tests.harness import TENANT, settings_for_tests

SHOWN = [route for route in ROUTES if route.message in EXAMPLES]
DOCUMENTED = [route for route in ROUTES if route.tag]


@functools.cache
def document() -> dict[str, Any]:
    return describe(ROUTES, Problems(settings_for_tests().public_url))


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, by_method in document()["paths"].items():
        for method, operation in by_method.items():
            yield f"{method.upper()} {path}", operation
    yield "webhook", document()["webhooks"]["event"]["post"]


def contents() -> Iterator[Any]:
    """Each body that is sent or answered, by whose it is."""
    for name, operation in operations():
        parts = {"request": operation.get("requestBody", {})} | operation["responses"]
        for part, described in parts.items():
            for content in described.get("content", {}).values():
                if content["schema"].get("format") == "binary":  # which no text can be an example of
                    continue
                yield pytest.param(part, content, id=f"{name} {part}")


def examples_in(content: dict[str, Any]) -> list[Any]:
    named = [example["value"] for example in content.get("examples", {}).values()]
    return named + ([content["example"]] if "example" in content else [])


@pytest.mark.parametrize("part, content", list(contents()))
def test_every_body_has_examples_that_are_as_described(part: str, content: dict[str, Any]) -> None:
    schema = {**content["schema"], "components": document()["components"]}
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())

    assert examples_in(content)
    for example in examples_in(content):
        checker.validate(example)


@pytest.mark.parametrize("route", SHOWN, ids=str)
def test_an_example_is_taken_as_it_stands(edge: Edge, route: Route) -> None:
    lay_answer_ready(edge, route)
    role = MATRIX[str(route)].split()[0].rstrip("*")
    answer = edge.ask(role=None if role == "public" else role, **request_of(route))  # type: ignore[arg-type]

    assert answer.status_code == route.status, answer.text


def test_no_example_is_left_of_a_route_that_is_gone() -> None:
    assert EXAMPLES.keys() == {route.message for route in SHOWN}
    assert ANSWERS.keys() == {str(route) for route in DOCUMENTED if route.answer}


def test_the_example_of_a_rating_holds_a_token_of_its_invitation() -> None:
    found = TOKEN.fullmatch(EXAMPLES[GiveRating]["token"])

    assert found is not None
    assert found[1] == PATH_IDS["invitation_id"].replace("-", "")
    assert len(found[2]) == 22


def shown_problems(route: Route) -> dict[str, Any]:
    responses = document()["paths"][route.path][route.method.lower()]["responses"]
    contents = [response["content"] for response in responses.values() if MEDIA_TYPE in response.get("content", {})]
    return {code: example["value"] for content in contents for code, example in content[MEDIA_TYPE]["examples"].items()}


@pytest.mark.parametrize("route", DOCUMENTED, ids=str)
def test_every_code_of_a_route_has_a_problem_that_is_shown(route: Route) -> None:
    codes = [(status, code) for status, codes in errors_of(route).items() for code in codes]

    assert {(problem["status"], code) for code, problem in shown_problems(route).items()} == set(codes)


@pytest.mark.parametrize("route", [route for route in DOCUMENTED if route.is_call], ids=str)
def test_a_problem_is_shown_as_it_is_answered(edge: Edge, route: Route) -> None:
    role = None if route.is_public else route.allow[0].role
    request = request_of(route) | {"path": route.path.format(**PATH_IDS)}
    own = next((PATH_IDS[rule.own] for rule in route.allow if rule.own), OWN)
    if role:
        request["headers"]["Authorization"] = f"Bearer {edge.token(role, own)}"
    for status, codes in route.errors.items():
        for code in codes:
            faults = [Fault(*FAULTS[code])] if code in FAULTS else []
            lay_answer_ready(edge, route)
            edge.client.answers[route.topic] = BY_STATUS[status](code, errors=faults)
            answer = edge.ask(**request).json
            shown = shown_problems(route)[code]

            assert answer == shown | {"trace_id": answer["trace_id"]}


@pytest.mark.parametrize("code", FAULTS)
def test_what_is_shown_as_wrong_with_the_input_is_told_so_elsewhere(code: str) -> None:
    _, fault, detail = FAULTS[code]

    assert fault in {**CATALOGUE, **FIELD_CODES}
    assert is_known(detail) or not re.search("[A-Za-z]{2}", detail)  # times are the same in all languages


@pytest.mark.parametrize("kind", ["community", "unit", "project"])
def test_the_towns_streams_are_as_notifications_hands_them_out(kind: StreamKind) -> None:
    told = {event["id"]: event for event in read_stream(kind)}
    envelopes = [
        Envelope(
            id=f"01976a00-0000-7000-8000-{0x100 + number:012x}",
            source=f"/linli/{event.owner}",
            type=event.type,
            subject=event.subject,
            time=at,
            tenant=TENANT,
            community=getattr(event, "community_id", None),
            traceparent=TRACEPARENT,
            data=event,
        )
        for number, (at, event) in enumerate(HISTORY, 1)
    ]
    drafts = [draft for envelope in envelopes for draft in drafts_of(envelope) if draft.stream.kind == kind]
    bodies = dict.fromkeys(draft.body for draft in drafts)  # of two units' streams one is told

    assert [decode(with_position(body, position)) for position, body in enumerate(bodies, 1)] == list(told.values())
    assert [at for at, _ in HISTORY] == sorted(at for at, _ in HISTORY)
