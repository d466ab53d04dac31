from datetime import timedelta

import pytest

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

    edge.tools.revocations.replace({revoked: edge.clock.now()})
    answer = edge.get("/v1/claims", headers=headers)

    if is_refused:
        assert (answer.status_code, answer.json["code"]) == (401, "token.revoked")
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    else:
        assert answer.status_code == 200

    edge.tools.revocations.replace({})
    assert edge.get("/v1/claims", headers=headers).status_code == 200


def test_a_member_who_is_back_is_let_in_with_a_new_token_and_not_with_the_old(edge: Edge) -> None:
    edge.client.answers["claims.list"] = {"items": [], "next": None}
    old = {"Authorization": f"Bearer {edge.token('member')}"}
    edge.clock.advance(timedelta(minutes=1))
    edge.tools.revocations.replace({MEMBER: edge.clock.now()})
    edge.clock.advance(timedelta(seconds=6))
    new = {"Authorization": f"Bearer {edge.token('member')}"}

    assert edge.get("/v1/claims", headers=old).json["code"] == "token.revoked"
    assert [edge.get("/v1/claims", headers=new).status_code for _ in range(2)] == [200, 200]


def test_a_token_signed_by_a_clock_that_is_ahead_is_refused_too(edge: Edge) -> None:
    token = edge.token("member")
    edge.tools.revocations.replace({MEMBER: edge.clock.now() - timedelta(seconds=3)})

    assert edge.get("/v1/claims", headers={"Authorization": f"Bearer {token}"}).json["code"] == "token.revoked"


def test_a_revoked_clients_newer_tokens_are_refused_as_well(edge: Edge) -> None:
    edge.tools.revocations.replace({"client-of-unit": edge.clock.now()})
    edge.clock.advance(timedelta(minutes=10))

    assert edge.get("/v1/claims", "unit").json["code"] == "token.revoked"
