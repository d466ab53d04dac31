import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from gateway.route import Route
from gateway.routes import ROUTES
from services.evaluation.service import EVALUATION
from shared.errors import Conflict
from shared.ids import command_id
from shared.messages.engagement import Claim
from shared.messages.envelope import Call, Reply
from shared.messages.evaluation import Rating, RatingGiven
from shared.messages.membership import ClientCredentials, Organisation
from tests.gateway.edge import MEMBER, OWN, THING, Edge, sample
from tests.gateway.test_auth import lay_answer_ready, request_of
from tests.harness import Harness, harness_for
from tests.services.evaluation.world import World

CLAIMS = f"/v1/wishes/{THING}/claims"
POSTED = [one for one in ROUTES if one.method == "POST" and one.message and one.message.owner == "outsourcing"]


@pytest.fixture(autouse=True)
def services(edge: Edge) -> None:
    edge.client.answers |= {
        "wish.claim": sample(Claim),
        "rating.give": sample(Rating),
        "unit.open": sample(Organisation),
        "client.issue": sample(ClientCredentials),
    }


def test_a_key_stands_for_one_command_of_one_client(edge: Edge) -> None:
    for _ in range(2):
        edge.post(CLAIMS, "member", json={"plan": "a"}, headers={"Idempotency-Key": "first try"})
    first, second = edge.client.calls

    assert first.id == second.id == command_id(MEMBER, "first try")
    assert first.fingerprint is not None
    assert first.fingerprint == second.fingerprint


def test_what_was_asked_is_not_guessed_from_what_is_kept(edge: Edge) -> None:
    body = b'{"plan": "a"}'
    for key in ("hash-key-for-tests", "another"):
        settings = replace(edge.tools.settings, hash_key=key)
        tools = replace(edge.tools, settings=settings, registry=CollectorRegistry())
        keyed = Edge(edge.client, edge.board, edge.clock, tools, edge.readiness)
        keyed.post(CLAIMS, "member", data=body, content_type="application/json", headers={"Idempotency-Key": "a"})
    kept = [call.fingerprint for call in edge.client.calls]

    assert hashlib.sha256(f"POST {CLAIMS}\n".encode() + body).hexdigest() not in kept
    assert len({*kept}) == 2


@pytest.mark.parametrize("route", POSTED, ids=str)
def test_each_post_to_outsourcing_is_one_command_under_its_key(edge: Edge, route: Route) -> None:
    lay_answer_ready(edge, route)
    request = request_of(route)
    for key in ("first", "first", "second"):
        answer = edge.ask(
            role=route.allow[0].role, **request | {"headers": request["headers"] | {"Idempotency-Key": key}}
        )
        assert answer.status_code == route.status, answer.text
    first, again, other = edge.client.calls

    assert (first.id, first.fingerprint) == (again.id, again.fingerprint)
    assert first.fingerprint is not None
    assert other.id != first.id


def test_the_same_key_of_another_client_is_another_command(edge: Edge) -> None:
    headers = {"Idempotency-Key": "k"}
    edge.post("/v1/units", "department", json={"name": "一院"}, headers=headers)
    for role in ("community", "unit"):
        edge.post(f"/v1/organisations/{OWN}/clients", role, json={"label": "x"}, headers=headers)

    assert len({call.id for call in edge.client.calls}) == 3


def test_the_fingerprint_tells_other_requests_apart(edge: Edge) -> None:
    headers = {"Idempotency-Key": "k"}
    edge.post(CLAIMS, "member", json={"plan": "a"}, headers=headers)
    edge.post(CLAIMS, "member", json={"plan": "b"}, headers=headers)
    edge.post(f"/v1/wishes/{OWN}/claims", "member", json={"plan": "a"}, headers=headers)

    assert len({call.fingerprint for call in edge.client.calls}) == 3


def test_a_repeat_is_marked_whether_it_was_done_or_refused(edge: Edge) -> None:
    first = edge.post(CLAIMS, "member", json={}, headers={"Idempotency-Key": "k"})
    edge.client.is_repeat = True
    again = edge.post(CLAIMS, "member", json={}, headers={"Idempotency-Key": "k"})
    edge.client.answers["wish.claim"] = Conflict("wish.already_claimed")
    refused = edge.post(CLAIMS, "member", json={}, headers={"Idempotency-Key": "k"})

    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == refused.headers["Idempotency-Replayed"] == "true"
    assert refused.status_code == 409


