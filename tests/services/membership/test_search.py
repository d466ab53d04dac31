from datetime import date, datetime, timedelta
from typing import Any

import pytest

from shared.clock import SHANGHAI
from shared.errors import Forbidden, Invalid, NotFound
from shared.messages.envelope import Actor
from shared.messages.membership import (
    ConfirmRegistration,
    FreeTime,
    ListMembers,
    RequestRegistration,
    SearchMembers,
    SetFreeTimes,
    SetMemberProfile,
    ShowMember,
)
from tests.services.membership.handlers.test_personal_data import let_go
from tests.services.membership.world import World, open_world, roster

SIZE = 12
SATURDAY = datetime(2026, 11, 28, tzinfo=SHANGHAI)


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_roster_communities()


@pytest.fixture
def unit(world: World, community: Actor) -> Actor:
    return world.open_unit()


@pytest.fixture
def members(world: World, unit: Actor) -> list[Actor]:
    """The roster's first entries, of whom 陈华英 lives in SFJ, in their order."""
    lines = world.enrol(unit, roster(SIZE))["members"]
    return [world.member(unit, line["member_id"]) for line in lines]


def register(world: World, member: Actor, community: Actor, *, is_confirmed: bool = True) -> None:
    command = RequestRegistration(community_id=str(community.organisation_id))
    registration = world.harness.send(command, member)
    if is_confirmed:
        world.harness.send(ConfirmRegistration(registration_id=registration["id"]), community)


def search(world: World, actor: Actor, **filters: Any) -> Any:
    return world.harness.send(SearchMembers(**filters), actor)["items"]


def found(world: World, actor: Actor, members: list[Actor], **filters: Any) -> list[int]:
    """The places of those found in the roster."""
    ids = [member.member_id for member in members]
    return [ids.index(item["id"]) for item in search(world, actor, **filters)]


def places(condition: Any) -> list[int]:
    return [index for index, entry in enumerate(roster(SIZE)) if condition(entry)]


@pytest.mark.parametrize(
    "filters, condition",
    [
        ({}, lambda _: True),
        ({"skill": ["家电维修"]}, lambda entry: "家电维修" in entry.skills),
        ({"skill": ["appliance_repair"]}, lambda entry: "家电维修" in entry.skills),
        ({"skill": ["家电维修", "剪发"]}, lambda entry: {"家电维修", "理发"} <= {*entry.skills}),
        ({"skill": ["助老"]}, lambda _: False),
        ({"interest": ["助老"]}, lambda entry: "助老" in entry.interests),
        ({"interest": ["敬老"], "skill": ["理发"]}, lambda e: "助老" in e.interests and "理发" in e.skills),
        ({"residence_code": "SFJ"}, lambda entry: entry.residence_code == "SFJ"),
        ({"name": "陈华英"}, lambda entry: entry.name == "陈华英"),
        ({"name": "陈"}, lambda _: False),
        ({"name_prefix": "陈"}, lambda entry: entry.name.startswith("陈")),
        ({"name_prefix": "陈华英"}, lambda entry: entry.name == "陈华英"),
        ({"name_prefix": "%"}, lambda _: False),
        ({"name_prefix": "_华"}, lambda _: False),
        ({"state": "active"}, lambda _: True),
        ({"state": "left"}, lambda _: False),
        ({"is_registered": True}, lambda _: False),
        ({"is_registered": False}, lambda _: True),
    ],
)
def test_the_department_and_the_unit_find_members_by_what_is_known_of_them(
    world: World, unit: Actor, members: list[Actor], filters: Any, condition: Any
) -> None:
    expected = places(condition)

    assert found(world, world.department, members, **filters) == expected
    assert found(world, unit, members, **filters) == expected
    listed = world.harness.send(ListMembers(unit_id=str(unit.organisation_id), **filters), unit)["items"]
    assert [item["id"] for item in listed] == [members[index].member_id for index in expected]


def test_a_department_of_a_unit_is_found_with_its_unit_alone(world: World, unit: Actor, members: list[Actor]) -> None:
    expected = places(lambda entry: entry.department == "业务一科")

    assert expected
    assert found(world, unit, members, department="业务一科") == expected
    unit_id = str(unit.organisation_id)
    assert found(world, world.department, members, unit_id=unit_id, department="业务一科") == expected
    with pytest.raises(Invalid, match=r"^request\.unfit$") as refused:
        search(world, world.department, department="业务一科")
    assert [fault.pointer for fault in refused.value.errors] == ["#/unit_id"]


def test_pages_follow_each_other_oldest_first(world: World, members: list[Actor]) -> None:
    first = world.harness.send(SearchMembers(limit=8), world.department)
    second = world.harness.send(SearchMembers(limit=8, after=first["next"]), world.department)

    assert [item["id"] for page in (first, second) for item in page["items"]] == [one.member_id for one in members]
    assert second["next"] is None


def test_who_has_left_is_found_where_it_is_asked_for(world: World, unit: Actor, members: list[Actor]) -> None:
    let_go(world, members[2])

    assert found(world, unit, members, state="left") == [2]
    assert 2 not in found(world, unit, members)


def test_a_unit_finds_its_own_alone_and_nobody_finds_others_tenants(
    world: World, unit: Actor, members: list[Actor]
) -> None:
    other = world.open_unit("市林业局")
    elsewhere = open_world(world.harness, "沈阳市皇姑区")

    assert search(world, other) == search(world, elsewhere.department) == []
    for query in (SearchMembers, ListMembers):
        with pytest.raises(Forbidden, match=r"^unit\.not_yours$"):
            world.harness.send(query(unit_id=str(unit.organisation_id)), other)
        with pytest.raises(NotFound, match=r"^unit\.unknown$"):
            world.harness.send(query(unit_id=str(unit.organisation_id)), elsewhere.department)
    with pytest.raises(NotFound, match=r"^community\.unknown$"):
        search(world, world.department, community_id=str(unit.organisation_id))
    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        search(world, members[0])


