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

    edge.tools.revocations.replace([revoked])
    answer = edge.get("/v1/claims", headers=headers)

    if is_refused:
        assert (answer.status_code, answer.json["code"]) == (401, "token.revoked")
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    else:
        assert answer.status_code == 200

    edge.tools.revocations.replace([])
    assert edge.get("/v1/claims", headers=headers).status_code == 200
