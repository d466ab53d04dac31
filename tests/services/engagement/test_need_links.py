"""What needs are in hand by beside wishes: activities, posts and projects."""

from datetime import timedelta
from typing import Any

import pytest

from shared.errors import NotFound
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.outsourcing import ProjectRegistered
from tests.harness import Harness
from tests.races import at_once
from tests.services.engagement.menu import DAY, HOUR, Menu
from tests.services.engagement.needing import Needing, resident_of
from tests.services.engagement.world import World, open_world


def register(world: World, community_id: str | None = None) -> Any:
    """A project that engagement has heard of."""
    today = world.harness.clock.now().date()
    told = ProjectRegistered(
        project_id=new_id(),
        community_id=community_id or str(world.community.organisation_id),
        title="四点半课堂",
        budget_minor=2_000_000,
        currency="CNY",
        starts_on=today,
        ends_on=today + timedelta(days=90),
    )
    world.harness.tell(told, tenant_id=world.tenant_id)
    return {"id": told.project_id}


def test_an_activity_to_which_somebody_came_is_done_with_its_end(needing: Needing, menu: Menu) -> None:
    item = menu.publish(in_days=2)
    menu.claim(item)
    need = needing.link(needing.accept(), item, "activity")
    needing.world.harness.wait(2 * DAY + 2 * HOUR)
    shown = needing.show(need)

    assert (shown["state"], shown["is_resolvable"], shown["links"][0]["is_done"]) == ("in_hand", True, True)
    assert needing.steps(need) == ["submitted", "accepted", "in_hand", "link_done"]
    assert needing.world.harness.events_of(messages.NeedLinked) == [
        messages.NeedLinked(
            need_id=need["id"],
            community_id=need["community_id"],
            link_kind="activity",
            target_id=item["id"],
            title=item["title"],
        )
    ]
    assert needing.link(needing.accept(), item, "activity")["is_resolvable"] is True


def test_nothing_comes_of_an_activity_to_which_nobody_came(needing: Needing, menu: Menu) -> None:
    item = menu.publish(in_days=2)
    menu.withdraw(menu.claim(item))
    need = needing.link(needing.accept(), item, "activity")
    needing.world.harness.wait(2 * DAY + 2 * HOUR)

    assert needing.steps(need)[-1] == "link_ended"
    assert needing.show(need)["is_resolvable"] is False
    with pytest.raises(NotFound, match=r"need_link\.target_unknown"):
        needing.link(needing.accept(), item, "activity")


def test_a_post_is_done_with_its_last_day(needing: Needing, menu: Menu) -> None:
    until_on = (menu.now + DAY).date()
    item = menu.publish(menu.plan_post(until_on=until_on))
    need = needing.link(needing.accept(), item, "post")
    needing.world.harness.wait(3 * DAY)

    assert needing.steps(need)[-1] == "link_done"


@pytest.mark.parametrize("how", ["by_community", "too_few"])
def test_nothing_comes_of_what_is_called_off(needing: Needing, menu: Menu, how: str) -> None:
    item = menu.publish(in_days=2, fewest=1)
    need = needing.link(needing.accept(), item, "activity")
    if how == "by_community":
        menu.call_off(item)
    else:
        needing.world.harness.wait(2 * DAY)
    shown = needing.show(need)

    assert (menu.show(item)["state"], shown["state"], shown["is_resolvable"]) == ("called_off", "in_hand", False)
    assert needing.steps(need)[-1] == "link_ended"


def test_a_series_that_is_called_off_is_noted_in_one_statement(
    needing: Needing, menu: Menu, statements: list[str]
) -> None:
    counts = []
    for times in (2, 4):
        plan = messages.PlanActivitySeries(
            community_id=str(needing.world.community.organisation_id),
            title="周六清扫",
            category="environment",
            description="一起清扫楼道。",
            starts_at=menu.now + 2 * DAY,
            ends_at=menu.now + 2 * DAY + HOUR,
            roles=[messages.ItemRolePlan(name="清扫", max_places=3)],
            recurrence=f"FREQ=DAILY;COUNT={times}",
        )
        series = menu.send(plan)
        menu.send(messages.PublishActivitySeries(series_id=series["id"]))
        linked = [needing.link(needing.accept(), {"id": item_id}, "activity") for item_id in series["menu_item_ids"]]
        statements.clear()
        menu.send(messages.CallOffActivitySeries(series_id=series["id"], reason="下大雪"))
        counts.append(len([one for one in statements if "FROM needs JOIN need_links" in one.replace("\n", "")]))

        assert [needing.steps(need)[-1] for need in linked] == ["link_ended"] * times
    assert counts == [1, 1]


def test_a_project_of_the_community_takes_a_need_in_hand(needing: Needing) -> None:
    linked = needing.link(needing.accept(), register(needing.world), "project")

    assert (linked["state"], linked["links"][0]["kind"], linked["is_resolvable"]) == ("in_hand", "project", False)
    with pytest.raises(NotFound, match=r"need_link\.target_unknown"):
        needing.link(needing.accept(), register(needing.world, new_id()), "project")


def test_only_what_the_public_sees_of_that_kind_is_linked(needing: Needing, menu: Menu) -> None:
    draft, called_off, post = menu.plan(), menu.publish(), menu.publish(menu.plan_post())
    menu.call_off(called_off)
    wanted: list[tuple[Any, messages.LinkKind]] = [(draft, "activity"), (called_off, "activity"), (post, "activity")]

    for target, kind in (*wanted, (post, "wish"), (post, "project"), ({"id": new_id()}, "post")):
        with pytest.raises(NotFound, match=r"need_link\.target_unknown"):
            needing.link(needing.accept(), target, kind)


def test_what_is_linked_while_it_is_called_off_is_noted_or_refused(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    needing, menu = Needing(world, resident_of(world)), Menu(world)
    for _ in range(5):
        item, need = menu.publish(), needing.accept()
        commands = (
            messages.LinkNeed(need_id=need["id"], kind="activity", target_id=item["id"]),
            messages.CallOffMenuItem(menu_item_id=item["id"], reason="下大雨"),
        )
        linked, called_off = at_once(2, lambda number: on_postgresql.reply(commands[number], world.community))  # noqa: B023

        assert called_off.refusal is None
        assert linked.refusal is None or linked.refusal["code"] == "need_link.target_unknown"
        assert needing.steps(need)[-1] == ("link_ended" if linked.refusal is None else "accepted")