def test_a_community_finds_those_who_live_there_or_are_registered_with_it(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    residents = places(lambda entry: entry.residence_code == "SFJ")
    strangers = places(lambda entry: entry.residence_code != "SFJ")
    register(world, members[strangers[0]], community)
    register(world, members[strangers[1]], community, is_confirmed=False)
    expected = sorted([*residents, strangers[0]])

    assert found(world, community, members) == expected
    community_id = str(community.organisation_id)
    for actor in (community, unit, world.department):
        assert found(world, actor, members, community_id=community_id) == expected
    assert found(world, community, members, is_registered=True) == [strangers[0]]
    assert found(world, community, members, is_registered=False) == residents
    assert found(world, world.department, members, is_registered=True) == [strangers[0]]
    other = world.open_community("NEW")
    assert found(world, other, members) == []
    with pytest.raises(Forbidden, match=r"^community\.not_yours$"):
        search(world, other, community_id=community_id)
    with pytest.raises(Forbidden, match=r"^unit\.not_yours$"):
        search(world, community, department="业务一科")


def test_a_community_sees_nothing_of_who_neither_lives_there_nor_is_registered(
    world: World, community: Actor, members: list[Actor]
) -> None:
    stranger = members[places(lambda entry: entry.residence_code != "SFJ")[0]]
    register(world, stranger, community, is_confirmed=False)

    with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
        world.harness.send(ShowMember(member_id=str(stranger.member_id)), community)
    let_go(world, members[0])
    with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
        world.harness.send(ShowMember(member_id=str(members[0].member_id)), community)


def on(weekday: int, start: str, end: str) -> dict[str, Any]:
    return {"free_weekday": weekday, "free_from": start, "free_to": end}


def between(start: timedelta, end: timedelta) -> dict[str, Any]:
    return {"free_starts_at": SATURDAY + start, "free_ends_at": SATURDAY + end}


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "filters, is_found",
    [
        (on(6, "09:00", "11:00"), True),
        (on(6, "09:30", "10:30"), True),
        (on(6, "08:59", "10:00"), False),
        (on(6, "10:00", "11:01"), False),
        (on(5, "09:00", "11:00"), False),
        (on(6, "22:00", "24:00"), True),
        (between(9 * HOUR, 11 * HOUR), True),
        (between(9 * HOUR, 12 * HOUR), False),
        (between(22 * HOUR, 25 * HOUR), True),
        (between(22 * HOUR, 25.5 * HOUR), False),
        (between(-167 * HOUR, -166 * HOUR), False),
    ],
)
def test_members_are_found_by_when_they_are_free(
    world: World, members: list[Actor], filters: Any, is_found: bool
) -> None:
    times = [
        FreeTime(weekday=6, from_time="09:00", to_time="11:00"),
        FreeTime(weekday=6, from_time="20:00", to_time="24:00"),
        FreeTime(weekday=7, from_time="00:00", to_time="01:00"),
    ]
    world.harness.send(SetFreeTimes(member_id=str(members[3].member_id), free_times=times), members[3])

    assert found(world, world.department, members, **filters) == ([3] if is_found else [])


def test_who_pauses_is_not_free_until_the_day(world: World, members: list[Actor]) -> None:
    id_, times = str(members[3].member_id), [FreeTime(weekday=6, from_time="09:00", to_time="11:00")]
    world.harness.send(SetFreeTimes(member_id=id_, free_times=times), members[3])
    world.harness.send(SetMemberProfile(member_id=id_, paused_until=date(2026, 12, 5)), members[3])
    week = timedelta(days=7)

    assert found(world, world.department, members, **on(6, "09:00", "10:00")) == []
    assert found(world, world.department, members, **between(9 * HOUR, 10 * HOUR)) == []
    assert found(world, world.department, members, **between(week + 9 * HOUR, week + 10 * HOUR)) == [3]


@pytest.mark.parametrize(
    "filters, faults",
    [
        ({"free_weekday": 6}, [("#/free_from", "missing"), ("#/free_to", "missing")]),
        ({"free_from": "09:00", "free_to": "10:00"}, [("#/free_weekday", "missing")]),
        ({"free_starts_at": SATURDAY}, [("#/free_ends_at", "missing")]),
        (on(6, "10:00", "10:00"), [("#/free_to", "out_of_range")]),
        (on(6, "24:00", "09:00"), [("#/free_to", "out_of_range")]),
        (between(HOUR, HOUR), [("#/free_ends_at", "out_of_range")]),
        (between(HOUR, 25 * HOUR + timedelta(seconds=1)), [("#/free_ends_at", "out_of_range")]),
        ({"after": "x"}, [("#/after", "invalid")]),
    ],
)
def test_what_makes_no_search_is_told_field_by_field(
    world: World, unit: Actor, filters: Any, faults: list[tuple[str, str]]
) -> None:
    for query, actor in (
        (SearchMembers(**filters), world.department),
        (SearchMembers(**filters), unit),
        (ListMembers(unit_id=str(unit.organisation_id), **filters), unit),
    ):
        code = "invalid" if "after" in filters else "unfit"  # a cursor is judged by itself
        with pytest.raises(Invalid, match=rf"^request\.{code}$") as refused:
            world.harness.send(query, actor)
        assert [(fault.pointer, fault.code) for fault in refused.value.errors] == faults
