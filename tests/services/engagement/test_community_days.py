from datetime import date
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.engagement import community_days
from shared.messages.envelope import Actor
from shared.messages.membership import MemberLeft
from tests.harness import Harness
from tests.races import at_once
from tests.services.engagement.menu import DAY, HOUR, Menu
from tests.services.engagement.test_place_races import deadlocks, outcomes
from tests.services.engagement.world import open_world

TODAY = date(2026, 11, 24)


def set_ceiling(menu: Menu, ceiling: int | None, on: date | None = None, actor: Actor | None = None) -> Any:
    community_id = str(menu.world.community.organisation_id)
    return menu.send(community_days.SetDailyCeiling(community_id=community_id, ceiling=ceiling, on=on), actor)


def days(menu: Menu, from_on: date, until_on: date, people: int | None = None) -> Any:
    community_id = str(menu.world.community.organisation_id)
    query = community_days.ListCommunityDays(
        community_id=community_id, from_on=from_on, until_on=until_on, people=people
    )
    return menu.send(query)


def test_no_more_people_come_on_a_day_than_its_ceiling_and_others_days_are_named(menu: Menu) -> None:
    set_ceiling(menu, 3)
    item = menu.publish(places=2)
    later = menu.publish(places=2, in_days=8, category="elderly")
    alike = menu.publish(places=1, in_days=9)
    evening = menu.now + 7 * DAY + 9 * HOUR
    same_day = menu.publish(places=2, starts_at=evening, ends_at=evening + HOUR)
    for activity in (item, item, same_day):
        menu.claim(activity, menu.world.enrol())
    with pytest.raises(Conflict, match=r"community\.day_full") as full:
        menu.claim(same_day, menu.world.enrol(), may_wait=True)

    assert [fault.code for fault in full.value.errors] == ["free", "free"]
    assert [other["id"] in fault.detail for other, fault in zip((alike, later), full.value.errors, strict=True)] == [
        True,
        True,
    ]


def test_what_is_full_names_what_has_room(menu: Menu) -> None:
    item, other = menu.publish(places=1), menu.publish(places=1, in_days=8)
    menu.claim(item, menu.world.enrol())
    with pytest.raises(Conflict, match=r"menu_item\.full") as full:
        menu.claim(item)

    assert [other["id"] in fault.detail for fault in full.value.errors] == [True]


def test_a_place_that_comes_free_is_offered_as_far_as_the_day_has_room(menu: Menu) -> None:
    item = menu.publish(places=2)
    held = [menu.claim(item, menu.world.enrol()) for _ in range(2)]
    waits = menu.claim(item, menu.world.enrol(), may_wait=True)
    set_ceiling(menu, 1)
    menu.release(held[0])
    assert menu.state(waits) == "waiting"
    menu.release(held[1])

    assert menu.state(waits) == "offered"


def test_more_may_come_and_who_waits_is_asked_before_anybody_else(menu: Menu) -> None:
    set_ceiling(menu, 1)
    item = menu.publish(places=1)
    evening = menu.now + 7 * DAY + 9 * HOUR
    other = menu.publish(places=1, starts_at=evening, ends_at=evening + HOUR)
    set_ceiling(menu, None)
    first = menu.claim(item, menu.world.enrol())
    second = menu.claim(other, menu.world.enrol())
    waits, waits_too = (menu.claim(one, menu.world.enrol(), may_wait=True) for one in (item, other))
    set_ceiling(menu, 1)
    menu.release(first)
    menu.release(second)  # now one may come to either of them, and it is the first's turn
    assert (menu.state(waits), menu.state(waits_too)) == ("waiting", "offered")
    set_ceiling(menu, 2)

    assert menu.state(waits) == "offered"


def test_who_leaves_one_activity_makes_room_in_the_other_ones_of_the_day(menu: Menu) -> None:
    item = menu.publish(places=2)
    evening = menu.now + 7 * DAY + 9 * HOUR
    other = menu.publish(places=1, starts_at=evening, ends_at=evening + HOUR)
    held = [menu.claim(item, menu.world.enrol()) for _ in range(2)]
    in_other = menu.claim(other, menu.world.enrol())
    waits = menu.claim(other, menu.world.enrol(), may_wait=True)
    set_ceiling(menu, 2)
    menu.release(in_other)
    assert menu.state(waits) == "waiting"
    menu.release(held[0])

    assert menu.state(waits) == "offered"


