from dataclasses import replace
from typing import Any

import pytest

from gateway.body import MAX_BODY_BYTES
from gateway.scim.models import CORE, EXTENSION
from shared.errors import Conflict, Fault, Forbidden, Invalid, PreconditionFailed, Refusal, Unavailable
from shared.messages import membership as m
from tests.gateway.edge import ROLES, THING, Edge, sample

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
ONE = f"/scim/v2/Users/{THING}"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
USER = {"schemas": [CORE], "userName": "A-1", "displayName": "陈华英"}
LEAVING = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": False}]}


def error_of(answer: Any) -> tuple[int, str | None]:
    """The status and the scimType of an answer that is an error in SCIM's form."""
    assert answer.content_type == "application/scim+json"
    assert answer.json["schemas"] == [ERROR]
    assert answer.json["status"] == str(answer.status_code)
    return answer.status_code, answer.json.get("scimType")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("role", [role for role in ROLES if role != "unit"])
def test_only_units_get_through(edge: Edge, method: str, role: Any) -> None:
    answer = edge.ask(method, ONE, role)

    assert (error_of(answer), edge.client.calls) == ((403, None), [])
    assert "access.denied" in answer.json["detail"]


@pytest.mark.parametrize("method", METHODS)
def test_nobody_gets_through_without_a_token(edge: Edge, method: str) -> None:
    answer = edge.ask(method, ONE, headers={"Authorization": "Bearer abc"})

    assert error_of(answer) == (401, None)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="linli", error="invalid_token"'


def test_what_can_be_done_is_told_to_everyone(edge: Edge) -> None:
    answer = edge.get("/scim/v2/ServiceProviderConfig")

    assert answer.status_code == 200
    assert answer.json["bulk"] == {"supported": True, "maxOperations": 1000, "maxPayloadSize": MAX_BODY_BYTES}
    assert answer.json["pagination"]["cursor"] is True


@pytest.mark.parametrize(
    "path", ["/scim/v2/Nothing", "/scim/v2/Users/a/b", "/scim/v2/Users/1", "/scim/", "/scim/v1/Users", "/scim/v2"]
)
def test_an_unknown_path_is_told_in_scims_form(edge: Edge, path: str) -> None:
    assert error_of(edge.get(path, "unit"))[0] == 404


@pytest.mark.parametrize("method, path", [("DELETE", "/scim/v2/Users"), ("PUT", "/scim/v2/Bulk"), ("OPTIONS", ONE)])
def test_a_method_that_isnt_there_is_told_with_those_that_are(edge: Edge, method: str, path: str) -> None:
    answer = edge.ask(method, path, "unit")

    assert error_of(answer)[0] == 405
    assert answer.headers["Allow"]


@pytest.mark.parametrize(
    "refusal, expected",
    [
        (Conflict("member.user_name_taken"), (409, "uniqueness")),
        (Conflict("member.on_other_roster"), (409, "uniqueness")),
        (Conflict("state.contended"), (409, None)),
        (Forbidden("client.revoked"), (403, None)),
        (PreconditionFailed("precondition.failed"), (412, None)),
        (Unavailable("service.unavailable", retry_after_seconds=2), (503, None)),
        (Invalid("member.invalid", errors=[Fault("#/residence_code", "x", "No such.")]), (400, "invalidValue")),
    ],
    ids=lambda value: value.code if isinstance(value, Refusal) else "",
)
def test_a_refusal_is_told_alike_alone_and_in_a_bulk(edge: Edge, refusal: Refusal, expected: Any) -> None:
    edge.client.answers["member.add"] = refusal
    alone = edge.post("/scim/v2/Users", "unit", json=USER)
    operation = {"method": "POST", "path": "/Users", "bulkId": "1", "data": USER}
    bulk = edge.post("/scim/v2/Bulk", "unit", json={"schemas": [BULK], "Operations": [operation]})
    outcome = bulk.json["Operations"][0]

    assert error_of(alone) == expected
    assert refusal.code in alone.json["detail"]
    assert (bulk.status_code, outcome["status"], outcome["response"]) == (200, str(expected[0]), alone.json)


def test_a_refusal_in_a_bulk_is_told_in_words_of_the_callers_language(edge: Edge) -> None:
    edge.client.answers["member.add"] = Conflict("member.user_name_taken")
    operation = {"method": "POST", "path": "/Users", "bulkId": "1", "data": USER}
    told = [
        edge.post(
            "/scim/v2/Bulk",
            "unit",
            json={"schemas": [BULK], "Operations": [operation]},
            headers={"Accept-Language": language},
        ).json["Operations"][0]["response"]["detail"]
        for language in ("en", "zh-CN")
    ]

    assert told == [
        "Another member has this user name or number (member.user_name_taken)",
        "另一名成员已使用此用户名或编号 (member.user_name_taken)",
    ]


