from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from shared.errors import Forbidden, Invalid, NotFound
from shared.messages import membership as messages
from shared.messages.envelope import Actor
from tests.services.membership.teams.square import Square, id_of, ids_of
from tests.services.membership.world import open_world, roster


def names(page: Any) -> list[str]:
    return [item["name"] for item in page["items"]]


def list_teams(square: Square, **filters: Any) -> list[str]:
    return names(square.send(messages.ListTeams(**filters), square.world.department))


def enrol_roster(square: Square, size: int, **changes: Any) -> list[Actor]:
    entries = [replace(entry, **changes) for entry in roster(size)]
    return [
        square.world.member(square.unit, line["member_id"])
        for line in square.world.enrol(square.unit, entries)["members"]
    ]


def test_teams_are_found_by_kind_unit_text_state_and_where_they_are_stationed(square: Square) -> None:
    community, other = square.world.open_community("SFJ"), square.world.open_unit("市林业局")
    first, second, third = square.member(), square.member(other), square.member()
    nursing = square.found(first)
    square.found(second, name="摄影队", kind="interest", theme="社区摄影")
    gone = square.found(third, name="旧队")
    square.leave(gone, third)
    stationing = square.station(nursing, first, community)

    assert list_teams(square) == ["红马甲医疗护理队", "摄影队"]
    assert list_teams(square, kind="interest") == ["摄影队"]
    assert list_teams(square, unit_id=str(other.organisation_id)) == ["摄影队"]
    assert list_teams(square, text="社区") == ["摄影队"]
    assert list_teams(square, text="医疗护理") == ["红马甲医疗护理队"]
    assert list_teams(square, text="%") == []
    assert list_teams(square, state="dissolved") == ["旧队"]
    assert list_teams(square, community_id=str(community.organisation_id)) == []
    square.send(messages.AcceptStationing(stationing_id=stationing["id"]), community)
    assert list_teams(square, community_id=str(community.organisation_id)) == ["红马甲医疗护理队"]


def test_teams_are_listed_page_by_page(square: Square) -> None:
    member = square.member()
    for number in range(3):
        square.found(member, name=f"第{number}队")
    first = square.send(messages.ListTeams(limit=2), member)
    second = square.send(messages.ListTeams(limit=2, after=first["next"]), member)

    assert names(first) + names(second) == ["第0队", "第1队", "第2队"]
    assert second["next"] is None
    with pytest.raises(Invalid, match=r"^request\.invalid$"):
        square.send(messages.ListTeams(after="x"), member)


def test_names_are_seen_by_the_team_and_by_each_ones_unit_and_masked_for_others(square: Square) -> None:
    other = square.world.open_unit("市林业局")
    leader, guest = square.member(), square.member(other)
    team = square.found(leader)
    square.join(team, guest)
    query = messages.ListTeamMembers(team_id=team["id"])
    seen = {
        name: [item["member_id"] for item in square.send(query, actor)["items"]]
        for name, actor in {
            "department": square.world.department,
            "member": guest,
            "unit": square.unit,
            "other unit": other,
            "stranger": square.member(),
            "community": square.world.open_community("SFJ"),
        }.items()
    }
    masked = square.send(query, square.world.open_community("BL"))["items"]

    assert seen == {
        "department": ids_of([leader, guest]),
        "member": ids_of([leader, guest]),
        "unit": [id_of(leader), None],
        "other unit": [None, id_of(guest)],
        "stranger": [None, None],
        "community": [None, None],
    }
    assert [item["is_leader"] for item in masked] == [True, False]
    assert all(item["name"].endswith("*") and item["unit_id"] is None for item in masked)
    shown = [square.show(team, actor)["leader_name"] for actor in (guest, square.unit, other)]
    assert shown == ["陈华英", "陈华英", "陈**"]


def test_who_has_left_a_team_sees_its_names_no_more(square: Square) -> None:
    leader, second = square.members(2)
    team = square.found(leader)
    square.join(team, second)
    square.leave(team, second)

    assert square.show(team, second)["leader_id"] is None


def test_a_unit_sees_its_own_teams_and_those_its_members_are_in(square: Square) -> None:
    other = square.world.open_unit("市林业局")
    leader, guest = square.member(), square.member(other)
    own, joined = square.found(leader), square.found(guest, name="林业队")
    square.found(guest, name="别的队")
    square.join(joined, leader)
    query = messages.ListUnitTeams(unit_id=str(square.unit.organisation_id))

    for actor in (square.unit, square.world.department):
        assert names(square.send(query, actor)) == [own["name"], "林业队"]
    for stranger in (other, leader):
        with pytest.raises(Forbidden, match=r"^unit\.not_yours$"):
            square.send(query, stranger)


