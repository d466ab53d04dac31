from datetime import date, timedelta
from typing import Any

import pytest

from services.engagement.model.menu_items import MENU_ITEM_TRANSITIONS
from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.engagement import ItemRolePlan
from shared.messages.envelope import Actor
from tests.services.engagement.menu import DAY, HOUR, Menu
from tests.services.engagement.world import World

IN_DAYS = {
    "closes_in_days": "sign_up_closes_at",
    "opens_in_days": "sign_up_opens_at",
    "extends_in_days": "extends_until",
}
ROLE = ItemRolePlan(name="清扫", max_places=3)


def brought_to(menu: Menu, state: str) -> Any:
    item = menu.plan()
    if state in ("published", "ended"):
        item = menu.publish(item)
    if state == "ended":
        menu.world.harness.wait(8 * DAY)
    if state == "called_off":
        menu.call_off(item)
    return menu.show(item)


STEPS: dict[str, Any] = {"published": Menu.publish, "called_off": Menu.call_off}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", MENU_ITEM_TRANSITIONS)
def test_each_step_is_taken_where_it_is_allowed_and_refused_elsewhere(menu: Menu, state: Any, step: Any) -> None:
    item = brought_to(menu, state)
    assert item["state"] == state

    if step in MENU_ITEM_TRANSITIONS[state]:
        assert STEPS[step](menu, item)["state"] == step
    else:
        with pytest.raises(Conflict, match=r"menu_item\.not_in_step"):
            STEPS[step](menu, item)


def test_a_draft_is_told_to_nobody_and_shown_to_its_community_alone(menu: Menu) -> None:
    item = menu.plan()

    assert (item["state"], item["version"], menu.topics(item)) == ("draft", 1, [])
    with pytest.raises(NotFound, match=r"menu_item\.unknown"):
        menu.send(messages.ShowMenuItem(menu_item_id=item["id"]), menu.world.member)


def test_what_is_published_is_told_with_its_roles_and_shown_to_everybody_in_the_tenant(menu: Menu) -> None:
    item = menu.publish(places=4, fewest=2)
    (told,) = menu.world.harness.events_of(messages.MenuItemPublished)

    assert told.title == "清洁楼道"
    assert [(role.name, role.max_places, role.min_places, role.free) for role in told.roles] == [("清扫", 4, 2, 4)]
    assert menu.send(messages.ShowMenuItem(menu_item_id=item["id"]), menu.world.member) == item


def test_another_tenant_sees_nothing_of_it(menu: Menu, elsewhere: World) -> None:
    item = menu.publish()
    for message in (messages.ShowMenuItem, messages.PublishMenuItem, messages.ListMenuItemClaims):
        with pytest.raises(NotFound, match=r"menu_item\.unknown"):
            elsewhere.harness.send(message(menu_item_id=item["id"]), elsewhere.community)
    with pytest.raises(NotFound, match=r"menu_item\.unknown"):
        elsewhere.harness.send(menu.claim_of(item), elsewhere.member)


def test_another_community_can_neither_plan_nor_change_anything(menu: Menu, world: World) -> None:
    item = menu.publish()
    stranger = Actor(role="community", client_id="x", tenant_id=world.tenant_id, organisation_id=new_id())
    edit = messages.EditMenuItem(menu_item_id=item["id"], title="别的")
    call_off = messages.CallOffMenuItem(menu_item_id=item["id"], reason="不办了")
    for message in (edit, call_off, messages.PublishMenuItem(menu_item_id=item["id"])):
        with pytest.raises(Forbidden, match=r"menu_item\.not_yours"):
            menu.send(message, stranger)
    list_it = messages.ListCommunityMenuItems(community_id=item["community_id"])
    with pytest.raises(Forbidden, match=r"community\.not_yours"):
        menu.send(list_it, stranger)
    with pytest.raises(Conflict, match=r"community\.unknown"):
        menu.plan(community_id=new_id())


