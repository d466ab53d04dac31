from dataclasses import replace

import pytest

from shared.errors import Conflict, Forbidden, Invalid
from shared.messages import engagement as messages
from shared.messages.envelope import Actor
from tests.services.engagement.menu import DAY, Menu


def test_with_too_few_it_is_told_the_day_before_and_called_off(menu: Menu) -> None:
    item = menu.publish(fewest=2, sign_up_closes_at=menu.now + 5 * DAY)
    claim = menu.claim(item)
    menu.world.harness.wait(4 * DAY)
    (short,) = menu.world.harness.events_of(messages.MenuItemFellShort)
    assert (short.missing, menu.show(item)["state"]) == (1, "published")
    menu.world.harness.wait(DAY)

    (called_off,) = menu.world.harness.events_of(messages.MenuItemCalledOff)
    assert (called_off.cause, called_off.reason) == ("too_few", None)
    assert (menu.show(item)["state"], menu.state(claim)) == ("called_off", "released")


def test_with_too_few_the_sign_up_goes_on_once_where_that_is_planned(menu: Menu) -> None:
    item = menu.publish(fewest=2, sign_up_closes_at=menu.now + 3 * DAY, extends_until=menu.now + 5 * DAY)
    menu.claim(item)
    menu.world.harness.wait(3 * DAY)
    extended = menu.show(item)
    assert (extended["state"], extended["extends_until"]) == ("published", None)
    assert extended["sign_up_closes_at"] == item["extends_until"]
    menu.claim(item, menu.world.enrol())
    menu.world.harness.wait(2 * DAY)

    assert menu.show(item)["is_settled"] is True
    topics = [topic for topic in menu.topics(item) if topic.startswith("menu_item")]
    assert topics == [
        "menu_item.published",
        "menu_item.fell_short",
        "menu_item.sign_up_extended",
        "menu_item.settled",
    ]


def test_enough_are_enough(menu: Menu) -> None:
    item = menu.publish(fewest=1, sign_up_closes_at=menu.now + 3 * DAY)
    menu.claim(item)
    menu.world.harness.wait(3 * DAY)
    assert (menu.show(item)["state"], menu.show(item)["is_settled"]) == ("published", True)
    menu.world.harness.wait(5 * DAY)

    assert menu.show(item)["state"] == "ended"
    assert menu.world.harness.events_of(messages.MenuItemFellShort) == []


def test_what_needs_nobody_is_settled_by_nothing(menu: Menu) -> None:
    item = menu.publish()
    menu.world.harness.wait(8 * DAY)

    assert menu.topics(item) == ["menu_item.published", "menu_item.ended"]


@pytest.mark.parametrize(
    "command", [messages.WarnOfShortfall, messages.SettleMenuItem, messages.EndMenuItem, messages.LapsePlaceOffer]
)
def test_only_the_timer_does_what_is_due_and_only_then(menu: Menu, command: type) -> None:
    item = menu.publish(fewest=1, places=1)
    held = menu.claim(item)
    claim = menu.claim(item, menu.world.enrol(), may_wait=True)
    menu.withdraw(held)
    is_offer = command is messages.LapsePlaceOffer
    message = command(**({"place_claim_id": claim["id"]} if is_offer else {"menu_item_id": item["id"]}))
    with pytest.raises(Forbidden, match=r"access\.denied"):
        menu.send(message)
    with pytest.raises(Conflict, match=r"not_due"):
        menu.send(message, Actor.system(menu.world.tenant_id))


def test_a_late_timer_heals(menu: Menu) -> None:
    item = menu.publish(fewest=2, sign_up_closes_at=menu.now + 5 * DAY)
    menu.world.harness.wait(30 * DAY)

    assert menu.show(item)["state"] == "called_off"
    assert menu.topics(item)[-1] == "menu_item.called_off"


def test_with_new_times_the_sign_up_begins_anew(menu: Menu) -> None:
    item = menu.publish(fewest=1, sign_up_closes_at=menu.now + 2 * DAY)
    claim = menu.claim(item)
    menu.world.harness.wait(2 * DAY)
    assert menu.show(item)["is_settled"] is True
    menu.withdraw(claim)
    edited = menu.edit(item, sign_up_closes_at=menu.now + 3 * DAY)
    assert edited["is_settled"] is False
    menu.world.harness.wait(3 * DAY)

    assert menu.show(item)["state"] == "called_off"
    assert menu.topics(item)[-2:] == ["menu_item.fell_short", "menu_item.called_off"]


def test_once_the_sign_up_is_over_no_more_people_are_needed_than_have_come(menu: Menu) -> None:
    item = menu.publish(sign_up_closes_at=menu.now + DAY)
    menu.claim(item)
    menu.world.harness.wait(2 * DAY)
    role = item["roles"][0]
    plan = messages.ItemRolePlan(id=role["id"], name=role["name"], max_places=3, min_places=2)
    with pytest.raises(Invalid, match=r"menu_item\.roles_unfit"):
        menu.edit(item, roles=[plan])

    assert menu.edit(item, roles=[replace(plan, min_places=1)])["state"] == "published"