def test_each_way_in_which_places_are_freed_is_counted(menu: Menu) -> None:
    on = date(2026, 12, 1)
    item = menu.publish(places=9)
    leader, leaves, other = menu.world.member, menu.world.enrol(), menu.world.enrol()
    team_id = menu.found_team(leader, leaves)
    menu.claim(item, team_id=team_id, member_ids=[str(leader.member_id), str(leaves.member_id)])
    alone = menu.claim(item, other)

    def taken() -> int:
        (day,) = days(menu, on, on)["items"]
        return int(day["taken"])

    assert taken() == 3
    menu.world.harness.tell(MemberLeft(member_id=str(leaves.member_id), unit_id=new_id()))
    assert taken() == 2
    menu.withdraw(alone, other)
    assert taken() == 1
    menu.call_off(item)
    assert taken() == 0


def test_a_day_may_have_a_ceiling_of_its_own(menu: Menu) -> None:
    on = date(2026, 12, 1)
    menu.publish(places=5)
    set_ceiling(menu, 40, on)
    set_ceiling(menu, 20)
    found = days(menu, on - DAY, on + DAY)["items"]

    assert [day["ceiling"] for day in found] == [20, 40, 20]
    assert [day["places"] for day in found] == [0, 5, 0]


def test_many_people_are_spread_over_days_so_that_none_is_overrun(menu: Menu) -> None:
    set_ceiling(menu, 50)
    menu.publish(places=20, in_days=7)  # on December 1st
    told = days(menu, date(2026, 11, 30), date(2026, 12, 2), people=300)

    assert [day["suggested"] for day in told["items"]] == [50, 30, 50]
    assert told["left_over"] == 170
    assert days(menu, TODAY, TODAY)["left_over"] == 0


def test_without_a_ceiling_all_may_come_at_once(menu: Menu) -> None:
    told = days(menu, TODAY, TODAY, people=300)

    assert (told["items"][0]["suggested"], told["left_over"]) == (300, 0)


def test_what_cant_be_asked_or_set_is_refused(menu: Menu) -> None:
    with pytest.raises(Invalid, match=r"community_day\.over"):
        set_ceiling(menu, 5, TODAY - DAY)
    with pytest.raises(Invalid, match=r"community_days\.span_unfit"):
        days(menu, TODAY, TODAY + 62 * DAY)
    stranger = Actor(role="community", client_id="x", tenant_id=menu.world.tenant_id, organisation_id=new_id())
    with pytest.raises(Forbidden, match=r"community\.not_yours"):
        set_ceiling(menu, 5, actor=stranger)


def test_a_day_that_is_begun_while_the_ceiling_is_set_has_it_too(on_postgresql: Harness) -> None:
    menu = Menu(open_world(on_postgresql))
    community_id = str(menu.world.community.organisation_id)
    for number in range(5):
        item = menu.plan(in_days=10 + number)
        ceiling = community_days.SetDailyCeiling(community_id=community_id, ceiling=number)
        commands = [ceiling, messages.PublishMenuItem(menu_item_id=item["id"])]
        replies = at_once(2, lambda place: on_postgresql.reply(commands[place], menu.world.community))  # noqa: B023
        on = TODAY + (10 + number) * DAY

        assert outcomes(replies) == {"done": 2}
        assert [day["ceiling"] for day in days(menu, on, on)["items"]] == [number]


def test_in_one_batch_a_claim_heeds_the_ceiling_that_was_set_before_it(menu: Menu) -> None:
    item = menu.publish()
    harness = menu.world.harness
    community_id = str(menu.world.community.organisation_id)
    calls = [
        harness.call(community_days.SetDailyCeiling(community_id=community_id, ceiling=0), menu.world.community),
        harness.call(menu.claim_of(item), menu.world.member),
    ]

    assert outcomes(harness.executor.execute(calls)) == {"done": 1, "community.day_full": 1}


def test_of_many_at_once_on_several_activities_of_a_day_no_more_come_than_may(on_postgresql: Harness) -> None:
    menu = Menu(open_world(on_postgresql))
    before = deadlocks(on_postgresql)
    set_ceiling(menu, 7)
    items = [menu.publish(places=10) for _ in range(4)]
    members = [menu.world.enrol() for _ in range(32)]
    replies = at_once(32, lambda number: on_postgresql.reply(menu.claim_of(items[number % 4]), members[number]))

    assert outcomes(replies) == {"done": 7, "community.day_full": 25}
    assert sum(menu.stand(item)[0] for item in items) == 7
    assert deadlocks(on_postgresql) == before
