"""The description allows what is taken, and nothing else: whoever generates requests from it is not refused."""

import functools
from typing import Any

import jsonschema
import pytest

from gateway.errors import Problems
from gateway.examples import EXAMPLES
from gateway.json_schemas import schema_of
from gateway.openapi import describe
from gateway.routes import ROUTES
from shared.messages.engagement import EditWish, MakeCommitment, PublishWish, WishClaimed
from shared.messages.membership import EnrolMembers
from shared.messages.notifications import CreateWebhook
from shared.messages.outsourcing import RegisterProject
from tests.gateway.edge import THING, Edge, sample
from tests.gateway.test_auth import request_of

GOOD, BAD = True, False


@functools.cache
def document() -> dict[str, Any]:
    return describe(ROUTES, Problems("https://linli.example"))


def is_allowed(message: type[Any], body: Any) -> bool:
    schema = {"$ref": f"#/components/schemas/{message.__name__}", "components": document()["components"]}
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    return bool(checker.is_valid(body))


def is_taken(edge: Edge, message: type[Any], body: Any) -> bool:
    route = next(route for route in ROUTES if route.message is message)
    edge.client.answers[route.topic] = sample(route.answer)  # type: ignore[arg-type]
    return edge.ask(role=route.allow[-1].role, **request_of(route) | {"json": body}).status_code != 422


def entry(**changes: Any) -> dict[str, Any]:
    return {"members": [EXAMPLES[EnrolMembers]["members"][0] | changes]}


@pytest.mark.parametrize(
    "message, change, is_good",
    [
        (PublishWish, {"title": "想请人修灯"}, GOOD),
        (PublishWish, {"title": "第一行\n第二行"}, BAD),
        (PublishWish, {"title": "第一行\t完"}, BAD),
        (MakeCommitment, {"text": "第一行\n第二行\t完"}, GOOD),
        (PublishWish, {"title": "\u202e反过来"}, BAD),
        (PublishWish, {"title": "\u200b\u3164"}, BAD),
        (PublishWish, {"title": "家人👨\u200d👩\u200d👧"}, GOOD),
        (RegisterProject, {"starts_on": "1999-12-31"}, BAD),
        (RegisterProject, {"starts_on": "2200-01-01"}, BAD),
        (PublishWish, {"title": "a\u0000b"}, BAD),
        (PublishWish, {"title": "a\u001bb"}, BAD),
        (PublishWish, {"title": "a\u007fb"}, BAD),
        (PublishWish, {"title": "  \n "}, BAD),
        (PublishWish, {"title": "\u3000"}, BAD),
        (PublishWish, {"title": ""}, BAD),
        (PublishWish, {"title": "长" * 200}, GOOD),
        (PublishWish, {"title": "长" * 201}, BAD),
        (PublishWish, {"beneficiary": {"name": "王秀兰", "phone": "0571-8888 1234"}}, GOOD),
        (PublishWish, {"beneficiary": {"name": "王秀兰", "phone": "٠٥٧١٨٨٨٨١٢"}}, BAD),
        (MakeCommitment, {"due_at": "2026-12-05T18:00:00+08:00"}, GOOD),
        (MakeCommitment, {"due_at": "2199-12-31T23:59:59.123Z"}, GOOD),
        (MakeCommitment, {"due_at": "2026-12-05T18:00:00"}, BAD),
        (MakeCommitment, {"due_at": "2026-12-05t18:00:00z"}, BAD),
        (MakeCommitment, {"due_at": "1999-12-31T23:59:59Z"}, BAD),
        (MakeCommitment, {"due_at": "2200-01-01T00:00:00Z"}, BAD),
        (MakeCommitment, {"due_at": "2026-12-05T18:00:00+08"}, BAD),
        (MakeCommitment, {"due_at": "2026-12-05"}, BAD),
        (CreateWebhook, {"stream_id": THING.upper()}, BAD),
        (CreateWebhook, {"stream_id": f"{{{THING}}}"}, BAD),
        (CreateWebhook, {"stream_id": THING.replace("-", "")}, BAD),
        (CreateWebhook, {"url": "https://hooks.example.org:8443/linli?a=1"}, GOOD),
        (CreateWebhook, {"url": "ftp://hooks.example.org/"}, BAD),
        (CreateWebhook, {"url": "https://me:secret@hooks.example.org/"}, BAD),
        (CreateWebhook, {"url": "https://hooks.example.org/#part"}, BAD),
        (CreateWebhook, {"after": -1}, BAD),
        (EditWish, {"category": "维修"}, GOOD),
        (EditWish, {"title": None, "category": "维修"}, GOOD),
        (EnrolMembers, entry(), GOOD),
        (EnrolMembers, entry(external_id="甲-1"), BAD),
        (EnrolMembers, entry(birth_month="1949-13"), BAD),
        (EnrolMembers, entry(phone="１３８００１３８０００"), BAD),
        (EnrolMembers, entry(gender="male"), BAD),
        (EnrolMembers, {"members": []}, BAD),
    ],
)
def test_what_is_allowed_is_taken_and_nothing_else(
    edge: Edge, message: type[Any], change: dict[str, Any], is_good: bool
) -> None:
    body = EXAMPLES[message] | change

    assert (is_allowed(message, body), is_taken(edge, message, body)) == (is_good, is_good)


@pytest.mark.parametrize("body", [{}, {"title": None}, {"title": None, "category": None}])
def test_an_edit_that_changes_nothing_is_not_allowed(body: dict[str, Any]) -> None:
    assert not is_allowed(EditWish, body)


@pytest.mark.parametrize("name, value", [("after", "x"), ("after", THING.upper()), ("limit", 201)])
def test_a_page_is_asked_for_as_allowed(edge: Edge, name: str, value: Any) -> None:
    parameters = document()["paths"]["/v1/claims"]["get"]["parameters"]
    schema = next(parameter["schema"] for parameter in parameters if parameter.get("name") == name)

    assert not jsonschema.Draft202012Validator(schema).is_valid(value)
    assert edge.get("/v1/claims", "member", query_string={name: value}).status_code == 422


def test_a_part_of_an_event_is_described_with_all_that_it_holds() -> None:
    schema = schema_of(WishClaimed, frozenset({"wish_id", "title"}))

    assert schema["properties"].keys() == set(schema["required"]) == {"wish_id", "title"}
    assert "additionalProperties" not in schema
