import logging
from typing import Any

import pytest

from gateway.routes import ROUTES
from shared.messages.engagement import Claim
from tests.gateway.edge import OWN, THING, Edge, sample

WISH = f"/v1/wishes/{THING}"


@pytest.mark.parametrize(
    "path",
    [
        "/v1",
        "/v1/nothing",
        f"{WISH}/",
        "/v1//claims",
        "/v1/wishes/5",
        f"/v1/wishes/{THING.upper()}",
        f"/v1/wishes/{THING}%20",
        "/v1/wishes/..%2Fclaims",
        "/v1/%ff%fe",
        f"/v1/wishes/{{{THING}}}",
        "/docs/../gateway/app.py",
        "/docs/%2e%2e%2fapp.py",
    ],
)
def test_an_unknown_path_is_a_problem(edge: Edge, path: str) -> None:
    answer = edge.get(path, "member")

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (404, "path.unknown", [])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CLAIM"])
def test_a_method_that_a_path_does_not_take_is_a_problem(edge: Edge, method: str) -> None:
    answer = edge.ask(method, WISH, "member")

    assert (answer.status_code, answer.json["code"]) == (405, "method.not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD, PATCH"


def test_head_answers_as_get_does_without_a_body(edge: Edge) -> None:
    path = f"/v1/communities/{OWN}/board"
    head, get = edge.ask("HEAD", path), edge.get(path)

    assert (head.status_code, head.data) == (200, b"")
    assert (head.headers["Content-Length"], head.headers["ETag"]) == (
        get.headers["Content-Length"],
        get.headers["ETag"],
    )


def test_a_fault_of_ours_is_logged_and_tells_nothing(edge: Edge, caplog: pytest.LogCaptureFixture) -> None:
    edge.client.answers["wish.show"] = ZeroDivisionError("secret of 陈华英")
    answer = edge.get(WISH, "member")

    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert "陈华英" not in answer.text
    assert [(record.message, record.trace_id) for record in caplog.records if record.exc_info] == [  # type: ignore[attr-defined]
        ("request failed", answer.json["trace_id"])
    ]


@pytest.mark.parametrize("path", ["/healthz", WISH, "/nowhere", f"/v1/communities/{OWN}/board"])
def test_every_answer_is_guarded_and_can_be_traced(edge: Edge, path: str) -> None:
    headers = edge.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert len(headers["Trace-Id"]) == 32
    assert "Strict-Transport-Security" not in headers


def test_where_the_platform_is_reached_by_https_it_stays_so(edge: Edge) -> None:
    edge.set(public_url="https://linli.example")

    assert edge.get("/healthz").headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_the_access_log_names_the_route_and_nobody(edge: Edge, caplog: pytest.LogCaptureFixture) -> None:
    edge.client.answers["members.list"] = {"items": [], "next": None}
    with caplog.at_level(logging.INFO, "gateway.access"):
        edge.get(f"/v1/units/{OWN}/members?name=陈华英", "unit")
    record = next(record for record in caplog.records if record.name == "gateway.access")
    told = vars(record)

    assert (told["method"], told["route"], told["status"]) == ("GET", "/v1/units/{unit_id}/members", 200)
    assert (told["role"], told["organisation_id"]) == ("unit", OWN)
    assert not any("陈华英" in str(value) or "%E9" in str(value) for value in told.values())


@pytest.mark.parametrize("spelling", ["陈华英", "%E9%99%88%E5%8D%8E%E8%8B%B1"])
def test_a_chinese_name_in_a_query_is_understood_however_it_is_spelled(edge: Edge, spelling: str) -> None:
    edge.client.answers["members.list"] = {"items": [], "next": None}
    query = spelling.encode().decode("latin-1")
    edge.get(f"/v1/units/{OWN}/members", "unit", environ_overrides={"QUERY_STRING": f"name={query}"})

    assert edge.last_call.data["name"] == "陈华英"


def test_an_unknown_path_is_logged_without_what_it_said(edge: Edge, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "gateway.access"):
        edge.ask("STEAL", "/v1/陈华英")
    told: dict[str, Any] = vars(caplog.records[-1])

    assert (told["method"], told["route"], told["status"]) == ("unmatched", "unmatched", 404)


def test_behind_proxies_the_address_is_the_one_that_they_saw(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=4, trusted_proxies=1)
    board = f"/v1/communities/{OWN}/board"
    statuses = [
        edge.get(board, headers={"X-Forwarded-For": f"203.0.113.{spoofed}, 198.51.100.{client}"}).status_code
        for spoofed, client in ((1, 1), (2, 1), (1, 2))
    ]

    assert statuses == [200, 429, 200]


def test_without_proxies_nobody_chooses_their_address(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=4)
    board = f"/v1/communities/{OWN}/board"
    statuses = [edge.get(board, headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in (1, 2)]

    assert statuses == [200, 429]


def test_the_same_request_is_answered_alike_by_two_gateways(edge: Edge) -> None:
    edge.client.answers["wish.claim"] = sample(Claim)
    token = edge.token("member")
    answers = []
    for _ in range(2):
        answers.append(edge.post(f"{WISH}/claims", json={}, headers={"Authorization": f"Bearer {token}"}).json)
        edge.set(log_level="INFO")

    assert answers[0] == answers[1]


def test_routes_are_named_once() -> None:
    named = [str(route) for route in ROUTES]

    assert len(named) == len(set(named))
