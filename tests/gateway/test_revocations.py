from datetime import timedelta

import pytest

from gateway.revocations import Revocation
from shared.messages.envelope import Role
from tests.gateway.edge import MEMBER, OTHER, OWN, Edge


@pytest.mark.parametrize(
    "role, revoked, is_refused",
    [
        ("unit", "client-of-unit", True),
        ("unit", OWN, True),
        ("unit", OTHER, False),
        ("member", MEMBER, True),
        ("member", OWN, False),
    ],
)
def test_tokens_of_revoked_clients_and_closed_organisations_are_refused(
    edge: Edge, role: Role, revoked: str, is_refused: bool
) -> None:
    edge.client.answers["claims.list"] = {"items": [], "next": None}
    headers = {"Authorization": f"Bearer {edge.token(role)}"}

    assert edge.get("/v1/claims", headers=headers).status_code == 200

    edge.tools.revocations.replace({revoked: Revocation(edge.clock.now())})
    answer = edge.get("/v1/claims", headers=headers)

    if is_refused:
        assert (answer.status_code, answer.json["code"]) == (401, "token.revoked")
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    else:
        assert answer.status_code == 200

    edge.tools.revocations.replace({})
    assert edge.get("/v1/claims", headers=headers).status_code == 200


@pytest.mark.parametrize("seconds", [0, 1, 60])
def test_a_member_who_is_back_is_let_in_with_a_new_token_at_once_and_not_with_the_old(edge: Edge, seconds: int) -> None:
    edge.client.answers["claims.list"] = {"items": [], "next": None}
    old = {"Authorization": f"Bearer {edge.token('member', member_version=3)}"}
    edge.clock.advance(timedelta(minutes=1))
    edge.tools.revocations.replace({MEMBER: Revocation(edge.clock.now(), member_version=4)})
    edge.clock.advance(timedelta(seconds=seconds))
    new = {"Authorization": f"Bearer {edge.token('member', member_version=4)}"}

    assert edge.get("/v1/claims", headers=old).json["code"] == "token.revoked"
    assert [edge.get("/v1/claims", headers=new).status_code for _ in range(2)] == [200, 200]


def test_a_token_of_before_is_refused_whenever_its_clock_says_that_it_was_issued(edge: Edge) -> None:
    edge.tools.revocations.replace({MEMBER: Revocation(edge.clock.now(), member_version=4)})
    edge.clock.advance(timedelta(minutes=10))
    token = edge.token("member", member_version=3)

    assert edge.get("/v1/claims", headers={"Authorization": f"Bearer {token}"}).json["code"] == "token.revoked"


@pytest.mark.parametrize("told, signed", [(None, None), (4, None), (None, 3)])
@pytest.mark.parametrize("seconds, is_refused", [(5, True), (6, False)])
def test_what_tells_no_version_goes_by_the_time(
    edge: Edge, told: int | None, signed: int | None, seconds: int, *, is_refused: bool
) -> None:
    edge.client.answers["claims.list"] = {"items": [], "next": None}
    edge.tools.revocations.replace({MEMBER: Revocation(edge.clock.now(), told)})
    edge.clock.advance(timedelta(seconds=seconds))
    token = edge.token("member", member_version=signed)

    answer = edge.get("/v1/claims", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == (401 if is_refused else 200)


def test_a_revoked_clients_newer_tokens_are_refused_as_well(edge: Edge) -> None:
    edge.tools.revocations.replace({"client-of-unit": Revocation(edge.clock.now())})
    edge.clock.advance(timedelta(minutes=10))

    assert edge.get("/v1/claims", "unit").json["code"] == "token.revoked"