def test_after_a_service_is_away_a_bulk_waits_for_it_no_more(edge: Edge) -> None:
    calls = []

    def call(one: Any) -> Any:
        calls.append(one)
        raise Unavailable("service.unavailable")

    edge.client.call = call  # type: ignore[method-assign]
    operations = [{"method": "DELETE", "path": f"/Users/{THING}"}] * 5
    bulk = edge.post("/scim/v2/Bulk", "unit", json={"schemas": [BULK], "Operations": operations})

    assert [one["status"] for one in bulk.json["Operations"]] == ["503"] * 5
    assert len(calls) == 1


def test_a_fault_of_ours_tells_nothing_of_itself(edge: Edge) -> None:
    edge.client.answers["member_record.show"] = {"half": "a record"}
    answer = edge.get(ONE, "unit")

    assert error_of(answer) == (500, None)
    assert "half" not in answer.text


@pytest.mark.parametrize(
    "content_type", ["application/scim+json", "application/json", "application/scim+json; charset=utf-8"]
)
def test_both_content_types_are_taken(edge: Edge, content_type: str) -> None:
    answer = edge.ask("PATCH", ONE, "unit", json=LEAVING | {"Operations": []}, content_type=content_type)

    assert answer.status_code in (200, 400)
    assert edge.ask("PATCH", ONE, "unit", data=b"<x/>", content_type="text/xml").status_code == 415


def test_a_body_over_the_limit_is_refused(edge: Edge) -> None:
    answer = edge.post("/scim/v2/Bulk", "unit", data=b" " * (MAX_BODY_BYTES + 1), content_type="application/json")

    assert error_of(answer) == (413, None)


def test_a_filter_of_any_length_is_refused_before_it_is_read(edge: Edge) -> None:
    body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "(" * 500_000}
    answer = edge.post("/scim/v2/Users/.search", "unit", json=body)

    assert error_of(answer) == (400, "invalidFilter")


IMPOSSIBLE = [r'"\ud800"', r'"\uDC00x"', r'"a\"\ud83d"', r'"\u0000"']


@pytest.mark.parametrize("value", IMPOSSIBLE)
@pytest.mark.parametrize("attribute", ["displayName co", "name.givenName eq", "userName pr and externalId sw"])
def test_a_filter_by_what_no_text_can_be_is_refused_before_anything_is_sent(
    edge: Edge, attribute: str, value: str
) -> None:
    by_get = edge.get("/scim/v2/Users", "unit", query_string={"filter": f"{attribute} {value}"})
    by_post = edge.post("/scim/v2/.search", "unit", json={"schemas": [SEARCH], "Filter": f"{attribute} {value}"})

    assert [error_of(answer) for answer in (by_get, by_post)] == [(400, "invalidFilter")] * 2
    assert edge.client.calls == []


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": r'phoneNumbers[value eq "\ud800"]'},
        {"op": "add", "path": r'phoneNumbers[type eq "\udc00"].value', "value": "13800138000"},
        {"op": "add", "value": {r'phoneNumbers[type eq "\ud800"].value': "13800138000"}},
    ],
    ids=range(3),
)
def test_a_path_by_what_no_text_can_be_is_refused_alone_and_in_a_bulk(edge: Edge, operation: dict[str, Any]) -> None:
    patch = {"schemas": [PATCH], "Operations": [operation]}
    operations = [
        {"method": "PATCH", "path": f"/Users/{THING}", "data": patch},
        {"method": "DELETE", "path": f"/Users/{THING}"},
    ]
    alone = edge.ask("PATCH", ONE, "unit", json=patch)
    bulk = edge.post("/scim/v2/Bulk", "unit", json={"schemas": [BULK], "Operations": operations})

    assert error_of(alone) == (400, "invalidFilter")
    assert bulk.json["Operations"][0]["response"]["scimType"] == "invalidFilter"
    assert [one["status"] for one in bulk.json["Operations"]] == ["400", "204"]
    assert {call.topic for call in edge.client.calls} == {"member_record.show", "member.remove"}