@pytest.mark.parametrize(
    "fields, pointers",
    [
        ({"category": "no_such"}, ["#/category"]),
        ({"roles": [ItemRolePlan(name="清扫", max_places=1, min_places=2)]}, ["#/roles/0/min_places"]),
        ({"roles": [ROLE, ROLE]}, ["#/roles/1/name"]),
        ({"in_days": -1}, ["#/starts_at"]),
        ({"in_days": 401}, ["#/starts_at"]),
        ({"ends_in_hours": 0}, ["#/ends_at"]),
        ({"ends_in_hours": 25}, ["#/ends_at"]),
        ({"closes_in_days": -1}, ["#/sign_up_closes_at"]),
        ({"closes_in_days": 8}, ["#/sign_up_closes_at"]),
        ({"closes_in_days": 3, "opens_in_days": 4}, ["#/sign_up_opens_at"]),
        ({"extends_in_days": 3}, ["#/extends_until"]),
        ({"closes_in_days": 3, "extends_in_days": 2}, ["#/extends_until"]),
        ({"closes_in_days": 3, "extends_in_days": 8}, ["#/extends_until"]),
    ],
)
def test_what_doesnt_go_together_is_refused_field_by_field(menu: Menu, fields: Any, pointers: Any) -> None:
    fields = dict(fields)
    starts_at = menu.now + fields.get("in_days", 7) * DAY
    if (hours := fields.pop("ends_in_hours", None)) is not None:
        fields["ends_at"] = starts_at + hours * HOUR
    names = {
        "closes_in_days": "sign_up_closes_at",
        "opens_in_days": "sign_up_opens_at",
        "extends_in_days": "extends_until",
    }
    for name, field in names.items():
        if name in fields:
            fields[field] = menu.now + fields.pop(name) * DAY
    with pytest.raises(Invalid) as refused:
        menu.plan(**fields)

    assert [fault.pointer for fault in refused.value.errors] == pointers


def test_a_post_has_days_and_an_activity_instants(menu: Menu) -> None:
    today = menu.now.date()
    post = menu.plan_post(from_on=today, until_on=today + 30 * DAY)

    assert (post["kind"], post["starts_at"], post["until_on"]) == ("post", None, today + 30 * DAY)
    with pytest.raises(Invalid, match=r"menu_item\.times_unfit"):
        menu.edit(post, starts_at=menu.now + DAY)
    with pytest.raises(Invalid, match=r"menu_item\.times_unfit"):
        menu.edit(menu.plan(), until_on=today)
    with pytest.raises(Invalid, match=r"menu_item\.times_unfit"):
        menu.plan_post(from_on=today, until_on=today - DAY)


def test_a_post_is_over_at_the_end_of_its_last_day_in_shanghai(menu: Menu) -> None:
    post = menu.publish(menu.plan_post(until_on=date(2026, 11, 30)))  # the clock stands at the 24th, 09:00
    menu.world.harness.wait(timedelta(days=6, hours=14, minutes=59))
    assert menu.show(post)["state"] == "published"
    menu.world.harness.wait(timedelta(minutes=1))

    assert menu.show(post)["state"] == "ended"


def test_words_are_edited_and_told_where_they_differ(menu: Menu) -> None:
    item = menu.publish()
    same = menu.edit(item, title=item["title"])
    edited = menu.edit(item, title="清洁楼道和车棚", location="3 幢")

    assert (same["version"], edited["version"]) == (item["version"], item["version"] + 1)
    assert menu.topics(item) == ["menu_item.published", "menu_item.edited"]
    assert menu.world.harness.events_of(messages.MenuItemEdited)[0].location == "3 幢"


def test_an_edit_holds_on_to_the_version_that_was_read(menu: Menu) -> None:
    item = menu.publish()
    menu.edit(item, title="新的")
    with pytest.raises(PreconditionFailed, match=r"precondition\.failed"):
        menu.send(messages.EditMenuItem(menu_item_id=item["id"], title="旧的"), expected_version=item["version"])


def test_who_comes_doesnt_count_as_an_edit(menu: Menu) -> None:
    item = menu.publish()
    menu.claim(item)

    assert menu.show(item)["version"] == item["version"]


def test_times_stay_as_long_as_anybody_has_a_place(menu: Menu) -> None:
    item = menu.publish()
    menu.claim(item)
    with pytest.raises(Conflict, match=r"menu_item\.times_in_use"):
        menu.edit(item, starts_at=menu.now + 6 * DAY)


def test_fewer_places_than_are_taken_are_refused_with_the_claims_that_take_them(menu: Menu) -> None:
    item = menu.publish(places=3)
    claims = [menu.claim(item, menu.world.enrol()) for _ in range(2)]
    with pytest.raises(Conflict, match=r"menu_item\.capacity_below_claims") as refused:
        menu.resize(item, 1)

    assert [fault.pointer for fault in refused.value.errors] == ["#/roles/0/max_places"] * 2
    assert all(claim["id"] in fault.detail for claim, fault in zip(claims, refused.value.errors, strict=True))
    assert menu.resize(item, 2)["roles"][0]["max_places"] == 2


