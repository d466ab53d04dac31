from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared.errors import Invalid, NotFound
from shared.messages.envelope import Actor
from shared.messages.membership import (
    AddMember,
    Condition,
    RemoveMember,
    SearchMemberRecords,
    SearchPosition,
    ShowMemberRecord,
)
from tests.services.membership.world import World, roster

PEOPLE = (
    {"user_name": "zhao", "name": "赵一", "department": "内科", "skills": ["理发", "医疗护理"]},
    {"user_name": "Qian", "name": "Ada Qian", "department": "外科", "skills": ["理发"], "interests": ["助老"]},
    {"user_name": "sun%", "name": "孙三", "provisioning_id": "00u3", "state": "inactive"},
    {"user_name": "li_4", "name": "ada li", "department": "内科一"},
)


@pytest.fixture
def unit(world: World) -> Actor:
    world.open_roster_communities()
    unit = world.open_unit()
    for facts in PEOPLE:
        world.harness.send(AddMember(**facts), unit)
        world.harness.clock.advance(timedelta(seconds=1))
    return unit


def search(world: World, unit: Actor, *conditions: tuple[Any, Any, str], **options: Any) -> Any:
    asked = [Condition(field=field, comparison=comparison, value=value) for field, comparison, value in conditions]
    return world.harness.send(SearchMemberRecords(conditions=asked, **options), unit)


def names(page: Any) -> list[str]:
    return [item["user_name"] for item in page["items"]]


@pytest.mark.parametrize(
    "condition, found",
    [
        (("user_name", "eq", "QIAN"), ["Qian"]),
        (("user_name", "sw", "SU"), ["sun%"]),
        (("user_name", "co", "%"), ["sun%"]),
        (("user_name", "co", "_"), ["li_4"]),
        (("name", "co", "ADA"), ["Qian", "li_4"]),
        (("name", "sw", "赵"), ["zhao"]),
        (("provisioning_id", "eq", "00u3"), ["sun%"]),
        (("provisioning_id", "eq", "00U3"), []),
        (("state", "eq", "inactive"), ["sun%"]),
        (("created_at", "lt", "0001-01-01T00:00:00+00:00"), []),
        (("changed_at", "gt", "9999-12-31T23:59:59.999999+00:00"), []),
        (("department", "eq", "内科"), ["zhao"]),
        (("department", "co", "内"), ["zhao", "li_4"]),
        (("skill", "eq", "理发"), ["zhao", "Qian"]),
        (("skill", "eq", "医疗护理"), ["zhao"]),
        (("interest", "eq", "助老"), ["Qian"]),
        (("id", "eq", "'; DROP TABLE members"), []),
        (("name", "eq", "'; DROP TABLE members"), []),
        (("created_at", "gt", "2026-11-24T01:00:01+00:00"), ["sun%", "li_4"]),
        (("changed_at", "le", "2026-11-24T09:00:01+08:00"), ["zhao", "Qian"]),
    ],
)
def test_members_are_found_by_each_condition(
    world: World, unit: Actor, condition: tuple[Any, Any, str], found: list[str]
) -> None:
    page = search(world, unit, condition)

    assert (names(page), page["total"]) == (found, len(found))


def test_all_conditions_must_hold(world: World, unit: Actor) -> None:
    assert names(search(world, unit, ("skill", "eq", "理发"), ("name", "sw", "赵"))) == ["zhao"]


def test_who_came_by_roster_is_found_by_the_number(world: World, unit: Actor) -> None:
    world.enrol(unit, roster(1))

    assert names(search(world, unit, ("user_name", "eq", "kx000001"))) == ["KX000001"]


@pytest.mark.parametrize(
    "sort, order",
    [
        ("id", ["zhao", "Qian", "sun%", "li_4"]),
        ("user_name", ["li_4", "Qian", "sun%", "zhao"]),
        ("created_at", ["zhao", "Qian", "sun%", "li_4"]),
        ("changed_at", ["zhao", "Qian", "sun%", "li_4"]),
    ],
)
def test_the_order_is_what_was_asked_for_both_ways(world: World, unit: Actor, sort: Any, order: list[str]) -> None:
    assert names(search(world, unit, sort=sort)) == order
    assert names(search(world, unit, sort=sort, is_descending=True)) == order[::-1]


