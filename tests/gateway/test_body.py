import gzip
import io
from typing import Any

import pytest

from gateway.body import MAX_BODY_BYTES
from shared.messages.engagement import Claim
from shared.messages.evaluation import Rating
from tests.gateway.edge import OWN, THING, Edge, sample

WISH = {
    "title": "想请人修好楼道里的灯",
    "category": "维修",
    "beneficiary_kind": "独居老人",
    "beneficiary": {"name": "王秀兰", "phone": "13800138000"},
}
WISHES = f"/v1/communities/{OWN}/wishes"
RATING = f"/v1/invitations/{THING}/rating"


def post(edge: Edge, body: bytes, content_type: str = "application/json") -> Any:
    return edge.post(WISHES, "community", data=body, content_type=content_type)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{]",
        b"nothing",
        b"{'title': 'x'}",
        b'{"title": NaN}',
        b'{"title": Infinity}',
        b'{"title": 1e999}',
        b'{"title": "\xff\xfe"}',
        b'{"title": "\\ud800"}',
        b"\xef\xbb\xbf{}",
        b'{"title": "x"} {}',
        b"[" * 100_000,
        b"[" * 2000 + b"]" * 2000,
    ],
)
def test_what_is_no_json_is_malformed(edge: Edge, body: bytes) -> None:
    answer = post(edge, body)

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (400, "body.malformed", [])


@pytest.mark.parametrize(
    "change, pointer, code",
    [
        ({"title": None}, "#/title", "null"),
        ({"title": 5}, "#/title", "wrong_type"),
        ({"title": ["x"]}, "#/title", "wrong_type"),
        ({"title": "长" * 201}, "#/title", "length"),
        ({"title": " \n "}, "#/title", "length"),
        ({"title": "a\u0000b"}, "#/title", "invalid"),
        ({"colour": "red"}, "#/colour", "unknown_field"),
        ({"community_id": OWN}, "#/community_id", "unknown_field"),
        ({"beneficiary": "王秀兰"}, "#/beneficiary", "wrong_type"),
        ({"beneficiary": {"name": "王秀兰"}}, "#/beneficiary/phone", "missing"),
        ({"beneficiary": {**WISH["beneficiary"], "id": 1}}, "#/beneficiary/id", "unknown_field"),  # type: ignore[dict-item]
        ({"beneficiary": {**WISH["beneficiary"], "phone": "call me"}}, "#/beneficiary/phone", "invalid"),  # type: ignore[dict-item]
        ({"a/b~c": 1}, "#/a~1b~0c", "unknown_field"),
        ({"deep": [[[[[[{}]]]]]]}, "#/deep", "unknown_field"),
    ],
)
def test_a_field_that_is_not_as_declared_is_named(edge: Edge, change: Any, pointer: str, code: str) -> None:
    answer = edge.post(WISHES, "community", json=WISH | change)

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (422, "request.invalid", [])
    assert [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]] == [(pointer, code)]


@pytest.mark.parametrize("score", [0, 6, "5", 4.5, True, None, 10**30, -(2**63), [5]])
def test_a_number_is_a_whole_one_within_its_bounds(edge: Edge, score: Any) -> None:
    answer = edge.post(RATING, json={"token": "x", "score": score, "outcome": "resolved"})

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "#/score")


def test_a_whole_number_may_be_written_with_a_point(edge: Edge) -> None:
    edge.client.answers["rating.give"] = sample(Rating)
    edge.post(RATING, data=b'{"token":"x","score":5.0,"outcome":"resolved"}', content_type="application/json")

    assert repr(edge.last_call.data["score"]) == "5"


@pytest.mark.parametrize(
    "due_at", ["2026-12-05", "2026-12-05T18:00:00", "1999-12-05T18:00:00Z", "soon", 1795482010, None]
)
def test_an_instant_has_an_offset_and_lies_in_our_age(edge: Edge, due_at: Any) -> None:
    answer = edge.post(f"/v1/claims/{THING}/commitment", "member", json={"text": "修灯", "due_at": due_at})

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "#/due_at")


@pytest.mark.parametrize("body", [b"[]", b"5", b'"x"', b"null", b"[{}]"])
def test_a_body_is_an_object(edge: Edge, body: bytes) -> None:
    answer = post(edge, body)

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "#")


def test_no_body_is_an_object_without_members(edge: Edge) -> None:
    edge.client.answers["wish.claim"] = sample(Claim)

    assert edge.post(f"/v1/wishes/{THING}/claims", "member").status_code == 201
    assert post(edge, b"", "").status_code == 422


def test_of_a_repeated_key_the_last_value_counts(edge: Edge) -> None:
    edge.client.answers["wish.claim"] = sample(Claim)
    edge.post(f"/v1/wishes/{THING}/claims", "member", data=b'{"plan":"a","plan":"b"}', content_type="application/json")

    assert edge.last_call.data["plan"] == "b"


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/xml", "application/json; charset=gbk", "application/x-www-form-urlencoded", "json"],
)
def test_only_json_is_taken(edge: Edge, content_type: str) -> None:
    answer = post(edge, b"{}", content_type)

    assert (answer.status_code, answer.json["code"]) == (415, "body.unsupported_type")


