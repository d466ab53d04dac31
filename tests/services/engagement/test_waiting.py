from datetime import timedelta

import pytest

from shared.errors import Conflict
from shared.messages import engagement as messages
from shared.messages.engagement import ItemRolePlan
from tests.services.engagement.menu import DAY, HOUR, Menu


def test_who_has_waited_longest_is_offered_the_place_and_takes_it(menu: Menu) -> None:
    item = menu.publish(places=1)
    first, second = menu.world.enrol(), menu.world.enrol()
    held = menu.claim(item)
    waits, waits_longer = menu.claim(item, first, may_wait=True), menu.claim(item, second, may_wait=True)
    assert (waits["state"], menu.stand(item)) == ("waiting", (1, 2))
    menu.withdraw(held)

    assert (menu.state(waits), menu.state(waits_longer), menu.stand(item)) == ("offered", "waiting", (1, 1))
    assert menu.accept(waits, first)["state"] == "held"
    assert menu.topics(item) == [
        "menu_item.published",
        "place.claimed",
        "place.waited_for",
        "place.waited_for",
        "place.given_up",
        "place.offered",
        "place.claimed",
    ]


def test_an_offered_place_is_nobody_elses(menu: Menu) -> None:
    item = menu.publish(places=1)
    held = menu.claim(item)
    menu.claim(item, menu.world.enrol(), may_wait=True)
    menu.withdraw(held)
    with pytest.raises(Conflict, match=r"menu_item\.full"):
        menu.claim(item, menu.world.enrol())


def test_an_offer_that_isnt_accepted_lapses_and_goes_to_the_next(menu: Menu) -> None:
    item = menu.publish(places=1)
    first, second = menu.world.enrol(), menu.world.enrol()
    held = menu.claim(item)
    waits, next_one = menu.claim(item, first, may_wait=True), menu.claim(item, second, may_wait=True)
    menu.withdraw(held)
    menu.world.harness.clock.advance(DAY)
    with pytest.raises(Conflict, match=r"place_offer\.lapsed"):  # also as long as the timer is late
        menu.accept(waits, first)
    menu.world.harness.wait(timedelta())

    assert (menu.state(waits), menu.state(next_one)) == ("lapsed", "offered")
    menu.decline(next_one, second)
    assert (menu.state(next_one), menu.stand(item)) == ("declined", (0, 0))


def test_an_offer_ends_with_the_beginning_at_the_latest_and_none_is_made_in_the_last_half_hour(menu: Menu) -> None:
    item = menu.publish(places=2, withdrawal_hours=0)
    one, other = menu.claim(item), menu.claim(item, menu.world.enrol())
    waits, waits_too = (menu.claim(item, menu.world.enrol(), may_wait=True) for _ in range(2))
    menu.world.harness.clock.advance(7 * DAY - HOUR)
    menu.release(one)
    offered = menu.send(messages.ShowPlaceClaim(place_claim_id=waits["id"]))
    menu.world.harness.clock.advance(HOUR / 2 + timedelta(seconds=1))
    menu.release(other)

    assert offered["offered_until"] == item["starts_at"]
    assert menu.state(waits_too) == "waiting"


def test_more_places_go_to_who_waits(menu: Menu) -> None:
    item = menu.publish(places=1)
    menu.claim(item)
    waiting = [menu.claim(item, menu.world.enrol(), may_wait=True) for _ in range(3)]
    menu.resize(item, 3)

    assert [menu.state(claim) for claim in waiting] == ["offered", "offered", "waiting"]
    assert menu.stand(item) == (3, 1)


def test_a_team_that_needs_more_than_is_free_is_passed_over_and_keeps_its_turn(menu: Menu) -> None:
    leader, second, alone = menu.world.member, menu.world.enrol(), menu.world.enrol()
    team_id = menu.found_team(leader, second)
    item = menu.publish(places=2)
    held = [menu.claim(item, menu.world.enrol()) for _ in range(2)]
    ids = [str(leader.member_id), str(second.member_id)]
    team = menu.claim(item, team_id=team_id, member_ids=ids, may_wait=True)
    single = menu.claim(item, alone, may_wait=True)
    menu.release(held[0])
    assert (menu.state(team), menu.state(single)) == ("waiting", "offered")
    menu.decline(single, alone)
    menu.release(held[1])

    assert (menu.state(team), menu.stand(item)) == ("offered", (2, 0))


def test_who_has_meanwhile_taken_something_else_at_that_time_cant_accept(menu: Menu) -> None:
    item, same_time = menu.publish(places=1), menu.publish()
    member = menu.world.enrol()
    held = menu.claim(item)
    waits = menu.claim(item, member, may_wait=True)
    other = menu.claim(same_time, member)
    menu.withdraw(held)
    with pytest.raises(Conflict, match=r"place_claim\.overlaps"):
        menu.accept(waits, member)
    menu.withdraw(other, member)

    assert menu.accept(waits, member)["state"] == "held"


def test_only_what_is_offered_can_be_accepted_or_declined(menu: Menu) -> None:
    claim = menu.claim(menu.publish())
    with pytest.raises(Conflict, match=r"place_claim\.not_offered"):
        menu.accept(claim, menu.world.member)
    with pytest.raises(Conflict, match=r"place_claim\.not_in_step"):
        menu.decline(claim, menu.world.member)


def test_who_waits_when_it_is_over_waits_no_more(menu: Menu) -> None:
    item = menu.publish(places=1)
    held = menu.claim(item)
    waits = menu.claim(item, menu.world.enrol(), may_wait=True)
    menu.world.harness.wait(8 * DAY)

    assert (menu.state(held), menu.state(waits), menu.show(item)["state"]) == ("held", "lapsed", "ended")


def test_places_of_another_role_are_another_matter(menu: Menu) -> None:
    roles = [ItemRolePlan(name="清扫", max_places=1), ItemRolePlan(name="引导", max_places=1)]
    item = menu.publish(menu.plan(roles=roles))
    held = menu.claim(item)
    waits = menu.claim(item, menu.world.enrol(), may_wait=True)
    guide = messages.ClaimPlaces(menu_item_id=item["id"], role_id=item["roles"][1]["id"])
    other = menu.send(guide, menu.world.enrol())
    menu.release(other)
    assert menu.state(waits) == "waiting"
    menu.withdraw(held)

    assert menu.state(waits) == "offered"
