"""Needs that projects are registered for, as outsourcing tells of them."""

from datetime import timedelta
from typing import Any

import pytest

from shared.errors import NotFound
from shared.ids import new_id
from shared.messages.engagement import NeedLinked
from shared.messages.outsourcing.projects import ProjectEdited, ProjectRegistered, ProjectWithdrawn
from tests.services.engagement.needing import Needing


def tell(needing: Needing, *needs: Any, kind: Any = ProjectRegistered, **changes: Any) -> Any:
    """A project that engagement hears of."""
    world = needing.world
    today = world.harness.clock.now().date()
    said: dict[str, Any] = {
        "project_id": new_id(),
        "community_id": str(world.community.organisation_id),
        "title": "四点半课堂",
        "budget_minor": 2_000_000,
        "currency": "CNY",
        "starts_on": today,
        "ends_on": today + timedelta(days=90),
    }
    if kind is ProjectRegistered:
        said["need_ids"] = [need["id"] for need in needs]
    told = kind(**(said | changes))
    world.harness.tell(told, tenant_id=world.tenant_id)
    return {"id": told.project_id}


def test_a_project_takes_the_needs_in_hand_that_it_is_for(needing: Needing) -> None:
    first, second = needing.accept(), needing.accept()
    project = tell(needing, first, second)

    for need in (first, second):
        shown = needing.show(need)
        assert shown["state"] == "in_hand"
        assert [(one["kind"], one["target_id"]) for one in shown["links"]] == [("project", project["id"])]
    assert [one.title for one in needing.world.harness.events_of(NeedLinked)] == ["四点半课堂"] * 2


def test_what_is_closed_or_anothers_stays_as_it_is(needing: Needing) -> None:
    closed = needing.accept()
    needing.resolve(needing.link(closed, tell(needing), "project"))
    waiting, taken = needing.submit(), needing.accept()
    tell(needing, closed, waiting, {"id": new_id()})
    tell(needing, taken, community_id=new_id())

    assert [needing.show(need)["state"] for need in (closed, waiting, taken)] == ["resolved", "submitted", "accepted"]


def test_a_need_that_is_linked_already_is_linked_once(needing: Needing) -> None:
    project_id, need = new_id(), needing.accept()
    tell(needing, project_id=project_id)
    needing.link(need, {"id": project_id}, "project")
    tell(needing, need, project_id=project_id)

    assert len(needing.show(need)["links"]) == 1


def test_needs_learn_that_nothing_comes_of_a_project(needing: Needing) -> None:
    need = needing.accept()
    project = tell(needing, need)
    community_id = str(needing.world.community.organisation_id)
    withdrawn = ProjectWithdrawn(project_id=project["id"], community_id=community_id, reason="并入别的项目")
    needing.world.harness.tell(withdrawn, tenant_id=needing.world.tenant_id)

    assert needing.steps(need)[-1] == "link_ended"
    with pytest.raises(NotFound, match=r"^need_link\.target_unknown$"):
        needing.link(needing.accept(), project, "project")


def test_a_need_is_linked_by_the_projects_new_name(needing: Needing) -> None:
    project = tell(needing)
    tell(needing, kind=ProjectEdited, project_id=project["id"], title="课后托管")
    needing.link(needing.accept(), project, "project")

    assert [one.title for one in needing.world.harness.events_of(NeedLinked)] == ["课后托管"]
