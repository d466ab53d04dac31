from datetime import date, timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.envelope import Actor
from tests.services.engagement.menu import DAY, Menu
from tests.services.engagement.world import World

FROM, UNTIL = date(2026, 12, 1), date(2026, 12, 31)  # the clock stands at November 24th, 09:00 in Shanghai


def planned(menu: Menu, **fields: Any) -> Any:
    community_id = str(menu.world.community.organisation_id)
    period: dict[str, Any] = {"title": "十二月菜单", "from_on": FROM, "until_on": UNTIL}
    return menu.send(messages.PlanMenu(**({"community_id": community_id} | period | fields)))


def publish(menu: Menu, made: Any) -> Any:
    return menu.send(messages.PublishMenu(menu_id=made["id"]))


def test_a_menu_is_published_with_all_that_was_drafted_for_its_period(menu: Menu) -> None:
    before, within, after = (menu.plan(in_days=days) for days in (6, 7, 38))  # from midnight to midnight: 6.6 to 37.6
    held, over = menu.plan_post(until_on=FROM), menu.plan_post(until_on=FROM - DAY)
    standing = menu.publish(menu.plan_post())
    made = planned(menu)
    assert (made["state"], made["drafts"], made["items"]) == ("planned", 2, 1)
    published = publish(menu, made)

    assert (published["state"], published["drafts"], published["items"]) == ("published", 0, 3)
    states = [menu.show(item)["state"] for item in (before, within, after, held, over, standing)]
    assert states == ["draft", "published", "draft", "published", "draft", "published"]
    (told,) = menu.world.harness.events_of(messages.MenuPublished)
    assert (told.title, told.items) == ("十二月菜单", 3)


def test_it_is_published_again_for_what_was_drafted_since_and_not_for_nothing(menu: Menu) -> None:
    made = planned(menu)
    with pytest.raises(Conflict, match=r"menu\.nothing_on_it"):
        publish(menu, made)
    menu.plan(in_days=10)
    first = publish(menu, made)
    menu.plan(in_days=11)
    again = publish(menu, made)

    assert (first["items"], again["items"], first["published_at"]) == (1, 2, again["published_at"])


def test_a_draft_whose_sign_up_is_over_stays_one(menu: Menu) -> None:
    late = menu.plan(in_days=10, sign_up_closes_at=menu.now + DAY)
    menu.plan(in_days=11)
    made = planned(menu)
    menu.world.harness.clock.advance(2 * DAY)

    assert publish(menu, made)["drafts"] == 1
    assert menu.show(late)["state"] == "draft"


def test_it_is_edited_until_it_is_published(menu: Menu) -> None:
    made = planned(menu)
    menu.plan(in_days=40)
    edited = menu.send(messages.EditMenu(menu_id=made["id"], until_on=date(2027, 1, 31)))
    assert (edited["drafts"], edited["version"]) == (1, 2)
    with pytest.raises(PreconditionFailed, match=r"precondition\.failed"):
        menu.send(messages.EditMenu(menu_id=made["id"], title="旧的"), expected_version=1)
    publish(menu, made)
    with pytest.raises(Conflict, match=r"menu\.published"):
        menu.send(messages.EditMenu(menu_id=made["id"], title="新的"))


@pytest.mark.parametrize("until_on", [FROM - DAY, FROM + 366 * DAY])
def test_a_period_has_an_end_within_a_year(menu: Menu, until_on: date) -> None:
    with pytest.raises(Invalid, match=r"menu\.period_unfit"):
        planned(menu, until_on=until_on)


def test_others_neither_see_nor_change_it(menu: Menu, elsewhere: World) -> None:
    made = planned(menu)
    stranger = Actor(role="community", client_id="x", tenant_id=menu.world.tenant_id, organisation_id=new_id())
    for message in (messages.ShowMenu, messages.PublishMenu):
        with pytest.raises(Forbidden, match=r"menu\.not_yours"):
            menu.send(message(menu_id=made["id"]), stranger)
        with pytest.raises(NotFound, match=r"menu\.unknown"):
            menu.send(message(menu_id=made["id"]), elsewhere.community)


def test_menus_are_listed_newest_first_by_state_with_as_many_statements_however_many(
    menu: Menu, statements: list[str]
) -> None:
    community_id = str(menu.world.community.organisation_id)
    menu.plan(in_days=10)
    made = [planned(menu) for _ in range(4)]
    publish(menu, made[0])

    def listed(**fields: Any) -> list[str]:
        del statements[:]
        page = menu.send(messages.ListMenus(community_id=community_id, **fields))
        return [one["id"] for one in page["items"]]

    assert listed(limit=1) == [made[3]["id"]]
    count = len(statements)
    assert listed() == [one["id"] for one in made[::-1]]
    assert len(statements) == count
    assert listed(state="published") == [made[0]["id"]]


