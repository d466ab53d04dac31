"""What apps post: who may, what becomes of it, what is refused."""

from typing import Any

import pytest

from gateway.open311.filters import status_of
from gateway.open311.reports import name_of, title_of
from gateway.scopes import SCOPES
from shared.errors import Conflict, Invalid, Unauthenticated
from shared.messages.membership import Principal
from tests.gateway.edge import MEMBER, OWN, ROLES, THING, Edge
from tests.gateway.open311.app import KEY, SAID, SECRET, TOKEN, V2, described, post, prepare, xml
from tests.harness import TENANT

REPORT = {
    "community_id": OWN,
    "category": "public_facilities",
    "title": "三单元的灯不亮",
    "description": SAID["description"],
    "privacy": "place_hidden",
    "place": SAID["address_string"],
    "latitude": None,
    "longitude": None,
    "contact": None,
    "merges_repeats": True,
}


@pytest.fixture(autouse=True)
def ready(edge: Edge) -> None:
    prepare(edge)


def reported(edge: Edge) -> list[Any]:
    return [call for call in edge.client.calls if call.topic == "need.report"]


def test_a_form_becomes_a_need_and_a_token_is_answered(edge: Edge) -> None:
    answer = post(edge)
    (call,) = reported(edge)

    assert (answer.status_code, answer.content_type) == (201, "application/json; charset=utf-8")
    assert [(one["token"], one["account_id"]) for one in answer.json] == [(TOKEN, None)]
    assert "XQ-LJ-0102-2026-000001" in answer.json[0]["service_notice"]
    assert "service_request_id" not in answer.json[0]
    assert call.data == REPORT
    assert (call.actor.role, call.actor.client_id, call.actor.tenant_id) == ("department", THING, TENANT)


def test_the_same_is_answered_in_xml(edge: Edge) -> None:
    told = xml(post(edge, format_="xml"))

    assert (told.tag, [one.tag for one in told], told.findtext("request/token")) == (
        "service_requests",
        ["request"],
        TOKEN,
    )


def test_all_that_a_need_holds_can_be_told(edge: Edge) -> None:
    said = {
        "lat": "43.8868",
        "long": "125.3245",
        "first_name": "秀兰",
        "last_name": "王",
        "phone": "13904310002",
        "attribute[privacy]": "public",
        "email": "w@example.org",
        "device_id": "1",
        "account_id": "2",
        "jurisdiction_id": TENANT,
    }
    assert post(edge, said).status_code == 201

    assert reported(edge)[0].data == REPORT | {
        "latitude": 43.8868,
        "longitude": 125.3245,
        "privacy": "public",
        "contact": {"name": "王秀兰", "phone": "13904310002", "language": "zh"},
    }


def test_json_says_the_same_as_a_form(edge: Edge) -> None:
    said = {name: value for name, value in SAID.items() if not name.startswith("attribute")}
    said |= {"api_key": KEY, "attribute": {"community": OWN}, "lat": 43.5, "long": 125, "phone": None}  # type: ignore[dict-item]
    answer = edge.post(f"{V2}/requests.json", json=said)

    assert answer.status_code == 201, answer.text
    assert reported(edge)[0].data == REPORT | {"latitude": 43.5, "longitude": 125.0}


def test_a_key_asks_for_a_token_once_and_is_not_kept_as_it_is(edge: Edge) -> None:
    for _ in range(3):
        assert post(edge).status_code == 201

    assert [call.topic for call in edge.client.calls].count("client.authenticate") == 1
    assert SECRET not in repr(vars(edge.tools.api_keys))


def test_a_token_does_as_header_or_as_key(edge: Edge) -> None:
    token = edge.token("community")
    assert post(edge, {"api_key": None}, headers={"Authorization": f"Bearer {token}"}).status_code == 201
    assert post(edge, {"api_key": token, "attribute[community]": None}).status_code == 201

    assert [call.topic for call in edge.client.calls] == ["need.report"] * 2
    assert reported(edge)[1].data["community_id"] == OWN


@pytest.mark.parametrize("role", ROLES)
def test_apps_of_departments_and_communities_report_and_nobody_else(edge: Edge, role: Any) -> None:
    answer = post(edge, {"api_key": edge.token(role)})

    assert answer.status_code == (201 if role in ("department", "community") else 403)
    assert len(reported(edge)) == (role in ("department", "community"))


@pytest.mark.parametrize("scopes, status", [(["open311"], 201), ([name for name in SCOPES if name != "open311"], 403)])
def test_a_limited_client_needs_the_scope(edge: Edge, scopes: Any, status: int) -> None:
    who = Principal(
        role="department", client_id=MEMBER, tenant_id=TENANT, organisation_id=OWN, member_id=None, scopes=scopes
    )
    edge.client.answers["client.authenticate"] = {
        "role": who.role,
        "client_id": who.client_id,
        "tenant_id": TENANT,
        "organisation_id": OWN,
        "member_id": None,
        "scopes": scopes,
    }

    assert post(edge).status_code == status


@pytest.mark.parametrize("key", [None, "x", ".", f"{THING}.", "a.b.c", "é.ü", "x" * 5000 + ".y", f"{THING}.wrong"])
def test_without_a_good_key_nothing_is_taken(edge: Edge, key: str | None) -> None:
    edge.client.answers["client.authenticate"] = Unauthenticated("client.invalid")
    answer = post(edge, {"api_key": key})

    assert answer.status_code == 403
    assert described(answer)
    assert reported(edge) == []


