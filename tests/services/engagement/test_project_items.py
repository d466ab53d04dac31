"""What the organisations that run a project plan in it, and what becomes of it when the project ends."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.messages import engagement as messages
from shared.messages.envelope import Actor
from tests.harness import Harness
from tests.races import at_once
from tests.services.engagement.menu import DAY, HOUR, Menu
from tests.services.engagement.needing import Needing
from tests.services.engagement.running import Running
from tests.services.engagement.world import open_world


def codes(refusal: Any) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in refusal.value.errors]


def test_the_organisation_puts_an_activity_of_its_project_on_the_communitys_menu(running: Running) -> None:
    item = running.publish()
    (told,) = running.world.harness.events_of(messages.MenuItemPublished)

    owned = (running.project_id, running.organisation.organisation_id)
    assert (item["state"], item["community_id"]) == ("published", running.community_id)
    assert (item["project_id"], item["social_organisation_id"]) == owned
    assert (told.community_id, told.project_id, told.social_organisation_id) == (running.community_id, *owned)
    assert running.menu.claim(item)["state"] == "held"
    assert running.items() == running.items(running.partner) == running.items(running.world.community)
    assert [one["id"] for one in running.items(state="published")] == [item["id"]]


def test_a_partner_plans_and_goes_on_with_what_the_others_have_planned(running: Running) -> None:
    item = running.plan(running.partner)
    running.publish(item, running.organisation)
    edit = messages.EditMenuItem(menu_item_id=item["id"], title="四点半课堂（二）")

    assert item["social_organisation_id"] == running.partner.organisation_id
    assert running.menu.send(edit, running.partner)["title"] == "四点半课堂（二）"


@pytest.mark.parametrize("who", ["stranger", "community", "elsewhere"])
def test_nobody_else_plans_in_a_project(running: Running, who: str, elsewhere: Any) -> None:
    actors = {"stranger": running.stranger, "community": running.world.community, "elsewhere": elsewhere.community}
    refusal, code = (NotFound, "project.unknown") if who == "elsewhere" else (Forbidden, "project.not_yours")

    with pytest.raises(refusal, match=code.replace(".", r"\.")):
        running.plan(actors[who])


def test_nobody_else_goes_on_with_what_belongs_to_a_project(running: Running) -> None:
    draft, item = running.plan(), running.publish()
    acts: list[Any] = [
        messages.PublishMenuItem(menu_item_id=draft["id"]),
        messages.EditMenuItem(menu_item_id=item["id"], title="别的"),
    ]
    for actor in (running.stranger, running.world.community):
        for act in acts:
            with pytest.raises(Forbidden, match=r"menu_item\.not_yours"):
                running.menu.send(act, actor)
    with pytest.raises(Forbidden, match=r"menu_item\.not_yours"):
        running.call_off(item, running.stranger)
    with pytest.raises(NotFound, match=r"menu_item\.unknown"):
        running.menu.send(messages.ShowMenuItem(menu_item_id=draft["id"]), running.stranger)
    with pytest.raises(Forbidden, match=r"project\.not_yours"):
        running.items(running.stranger)


@pytest.mark.parametrize("by, cause", [("organisation", "by_organisation"), ("community", "by_community")])
def test_the_community_calls_it_off_as_well(running: Running, by: str, cause: str) -> None:
    item = running.publish()
    claim = running.menu.claim(item)
    actor = running.organisation if by == "organisation" else running.world.community
    running.call_off(item, actor)

    (told,) = running.world.harness.events_of(messages.MenuItemCalledOff)
    assert (told.cause, told.project_id) == (cause, running.project_id)
    assert running.menu.state(claim) == "released"


def test_nothing_is_planned_before_somebody_runs_the_project_or_when_it_has_ended(menu: Menu) -> None:
    running = Running(menu)
    with pytest.raises(NotFound, match=r"project\.unknown"):
        running.plan()
    running.register()
    with pytest.raises(Conflict, match=r"project\.not_active"):
        running.plan()
    running.start()
    draft = running.plan()
    running.told_of_end()

    for act in (running.plan, lambda: running.publish(draft)):
        with pytest.raises(Conflict, match=r"project\.not_active"):
            act()


def test_what_belongs_to_a_project_is_within_its_days(running: Running) -> None:
    last = running.ends_on
    too_late = running.plan_of(in_days=91)
    over_midnight = running.plan_of(starts_at=running.menu.now + 90 * DAY, ends_at=running.menu.now + 91 * DAY)
    for plan, pointers in ((too_late, ["#/starts_at", "#/ends_at"]), (over_midnight, ["#/ends_at"])):
        with pytest.raises(Invalid, match=r"menu_item\.outside_project") as refusal:
            running.menu.send(plan, running.organisation)
        assert codes(refusal) == [(pointer, "out_of_range") for pointer in pointers]
    for until_on in (None, last + timedelta(days=1)):
        with pytest.raises(Invalid, match=r"menu_item\.outside_project") as refusal:
            running.plan_post(until_on=until_on)
        assert codes(refusal) == [("#/until_on", "out_of_range")]
    with pytest.raises(Invalid, match=r"menu_item\.outside_project") as refusal:
        running.plan_series(recurrence="FREQ=WEEKLY;COUNT=13")

    assert codes(refusal) == [("#/recurrence", "out_of_range")]
    assert running.plan_post(until_on=last)["until_on"] == last
    assert len(running.plan_series(recurrence="FREQ=WEEKLY;COUNT=12")["menu_item_ids"]) == 12


def test_a_projects_days_change_and_hold_from_then_on(running: Running) -> None:
    draft, item = running.plan(in_days=60), running.publish(in_days=50)
    running.move(running.began_on, running.began_on + timedelta(days=30))
    later = {"starts_at": running.menu.now + 31 * DAY, "ends_at": running.menu.now + 31 * DAY + HOUR}

    for act in (
        lambda: running.publish(draft),
        lambda: running.plan(in_days=31),
        lambda: running.menu.send(messages.EditMenuItem(menu_item_id=item["id"], **later), running.organisation),
    ):
        with pytest.raises(Invalid, match=r"menu_item\.outside_project"):
            act()
    assert running.menu.show(item)["state"] == "published"
    running.move(running.began_on, running.began_on + timedelta(days=60))
    assert running.publish(draft)["state"] == "published"


def test_a_series_is_published_and_called_off_by_who_runs_the_project(running: Running) -> None:
    series = running.plan_series()
    publish = messages.PublishActivitySeries(series_id=series["id"])
    with pytest.raises(Forbidden, match=r"activity_series\.not_yours"):
        running.menu.send(publish, running.world.community)
    running.menu.send(publish, running.partner)

    assert [one["state"] for one in running.items(series_id=series["id"])] == ["published"] * 3
    call_off = messages.CallOffActivitySeries(series_id=series["id"], reason="换讲师")
    with pytest.raises(Forbidden, match=r"activity_series\.not_yours"):
        running.menu.send(call_off, running.stranger)
    running.menu.send(call_off, running.world.community)
    assert {one["state"] for one in running.items(series_id=series["id"])} == {"called_off"}


def test_the_communitys_menu_publishes_no_drafts_of_projects(running: Running) -> None:
    own, draft = running.menu.plan(), running.plan()
    day = running.began_on
    plan = messages.PlanMenu(
        community_id=running.community_id, title="菜单", from_on=day, until_on=day + timedelta(days=30)
    )
    planned = running.menu.send(plan)
    published = running.menu.send(messages.PublishMenu(menu_id=planned["id"]))

    assert (planned["drafts"], published["items"]) == (1, 1)
    assert [running.menu.show(one)["state"] for one in (own, draft)] == ["published", "draft"]


def test_the_ceiling_of_a_day_holds_for_projects_too(running: Running) -> None:
    running.menu.send(messages.SetDailyCeiling(community_id=running.community_id, ceiling=1))
    own, item = running.menu.publish(), running.publish()
    running.menu.claim(own)

    with pytest.raises(Conflict, match=r"community\.day_full"):
        running.menu.claim(item, running.world.enrol())


def test_what_is_to_come_of_a_project_that_has_ended_is_called_off(running: Running) -> None:
    begun = running.publish(in_days=1)
    there = running.menu.claim(begun)
    coming, post, draft, own = (
        running.publish(in_days=7),
        running.publish(running.plan_post()),
        running.plan(),
        running.menu.publish(),
    )
    claim = running.menu.claim(coming, running.world.enrol())
    running.world.harness.wait(DAY + HOUR)
    running.end()

    states = [running.menu.show(one)["state"] for one in (begun, coming, post, draft, own)]
    assert states == ["published", "called_off", "called_off", "called_off", "published"]
    assert [running.menu.state(one) for one in (there, claim)] == ["held", "released"]
    told = running.world.harness.events_of(messages.MenuItemCalledOff)
    assert [(one.menu_item_id, one.cause) for one in told] == [
        (coming["id"], "project_ended"),
        (post["id"], "project_ended"),
    ]
    running.told_of_end()
    assert running.world.harness.wait(timedelta(seconds=1)) == 1
    assert len(running.world.harness.events_of(messages.MenuItemCalledOff)) == 2


def test_only_the_timer_calls_off_what_is_to_come(running: Running) -> None:
    command = messages.project_items.CallOffProjectItems(project_id=running.project_id)
    system = Actor.system(running.world.tenant_id)

    with pytest.raises(Forbidden, match=r"access\.denied"):
        running.menu.send(command, running.organisation)
    with pytest.raises(Conflict, match=r"project\.not_ended"):
        running.menu.send(command, system)


@pytest.mark.parametrize("outcome", ["completed", "terminated", "cancelled"])
def test_a_need_is_told_what_became_of_its_project(running: Running, needing: Needing, outcome: Any) -> None:
    need = needing.link(needing.accept(), {"id": running.project_id}, "project")
    running.end(outcome)
    shown = needing.show(need)
    is_done = outcome == "completed"

    assert (shown["state"], shown["is_resolvable"]) == ("in_hand", is_done)
    assert [(one["is_done"], one["is_given_up"]) for one in shown["links"]] == [(is_done, not is_done)]
    assert needing.steps(need)[-1] == ("link_done" if is_done else "link_ended")
    if is_done:
        assert needing.link(needing.accept(), {"id": running.project_id}, "project")["is_resolvable"] is True
    else:
        with pytest.raises(NotFound, match=r"need_link\.target_unknown"):
            needing.link(needing.accept(), {"id": running.project_id}, "project")


def test_dates_that_come_twice_or_for_an_unknown_project_change_nothing(menu: Menu) -> None:
    running = Running(menu)
    running.move(date(2026, 12, 1), date(2026, 12, 2))
    running.told_of_end()
    running.start()
    running.start()

    assert running.plan()["state"] == "draft"


def test_of_a_plan_and_an_end_at_once_nothing_is_left_over(on_postgresql: Harness) -> None:
    running = Running(Menu(open_world(on_postgresql)))
    running.register()
    running.start()

    def act(number: int) -> Any:
        if number == 3:
            return running.told_of_end()
        try:
            return running.plan()
        except Conflict as refusal:
            return refusal

    outcomes = at_once(7, act)
    running.world.harness.wait(timedelta(seconds=1))

    assert {one.code for one in outcomes if isinstance(one, Conflict)} <= {"project.not_active"}
    assert {one["state"] for one in running.items()} <= {"called_off"}