def pages(world: World, unit: Actor, **options: Any) -> Iterator[Any]:
    """All pages of one, by position."""
    position = None
    while True:
        page = search(world, unit, limit=1, position=position, **options)
        yield page
        if not page["has_more"]:
            return
        position = SearchPosition(value=page["sort_values"][-1], id=page["items"][-1]["id"])


@pytest.mark.parametrize("sort", ["id", "user_name", "name", "created_at", "changed_at"])
@pytest.mark.parametrize("is_descending", [False, True])
def test_pages_by_position_give_each_once_and_lead_back(
    world: World, unit: Actor, sort: Any, is_descending: bool
) -> None:
    options = {"sort": sort, "is_descending": is_descending}
    whole = names(search(world, unit, **options))
    found = list(pages(world, unit, **options))
    last = SearchPosition(value=found[-1]["sort_values"][0], id=found[-1]["items"][0]["id"], is_before=True)
    back = search(world, unit, limit=2, position=last, **options)

    assert [name for page in found for name in names(page)] == whole
    assert {page["total"] for page in found} == {4}
    assert (names(back), back["has_more"]) == (whole[1:3], True)


def test_who_comes_meanwhile_moves_no_page(world: World, unit: Actor) -> None:
    first = search(world, unit, limit=2, sort="user_name")
    world.harness.send(AddMember(user_name="aaa", name="新来"), unit)
    position = SearchPosition(value=first["sort_values"][-1], id=first["items"][-1]["id"])

    assert names(search(world, unit, position=position, sort="user_name")) == ["sun%", "zhao"]


def test_pages_by_offset_are_counted_from_the_first(world: World, unit: Actor) -> None:
    page = search(world, unit, offset=3, limit=5)
    none = search(world, unit, limit=0)

    assert (names(page), page["has_more"], page["total"]) == (["li_4"], False, 4)
    assert (none["items"], none["total"]) == ([], 4)


def test_a_unit_finds_its_own_roster_alone(world: World, unit: Actor) -> None:
    member_id = search(world, unit)["items"][0]["id"]
    strangers = (world.open_unit("市林业局"), world.department, world.member(unit, member_id))
    for stranger in strangers:
        assert search(world, stranger)["total"] == 0
        with pytest.raises(NotFound, match=r"^member\.unknown$"):
            world.harness.send(ShowMemberRecord(member_id=member_id), stranger)


def test_who_has_left_is_not_found(world: World, unit: Actor) -> None:
    member_id = search(world, unit)["items"][0]["id"]
    world.harness.send(RemoveMember(member_id=member_id), unit)

    assert search(world, unit)["total"] == 3
    with pytest.raises(NotFound, match=r"^member\.unknown$"):
        world.harness.send(ShowMemberRecord(member_id=member_id), unit)


def test_a_record_holds_the_whole_phone_and_no_identity_number(world: World, unit: Actor) -> None:
    member_id = world.enrol(unit, roster(1))["members"][0]["member_id"]
    record = world.harness.send(ShowMemberRecord(member_id=member_id), unit)

    assert (record["phone"], record["number"]) == (roster(1)[0].phone, "KX000001")
    assert roster(1)[0].identity_number not in str(record)


@pytest.mark.parametrize(
    "position",
    [
        SearchPosition(value="yesterday", id="01976a00-0000-7000-8000-000000000001"),
        SearchPosition(value="2026-11-24T01:00:00", id="01976a00-0000-7000-8000-000000000001"),
        SearchPosition(value="2026-11-24T01:00:00Z", id="1"),
    ],
)
def test_a_position_that_none_is_is_refused(world: World, unit: Actor, position: SearchPosition) -> None:
    with pytest.raises(Invalid, match=r"^request\.invalid$"):
        search(world, unit, sort="created_at", position=position)