def test_a_key_in_the_address_is_not_looked_at(edge: Edge) -> None:
    answer = edge.post(f"{V2}/requests.json?api_key={KEY}", data=SAID)

    assert (answer.status_code, edge.client.calls) == (403, [])


@pytest.mark.parametrize(
    "said, told",
    [
        ({"service_code": None}, "service_code: "),
        ({"description": " "}, "description: "),
        ({"description": "x" * 2001}, "description: "),
        ({"address_string": None}, "address_string: "),
        ({"address_string": None, "lat": "43"}, "address_string: "),
        ({"address_string": None, "address_id": "7"}, "address_string: "),
        ({"lat": "north", "long": "1"}, "lat: "),
        ({"lat": "91", "long": "1"}, "lat: "),
        ({"lat": "nan", "long": "1"}, "lat: "),
        ({"attribute[community]": None}, "attribute[community]: "),
        ({"attribute[community]": "x"}, "attribute[community]: "),
        ({"attribute[privacy]": "secret"}, "attribute[privacy]: "),
        ({"phone": "not one"}, "phone: "),
        ({"media_url": "https://example.org/1.jpg"}, "media_url: "),
    ],
)
def test_what_is_missing_or_cannot_be_kept_is_told_by_the_standards_names(
    edge: Edge, said: dict[str, Any], told: str
) -> None:
    answer = post(edge, said)

    assert answer.status_code == 400
    assert described(answer).startswith(told)
    assert reported(edge) == []


def test_all_faults_are_told_at_once_in_xml_too(edge: Edge) -> None:
    answer = post(edge, {"service_code": None, "description": None, "media_url": "x"}, "xml")

    assert (answer.status_code, len(xml(answer).findall("error"))) == (400, 3)
    assert {one.findtext("code") for one in xml(answer)} == {"400"}


def test_what_the_service_refuses_is_told_by_the_standards_names(edge: Edge) -> None:
    edge.client.answers["need.report"] = Conflict("community.unknown")
    assert "community.unknown" in described(post(edge))

    edge.client.answers["need.report"] = Invalid("need.category_unknown")
    assert "need.category_unknown" in described(post(edge))


def test_another_jurisdiction_than_the_clients_is_unknown(edge: Edge) -> None:
    answer = post(edge, {"jurisdiction_id": THING})

    assert (answer.status_code, reported(edge)) == (404, [])
    assert "jurisdiction.unknown" in described(answer)


@pytest.mark.parametrize(
    "options, status",
    [
        ({"content_type": "multipart/form-data; boundary=x"}, 415),
        ({"content_type": "text/xml"}, 415),
        ({"content_type": "application/json"}, 400),
        ({"headers": {"Content-Encoding": "gzip"}}, 415),
    ],
)
def test_only_forms_and_json_are_read(edge: Edge, options: dict[str, Any], status: int) -> None:
    answer = post(edge, **options)

    assert (answer.status_code, edge.client.calls) == (status, [])
    assert described(answer)


@pytest.mark.parametrize("body", ["[]", '{"description": {"a": 1}}', '{"attribute": [1]}', '{"lat": true}'])
def test_json_that_says_no_form_is_refused(edge: Edge, body: str) -> None:
    answer = edge.post(f"{V2}/requests.json", data=body, content_type="application/json")

    assert answer.status_code == 400


def test_a_large_body_is_refused_before_anybody_is_asked(edge: Edge) -> None:
    answer = post(edge, {"description": "灯" * 30_000})

    assert (answer.status_code, edge.client.calls) == (413, [])


def test_with_an_idempotency_key_it_is_one_command_and_without_one_repeats_are_merged(edge: Edge) -> None:
    headers = {"Idempotency-Key": "one"}
    post(edge, headers=headers)
    post(edge, headers=headers)
    post(edge, headers={"Idempotency-Key": "two"})
    post(edge)
    first, again, other, without = reported(edge)

    assert (first.id, first.fingerprint) == (again.id, again.fingerprint)
    assert first.fingerprint
    assert len({first.id, other.id, without.id}) == 3
    assert without.fingerprint is None
    assert [call.data["merges_repeats"] for call in (first, other, without)] == [False, False, True]


def test_titles_are_first_lines_and_names_are_said_as_they_are_written() -> None:
    assert title_of("灯不亮\r\n晚上") == "灯不亮"
    assert title_of("灯" * 61) == "灯" * 59 + "…"
    assert (name_of("秀兰", "王"), name_of("Ann", "Lee"), name_of("", "Lee")) == ("王秀兰", "Ann Lee", "Lee")


def test_what_goes_on_is_open_and_the_rest_closed() -> None:
    assert [status_of(state) for state in ("submitted", "in_hand", "reopened")] == ["open"] * 3
    assert [status_of(state) for state in ("resolved", "declined", "merged", "withdrawn")] == ["closed"] * 4


def test_who_has_reported_is_told_in_the_language_that_the_app_shows(edge: Edge) -> None:
    post(edge, {"phone": "13904310002"}, headers={"Accept-Language": "en"})

    assert reported(edge)[0].data["contact"] == {"phone": "13904310002", "language": "en", "name": None}
