"""Releases and records as packages, and all releases as lines, held to what is described."""

import gzip
import json
from datetime import timedelta
from typing import Any

import jsonschema
import pytest

from gateway.errors import Problems
from gateway.ocds.about import operations
from gateway.ocds.example import RELEASE
from gateway.openapi import describe
from gateway.openapi_parts import HEADERS
from gateway.routes.ocds import ROUTES
from shared.errors import NotFound, Unavailable
from shared.messages.envelope import Call, Reply
from shared.messages.outsourcing.releases import BulkFilter, RecordFilter, ReleaseFilter
from shared.messages.schema import schema_for
from tests.gateway.edge import Edge
from tests.harness import START, TENANT

NAMES = {"release": RELEASE["id"], "ocid": RELEASE["ocid"]}
OPERATIONS = operations(Problems("https://linli.example"))
READS = [path for path in OPERATIONS if not path.endswith(".jsonl")]
ROOT = "http://127.0.0.1:8000"


def released(number: int) -> dict[str, Any]:
    body = RELEASE | {"id": f"{RELEASE['ocid']}-{number}", "tender": {"id": "1", "value": {"amount": 40000.5}}}
    told = {"id": body["id"], "position": number, "released_at": START + timedelta(seconds=number)}
    return told | {"body": json.dumps(body, ensure_ascii=False)}


def recorded() -> dict[str, Any]:
    named = {"id": RELEASE["id"], "released_at": START, "tags": ["planning", "tender"]}
    return {"ocid": RELEASE["ocid"], "releases": [named], "compiled": json.dumps({"ocid": RELEASE["ocid"]})}


@pytest.fixture(autouse=True)
def ready(edge: Edge) -> None:
    edge.client.answers |= {
        "ocds_releases.list": {"items": [released(1), released(2)], "next": 2},
        "ocds_release.show": released(9),
        "ocds_records.list": {"items": [recorded()], "next": None},
        "ocds_record.show": recorded(),
    }


def test_each_route_is_described() -> None:
    assert {f"GET {path}" for path in OPERATIONS} == {str(route) for route in ROUTES}


@pytest.mark.parametrize("path", READS)
def test_an_answer_is_as_described_and_so_is_the_example(edge: Edge, path: str) -> None:
    content = OPERATIONS[path]["get"]["responses"]["200"]["content"]["application/json"]
    answer = edge.get(path.format(**NAMES))

    assert answer.status_code == 200, answer.text
    for told in (answer.json, content["example"]):
        jsonschema.validate(told, content["schema"])


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_the_parameters_are_those_that_are_taken(route: Any) -> None:
    told = OPERATIONS[route.path]["get"]["parameters"]
    taken = set(schema_for(route.message).fields) if route.message else set()

    assert {one["name"] for one in told if one["in"] == "query"} == taken
    assert {one["name"] for one in told if one["in"] == "path"} == set(route.path_parameters)
    assert {route.message for route in ROUTES} == {ReleaseFilter, RecordFilter, BulkFilter, None}


def test_the_description_of_all_has_them_too() -> None:
    paths = describe(ROUTES, Problems("https://linli.example"))["paths"]

    assert set(OPERATIONS) <= set(paths)
    assert "Link" in HEADERS


def test_a_page_leads_to_the_next_by_both_ways(edge: Edge) -> None:
    answer = edge.get(f"/ocds/releases?tenant_id={TENANT}&limit=2&since=2026-11-24T01:00:00Z")
    following = f"/ocds/releases?tenant_id={TENANT}&limit=2&since=2026-11-24T01%3A00%3A00Z&after=2"

    assert answer.json["links"] == {"next": ROOT + following}
    assert answer.headers["Link"] == f'<{following}>; rel="next"'
    assert answer.headers["Linli-Last-Position"] == "2"
    assert answer.json["releases"][0]["tender"]["value"] == {"amount": 40000.5}
    assert answer.json["publishedDate"] == "2026-11-24T01:00:02.000Z"
    data = edge.last_call.data
    assert (data["tenant_id"], data["limit"], data["since"], data["after"]) == (TENANT, 2, START, 0)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "after=-1", "since=yesterday", "until=2026-01-01", "tenant_id=1", "unknown=1"]
)
def test_bad_input_is_refused(edge: Edge, query: str) -> None:
    assert edge.get(f"/ocds/releases?{query}").status_code == 422