@pytest.mark.parametrize("key", ["", "x" * 256, "键", "a\tb", "a\x7f"])
def test_a_key_is_short_printable_ascii(edge: Edge, key: str) -> None:
    answer = edge.post(CLAIMS, "member", json={}, environ_overrides={"HTTP_IDEMPOTENCY_KEY": key})

    assert (answer.status_code, answer.json["code"]) == (400, "idempotency.key_invalid")
    assert edge.client.calls == []


RATING = {"token": "x", "score": 5, "outcome": "resolved"}
RANDOM_KEY = "5b0c7a52-0f3e-4c0b-9a7d-1d9f4f3f2a10"


def rate(edge: Edge, path: str = f"/v1/invitations/{THING}/rating", key: str = RANDOM_KEY, **changes: Any) -> Call:
    edge.post(path, json=RATING | changes, headers={"Idempotency-Key": key})
    return edge.last_call


def test_a_key_of_the_public_is_one_with_its_request(edge: Edge) -> None:
    first, again = rate(edge), rate(edge)

    assert first.id == again.id
    assert first.fingerprint == again.fingerprint is not None


@pytest.mark.parametrize(
    "other",
    [
        {"token": "y"},
        {"score": 1},
        {"path": f"/v1/invitations/{OWN}/rating"},
        {"key": "5b0c7a52-0f3e-4c0b-9a7d-1d9f4f3f2a11"},
    ],
)
def test_a_key_of_the_public_stands_for_nothing_in_another_request(edge: Edge, other: dict[str, Any]) -> None:
    assert rate(edge).id != rate(edge, **other).id


@pytest.mark.parametrize("key", ["", "1", "fifteen letters", "x" * 256])
def test_a_key_of_the_public_is_too_long_to_be_guessed(edge: Edge, key: str) -> None:
    answer = edge.post(f"/v1/invitations/{THING}/rating", json=RATING, headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (400, "idempotency.key_invalid", [])
    assert answer.json["detail"] == "Takes 16 to 255 printable ASCII characters."


def test_what_is_kept_for_the_public_is_limited_more_strictly(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=40)
    path = f"/v1/invitations/{THING}/rating"
    with_key = [edge.post(path, json=RATING, headers={"Idempotency-Key": RANDOM_KEY}).status_code for _ in range(3)]

    assert with_key == [201, 201, 429]
    assert edge.post(path, json=RATING).status_code == 201


class ExecutingClient:
    """Has evaluation itself carry out each call."""

    def __init__(self, harness: Harness) -> None:
        self._harness = harness

    def call(self, call: Call) -> Reply:
        return self._harness.executor.execute([call])[0]


@pytest.fixture
def world(edge: Edge, tmp_path: Path) -> Iterator[World]:
    for harness in harness_for(EVALUATION, "sqlite", tmp_path):
        edge.tools = replace(edge.tools, client=ExecutingClient(harness))
        edge.set()
        yield World(harness)


def test_a_resident_whose_answer_was_lost_gets_it_again_and_nobody_else_does(edge: Edge, world: World) -> None:
    invitation = world.invite()
    path, body = f"/v1/invitations/{invitation['id']}/rating", RATING | {"token": world.issue(invitation)}
    headers = {"Idempotency-Key": RANDOM_KEY}
    before = edge.post(path, json=body | {"token": "guessed"}, headers=headers)
    first, again = (edge.post(path, json=body, headers=headers) for _ in range(2))
    strangers = [
        edge.post(path, json=body | {"token": "guessed"}, headers=headers),
        edge.post(path, json=body, headers={"Idempotency-Key": "another random key"}),
        edge.post(path, json=body | {"score": 1}, headers=headers),
        edge.post(path, json=body),
    ]

    assert (before.status_code, first.status_code, again.status_code) == (403, 201, 201)
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    assert [answer.json["code"] for answer in strangers] == ["invitation.token_invalid", *["invitation.used"] * 3]
    assert len(world.harness.events_of(RatingGiven)) == 1


def test_a_query_needs_no_key(edge: Edge) -> None:
    edge.client.answers["claims.list"] = {"items": [], "next": None}
    edge.get("/v1/claims", "member", headers={"Idempotency-Key": "x" * 300})

    assert edge.last_call.fingerprint is None