CODED = [
    ("POST", WISHES, "community", "application/json"),
    ("POST", "/oauth/token", None, "application/x-www-form-urlencoded"),
    ("POST", "/scim/v2/Users", "unit", "application/scim+json"),
    ("PATCH", f"/scim/v2/Users/{THING}", "unit", "application/json"),
    ("PUT", f"/v1/units/{OWN}/roster", "unit", "text/csv"),
    ("PUT", f"/v1/units/{OWN}/roster", "unit", "application/x-ndjson"),
]


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "br", "identity, deflate", "aws-chunked", "\xff"])
@pytest.mark.parametrize("method, path, role, content_type", CODED)
def test_no_content_coding_is_taken_anywhere(
    edge: Edge, method: str, path: str, role: Any, content_type: str, coding: str
) -> None:
    body = gzip.compress(b"external_id,name,identity_number\n")
    headers = {"Content-Encoding": coding}
    answer = edge.ask(method, path, role, data=body, content_type=content_type, headers=headers)

    assert (answer.status_code, answer.headers["Accept-Encoding"], edge.client.calls) == (415, "identity", [])
    assert "body.unsupported_coding" in answer.text
    assert ("urn:ietf:params:scim:api:messages:2.0:Error" in answer.text) == path.startswith("/scim/")


def test_a_refused_content_type_says_nothing_of_codings(edge: Edge) -> None:
    assert "Accept-Encoding" not in post(edge, b"{}", "text/plain").headers


@pytest.mark.parametrize("coding", ["", "identity", "Identity , "])
def test_a_body_may_say_that_it_is_not_coded(edge: Edge, coding: str) -> None:
    edge.client.answers["wish.claim"] = sample(Claim)
    headers = {"Content-Encoding": coding}

    assert edge.post(f"/v1/wishes/{THING}/claims", "member", json={}, headers=headers).status_code == 201


@pytest.mark.parametrize("content_type", ["application/json; charset=UTF-8", "Application/JSON", "application/json;"])
def test_json_may_name_its_charset(edge: Edge, content_type: str) -> None:
    assert post(edge, b"{}", content_type).status_code == 422


class Unreadable(io.BytesIO):
    """A stream that must not be touched."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError(size)


def test_a_body_announced_as_too_large_is_not_read(edge: Edge) -> None:
    environ = {"CONTENT_LENGTH": str(MAX_BODY_BYTES + 1)}
    answer = edge.post(WISHES, "community", input_stream=Unreadable(), environ_overrides=environ)

    assert (answer.status_code, answer.json["code"]) == (413, "body.too_large")


def chunked(edge: Edge, body: bytes) -> Any:
    return edge.post(
        WISHES,
        "community",
        input_stream=io.BytesIO(body),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
    )


def test_a_body_in_chunks_is_read_up_to_the_limit(edge: Edge) -> None:
    small = chunked(edge, b'{"title": 5}')
    large = chunked(edge, b" " * (MAX_BODY_BYTES + 10))

    assert (small.status_code, large.status_code) == (422, 413)


@pytest.mark.parametrize("length", ["5", "-1", "x", "1e3"])
def test_a_body_that_is_not_as_long_as_announced_is_malformed(edge: Edge, length: str) -> None:
    answer = edge.post(
        WISHES,
        "community",
        input_stream=io.BytesIO(b"{}"),
        content_type="application/json",
        environ_overrides={"CONTENT_LENGTH": length},
    )

    assert (answer.status_code, answer.json["code"]) == (400, "body.malformed")


@pytest.mark.parametrize(
    "query, pointer, code",
    [
        ("limit=0", "#/limit", "out_of_range"),
        ("limit=201", "#/limit", "out_of_range"),
        ("limit=ten", "#/limit", "wrong_type"),
        ("limit=1.5", "#/limit", "wrong_type"),
        ("limit=" + "9" * 40, "#/limit", "wrong_type"),
        ("limit=", "#/limit", "wrong_type"),
        ("limit=1&limit=2", "#/limit", "repeated"),
        ("state=lost", "#/state", "not_a_choice"),
        ("after=", "#/after", "invalid"),
        ("after=" + "x" * 201, "#/after", "invalid"),
        ("colour=red", "#/colour", "unknown_field"),
        ("after=%00", "#/after", "invalid"),
        (f"after={THING.upper()}", "#/after", "invalid"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/claims", f"/v1/communities/{OWN}/board/wishes"])
def test_a_query_that_is_not_as_declared_is_refused(edge: Edge, path: str, query: str, pointer: str, code: str) -> None:
    answer = edge.get(f"{path}?{query}", "member")

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (422, "request.invalid", [])
    assert [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]] == [(pointer, code)]


@pytest.mark.parametrize("query", ["after=%ff", "&".join(f"a{number}=1" for number in range(101))])
def test_a_query_that_cannot_be_read_is_malformed(edge: Edge, query: str) -> None:
    answer = edge.get("/v1/claims", "member", query_string=query)

    assert (answer.status_code, answer.json["code"]) == (400, "query.malformed")


def test_a_query_reaches_the_service_in_its_own_types(edge: Edge) -> None:
    edge.client.answers["members.list"] = {"items": [], "next": None}
    asked = {"name": "陈华英", "skill": ["理发", "急救"], "is_registered": "false", "free_weekday": "6", "limit": "20"}
    edge.get(f"/v1/units/{OWN}/members", "unit", query_string=asked)

    given = {name: value for name, value in edge.last_call.data.items() if value not in (None, [])}
    assert given == {
        "unit_id": OWN,
        "name": "陈华英",
        "skill": ["理发", "急救"],
        "is_registered": False,
        "free_weekday": 6,
        "limit": 20,
    }
