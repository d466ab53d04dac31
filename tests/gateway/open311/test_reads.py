"""What apps read: services, requests, tokens."""

from datetime import timedelta
from typing import Any

import pytest

from gateway import town_needs
from gateway.examples import as_json
from shared.errors import NotFound
from shared.messages.engagement.categories import CATEGORIES
from tests.gateway.edge import OTHER, OWN, THING, Edge
from tests.gateway.open311.app import ROW, TOKEN, V2, described, prepare, xml
from tests.harness import START, TENANT

# GeoReport v2, "Get service requests": what an answer has.
REQUEST = [
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
]
SERVICE = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
ATTRIBUTE = ["variable", "code", "datatype", "required", "datatype_description", "order", "description", "values"]


@pytest.fixture(autouse=True)
def ready(edge: Edge) -> None:
    prepare(edge)
    edge.board.requests = [ROW]


def test_discovery_tells_where_the_standard_is_spoken_and_in_which_formats(edge: Edge) -> None:
    (endpoint,) = edge.get(f"{V2}/discovery.json").json["endpoints"]
    told = xml(edge.get(f"{V2}/discovery.xml"))

    assert endpoint["url"] == "http://127.0.0.1:8000/open311/v2"
    assert (endpoint["type"], endpoint["formats"]) == ("production", ["text/xml", "application/json"])
    assert [one.text for one in told.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]
    assert [one.tag for one in told] == ["changeset", "contact", "key_service", "endpoints"]


def test_services_are_the_kinds_of_needs_in_the_language_that_is_asked_for(edge: Edge) -> None:
    services = edge.get(f"{V2}/services.json").json
    english = edge.get(f"{V2}/services.json", headers={"Accept-Language": "en"}).json

    assert [list(one) for one in services] == [SERVICE] * len(CATEGORIES)
    assert (services[1]["service_name"], english[1]["service_name"]) == ("公共设施", "Public facilities")
    assert {(one["metadata"], one["type"]) for one in services} == {(True, "batch")}
    assert [one.findtext("metadata") for one in xml(edge.get(f"{V2}/services.xml"))] == ["true"] * len(CATEGORIES)
    assert edge.client.calls == []


def test_a_service_asks_for_the_community_and_what_the_public_may_see(edge: Edge) -> None:
    told = edge.get(f"{V2}/services/elderly.json").json
    community, privacy = told["attributes"]

    assert (told["service_code"], list(community), list(privacy)) == ("elderly", ATTRIBUTE, ATTRIBUTE)
    assert (community["code"], community["required"]) == ("community", True)
    assert community["values"] == [{"key": OWN, "name": "梧桐里社区"}]
    assert [one["key"] for one in privacy["values"]] == ["public", "place_hidden", "private"]
    definition = xml(edge.get(f"{V2}/services/elderly.xml"))
    assert definition.tag == "service_definition"
    assert [one.tag for one in definition.find("attributes/attribute")] == ATTRIBUTE
    assert definition.findtext("attributes/attribute/values/value/key") == OWN


def test_a_service_that_there_is_not_is_unknown(edge: Edge) -> None:
    answer = edge.get(f"{V2}/services/gold.json")

    assert answer.status_code == 404
    assert "service.unknown" in described(answer)


@pytest.mark.parametrize("path", ["services/elderly.json", "requests.json"])
def test_a_jurisdiction_is_named_where_there_are_several(edge: Edge, path: str) -> None:
    edge.board.towns[THING] = []
    assert edge.get(f"{V2}/{path}").status_code == 400
    assert edge.get(f"{V2}/{path}?jurisdiction_id={TENANT}").status_code == 200

    for unknown in (THING, OTHER, "x"):
        assert edge.get(f"{V2}/{path}?jurisdiction_id={unknown}").status_code == 404


def test_requests_are_told_with_all_that_the_standard_names_and_nothing_else(edge: Edge) -> None:
    (told,) = edge.get(f"{V2}/requests.json").json

    assert list(told) == REQUEST
    assert told["service_request_id"] == ROW["id"]
    assert (told["status"], told["status_notes"]) == ("open", "正在办理")
    assert (told["lat"], told["long"], told["address"]) == (43.8868, 125.3245, None)
    assert told["requested_datetime"].endswith("Z")
    assert [one.tag for one in xml(edge.get(f"{V2}/requests.xml")).find("request")] == REQUEST


def test_a_kind_that_is_not_known_here_is_told_by_its_code(edge: Edge) -> None:
    edge.board.requests = [ROW | {"category": "drones"}]
    (told,) = edge.get(f"{V2}/requests.json").json

    assert (told["service_code"], told["service_name"], edge.client.calls) == ("drones", "drones", [])


def test_texts_of_others_stay_texts_in_xml(edge: Edge) -> None:
    hostile = "<script>&amp;]]>\x00\x0b\ufffe\"'灯"
    edge.board.requests = [ROW | {"description": hostile}]

    assert xml(edge.get(f"{V2}/requests.xml")).findtext("request/description") == (
        hostile.replace("\x00", "\ufffd").replace("\x0b", "\ufffd").replace("\ufffe", "\ufffd")
    )


