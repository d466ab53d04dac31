"""The routes of roster conflicts and transfers: what they hand on, and bad input, refused before anything is sent."""

from typing import Any

import pytest

from gateway.examples import EXAMPLES
from gateway.town_conflicts import CONFLICT, TRANSFER
from shared.messages import membership as m
from shared.messages.wire import to_plain
from tests.gateway.edge import THING, Edge

PATH = f"/v1/roster-conflicts/{THING}"
TRANSFERRED = f"/v1/members/{THING}/transfer"
LEFT_OUT = object()


@pytest.mark.parametrize(
    "role, path, kind, field, value, code",
    [
        ("department", f"{PATH}/decision", m.DecideRosterConflict, "verdict", "split", "not_a_choice"),
        ("department", f"{PATH}/decision", m.DecideRosterConflict, "verdict", LEFT_OUT, "missing"),
        ("department", f"{PATH}/decision", m.DecideRosterConflict, "reason", LEFT_OUT, "missing"),
        ("department", f"{PATH}/decision", m.DecideRosterConflict, "reason", " ", "length"),
        ("department", f"{PATH}/decision", m.DecideRosterConflict, "external_id", "编号", "invalid"),
        ("unit", f"{PATH}/release", m.ReleaseRosterConflict, "external_id", "x" * 51, "length"),
        ("unit", f"{PATH}/release", m.ReleaseRosterConflict, "verdict", "move", "unknown_field"),
        ("unit", f"{PATH}/withdrawal", m.WithdrawRosterConflict, "reason", "字" * 2001, "length"),
        ("unit", f"{PATH}/reopening", m.ReopenRosterConflict, "state", "open", "unknown_field"),
        ("unit", TRANSFERRED, m.TransferMember, "unit_id", LEFT_OUT, "missing"),
        ("unit", TRANSFERRED, m.TransferMember, "unit_id", "市林业局", "invalid"),
        ("unit", TRANSFERRED, m.TransferMember, "reason", LEFT_OUT, "missing"),
        ("unit", TRANSFERRED, m.TransferMember, "external_id", "", "length"),
    ],
)
def test_a_bad_field_is_refused_by_its_place(
    edge: Edge, role: Any, path: str, kind: Any, field: str, value: Any, code: str
) -> None:
    body = {key: one for key, one in {**EXAMPLES[kind], field: value}.items() if one is not LEFT_OUT}
    answer = edge.post(path, role, json=body)

    assert (answer.status_code, edge.client.calls) == (422, []), answer.text
    assert (f"#/{field}", code) in [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]]


@pytest.mark.parametrize("query", ["state=decided", "unit_id=x", "limit=0", "side=holder"])
def test_a_bad_filter_is_refused(edge: Edge, query: str) -> None:
    answer = edge.get(f"/v1/roster-conflicts?{query}", "unit")

    assert (answer.status_code, edge.client.calls) == (422, [])


@pytest.mark.parametrize(
    "path, kind, answer",
    [
        (f"{PATH}/decision", m.DecideRosterConflict, CONFLICT),
        (f"{PATH}/reopening", m.ReopenRosterConflict, CONFLICT),
        (TRANSFERRED, m.TransferMember, TRANSFER),
    ],
)
def test_the_version_that_was_read_is_handed_on(edge: Edge, path: str, kind: Any, answer: Any) -> None:
    edge.client.answers[kind.topic] = to_plain(answer)
    got = edge.post(path, "department", json=EXAMPLES[kind], headers={"If-Match": '"v7"'})

    assert (got.status_code, edge.last_call.expected_version) == (200, 7)
    assert got.headers["ETag"].startswith(f'"v{answer.version}.')
