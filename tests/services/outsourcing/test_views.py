from dataclasses import replace

import pytest

from shared.errors import Forbidden, NotFound
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing import ListProjects, ShowProject
from tests.harness import Harness
from tests.services.outsourcing.world import open_community, project_for


def test_a_project_is_shown_to_the_department_and_its_community(
    harness: Harness, department: Actor, community: Actor
) -> None:
    project = harness.send(project_for(community), department)

    for actor in (department, community):
        assert harness.send(ShowProject(project_id=project["id"]), actor) == project


def test_a_project_is_not_shown_to_others(harness: Harness, department: Actor, community: Actor) -> None:
    query = ShowProject(project_id=harness.send(project_for(community), department)["id"])

    for stranger in (open_community(harness), replace(community, role="unit"), replace(community, role="member")):
        with pytest.raises(Forbidden, match=r"^project\.not_yours$"):
            harness.send(query, stranger)
    with pytest.raises(NotFound, match=r"^project\.unknown$"):
        harness.send(query, replace(department, tenant_id=new_id()))


def test_projects_are_listed_page_by_page(harness: Harness, department: Actor, community: Actor) -> None:
    titles = ["银龄课堂", "四点半课堂", "邻里调解"]
    for title in titles:
        harness.send(project_for(community, title=title), department)
    first = harness.send(ListProjects(limit=2), department)
    second = harness.send(ListProjects(limit=2, after=first["next"]), department)

    assert [item["title"] for page in (first, second) for item in page["items"]] == titles
    assert second["next"] is None


def test_the_department_sees_all_and_a_community_its_own(harness: Harness, department: Actor, community: Actor) -> None:
    other = open_community(harness)
    own, others = (harness.send(project_for(one), department)["id"] for one in (community, other))

    def listed(actor: Actor, community_id: str | None = None) -> list[str]:
        page = harness.send(ListProjects(community_id=community_id), actor)
        return [item["id"] for item in page["items"]]

    assert listed(department) == [own, others]
    assert listed(department, other.organisation_id) == [others]
    assert listed(community) == listed(community, community.organisation_id) == [own]
    assert listed(replace(department, tenant_id=new_id())) == []


def test_a_community_does_not_list_anothers_projects(harness: Harness, community: Actor) -> None:
    query = ListProjects(community_id=open_community(harness).organisation_id)

    for stranger in (community, replace(community, role="unit")):
        with pytest.raises(Forbidden, match=r"^community\.not_yours$"):
            harness.send(query, stranger)
