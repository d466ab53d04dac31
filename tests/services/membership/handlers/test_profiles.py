from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.errors import Forbidden, Invalid, NotFound, PreconditionFailed
from shared.messages.envelope import Actor
from shared.messages.membership import (
    FreeTime,
    MemberProfileChanged,
    SearchMembers,
    SetFreeTimes,
    SetMemberProfile,
    ShowMember,
)
from tests.races import at_once
from tests.services.membership.handlers.test_roster_syncs import cells_of
from tests.services.membership.roster_files import kept, row, rows_of, sync
from tests.services.membership.world import World, entry_of, open_world


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


@pytest.fixture
def member(world: World, unit: Actor) -> Actor:
    report = world.enrol(unit, [replace(entry_of(0), skills=["理发"], interests=["助老"])])
    return world.member(unit, report["members"][0]["member_id"])


def at(weekday: int, from_time: str, to_time: str) -> FreeTime:
    return FreeTime(weekday=weekday, from_time=from_time, to_time=to_time)


def say_times(world: World, member: Actor, *times: FreeTime, **options: Any) -> Any:
    command = SetFreeTimes(member_id=str(member.member_id), free_times=list(times))
    return world.harness.send(command, member, **options)


def say(world: World, member: Actor, **said: Any) -> Any:
    return world.harness.send(SetMemberProfile(member_id=str(member.member_id), **said), member)


def shown(member: Any) -> list[tuple[int, str, str]]:
    return [(time["weekday"], time["from_time"], time["to_time"]) for time in member["free_times"]]


def test_slots_take_the_place_of_those_before_and_those_that_touch_become_one(world: World, member: Actor) -> None:
    say_times(world, member, at(6, "09:00", "11:00"), at(7, "09:00", "10:00"))
    answer = say_times(world, member, at(6, "09:00", "11:30"), at(3, "20:00", "24:00"), at(3, "18:30", "20:00"))

    assert shown(answer) == [(3, "18:30", "24:00"), (6, "09:00", "11:30")]
    assert answer["version"] == 3
    assert world.harness.send(ShowMember(member_id=str(member.member_id)), member) == answer
    assert shown(say_times(world, member)) == []


def test_a_change_is_told_without_what_it_is(world: World, unit: Actor, member: Actor) -> None:
    say(world, member, skills=["拍照"], paused_until=date(2026, 12, 1))
    say_times(world, member, at(6, "09:00", "11:00"))

    told = MemberProfileChanged(member_id=str(member.member_id), unit_id=str(unit.organisation_id))
    assert world.harness.events_of(MemberProfileChanged) == [told, told]


@pytest.mark.parametrize(
    "times, faults",
    [
        ([at(1, "09:00", "09:29")], [("#/free_times/0/to_time", "free_times.too_short")]),
        ([at(1, "09:00", "09:00")], [("#/free_times/0/to_time", "free_times.too_short")]),
        ([at(1, "24:00", "24:00")], [("#/free_times/0/to_time", "free_times.too_short")]),
        ([at(1, "22:00", "06:00")], [("#/free_times/0/to_time", "free_times.too_short")]),
        (
            [at(1, "10:00", "12:00"), at(1, "09:00", "10:01")],
            [("#/free_times/0/from_time", "free_times.overlap")],
        ),
        ([at(5, "10:00", "12:00"), at(5, "10:00", "12:00")], [("#/free_times/1/from_time", "free_times.overlap")]),
    ],
)
def test_slots_that_are_too_short_or_overlap_are_refused(
    world: World, member: Actor, times: list[FreeTime], faults: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid, match=r"^free_times\.invalid$") as refused:
        say_times(world, member, *times)

    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == faults


def test_what_a_member_adds_is_shown_apart_and_outlives_the_roster(world: World, unit: Actor, member: Actor) -> None:
    answer = say(world, member, skills=["剪发", "摄影", "下棋"], interests=["环保"])
    world.enrol(unit, [replace(entry_of(0), skills=["急救"], interests=[])])
    later = world.harness.send(ShowMember(member_id=str(member.member_id)), unit)

    assert (answer["skills"], answer["own_skills"]) == (["理发", "摄影", "下棋"], ["摄影", "下棋"])
    assert (answer["interests"], answer["own_interests"]) == (["助老", "环境整治"], ["环境整治"])
    assert (later["skills"], later["interests"]) == (["急救", "摄影", "下棋"], ["环境整治"])
    found = world.harness.send(SearchMembers(skill=["摄影", "急救"]), world.department)["items"]
    assert [item["id"] for item in found] == [member.member_id]


def test_what_a_member_adds_outlives_a_synced_roster_and_they_are_found_by_it(world: World) -> None:
    world.open_roster_communities()
    unit = world.open_unit("市林业局")
    sync(world, unit, rows_of(size=2))
    member = world.member(unit, kept(world)["KX000002"].id)
    say(world, member, skills=["下棋", "急救"], interests=["助残"])
    file = [rows_of(size=2)[0], row(3, **(cells_of(1) | {"skills": "急救"}))]
    sync(world, unit, file)
    shown = world.harness.send(ShowMember(member_id=str(member.member_id)), unit)

    assert (shown["skills"], shown["own_skills"]) == (["急救", "下棋"], ["下棋", "急救"])
    for filters in ({"skill": ["下棋", "急救"]}, {"interest": ["助残", "助老"]}):
        found = world.harness.send(SearchMembers(**filters), unit)["items"]
        assert [item["id"] for item in found] == [member.member_id]


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2025, 1, 1), date(2027, 11, 26)])
def test_a_pause_ends_within_a_year_from_tomorrow(world: World, member: Actor, day: date) -> None:
    with pytest.raises(Invalid, match=r"^request\.unfit$") as refused:
        say(world, member, paused_until=day)

    assert refused.value.errors[0].pointer == "#/paused_until"


def test_nobody_speaks_for_a_member(world: World, unit: Actor, member: Actor) -> None:
    colleague = world.member(unit, world.enrol(unit, [entry_of(1)])["members"][0]["member_id"])
    commands = (
        SetFreeTimes(member_id=str(member.member_id), free_times=[]),
        SetMemberProfile(member_id=str(member.member_id)),
    )
    for command in commands:
        for stranger in (unit, colleague, world.department, world.open_community(f"C{commands.index(command)}")):
            with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
                world.harness.send(command, stranger)
    other = open_world(world.harness, "沈阳市皇姑区")
    for command in commands:
        with pytest.raises(NotFound, match=r"^member\.unknown$"):
            world.harness.send(command, other.department)


def test_a_change_of_an_older_version_is_refused(world: World, member: Actor) -> None:
    say_times(world, member, at(6, "09:00", "11:00"))

    with pytest.raises(PreconditionFailed, match=r"^precondition\.failed$"):
        say_times(world, member, expected_version=1)


def test_of_two_changes_of_the_same_version_at_once_one_counts(world: World, member: Actor) -> None:
    command = SetFreeTimes(member_id=str(member.member_id), free_times=[at(6, "09:00", "11:00")])
    replies = at_once(2, lambda _: world.harness.reply(command, member, expected_version=1))

    assert sorted(reply.refusal["code"] if reply.refusal else "done" for reply in replies) == [
        "done",
        "precondition.failed",
    ]