@pytest.mark.parametrize("path", ["/scim/v2/Users", "/scim/v2/Bulk", "/scim/v2/.search", ONE])
@pytest.mark.parametrize("place", ['{"%s": 1}', '{"displayName": "%s"}', '{"Operations": [{"value": ["%s"]}]}'])
def test_a_body_with_half_a_pair_in_it_is_a_bad_request(edge: Edge, path: str, place: str) -> None:
    body = (place % r"\ud800").encode()
    answer = edge.ask("PUT" if path == ONE else "POST", path, "unit", data=body, content_type="application/scim+json")

    assert error_of(answer) == (400, "invalidSyntax")
    assert {call.topic for call in edge.client.calls} <= {"member_record.show"}


def test_a_whole_pair_is_a_letter_like_any_other(edge: Edge) -> None:
    edge.get("/scim/v2/Users", "unit", query_string={"filter": r'userName eq "\ud83d\ude00"'})

    assert edge.last_call.data["conditions"][0]["value"] == "\U0001f600"


@pytest.mark.parametrize(
    "instant, sent",
    [
        ("0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00+00:00"),
        ("0001-01-01T00:00:00-23:59", "0001-01-01T23:59:00+00:00"),
        ("9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59.999999+00:00"),
        ("9999-12-31T23:59:59+23:59", "9999-12-31T00:00:59+00:00"),
        ("2026-11-24T09:00:00+08:00", "2026-11-24T01:00:00+00:00"),
    ],
)
@pytest.mark.parametrize("comparison", ["gt", "le", "eq"])
def test_an_instant_goes_out_in_utc_even_at_the_ends_of_time(
    edge: Edge, comparison: str, instant: str, sent: str
) -> None:
    asked = {"filter": f'meta.created {comparison} "{instant}"'}

    assert edge.get("/scim/v2/Users", "unit", query_string=asked).status_code == 200
    assert edge.last_call.data["conditions"] == [{"field": "created_at", "comparison": comparison, "value": sent}]


@pytest.mark.parametrize("number", [2**31, 2**63 - 1, 2**63, 2**64, 10**20, -(10**20)])
@pytest.mark.parametrize("name", ["startIndex", "count"])
@pytest.mark.parametrize("kind", ["Users", "Groups"])
def test_a_page_of_any_number_is_answered(edge: Edge, kind: str, name: str, number: int) -> None:
    edge.client.answers["team_records.list"] = {"items": [], "next": None}
    by_get = edge.get(f"/scim/v2/{kind}?{name}={number}", "unit")
    by_post = edge.post(f"/scim/v2/{kind}/.search", "unit", json={"schemas": [SEARCH], name: number})

    assert [answer.status_code for answer in (by_get, by_post)] == [200, 200]
    assert by_get.json["startIndex"] == (min(number, 2**63 - 1) if name == "startIndex" and number > 0 else 1)


FIND = {"op": "add", "path": 'phoneNumbers[type eq "a"].value', "value": "x", "method": "PATCH"}


@pytest.mark.parametrize(
    "method, path, body",
    [
        ("PATCH", ONE, {"Operations": [FIND] * 101}),
        ("PATCH", ONE, {"oPERATIONS": [FIND] * 101}),
        ("PATCH", ONE, {"Operations": [FIND | {"path": "x" * 1001}]}),
        ("PUT", ONE, {"phoneNumbers": [{"value": "1"}] * 1001}),
        ("POST", "/scim/v2/Bulk", {"Operations": [{"method": "DELETE", "path": f"/Users/{THING}"}] * 1001}),
        ("POST", "/scim/v2/Bulk/", {"Operations": [{"method": "PATCH", "data": {"Operations": [FIND] * 101}}]}),
        ("POST", "/scim/v2/Bulk", {"Operations": [{"method": "PATCH", "data": {"Operations": [FIND] * 90}}] * 23}),
    ],
    ids=range(7),
)
def test_more_than_can_be_worked_through_quickly_is_refused(edge: Edge, method: str, path: str, body: Any) -> None:
    answer = edge.ask(method, path, "unit", json=body)

    assert (error_of(answer), edge.client.calls) == ((413, None), [])


def test_what_is_read_is_what_the_roster_says(edge: Edge) -> None:
    answer = edge.get(ONE, "unit")

    assert answer.json["userName"] == "A-1024"
    assert answer.json["phoneNumbers"] == [{"value": "13800138000", "type": "mobile"}]
    assert answer.json[EXTENSION] == {"department": "内科", "skills": ["义诊"]}
    assert (answer.headers["ETag"], answer.json["meta"]["version"]) == ('W/"3"', 'W/"3"')
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert edge.ask("HEAD", ONE, "unit").headers["ETag"] == 'W/"3"'


