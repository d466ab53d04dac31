from typing import Any

import pytest

from shared.errors import Conflict, Fault, Invalid, Unavailable
from shared.ids import is_id
from shared.messages.engagement import Claim, Wish
from shared.messages.membership import Tenant
from shared.messages.notifications import WebhookSecret
from tests.gateway.edge import MEMBER, OWN, THING, Edge, sample
from tests.harness import START

CLAIMS = f"/v1/wishes/{THING}/claims"


def test_a_command_is_sent_once_with_all_that_the_service_must_know(edge: Edge) -> None:
    edge.client.answers["wish.claim"] = sample(Claim)
    traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    edge.post(CLAIMS, "member", json={"plan": "周六上门"}, headers={"traceparent": traceparent})
    call = edge.last_call

    assert len(edge.client.calls) == 1
    assert (call.topic, call.data) == ("wish.claim", {"wish_id": THING, "plan": "周六上门"})
    assert (call.actor.role, call.actor.member_id) == ("member", MEMBER)
    assert call.expires_at == START.timestamp() + 10
    assert call.traceparent.startswith("00-")
    assert call.traceparent[3:35] != traceparent[3:35]
    assert is_id(call.id)
    assert (call.fingerprint, call.expected_version) == (None, None)


def test_what_was_created_is_told_with_its_place_and_its_version(edge: Edge) -> None:
    edge.client.answers["wish.claim"] = sample(Claim)
    answer = edge.post(CLAIMS, "member", json={})

    assert (answer.status_code, answer.json) == (201, sample(Claim))
    assert answer.headers["Location"] == f"/v1/claims/{THING}"
    assert answer.headers["ETag"].startswith('"v1.')
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "role, path, topic, shape, location",
    [
        ("operator", "/v1/tenants", "tenant.open", Tenant, f"/v1/organisations/{THING}"),
        ("unit", "/v1/webhooks", "webhook.create", WebhookSecret, f"/v1/webhooks/{THING}"),
    ],
)
def test_the_place_is_found_inside_the_answer_too(
    edge: Edge, role: Any, path: str, topic: str, shape: Any, location: str
) -> None:
    edge.client.answers[topic] = sample(shape)
    bodies = {
        "tenant.open": {"name": "临江市", "department_name": "组织部"},
        "webhook.create": {"stream": "unit", "stream_id": OWN, "url": "https://example.org/"},
    }

    assert edge.post(path, role, json=bodies[topic]).headers["Location"] == location


def test_what_has_no_answer_has_no_content(edge: Edge) -> None:
    answer = edge.ask("DELETE", f"/v1/webhooks/{THING}", "unit")

    assert (answer.status_code, answer.data, "Content-Type" in answer.headers) == (204, b"", False)


def test_a_refusal_of_the_service_is_told_as_it_is(edge: Edge) -> None:
    faults = [Fault("#/due_at", "out_of_range", "Takes an instant within 180 days from now.")]
    edge.client.answers["wish.claim"] = Conflict("wish.already_claimed")
    edge.client.answers["commitment.make"] = Invalid("commitment.due_at_out_of_range", errors=faults)
    claimed = edge.post(CLAIMS, "member", json={})
    body = {"text": "修灯", "due_at": "2026-11-23T00:00:00Z"}
    late = edge.post(f"/v1/claims/{THING}/commitment", "member", json=body)

    assert (claimed.status_code, claimed.json["code"]) == (409, "wish.already_claimed")
    assert claimed.json["title"] == "Somebody has claimed this wish"
    assert (late.status_code, late.json["errors"]) == (422, [vars(fault) for fault in faults])


def test_a_service_that_is_away_is_told_with_when_to_come_again(edge: Edge) -> None:
    edge.client.answers["wish.claim"] = Unavailable("service.unavailable", retry_after_seconds=3)
    answer = edge.post(CLAIMS, "member", json={})

    assert (answer.status_code, answer.json["code"]) == (503, "service.unavailable")
    assert answer.headers["Retry-After"] == "3"


def test_a_page_links_to_the_next_one_with_the_same_questions(edge: Edge) -> None:
    edge.client.answers["members.list"] = {"items": [], "next": "a&b"}
    path = f"/v1/units/{OWN}/members"
    answer = edge.get(path, "unit", query_string={"name": "陈华英", "after": THING, "limit": "2"})
    name = "%E9%99%88%E5%8D%8E%E8%8B%B1"

    assert answer.headers["Link"] == f'<{path}?name={name}&limit=2&after=a%26b>; rel="next"'
    assert answer.json["next"] == "a&b"


def test_the_last_page_links_nowhere(edge: Edge) -> None:
    edge.client.answers["claims.list"] = {"items": [], "next": None}

    assert "Link" not in edge.get("/v1/claims", "member").headers


def test_whom_a_wish_is_for_is_kept_nowhere_on_the_way(edge: Edge) -> None:
    edge.client.answers["wish.reveal_beneficiary"] = {"name": "王秀兰", "phone": "13800138000", "address": None}
    answer = edge.get(f"/v1/wishes/{THING}/beneficiary", "member")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert edge.last_call.topic == "wish.reveal_beneficiary"


def test_what_is_read_may_be_kept_by_the_reader_if_asked_about_again(edge: Edge) -> None:
    edge.client.answers["wish.show"] = sample(Wish)

    assert edge.get(f"/v1/wishes/{THING}", "member").headers["Cache-Control"] == "private, no-cache"
