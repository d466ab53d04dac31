"""Bad input to the routes of teams: refused before anything is sent, with the place and the code."""

from typing import Any

import pytest

from gateway.examples import EXAMPLES
from shared.messages import membership as m
from tests.gateway.edge import OWN, THING, Edge

LEFT_OUT = object()
TEAM, UNIT_TEAM = EXAMPLES[m.FoundTeam], EXAMPLES[m.FoundUnitTeam]
ONES = {"member_ids": [THING]}


@pytest.mark.parametrize(
    "role, path, good, field, value, code",
    [
        ("member", "/v1/teams", TEAM, "name", LEFT_OUT, "missing"),
        ("member", "/v1/teams", TEAM, "name", "", "length"),
        ("member", "/v1/teams", TEAM, "name", "队" * 201, "length"),
        ("member", "/v1/teams", TEAM, "name", "两\n行", "invalid"),
        ("member", "/v1/teams", TEAM, "kind", "choir", "not_a_choice"),
        ("member", "/v1/teams", TEAM, "theme", None, "null"),
        ("member", "/v1/teams", TEAM, "theme", "题" * 101, "length"),
        ("member", "/v1/teams", TEAM, "joining", "secret", "not_a_choice"),
        ("member", "/v1/teams", TEAM, "max_size", 0, "out_of_range"),
        ("member", "/v1/teams", TEAM, "max_size", 501, "out_of_range"),
        ("member", "/v1/teams", TEAM, "max_size", "30", "wrong_type"),
        ("member", "/v1/teams", TEAM, "leader_id", THING, "unknown_field"),
        ("unit", f"/v1/units/{OWN}/teams", UNIT_TEAM, "leader_id", LEFT_OUT, "missing"),
        ("unit", f"/v1/units/{OWN}/teams", UNIT_TEAM, "leader_id", "chen", "invalid"),
        ("unit", f"/v1/units/{OWN}/teams", UNIT_TEAM, "invite", [THING] * 501, "length"),
        ("unit", f"/v1/teams/{THING}/members", ONES, "member_ids", [], "length"),
        ("unit", f"/v1/teams/{THING}/members", ONES, "member_ids", [THING] * 501, "length"),
        ("unit", f"/v1/teams/{THING}/members", ONES, "member_ids", THING, "wrong_type"),
        ("unit", f"/v1/teams/{THING}/removals", ONES, "reason", LEFT_OUT, "missing"),
        ("member", f"/v1/teams/{THING}/invitations", ONES, "message", "字" * 2001, "length"),
        ("member", f"/v1/teams/{THING}/handover", {}, "member_id", LEFT_OUT, "missing"),
        ("member", f"/v1/teams/{THING}/dissolution", {}, "reason", LEFT_OUT, "missing"),
        ("member", f"/v1/teams/{THING}/dissolution", {}, "reason", "  ", "length"),
        ("member", f"/v1/admissions/{THING}/refusal", {}, "reason", LEFT_OUT, "missing"),
        ("member", f"/v1/teams/{THING}/stationings", {}, "community_id", "SFJ", "invalid"),
        ("community", f"/v1/stationings/{THING}/refusal", {}, "reason", LEFT_OUT, "missing"),
        ("community", f"/v1/stationings/{THING}/end", {}, "reason", "", "length"),
    ],
)
def test_a_bad_field_is_refused_by_its_place(
    edge: Edge, role: Any, path: str, good: dict[str, Any], field: str, value: Any, code: str
) -> None:
    body = {key: one for key, one in {**good, field: value}.items() if one is not LEFT_OUT}
    answer = edge.post(path, role, json=body)

    assert (answer.status_code, edge.client.calls) == (422, []), answer.text
    assert (f"#/{field}", code) in [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]]


@pytest.mark.parametrize(
    "role, path, query",
    [
        ("member", "/v1/teams", {"kind": "choir"}),
        ("member", "/v1/teams", {"state": "sleeping"}),
        ("member", "/v1/teams", {"community_id": "SFJ"}),
        ("member", "/v1/teams", {"limit": "201"}),
        ("unit", f"/v1/units/{OWN}/team-suggestions", {"at_least": "1"}),
        ("unit", f"/v1/units/{OWN}/team-suggestions", {"kind": "trade"}),
        ("member", f"/v1/teams/{THING}/admissions", {"origin": "chance"}),
        ("community", f"/v1/communities/{OWN}/stationings", {"state": "gone"}),
    ],
)
def test_a_bad_filter_is_refused(edge: Edge, role: Any, path: str, query: dict[str, str]) -> None:
    answer = edge.get(path, role, query_string=query)

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (422, "request.invalid", [])


def test_a_team_is_edited_with_the_version_that_was_read(edge: Edge) -> None:
    answer = edge.ask("PATCH", f"/v1/teams/{THING}", "member", json={"max_size": 40})

    assert (answer.status_code, answer.json["code"]) == (428, "precondition.required")
