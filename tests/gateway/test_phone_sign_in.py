from typing import Any

import pytest

from gateway.oauth import ONE_TIME
from gateway.scopes import scopes_of
from tests.gateway.edge import MEMBER, OWN, THING, Edge
from tests.harness import TENANT

PHONE = "13800138000"
GOOD = {"grant_type": ONE_TIME, "tenant_id": TENANT, "phone": PHONE, "code": "048213"}
STAFF = {"role": "community", "client_id": THING, "tenant_id": TENANT, "organisation_id": OWN, "member_id": None}


def ask(edge: Edge, form: Any, principal: Any = STAFF) -> Any:
    edge.client.answers["phone_code.redeem"] = {"principal": principal}
    return edge.post("/oauth/token", data=form)


def test_a_phones_code_is_redeemed_as_what_was_chosen(edge: Edge) -> None:
    answer = ask(edge, GOOD | {"as": "organisation", "organisation_id": OWN})

    assert edge.last_call.data == {
        "tenant_id": TENANT,
        "phone": PHONE,
        "code": "048213",
        "sign_in_as": "organisation",
        "organisation_id": OWN,
        "member_id": None,
        "appointment_id": None,
        "network": "",
    }
    actor = edge.tools.tokens.verify(answer.json["access_token"])
    assert (actor.role, actor.client_id, actor.organisation_id) == ("community", THING, OWN)
    assert answer.json["scope"].split() == list(scopes_of("community"))


def test_nothing_chosen_is_left_to_membership(edge: Edge) -> None:
    ask(edge, GOOD)

    assert (edge.last_call.data["sign_in_as"], edge.last_call.data["organisation_id"]) == (None, None)


@pytest.mark.parametrize(
    "form, error",
    [
        (GOOD | {"tenant_id": ""}, "invalid_request"),
        (GOOD | {"code": ""}, "invalid_request"),
        (GOOD | {"phone": "1" * 201}, "invalid_grant"),
        (GOOD | {"as": "x" * 201}, "invalid_grant"),
        (GOOD | {"scope": "everything"}, "invalid_scope"),
    ],
)
def test_a_request_that_is_not_good_is_told_so(edge: Edge, form: Any, error: str) -> None:
    assert ask(edge, form).json["error"] == error


def test_a_good_code_that_leaves_a_choice_is_told_so_by_a_code_of_its_own(edge: Edge) -> None:
    edge.client.answers["phone_code.redeem"] = {"principal": None, "has_choice": True}
    answer = edge.post("/oauth/token", data=GOOD)

    assert (answer.status_code, answer.json["error"], answer.json["code"]) == (
        400,
        "invalid_grant",
        "sign_in.choice_needed",
    )
    assert answer.json["error_uri"] == "http://127.0.0.1:8000/docs/errors#sign_in.choice_needed"
    assert "/v1/sign-in-choices" in answer.json["error_description"]


def test_a_residents_token_carries_their_phone_encrypted_and_nothing_of_an_organisation(edge: Edge) -> None:
    principal = STAFF | {"role": "resident", "organisation_id": None, "contact_encrypted": "gAAAA-opaque"}
    edge.client.answers["resident_code.redeem"] = {"principal": principal}
    answer = edge.post("/oauth/token", data=GOOD | {"as": "resident"})

    assert edge.last_call.data == {"tenant_id": TENANT, "phone": PHONE, "code": "048213", "network": ""}
    actor = edge.tools.tokens.verify(answer.json["access_token"])
    assert (actor.role, actor.client_id, actor.tenant_id) == ("resident", THING, TENANT)
    assert (actor.organisation_id, actor.member_id, actor.contact_encrypted) == (None, None, "gAAAA-opaque")
    assert answer.json["scope"].split() == list(scopes_of("resident"))