@pytest.mark.parametrize(
    "method, path, body",
    [
        ("GET", ONE, None),
        ("GET", "/scim/v2/Users", None),
        ("GET", "/scim/v2/", None),
        ("POST", "/scim/v2/Users/.search", {"schemas": [SEARCH]}),
        ("PUT", ONE, USER),
        ("PATCH", ONE, LEAVING),
    ],
)
@pytest.mark.parametrize(
    "asked, told", [("userName", {"userName"}), ("active", {"active"}), ("meta.version", {"meta"})]
)
def test_of_attributes_asked_for_no_others_are_told_but_schemas_and_id(
    edge: Edge, method: str, path: str, body: Any, asked: str, told: set[str]
) -> None:
    member = sample(m.Member) | {"id": THING, "state": "inactive", "version": 4}
    edge.client.answers |= {"member.edit": member, "team_records.list": {"items": [], "next": None}}
    is_asked_in_body = path.endswith(".search")
    answer = edge.ask(
        method,
        path,
        "unit",
        json=body | {"attributes": [asked]} if is_asked_in_body else body,
        query_string={} if is_asked_in_body else {"attributes": asked},
    )
    found = answer.json["Resources"][0] if "Resources" in answer.json else answer.json

    assert found.keys() == {"schemas", "id", *told}


@pytest.mark.parametrize("path", [ONE, "/scim/v2/Users", "/scim/v2/"])
def test_what_is_asked_to_be_left_out_is_left_out(edge: Edge, path: str) -> None:
    edge.client.answers["team_records.list"] = {"items": [], "next": None}
    answer = edge.get(path, "unit", query_string={"excludedAttributes": "active,displayName,id"}).json
    found = answer["Resources"][0] if "Resources" in answer else answer

    assert found.keys() == {"schemas", "id", "meta", "userName", "phoneNumbers", EXTENSION}


def test_who_is_on_leave_is_told_so_in_lists_too(edge: Edge) -> None:
    edge.client.answers["member_records.search"]["items"][0]["state"] = "inactive"

    assert edge.get("/scim/v2/Users", "unit").json["Resources"][0]["active"] is False


@pytest.mark.parametrize("said, state", [({}, "active"), ({"active": False}, "inactive")])
def test_who_isnt_said_to_be_inactive_is_active(edge: Edge, said: dict[str, Any], state: str) -> None:
    edge.post("/scim/v2/Users", "unit", json=USER | said)

    assert edge.last_call.data["state"] == state


def test_a_change_goes_out_in_the_version_that_was_read(edge: Edge) -> None:
    edge.client.answers["member_record.show"]["skills"] = []
    member = sample(m.Member) | {"id": THING, "name": "陈华英", "state": "inactive", "version": 4}
    edge.client.answers["member.edit"] = member
    answer = edge.ask("PATCH", ONE, "unit", json=LEAVING)

    assert (answer.status_code, answer.json["active"], answer.headers["ETag"]) == (200, False, 'W/"4"')
    assert (edge.last_call.topic, edge.last_call.expected_version) == ("member.edit", 3)
    assert edge.last_call.data["state"] == "inactive"
    assert edge.last_call.data["phone"] == "13800138000"


@pytest.mark.parametrize("value", [{"a": "隐私"}, ["隐私"], 1])
def test_a_value_of_another_type_is_told_in_words_of_our_own(edge: Edge, value: Any) -> None:
    operations = [{"op": "replace", "path": "displayName", "value": value}]
    answer = edge.ask("PATCH", ONE, "unit", json={"schemas": [PATCH], "Operations": operations})

    assert error_of(answer) == (400, "invalidValue")
    assert "pydantic" not in answer.text
    assert "隐私" not in answer.json["detail"]


@pytest.mark.parametrize("number", ["13800138000", "tel:+86-138-0013-8000", "+86 138 0013 8000", "0086(138)00138000"])
def test_a_mobile_number_is_known_however_it_is_written(edge: Edge, number: str) -> None:
    edge.post("/scim/v2/Users", "unit", json=USER | {"phoneNumbers": [{"value": number, "type": "mobile"}]})

    assert edge.last_call.data["phone"] == "13800138000"