def test_a_role_in_which_somebody_is_or_waits_isnt_taken_away(menu: Menu) -> None:
    item = menu.publish(places=1)
    other = ItemRolePlan(name="引导", max_places=5)
    claim = menu.claim(item)
    waiting = menu.claim(item, menu.world.enrol(), may_wait=True)
    for _ in range(2):
        with pytest.raises(Conflict, match=r"menu_item\.capacity_below_claims"):
            menu.edit(item, roles=[other])
        menu.release(claim if menu.state(claim) == "held" else waiting)
    menu.release(waiting) if menu.state(waiting) != "released" else None
    edited = menu.edit(item, roles=[other])

    assert [role["name"] for role in edited["roles"]] == ["引导"]
    with pytest.raises(NotFound, match=r"item_role\.unknown"):
        menu.resize(item, 2)


def test_a_role_stands_once_among_the_roles(menu: Menu) -> None:
    item = menu.publish()
    role = item["roles"][0]
    twice = [ItemRolePlan(id=role["id"], name=name, max_places=3) for name in ("清扫", "引导")]
    with pytest.raises(Invalid, match=r"menu_item\.roles_unfit") as refused:
        menu.edit(item, roles=twice)

    assert [fault.pointer for fault in refused.value.errors] == ["#/roles/1/id"]


def test_called_off_everybody_is_released_and_told(menu: Menu) -> None:
    item = menu.publish(places=1)
    held = menu.claim(item)
    waiting = menu.claim(item, menu.world.enrol(), may_wait=True)
    called_off = menu.call_off(item)

    assert (called_off["state"], called_off["called_off_because"]) == ("called_off", "下大雨")
    assert (menu.state(held), menu.state(waiting), menu.stand(item)) == ("released", "released", (0, 0))
    assert menu.topics(item)[-3:] == ["menu_item.called_off", "place.given_up", "place.given_up"]


def test_a_draft_is_called_off_without_a_word(menu: Menu) -> None:
    item = menu.plan()
    menu.call_off(item)

    assert menu.topics(item) == []


def test_what_would_close_before_it_is_published_isnt(menu: Menu) -> None:
    item = menu.plan(in_days=1)
    menu.world.harness.clock.advance(DAY)
    with pytest.raises(Conflict, match=r"menu_item\.too_late"):
        menu.publish(item)


def test_the_list_is_filtered_and_paged_newest_first(menu: Menu) -> None:
    community_id = str(menu.world.community.organisation_id)
    items = [menu.plan(in_days=day) for day in (1, 2, 3)]
    post = menu.plan_post()
    menu.publish(items[1])

    def ids(**fields: Any) -> list[str]:
        page = menu.send(messages.ListCommunityMenuItems(community_id=community_id, **fields))
        return [item["id"] for item in page["items"]]

    newest_first = [post["id"], *(item["id"] for item in items[::-1])]
    assert ids() == newest_first
    assert ids(kind="post") == [post["id"]]
    assert ids(state="published") == [items[1]["id"]]
    assert ids(category="property") == [post["id"]]
    assert ids(text="楼道长") == [post["id"]]
    assert ids(starts_from=menu.now + 2 * DAY, starts_until=menu.now + 3 * DAY) == [items[1]["id"]]
    first = menu.send(messages.ListCommunityMenuItems(community_id=community_id, limit=3))
    assert ids(after=first["next"]) == newest_first[3:]


def test_a_list_takes_as_many_statements_however_long_it_is(menu: Menu, statements: list[str]) -> None:
    def count(limit: int) -> int:
        del statements[:]
        menu.send(messages.ListCommunityMenuItems(community_id=str(menu.world.community.organisation_id), limit=limit))
        return len(statements)

    for _ in range(6):
        menu.claim(menu.publish(), menu.world.enrol())

    assert count(1) == count(6)


@pytest.mark.parametrize("days", [1, 5, -1, 0])
def test_a_published_activity_that_nobody_has_claimed_is_moved_to_another_day(menu: Menu, days: int) -> None:
    item, there = menu.publish(in_days=3), menu.publish(in_days=3 + days)
    starts_at = menu.now + (3 + days) * DAY + HOUR
    moved = menu.edit(item, starts_at=starts_at, ends_at=starts_at + HOUR)
    claim = menu.claim(moved)

    assert claim["state"] == "held"
    assert menu.stand(item) == (1, 0)
    assert menu.stand(there) == (0, 0)