def test_a_code_for_a_resident_is_asked_for_as_such(edge: Edge) -> None:
    edge.client.answers["phone_code.request"] = {}
    body = {"tenant_id": TENANT, "phone": PHONE, "sign_in_as": "resident"}

    assert edge.post("/v1/sign-in-codes", json=body).status_code == 202
    assert edge.last_call.data["sign_in_as"] == "resident"
    assert edge.post("/v1/sign-in-codes", json=body | {"sign_in_as": "king"}).status_code == 422


def test_a_member_is_chosen_among_those_of_one_phone(edge: Edge) -> None:
    ask(edge, GOOD | {"member_id": MEMBER})

    assert (edge.last_call.topic, edge.last_call.data["member_id"]) == ("phone_code.redeem", MEMBER)


def test_a_code_that_is_not_good_is_no_grant(edge: Edge) -> None:
    assert ask(edge, GOOD, principal=None).json["error"] == "invalid_grant"


def test_tries_are_few_for_an_address_and_a_phone(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=1200)
    answers = [ask(edge, GOOD, principal=None).status_code for _ in range(12)]

    assert answers == [400] * 10 + [429] * 2
    assert ask(edge, GOOD | {"phone": "13900000001"}, principal=None).status_code == 400


@pytest.mark.parametrize(
    "path, topic, body, status",
    [
        ("/v1/sign-in-codes", "phone_code.request", {"tenant_id": TENANT, "phone": PHONE}, 202),
        ("/v1/sign-in-choices", "phone_code.check", {"tenant_id": TENANT, "phone": PHONE, "code": "048213"}, 200),
    ],
)
def test_what_could_be_guessed_from_a_key_is_kept_under_none(
    edge: Edge, path: str, topic: str, body: Any, status: int
) -> None:
    edge.client.answers[topic] = {"items": []}
    answer = edge.post(path, json=body, headers={"Idempotency-Key": "k" * 32})

    assert answer.status_code == status
    assert edge.last_call.fingerprint is None


@pytest.mark.parametrize(
    "path, topic, body",
    [
        ("/v1/sign-in-codes", "phone_code.request", {"tenant_id": TENANT, "phone": PHONE}),
        ("/v1/sign-in-choices", "phone_code.check", {"tenant_id": TENANT, "phone": PHONE, "code": "048213"}),
        ("/oauth/token", "phone_code.redeem", GOOD),
        ("/oauth/token", "sign_in_code.redeem", {"grant_type": ONE_TIME, "member_id": MEMBER, "code": "7Q2KXM4T9P"}),
    ],
)
def test_membership_is_told_from_which_network_it_comes_and_by_nobody_else(
    edge: Edge, path: str, topic: str, body: Any
) -> None:
    edge.client.answers[topic] = {"items": []} if path.startswith("/v1") else {"principal": None}
    form = "json" if path.startswith("/v1") else "data"
    edge.post(path, **{form: body}, environ_overrides={"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"})
    assert (edge.last_call.topic, edge.last_call.data["network"]) == (topic, "2001:db8:1:2::/64")

    edge.client.calls.clear()
    answer = edge.post(path, **{form: body | {"network": "192.0.2.9"}})
    assert [call.data["network"] for call in edge.client.calls] == ([] if answer.status_code == 422 else [""])


def test_codes_are_asked_for_a_few_times_a_minute_by_one_address(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=1200)
    edge.client.answers["phone_code.request"] = {}
    body = {"tenant_id": TENANT, "phone": PHONE}
    statuses = [edge.post("/v1/sign-in-codes", json=body).status_code for _ in range(11)]

    assert statuses == [202] * 10 + [429]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"tenant_id": TENANT},
        {"tenant_id": "x", "phone": PHONE},
        {"tenant_id": TENANT, "phone": "23800138000"},
        {"tenant_id": TENANT, "phone": 13800138000},
        {"tenant_id": TENANT, "phone": PHONE, "member_id": MEMBER},
    ],
)
def test_a_request_for_a_code_that_is_not_good_reaches_nobody(edge: Edge, body: Any) -> None:
    answer = edge.post("/v1/sign-in-codes", json=body)

    assert (answer.status_code, edge.client.calls) == (422, [])