@pytest.mark.parametrize(
    "said",
    [
        {"phoneNumbers": [{"value": "13800138000", "type": "work"}]},
        {"phoneNumbers": [{"value": "13800138000"}, {"value": "13800138001"}]},
        {"phoneNumbers": [{"value": "1"}]},
        {"phoneNumbers": "13800138000"},
        {"userName": ""},
        {"userName": "x" * 201},
        {"userName": "a\u0000b"},
        {"userName": 1},
        {"displayName": "x" * 101},
        {"displayName": "\u202e陈"},
        {"displayName": None},
        {"active": {}},
        {"name": "陈"},
        {EXTENSION: {"gender": "F"}},
        {EXTENSION: {"birthMonth": "1983"}},
        {EXTENSION: {"skills": ["x"] * 51}},
        {EXTENSION: {"skills": "义诊"}},
        {EXTENSION: {"identityNumber": "1"}},
        {"externalId": "220102199001011239"},
        {"name": {"familyName": "220102199001011239"}},
        {"name": {"givenName": "220102900101123"}},
        {EXTENSION: []},
        {"schemas": ["urn:other"]},
    ],
    ids=str,
)
def test_a_user_that_cant_be_is_refused_before_it_goes_out(edge: Edge, said: dict[str, Any]) -> None:
    answer = edge.post("/scim/v2/Users", "unit", json=USER | said)

    assert error_of(answer)[0] == 400, answer.text
    assert edge.client.calls == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"[" * 100_000, b'{"a":' * 50_000, b"\xff\xfe"])
@pytest.mark.parametrize("path", ["/scim/v2/Users", "/scim/v2/Bulk", "/scim/v2/.search"])
def test_what_is_no_message_is_a_bad_request(edge: Edge, body: bytes, path: str) -> None:
    answer = edge.post(path, "unit", data=body, content_type="application/scim+json")

    assert error_of(answer)[0] == 400, answer.text
    assert edge.client.calls == []


def test_what_isnt_held_is_left_out(edge: Edge) -> None:
    said = {"emails": [{"value": "a@example.org"}], "password": "secret", "urn:other:2.0:User": {"x": 1}}
    edge.post("/scim/v2/Users", "unit", json=USER | said)

    assert edge.last_call.topic == "member.add"
    assert "example.org" not in str(edge.last_call.data)


def test_a_key_makes_each_operation_one_command(edge: Edge) -> None:
    edge.client.answers["member.add"] = Conflict("member.user_name_taken")
    operations = [{"method": "POST", "path": "/Users", "bulkId": str(number), "data": USER} for number in range(3)]
    request = {"json": {"schemas": [BULK], "Operations": operations}}

    def ids(headers: dict[str, str], **changed: Any) -> list[str]:
        edge.client.calls.clear()
        edge.post("/scim/v2/Bulk", "unit", headers=headers, **(request | changed))
        return [call.id for call in edge.client.calls]

    first = ids({"Idempotency-Key": "a"})
    assert len({*first}) == 3
    assert ids({"Idempotency-Key": "a"}) == first
    assert not {*first} & {*ids({"Idempotency-Key": "b"}), *ids({})}
    assert {call.fingerprint for call in edge.client.calls} == {None}
    other = {"schemas": [BULK], "Operations": operations, "failOnErrors": 9}
    assert ids({}) == ids({})
    assert not {*ids({})} & {*ids({}, json=other)}


@pytest.mark.parametrize("key", ["", "x" * 256, "schlüssel"])
def test_a_key_that_cant_be_is_refused(edge: Edge, key: str) -> None:
    headers = {"Idempotency-Key": key.encode().decode("latin-1")}

    assert error_of(edge.post("/scim/v2/Users", "unit", json=USER, headers=headers))[0] == 400


def test_requests_count_for_the_clients_limit(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=2)
    answers = [edge.get(ONE, "unit") for _ in range(3)]

    assert answers[0].headers["RateLimit"]
    assert error_of(answers[2]) == (429, None)
    assert answers[2].headers["Retry-After"]


def test_the_log_and_the_metrics_name_the_route_alone(edge: Edge) -> None:
    edge.get(ONE, "unit")

    assert 'route="/scim/v2/{rest*}"' in edge.get("/metrics").text
    assert THING not in edge.get("/metrics").text


def test_cursors_are_good_in_every_process_of_a_system(edge: Edge) -> None:
    page = edge.client.answers["member_records.search"]
    edge.client.answers["member_records.search"] = page | {"has_more": True}
    cursor = edge.get("/scim/v2/Users?cursor=&count=1", "unit").json["nextCursor"]
    edge.tools = replace(edge.tools, settings=replace(edge.tools.settings))
    edge.set()

    assert edge.get(f"/scim/v2/Users?cursor={cursor}&count=1", "unit").status_code == 200
    assert THING not in cursor
