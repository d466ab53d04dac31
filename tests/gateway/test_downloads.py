from gateway import town_members as town
from shared.messages.wire import to_plain
from tests.gateway.edge import MEMBER, Edge


def test_what_is_held_on_a_person_comes_as_a_file_that_no_cache_keeps(edge: Edge) -> None:
    edge.client.answers["member.export"] = to_plain(town.EXPORT)
    edge.client.answers["member.export_on_request"] = to_plain(town.EXPORT)
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
