import pytest

from shared.errors import Conflict
from shared.ids import command_id
from shared.messages.engagement import Claim
from shared.messages.evaluation import Rating
from shared.messages.membership import ClientCredentials, Organisation
from tests.gateway.edge import MEMBER, OWN, THING, Edge, sample

CLAIMS = f"/v1/wishes/{THING}/claims"


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


def test_the_public_owns_no_key(edge: Edge) -> None:
    rating = {"token": "x", "score": 5, "outcome": "resolved"}
    for _ in range(2):
        edge.post(f"/v1/invitations/{THING}/rating", json=rating, headers={"Idempotency-Key": "k"})
    first, second = edge.client.calls

    assert first.id != second.id
    assert first.fingerprint is None


def test_a_query_needs_no_key(edge: Edge) -> None:
    edge.client.answers["claims.list"] = {"items": [], "next": None}
    edge.get("/v1/claims", "member", headers={"Idempotency-Key": "x" * 300})

    assert edge.last_call.fingerprint is None