def test_a_members_teams_are_listed_for_them_their_unit_and_the_department(square: Square) -> None:
    leader, colleague = square.members(2)
    square.found(leader)
    query = messages.ListMemberTeams(member_id=id_of(leader))

    for actor in (leader, square.unit, square.world.department):
        assert names(square.send(query, actor)) == ["红马甲医疗护理队"]
    for stranger in (colleague, square.world.open_unit("市林业局")):
        with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
            square.send(query, stranger)
    with pytest.raises(NotFound, match=r"^member\.unknown$"):
        square.send(query, open_world(square.world.harness, "沈阳市").open_unit())


def suggest(square: Square, **options: Any) -> list[tuple[str, str, int]]:
    query = messages.SuggestTeams(unit_id=str(square.unit.organisation_id), **options)
    return [(one["kind"], one["theme"], one["count"]) for one in square.send(query, square.unit)["items"]]


def test_what_enough_members_share_is_suggested_with_where_they_live(square: Square) -> None:
    square.world.open_roster_communities()
    enrol_roster(square, 6, skills=["医疗护理"], interests=["摄影"], department="内科")
    query = messages.SuggestTeams(unit_id=str(square.unit.organisation_id), kind="skill")
    (only,) = square.send(query, square.unit)["items"]
    living = [entry.residence_code for entry in roster(6)]

    assert suggest(square) == [("department", "内科", 6), ("interest", "摄影", 6), ("skill", "医疗护理", 6)]
    assert suggest(square, limit=1) == [("department", "内科", 6)]
    assert suggest(square, at_least=7) == []
    assert sorted(one["count"] for one in only["communities"]) == sorted(living.count(code) for code in set(living))


def test_who_is_in_a_team_of_that_theme_or_has_left_is_not_counted(square: Square) -> None:
    square.world.open_roster_communities()
    members = enrol_roster(square, 7, skills=["医疗护理"], interests=[], department=None)
    square.found(members[0], theme="医疗护理")
    square.found(members[1], name="别的队", theme="理发")
    square.left(members[2])

    assert suggest(square) == [("skill", "医疗护理", 5)]
    assert suggest(square, at_least=6) == []


def test_a_suggestion_becomes_a_team_in_one_call(square: Square) -> None:
    square.world.open_roster_communities()
    enrol_roster(square, 6, skills=["医疗护理"], interests=[], department=None)
    query = messages.ListSuggestedMembers(unit_id=str(square.unit.organisation_id), kind="skill", theme="医疗护理")
    found = square.send(query, square.unit)["items"]
    leader = square.world.member(square.unit, found[0]["id"])
    team = square.found_by_unit(leader, kind="skill", theme="医疗护理", invite=[item["id"] for item in found])
    invited = square.send(messages.ListTeamAdmissions(team_id=team["id"]), leader)["items"]

    assert len(found) == 6
    assert [item["member_id"] for item in invited] == [item["id"] for item in found[1:]]
    assert len(square.send(query, square.unit)["items"]) == 5


def test_suggestions_are_for_the_unit_alone(square: Square) -> None:
    for query in (
        messages.SuggestTeams(unit_id=str(square.unit.organisation_id)),
        messages.ListSuggestedMembers(unit_id=str(square.unit.organisation_id)),
    ):
        for stranger in (square.world.open_unit(f"市林业局{query.topic}"), square.member(), square.world.department):
            with pytest.raises(Forbidden, match=r"^unit\.not_yours$"):
                square.send(query, stranger)


def test_suggesting_costs_as_many_statements_for_many_members_as_for_few(square: Square) -> None:
    square.world.open_roster_communities()
    counts = []
    for size in (6, 90):
        enrol_roster(square, size, skills=["医疗护理"], interests=["摄影"], department="内科")
        seen: list[str] = []
        engine = square.world.harness.database.engine

        def note(*args: Any, seen: list[str] = seen) -> None:
            seen.append(args[2])

        event.listen(engine, "before_cursor_execute", note)
        suggest(square)
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(seen))

    assert counts[0] == counts[1]