def plan_series(menu: Menu, **fields: Any) -> Any:
    """On Saturdays from November 28th on, from nine to eleven in Shanghai."""
    starts_at = menu.now + 4 * DAY
    defaults: dict[str, Any] = {
        "community_id": str(menu.world.community.organisation_id),
        "title": "周末清扫",
        "category": "environment",
        "description": "每周六一起清扫楼道。",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "roles": [messages.ItemRolePlan(name="清扫", max_places=3)],
        "recurrence": "FREQ=WEEKLY;BYDAY=SA;COUNT=4",
    }
    return menu.send(messages.PlanActivitySeries(**(defaults | fields)))


def items_of(menu: Menu, series: Any) -> list[Any]:
    return [menu.show({"id": item_id}) for item_id in series["menu_item_ids"]]


def test_a_series_is_drafted_at_all_times_of_its_rule_with_the_sign_up_moved_along(menu: Menu) -> None:
    series = plan_series(menu, sign_up_closes_at=menu.now + 3 * DAY)
    items = items_of(menu, series)

    assert [item["starts_at"] - menu.now for item in items] == [(4 + 7 * week) * DAY for week in range(4)]
    assert {item["starts_at"] - item["sign_up_closes_at"] for item in items} == {DAY}
    assert {(item["state"], item["series_id"]) for item in items} == {("draft", series["id"])}
    assert len({role["id"] for item in items for role in item["roles"]}) == 4


def test_a_series_across_the_new_year_leaves_out_public_holidays_where_it_is_to(menu: Menu) -> None:
    rule = {"recurrence": "FREQ=DAILY;COUNT=40"}
    days = [item["starts_at"].date() for item in items_of(menu, plan_series(menu, **rule))]
    kept = [item["starts_at"].date() for item in items_of(menu, plan_series(menu, **rule, skips_holidays=True))]

    assert date(2027, 1, 1) in days
    assert date(2027, 1, 1) not in kept


def test_a_series_is_published_and_called_off_together_from_a_day_on(menu: Menu) -> None:
    series = plan_series(menu)
    menu.send(messages.PublishActivitySeries(series_id=series["id"]))
    items = items_of(menu, series)
    claims = [menu.claim(item) for item in items]
    off = messages.CallOffActivitySeries(series_id=series["id"], reason="放寒假", from_on=date(2026, 12, 12))
    menu.send(off)

    assert [item["state"] for item in items_of(menu, series)] == ["published"] * 2 + ["called_off"] * 2
    assert [menu.state(claim) for claim in claims] == ["held"] * 2 + ["released"] * 2
    with pytest.raises(Conflict, match=r"activity_series\.nothing_left"):
        menu.send(off)
    with pytest.raises(Conflict, match=r"activity_series\.nothing_left"):
        menu.send(messages.PublishActivitySeries(series_id=series["id"]))


def test_one_of_a_series_is_edited_by_itself(menu: Menu) -> None:
    series = plan_series(menu)
    first, second, *_ = items_of(menu, series)
    menu.edit(first, title="周末清扫车棚")

    assert [item["title"] for item in items_of(menu, series)][:2] == ["周末清扫车棚", second["title"]]


@pytest.mark.parametrize(
    "fields, code",
    [
        ({"recurrence": "FREQ=YEARLY;COUNT=2"}, "recurrence.invalid"),
        ({"recurrence": "FREQ=DAILY;COUNT=105"}, "recurrence.too_long"),
        ({"category": "no_such"}, "need.category_unknown"),
        ({"recurrence": "FREQ=DAILY;COUNT=1", "in_days": 38, "skips_holidays": True}, "activity_series.only_holidays"),
    ],
)
def test_a_series_that_cant_be_is_refused_as_a_whole(menu: Menu, fields: Any, code: str) -> None:
    fields = dict(fields)
    if days := fields.pop("in_days", None):
        fields["starts_at"] = menu.now + days * DAY
        fields["ends_at"] = fields["starts_at"] + timedelta(hours=2)
    with pytest.raises(Invalid) as refused:
        plan_series(menu, **fields)

    assert refused.value.code == code
    community_id = str(menu.world.community.organisation_id)
    assert menu.send(messages.ListCommunityMenuItems(community_id=community_id))["items"] == []


def test_others_neither_see_nor_change_a_series(menu: Menu, elsewhere: World) -> None:
    series = plan_series(menu)
    stranger = Actor(role="community", client_id="x", tenant_id=menu.world.tenant_id, organisation_id=new_id())
    for message in (messages.ShowActivitySeries, messages.PublishActivitySeries):
        with pytest.raises(Forbidden, match=r"activity_series\.not_yours"):
            menu.send(message(series_id=series["id"]), stranger)
        with pytest.raises(NotFound, match=r"activity_series\.unknown"):
            menu.send(message(series_id=series["id"]), elsewhere.community)
