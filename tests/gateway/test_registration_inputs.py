from typing import Any

import pytest

from shared.messages.envelope import Role
from tests.gateway.edge import OWN, THING, Edge

REGISTRATION = f"/v1/registrations/{THING}"
MANY = f"/v1/units/{OWN}/registrations"
CONFIRMATIONS = f"/v1/communities/{OWN}/registrations/confirmations"
RESOURCES = f"/v1/units/{OWN}/resources"
OFFER = {"kind": "venue", "title": "三楼多功能厅", "quantity": 1, "unit_of_measure": "间"}
PAIR = {"unit_id": OWN, "community_id": THING}
ENTRY = {"member_id": THING}

Case = tuple[str, Role, Any, str, str]

BODIES: tuple[Case, ...] = (
    (f"/v1/communities/{OWN}/registrations", "member", {"kind": "both"}, "#/kind", "not_a_choice"),
    (f"/v1/communities/{OWN}/registrations", "member", {"kind": None}, "#/kind", "null"),
    (f"/v1/communities/{OWN}/registrations", "member", {"member_id": THING}, "#/member_id", "unknown_field"),
    (f"{REGISTRATION}/refusal", "community", {}, "#/reason", "missing"),
    (f"{REGISTRATION}/refusal", "community", {"reason": " \n"}, "#/reason", "length"),
    (f"{REGISTRATION}/refusal", "community", {"reason": "长" * 2001}, "#/reason", "length"),
    (f"{REGISTRATION}/refusal", "community", {"reason": 5}, "#/reason", "wrong_type"),
    (f"{REGISTRATION}/withdrawal", "member", {"reason": "x"}, "#/reason", "unknown_field"),
    (f"{REGISTRATION}/end", "unit", {}, "#/reason", "missing"),
    (f"{REGISTRATION}/end", "unit", {"reason": "a\0b"}, "#/reason", "invalid"),
    (f"{REGISTRATION}/transfer", "member", {}, "#/community_id", "missing"),
    (f"{REGISTRATION}/transfer", "member", {"community_id": "SFJ"}, "#/community_id", "invalid"),
    (MANY, "unit", {}, "#/registrations", "missing"),
    (MANY, "unit", {"registrations": []}, "#/registrations", "length"),
    (MANY, "unit", {"registrations": [ENTRY] * 501}, "#/registrations", "length"),
    (MANY, "unit", {"registrations": [ENTRY, {}]}, "#/registrations/1/member_id", "missing"),
    (MANY, "unit", {"registrations": [{**ENTRY, "kind": "x"}]}, "#/registrations/0/kind", "not_a_choice"),
    (MANY, "unit", {"registrations": [{**ENTRY, "unit_id": OWN}]}, "#/registrations/0/unit_id", "unknown_field"),
    (CONFIRMATIONS, "community", {"registration_ids": []}, "#/registration_ids", "length"),
    (CONFIRMATIONS, "community", {"registration_ids": [THING] * 501}, "#/registration_ids", "length"),
    (CONFIRMATIONS, "community", {"registration_ids": ["x"]}, "#/registration_ids/0", "invalid"),
    (CONFIRMATIONS, "community", {"registration_ids": THING}, "#/registration_ids", "wrong_type"),
    (CONFIRMATIONS, "community", {"all_requested_before": "2026-11-24"}, "#/all_requested_before", "wrong_type"),
    (CONFIRMATIONS, "community", {"all_requested_before": "2026-11-24T00:00:00"}, "#/all_requested_before", "invalid"),
    ("/v1/pairings", "unit", {"unit_id": OWN}, "#/community_id", "missing"),
    ("/v1/pairings", "unit", {**PAIR, "unit_id": "x"}, "#/unit_id", "invalid"),
    ("/v1/pairings", "unit", {**PAIR, "note": "长" * 2001}, "#/note", "length"),
    ("/v1/pairings", "unit", {**PAIR, "state": "accepted"}, "#/state", "unknown_field"),
    (f"/v1/pairings/{THING}/acceptance", "community", {"reason": "x"}, "#/reason", "unknown_field"),
    (f"/v1/pairings/{THING}/refusal", "community", {}, "#/reason", "missing"),
    (f"/v1/pairings/{THING}/end", "unit", {"reason": ""}, "#/reason", "length"),
    (RESOURCES, "unit", {"kind": "venue"}, "#/title", "missing"),
    (RESOURCES, "unit", {**OFFER, "kind": "people"}, "#/kind", "not_a_choice"),
    (RESOURCES, "unit", {**OFFER, "title": "一\n二"}, "#/title", "invalid"),
    (RESOURCES, "unit", {**OFFER, "quantity": 0}, "#/quantity", "out_of_range"),
    (RESOURCES, "unit", {**OFFER, "quantity": 10**7}, "#/quantity", "out_of_range"),
    (RESOURCES, "unit", {**OFFER, "quantity": 1.5}, "#/quantity", "wrong_type"),
    (RESOURCES, "unit", {**OFFER, "amount_minor": -1}, "#/amount_minor", "out_of_range"),
    (RESOURCES, "unit", {**OFFER, "amount_minor": 10**16}, "#/amount_minor", "out_of_range"),
    (RESOURCES, "unit", {**OFFER, "available_from": "2027-13-01"}, "#/available_from", "wrong_type"),
    (RESOURCES, "unit", {**OFFER, "available_until": "明年"}, "#/available_until", "wrong_type"),
)
LISTS: tuple[tuple[str, Role, tuple[str, ...]], ...] = (
    (f"/v1/communities/{OWN}/registrations", "community", ("state=lost", "kind=x", "unit_id=x")),
    (f"/v1/units/{OWN}/registrations", "unit", ("state=lost", "kind=x", "community_id=x")),
    (f"/v1/members/{THING}/registrations", "member", ("state=ended",)),
    ("/v1/pairings", "unit", ("state=requested", "unit_id=x", "community_id=x")),
    (f"/v1/units/{OWN}/resources", "unit", ("kind=people",)),
    (f"/v1/communities/{OWN}/resources", "community", ("kind=people", "unit_id=x")),
)


@pytest.mark.parametrize("path, role, body, pointer, code", BODIES)
def test_a_body_that_is_not_as_declared_is_refused(
    edge: Edge, path: str, role: Role, body: Any, pointer: str, code: str
) -> None:
    answer = edge.post(path, role, json=body)

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (422, "request.invalid", [])
    assert [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]] == [(pointer, code)]


@pytest.mark.parametrize("path, role, queries", LISTS)
def test_a_query_that_is_not_as_declared_is_refused(
    edge: Edge, path: str, role: Role, queries: tuple[str, ...]
) -> None:
    for query in (*queries, "limit=0", "limit=201", "after=x", "colour=red"):
        answer = edge.get(f"{path}?{query}", role)

        assert (answer.status_code, answer.json["code"], edge.client.calls) == (422, "request.invalid", []), query
        assert [fault["pointer"] for fault in answer.json["errors"]] == [f"#/{query.partition('=')[0]}"]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_resource_is_changed_by_who_has_read_it(edge: Edge, method: str) -> None:
    path, body = f"/v1/resources/{THING}", OFFER if method == "PUT" else None
    missing = edge.ask(method, path, "unit", json=body)
    foreign = edge.ask(method, path, "unit", json=body, headers={"If-Match": '"mine"'})

    assert (missing.status_code, foreign.status_code, edge.client.calls) == (428, 412, [])