def test_lists_are_narrowed(edge: Edge) -> None:
    edge.get(
        f"{V2}/requests.json?service_code=elderly,safety&status=closed&start_date=2026-11-01T00:00:00Z"
        "&end_date=2026-11-20T08:00:00%2B08:00&page=3&page_size=20&api_key=x"
    )
    wanted = edge.board.wanted

    assert wanted is not None
    assert (wanted.tenant_id, wanted.categories, wanted.skipped, wanted.limit) == (
        TENANT,
        ("elderly", "safety"),
        40,
        20,
    )
    assert wanted.states == ("resolved", "partly", "unresolved")
    assert wanted.submitted_from is not None
    assert wanted.submitted_until is not None
    assert wanted.submitted_until - wanted.submitted_from == timedelta(days=19)


def test_without_a_time_the_last_90_days_are_meant_and_1000_at_most(edge: Edge) -> None:
    edge.get(f"{V2}/requests.json?status=open,closed")
    wanted = edge.board.wanted

    assert wanted is not None
    assert (wanted.submitted_from, wanted.submitted_until) == (START - timedelta(days=90), START)
    assert (wanted.states, wanted.limit) == ((), 1000)


def test_ids_set_all_else_aside(edge: Edge) -> None:
    edge.get(f"{V2}/requests.json?service_request_id={THING},x,{OWN}&status=open&start_date=2020-01-01T00:00:00Z")
    wanted = edge.board.wanted

    assert wanted is not None
    assert (wanted.ids, wanted.states, wanted.submitted_from) == ((THING, OWN), (), None)


@pytest.mark.parametrize(
    "query, told",
    [
        ("status=done", "status: "),
        ("start_date=yesterday", "start_date: "),
        ("start_date=2026-11-01", "start_date: "),
        ("end_date=9999-12-31T00:00:00Z", "end_date: "),
        ("start_date=2026-01-01T00:00:00Z&end_date=2026-04-02T00:00:00Z", "end_date: "),
        ("page=0", "page: "),
        ("page=1001", "page: "),
        ("page_size=1001", "page_size: "),
        ("page_size=%C2%B2", "page_size: "),
        ("status=open&status=closed", "status: "),
    ],
)
def test_filters_that_mean_nothing_are_refused(edge: Edge, query: str, told: str) -> None:
    answer = edge.get(f"{V2}/requests.json?{query}")

    assert answer.status_code == 400
    assert described(answer).startswith(told)


def test_one_request_is_found_by_its_id_without_a_jurisdiction(edge: Edge) -> None:
    edge.board.towns[THING] = []
    answer = edge.get(f"{V2}/requests/{ROW['id']}.json")

    assert [one["service_request_id"] for one in answer.json] == [ROW["id"]]
    edge.board.requests = []
    assert edge.get(f"{V2}/requests/{ROW['id']}.xml").status_code == 404


def test_a_token_leads_to_the_id_once_the_public_may_see_it(edge: Edge) -> None:
    assert edge.get(f"{V2}/tokens/{TOKEN}.json").json == [{"service_request_id": town_needs.NEED_ID, "token": TOKEN}]

    edge.client.answers["need_ticket.show"] = as_json(town_needs.TICKET) | {"board_need_id": None}
    assert edge.get(f"{V2}/tokens/{TOKEN}.json").json == [{"service_request_id": None, "token": TOKEN}]
    assert xml(edge.get(f"{V2}/tokens/{TOKEN}.xml")).findtext("request/service_request_id") == ""


def test_by_its_token_a_request_tells_how_it_stands_and_not_what_it_says(edge: Edge) -> None:
    answer = edge.get(f"{V2}/requests/{TOKEN}.json")
    (told,) = answer.json

    assert (list(told), told["status"], told["description"], told["address"]) == (REQUEST, "closed", None, None)
    assert answer.headers["Cache-Control"] == "no-store"
    assert town_needs.REASON not in answer.text


@pytest.mark.parametrize("path", [f"tokens/{TOKEN}", f"requests/{TOKEN}", "tokens/x", "requests/x"])
def test_a_token_that_there_is_not_is_unknown(edge: Edge, path: str) -> None:
    edge.client.answers["need_ticket.show"] = NotFound("need_ticket.unknown")
    answer = edge.get(f"{V2}/{path}.json")

    assert answer.status_code == 404
    assert "need_ticket.unknown" in described(answer)


@pytest.mark.parametrize(
    "method, path, status",
    [
        ("GET", "services.csv", 404),
        ("GET", "services", 404),
        ("GET", "nothing.json", 404),
        ("DELETE", "requests.json", 405),
        ("POST", "services.json", 405),
    ],
)
def test_what_there_is_not_is_told_in_the_standards_form(edge: Edge, method: str, path: str, status: int) -> None:
    answer = edge.ask(method, f"{V2}/{path}")

    assert answer.status_code == status
    assert described(answer)


def test_beside_it_refusals_are_problems(edge: Edge) -> None:
    assert edge.get("/open311").content_type == "application/problem+json"


@pytest.mark.parametrize("path", ["services.json", "requests.json"])
def test_reads_are_kept_for_a_moment_by_language(edge: Edge, path: str) -> None:
    headers: Any = edge.get(f"{V2}/{path}").headers

    assert headers["Cache-Control"] == "public, max-age=5"
    assert headers["Vary"] == "Accept-Language"