def test_a_release_is_kept_for_ever_and_the_same_to_who_holds_it(edge: Edge) -> None:
    first = edge.get(f"/ocds/releases/{RELEASE['id']}")
    again = edge.get(f"/ocds/releases/{RELEASE['id']}", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert [one["id"] for one in first.json["releases"]] == [RELEASE["id"]]
    assert (again.status_code, again.data) == (304, b"")


def test_a_record_links_its_releases_and_says_what_they_come_to(edge: Edge) -> None:
    answer = edge.get(f"/ocds/records/{RELEASE['ocid']}").json

    [record] = answer["records"]
    [linked] = record["releases"]
    assert linked["url"] == f"{ROOT}/ocds/releases/{RELEASE['id']}"
    assert linked["tag"] == ["planning", "tender"]
    assert record["compiledRelease"] == {"ocid": RELEASE["ocid"]}


@pytest.mark.parametrize(
    "topic, path, code", [("ocds_release.show", "releases", "release"), ("ocds_record.show", "records", "record")]
)
def test_what_there_is_not_is_a_problem(edge: Edge, topic: str, path: str, code: str) -> None:
    edge.client.answers[topic] = NotFound(f"{code}.unknown")
    answer = edge.get(f"/ocds/{path}/nothing")

    assert (answer.status_code, answer.json["code"]) == (404, f"{code}.unknown")


def test_the_publisher_is_as_the_operator_says(edge: Edge) -> None:
    edge.set(
        ocds_publisher="临江市委组织部", ocds_publisher_url="https://a.example", ocds_licence_url="https://b.example"
    )
    answer = edge.get("/ocds/releases").json

    assert answer["publisher"] == {"name": "临江市委组织部", "uri": "https://a.example"}
    assert answer["license"] == "https://b.example"


class Pages:
    """Answers page after page, and notes how far it was asked."""

    def __init__(self, pages: int, breaks_at: int | None = None) -> None:
        self.pages, self.breaks_at, self.asked = pages, breaks_at, list[int]()

    def call(self, call: Call) -> Reply:
        after = call.data["after"]
        self.asked.append(after)
        if after == self.breaks_at:
            return Reply(id=call.id, refusal=Unavailable("service.unavailable").as_wire())
        following = after + 1 if after + 1 < self.pages else None
        return Reply(id=call.id, result={"items": [released(after + 1)], "next": following})


def test_all_releases_are_lines_that_are_read_as_they_are_sent(edge: Edge) -> None:
    pages = Pages(5)
    edge.set()
    edge.tools.client.call = pages.call  # type: ignore[method-assign]
    parts = edge.get("/ocds/releases.jsonl", buffered=False).iter_encoded()
    first = next(parts)

    assert pages.asked == [0]
    lines = [json.loads(line) for line in (first + b"".join(parts)).splitlines()]
    assert [line["id"] for line in lines] == [f"{RELEASE['ocid']}-{number}" for number in range(1, 6)]


def test_lines_are_compressed_for_who_takes_it(edge: Edge) -> None:
    edge.tools.client.call = Pages(3).call  # type: ignore[method-assign]
    plain = edge.get("/ocds/releases.jsonl")
    packed = edge.get("/ocds/releases.jsonl", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_what_breaks_off_has_no_end(edge: Edge) -> None:
    edge.tools.client.call = Pages(5, breaks_at=2).call  # type: ignore[method-assign]

    with pytest.raises(Unavailable):
        edge.get("/ocds/releases.jsonl").get_data()
    edge.tools.client.call = Pages(5, breaks_at=0).call  # type: ignore[method-assign]
    assert edge.get("/ocds/releases.jsonl").status_code == 503
