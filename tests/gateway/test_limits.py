from typing import Any

import pytest

from gateway.limits import ADDRESS, CLIENT, RateLimiter, network_of
from gateway.oauth import ONE_TIME
from shared.clock import SystemClock
from tests.gateway.edge import MEMBER, OWN, THING, Edge

BOARD = f"/v1/communities/{OWN}/board"


@pytest.fixture(autouse=True)
def services(edge: Edge) -> None:
    edge.client.answers |= {"claims.list": {"items": [], "next": None}, "sign_in_code.redeem": {"principal": None}}


def test_a_client_is_told_what_is_left_and_then_to_wait(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=8)
    headers = {"Authorization": f"Bearer {edge.token('member')}"}
    answers = [edge.get("/v1/claims", headers=headers) for _ in range(9)]

    assert [answer.status_code for answer in answers] == [200] * 8 + [429]
    assert [answer.headers["RateLimit"] for answer in answers[:2]] == ['"client";r=7', '"client";r=6']
    assert answers[8].headers["RateLimit"] == '"client";r=0'
    assert answers[8].headers["RateLimit-Policy"] == '"client";q=8;w=60'
    assert answers[8].json["code"] == "rate.exceeded"
    assert 1 <= int(answers[8].headers["Retry-After"]) <= 60


def test_one_client_takes_nothing_from_another(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=8)
    member, unit = (edge.token(role) for role in ("member", "unit"))
    for token in [unit] + [member] * 8:
        edge.get("/v1/claims", headers={"Authorization": f"Bearer {token}"})

    assert edge.get("/v1/claims", headers={"Authorization": f"Bearer {member}"}).status_code == 429
    assert edge.get("/v1/claims", headers={"Authorization": f"Bearer {unit}"}).status_code == 200


@pytest.mark.parametrize("credentials", ["", "Bearer x"])
def test_who_is_not_known_counts_by_address_before_a_signature_is_checked(edge: Edge, credentials: str) -> None:
    edge.set(rate_limit_per_minute=8)
    statuses = [edge.get("/v1/claims", headers={"Authorization": credentials}).status_code for _ in range(3)]

    assert statuses == [401, 401, 429]


def test_what_is_public_counts_by_address(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=4)
    here, here_again, there = (
        edge.get(BOARD, environ_overrides={"REMOTE_ADDR": address}).status_code
        for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2")
    )

    assert (here, here_again, there) == (200, 429, 200)


def test_signing_in_is_limited_more_strictly(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=40)
    statuses = [edge.post("/oauth/token", data={"x": "y"}).status_code for _ in range(3)]

    assert statuses == [400, 400, 429]


def test_guesses_at_a_members_code_are_limited_and_a_strangers_keep_the_member_out_no_longer(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=120)

    def guess(member_id: str, address: str) -> Any:
        form = {"grant_type": ONE_TIME, "member_id": member_id, "code": "x"}
        return edge.post("/oauth/token", data=form, environ_overrides={"REMOTE_ADDR": address}).status_code

    guesses = [(MEMBER, "192.0.2.1"), (MEMBER, "192.0.2.1"), (MEMBER, "192.0.2.2"), (THING, "192.0.2.1")]
    assert [guess(*one) for one in guesses] == [400, 429, 400, 400]


def test_health_is_always_told(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=1)

    assert [edge.get("/healthz").status_code for _ in range(3)] == [200, 200, 200]


def test_limits_can_be_turned_off(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=0)
    answer = edge.get(BOARD)

    assert "RateLimit" not in answer.headers
    assert RateLimiter(0, SystemClock()).count(CLIENT, "x") is None


def test_a_limit_leaves_room_for_one_at_least() -> None:
    limiter = RateLimiter(1, SystemClock())
    allowances = [limiter.count(ADDRESS, "x") for _ in range(2)]

    assert [allowance and allowance.is_within for allowance in allowances] == [True, False]


@pytest.mark.parametrize(
    "address, network",
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not:an:address", "not:an:address"),
        ("", ""),
    ],
)
def test_ipv6_counts_by_the_network_of_one_subscriber(address: str, network: str) -> None:
    assert network_of(address) == network
