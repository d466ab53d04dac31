"""What became of a project's activities, as engagement tells it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from services.engagement.service import ENGAGEMENT
from services.outsourcing.model import Base
from services.outsourcing.model.project_activities import ProjectServiceRecord
from shared.errors import Forbidden, NotFound
from shared.ids import new_id
from shared.messages.engagement import EditMenuItem
from shared.messages.envelope import Actor
from shared.messages.outsourcing import ListProjects, ShowProject
from tests.harness import Harness, harness_for
from tests.services.engagement.menu import Menu
from tests.services.engagement.running import Running
from tests.services.engagement.world import open_world
from tests.services.outsourcing.running import Carried, contract
from tests.services.outsourcing.world import open_community, project_for


@pytest.fixture
def carried(harness: Harness, department: Actor, community: Actor, backend: str, tmp_path: Path) -> Iterator[Carried]:
    project_id = harness.send(project_for(community), department)["id"]
    (tmp_path / "engagement").mkdir()
    for engagement in harness_for(ENGAGEMENT, backend, tmp_path / "engagement"):
        running = Running(Menu(open_world(engagement)), project_id)
        running.register()
        running.start()
        contract(harness, project_id, running.organisation, running.partner)
        yield Carried(harness, running, department, community)


def minutes(final: int = 0, waiting: int = 0, voided: int = 0) -> dict[str, int]:
    return {"final": final, "waiting": waiting, "voided": voided}


def test_each_activity_is_told_with_who_came_and_how_long_they_served(carried: Carried) -> None:
    first, second = carried.running.world.member, carried.running.world.enrol()
    one, records = carried.held(first, second, places=4)
    carried.running.serving.confirm(records[0])
    carried.held(first, minutes=30, title="第二次")
    carried.pass_on()
    page = carried.read(order="oldest_first")

    assert [(item["title"], item["state"], item["places"]) for item in page["items"]] == [
        ("四点半课堂", "ended", 4),
        ("第二次", "ended", 3),
    ]
    assert (page["items"][0]["id"], page["items"][0]["starts_at"]) == (one["id"], one["starts_at"])
    assert [(item["people_came"], item["people_confirmed"]) for item in page["items"]] == [(2, 1), (1, 0)]
    assert [item["minutes"] for item in page["items"]] == [minutes(final=90, waiting=90), minutes(waiting=30)]
    assert page["sums"] == {
        "activities": 2,
        "posts": 0,
        "called_off": 0,
        "places": 7,
        "people_came": 2,
        "people_confirmed": 1,
        "minutes": minutes(final=90, waiting=120),
    }


def test_hours_count_when_they_are_final_and_follow_corrections(carried: Carried) -> None:
    serving = carried.running.serving
    _, records = carried.held(carried.running.world.member, carried.running.world.enrol())
    first, second = (serving.final(record) for record in records)
    carried.pass_on()
    assert carried.read()["sums"]["minutes"] == minutes(final=180)

    corrected = serving.correct(first, ends_at=first["starts_at"] + (first["ends_at"] - first["starts_at"]) / 3)
    carried.pass_on()
    assert carried.read()["sums"]["minutes"] == minutes(final=90, waiting=30)

    serving.dispute(corrected, carried.running.world.community)
    serving.uphold(corrected)
    serving.wait_until(serving.shown(corrected)["notice_ends_at"])
    serving.void(second)
    carried.pass_on()
    page = carried.read()

    assert page["sums"]["minutes"] == page["items"][0]["minutes"] == minutes(final=30, voided=90)
    assert (page["sums"]["people_came"], page["sums"]["people_confirmed"]) == (2, 1)


def test_what_is_told_twice_counts_once(carried: Carried) -> None:
    carried.held(carried.running.world.member)
    carried.pass_on()
    before = carried.read()
    carried.passed = 0
    carried.pass_on()

    assert carried.read() == before


def test_edits_and_calling_off_are_followed(carried: Carried) -> None:
    running = carried.running
    kept, gone, post = running.publish(), running.publish(), running.publish(running.plan_post())
    running.menu.send(edit_of(kept, title="改名"), running.organisation)
    running.call_off(gone)
    carried.pass_on()
    page = carried.read()

    assert [(item["id"], item["title"], item["state"]) for item in page["items"]] == [
        (post["id"], "图书角", "published"),
        (gone["id"], "四点半课堂", "called_off"),
        (kept["id"], "改名", "published"),
    ]
    assert page["items"][0]["until_on"] == running.ends_on
    sums = page["sums"]
    assert (sums["activities"], sums["posts"], sums["called_off"], sums["places"]) == (1, 1, 1, 4)
    assert [item["id"] for item in carried.read(state="called_off")["items"]] == [gone["id"]]
    assert [item["id"] for item in carried.read(kind="post")["items"]] == [post["id"]]


def edit_of(item: Any, **fields: Any) -> Any:
    return EditMenuItem(menu_item_id=item["id"], **fields)


def test_pages_are_whole_in_each_order(carried: Carried) -> None:
    late, soon, later = (carried.running.publish(in_days=days) for days in (9, 5, 20))
    carried.pass_on()
    orders = {
        "newest_first": [later, soon, late],
        "oldest_first": [late, soon, later],
        "soonest_first": [soon, late, later],
    }

    for order, expected in orders.items():
        after, found = None, []
        while True:
            page = carried.read(order=order, limit=1, after=after)
            found += page["items"]
            if (after := page["next"]) is None:
                break
        assert [one["id"] for one in found] == [one["id"] for one in expected]


def test_what_is_the_communitys_own_is_nothing_to_outsourcing(carried: Carried) -> None:
    carried.running.serving.served()
    before = rows(carried.outsourcing)
    carried.pass_on()

    assert rows(carried.outsourcing) == before


def rows(harness: Harness) -> dict[str, int]:
    with harness.database.reading() as session:
        tables = {name: table for name, table in Base.metadata.tables.items() if name.startswith("project_")}
        return {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()}


def test_nothing_that_is_kept_names_a_member(carried: Carried) -> None:
    member = carried.running.world.member
    carried.held(member)
    carried.pass_on()
    with carried.outsourcing.database.reading() as session:
        (record,) = session.scalars(select(ProjectServiceRecord)).all()

    assert str(member.member_id) not in str(vars(record))
    assert len(record.person) == 64


def test_a_project_and_its_activities_are_read_by_those_whom_it_concerns(carried: Carried) -> None:
    running, project_id = carried.running, carried.running.project_id
    readers = (carried.department, carried.community, running.organisation, running.partner)
    strangers = (running.stranger, open_community(carried.outsourcing), replace(running.organisation, role="unit"))
    queries = (ShowProject(project_id=project_id),)

    for actor in readers:
        assert carried.read(actor)["sums"]["activities"] == 0
        for query in queries:
            assert carried.outsourcing.send(query, actor)["id"] == project_id
    for actor in strangers:
        with pytest.raises(Forbidden, match=r"project\.not_yours"):
            carried.read(actor)
        with pytest.raises(Forbidden, match=r"project\.not_yours"):
            carried.outsourcing.send(queries[0], actor)
    with pytest.raises(NotFound, match=r"project\.unknown"):
        carried.read(replace(carried.department, tenant_id=new_id()))


def test_an_organisation_lists_the_projects_that_it_runs(carried: Carried) -> None:
    other = carried.outsourcing.send(project_for(carried.community), carried.department)
    listed = {
        who: [one["id"] for one in carried.outsourcing.send(ListProjects(), actor)["items"]]
        for who, actor in {
            "organisation": carried.running.organisation,
            "partner": carried.running.partner,
            "stranger": carried.running.stranger,
            "department": carried.department,
        }.items()
    }

    mine = [carried.running.project_id]
    assert listed == {"organisation": mine, "partner": mine, "stranger": [], "department": [*mine, other["id"]]}
