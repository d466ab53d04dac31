from typing import Any

import pytest

from gateway import town_members as town
from gateway.downloads import HOLDERS
from shared.config import SERVICES
from shared.errors import Forbidden, Unavailable
from shared.messages.wire import to_plain
from tests.gateway.edge import MEMBER, Edge


def lay_ready(edge: Edge) -> list[Any]:
    """Have every service answer with a part; the parts that should come together."""
    edge.client.answers["member.export"] = to_plain(town.EXPORT)
    edge.client.answers["member.export_on_request"] = to_plain(town.EXPORT)
    parts = [{"service": one.owner, "name": "log", "items": [{"topic": one.topic}]} for one in HOLDERS]
    for one, part in zip(HOLDERS, parts, strict=True):
        edge.client.answers[one.topic] = {"parts": [part]}
    return to_plain(town.EXPORT)["parts"] + parts


def test_every_service_is_asked_what_it_holds() -> None:
    assert sorted([*(one.owner for one in HOLDERS), "membership"]) == sorted(SERVICES)


def test_what_the_services_hold_comes_together_in_one_export(edge: Edge) -> None:
    expected = lay_ready(edge)
    answers = [
        edge.get(f"/v1/members/{MEMBER}/export", "member"),
        edge.post(f"/v1/members/{MEMBER}/exports", "department", json={"reason": "本人书面申请"}),
    ]

    assert [answer.json["parts"] for answer in answers] == [expected, expected]
    asked = [(call.topic, call.data, call.actor.role) for call in edge.client.calls if call.topic.endswith(".collect")]
    assert asked == [(one.topic, {"member_id": MEMBER}, role) for role in ("member", "department") for one in HOLDERS]


@pytest.mark.parametrize("holder", HOLDERS)
def test_an_export_of_less_than_all_is_none(edge: Edge, holder: Any) -> None:
    lay_ready(edge)
    edge.client.answers[holder.topic] = Unavailable("database.unavailable")
    answer = edge.get(f"/v1/members/{MEMBER}/export", "member")

    assert (answer.status_code, answer.json["code"]) == (503, "export.incomplete")
    assert (holder.owner in answer.json["detail"], answer.headers["Retry-After"]) == (True, "2")
    assert "parts" not in answer.json


def test_who_may_not_have_an_export_has_no_service_asked(edge: Edge) -> None:
    lay_ready(edge)
    edge.client.answers["member.export"] = Forbidden("member.not_yours")
    answer = edge.get(f"/v1/members/{MEMBER}/export", "member")

    assert (answer.status_code, len(edge.client.calls)) == (403, 1)


def test_what_is_held_on_a_person_comes_as_a_file_that_no_cache_keeps(edge: Edge) -> None:
    lay_ready(edge)
    answers = [
        edge.get(f"/v1/members/{MEMBER}/export", "member"),
        edge.post(f"/v1/members/{MEMBER}/exports", "department", json={"reason": "本人书面申请"}),
    ]

    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == f'attachment; filename="linli-member-{MEMBER}.json"'
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.json["schema_version"] == 1


def test_a_reason_is_needed_and_is_never_part_of_the_address(edge: Edge) -> None:
    answer = edge.post(f"/v1/members/{MEMBER}/exports", "department", json={})
    strange = edge.get(f"/v1/members/{MEMBER}/export", "member", query_string={"reason": "x"})

    assert [fault["pointer"] for fault in answer.json["errors"]] == ["#/reason"]
    assert (strange.status_code, edge.client.calls) == (422, [])
