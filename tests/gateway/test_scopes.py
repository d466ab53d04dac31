from typing import Any, get_args

import pytest

from gateway.roles import ROLE_TABLE
from gateway.route import Route
from gateway.scopes import SCOPE_OF, SCOPES, granted, limit_of, scopes_of
from shared.messages.envelope import Role
from shared.messages.membership import Principal, Scope
from tests.gateway.edge import MEMBER, OWN, Edge
from tests.gateway.test_auth import BY_NAME, CLOSED, lay_answer_ready, request_of
from tests.harness import TENANT


def token_of(edge: Edge, role: Role, scopes: list[Scope]) -> str:
    is_operator, is_member = role == "operator", role == "member"
    who = Principal(
        role=role,
        client_id=MEMBER,
        tenant_id=None if is_operator else TENANT,
        organisation_id=None if is_operator else OWN,
        member_id=MEMBER if is_member else None,
    )
    return edge.tools.tokens.issue(who, scopes)


def ask(edge: Edge, route: Route, token: str) -> Any:
    lay_answer_ready(edge, route)
    request = request_of(route)
    request["headers"]["Authorization"] = f"Bearer {token}"
    return edge.ask(**request)


def test_each_closed_row_of_the_role_table_is_opened_by_exactly_one_scope() -> None:
    closed = {row for row, rules in ROLE_TABLE.items() if all(rule.role != "public" for rule in rules)}
    opened = [row for scope in SCOPES.values() for row in scope.rows]

    assert sorted(opened) == sorted(closed)


def test_every_scope_that_a_client_may_have_opens_something() -> None:
    assert list(SCOPES) == list(get_args(Scope))


@pytest.mark.parametrize("route", CLOSED, **BY_NAME)
def test_a_limited_token_opens_what_its_scope_says(edge: Edge, route: Route) -> None:
    role = route.allow[0].role
    scope = SCOPE_OF[route.permission]
    others: list[Scope] = [other for other in SCOPES if other != scope]

    assert ask(edge, route, token_of(edge, role, [scope])).status_code == route.status
    refused = ask(edge, route, token_of(edge, role, others))
    assert (refused.status_code, refused.json["code"]) == (403, "access.scope_missing")
    assert refused.headers["WWW-Authenticate"] == f'Bearer realm="linli", error="insufficient_scope", scope="{scope}"'


def test_a_client_that_is_limited_to_nothing_is_refused_and_not_taken_for_one_without_limits(edge: Edge) -> None:
    path = f"/v1/organisations/{OWN}/clients"
    refused = edge.post(path, "unit", json={"label": "人事系统", "scopes": []})

    assert (refused.status_code, refused.json["code"]) == (422, "request.invalid")
    assert [one["pointer"] for one in refused.json["errors"]] == ["#/scopes"]
    assert edge.client.calls == []


def test_whose_limit_is_nothing_gets_no_token() -> None:
    assert granted("unit", [], None) is None


def test_whose_role_may_not_is_told_that_and_nothing_of_scopes(edge: Edge) -> None:
    route = next(route for route in CLOSED if str(route) == "POST /v1/units")
    refused = ask(edge, route, token_of(edge, "member", ["read"]))

    assert refused.json["code"] == "access.denied"
    assert "WWW-Authenticate" not in refused.headers


@pytest.mark.parametrize(
    "limits, asked, expected",
    [
        (None, None, scopes_of("unit")),
        (None, "read", ("read",)),
        (None, "read  rosters read", ("read", "rosters")),
        (["rosters", "read"], None, ("read", "rosters")),
        (["rosters", "read"], "rosters", ("rosters",)),
        (["rosters"], "read", None),
        (None, "projects", None),
        (None, "everything", None),
        (None, "   ", None),
        (["projects"], None, None),
    ],
)
def test_what_is_granted_lies_within_the_role_the_client_and_the_wish(
    limits: list[str] | None, asked: str | None, expected: tuple[str, ...] | None
) -> None:
    assert granted("unit", limits, asked) == expected


@pytest.mark.parametrize("role", ["department", "subdistrict", "community", "unit", "organisation", "member"])
def test_a_token_with_all_that_its_role_may_have_is_not_limited(role: Role) -> None:
    assert limit_of(role, " ".join(scopes_of(role))) is None
    assert limit_of(role, None) is None
    assert limit_of(role, "read") == "read"
