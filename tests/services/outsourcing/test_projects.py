from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from services.outsourcing.model.projects import BudgetLine, Project
from shared.errors import Conflict, Invalid
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership import CommunityOpened
from shared.messages.outsourcing import ProjectRegistered
from shared.messages.wire import encode
from tests.harness import Harness
from tests.services.outsourcing.world import open_community, project_for


def test_a_project_is_registered_with_the_sum_of_its_budget(
    harness: Harness, department: Actor, community: Actor
) -> None:
    project = harness.send(project_for(community), department)

    assert project["budget_minor"] == 10_000_050
    assert [line["name"] for line in project["budget"]] == ["人员补贴", "活动物料"]
    assert (project["state"], project["currency"], project["version"]) == ("planned", "CNY", 1)
    assert harness.events == [
        ProjectRegistered(
            project_id=project["id"],
            community_id=str(community.organisation_id),
            title="银龄课堂",
            budget_minor=10_000_050,
            currency="CNY",
            starts_on=date(2027, 1, 1),
            ends_on=date(2027, 6, 30),
        )
    ]


def test_the_same_command_again_registers_nothing_more(harness: Harness, department: Actor, community: Actor) -> None:
    command_id = new_id()
    first, second = (harness.send(project_for(community), department, id=command_id) for _ in range(2))

    assert encode(first) == encode(second)
    assert len(harness.events) == 1


@pytest.mark.parametrize(
    "starts_on, ends_on",
    [
        (date(2027, 1, 1), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2030, 1, 1)),
        (date(2028, 2, 29), date(2031, 2, 28)),
    ],
)
def test_a_project_lasts_from_a_day_to_36_months(
    harness: Harness, department: Actor, community: Actor, starts_on: date, ends_on: date
) -> None:
    project = harness.send(project_for(community, starts_on=starts_on, ends_on=ends_on), department)

    assert (project["starts_on"], project["ends_on"]) == (starts_on, ends_on)


@pytest.mark.parametrize(
    "starts_on, ends_on, code",
    [
        (date(2027, 1, 2), date(2027, 1, 1), "project.ends_before_start"),
        (date(2027, 1, 1), date(2030, 1, 2), "project.too_long"),
        (date(2028, 2, 29), date(2031, 3, 1), "project.too_long"),
    ],
)
def test_dates_that_make_no_project_are_refused(
    harness: Harness, department: Actor, community: Actor, starts_on: date, ends_on: date, code: str
) -> None:
    with pytest.raises(Invalid, match=r"^project\.dates$") as refused:
        harness.send(project_for(community, starts_on=starts_on, ends_on=ends_on), department)

    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [("#/ends_on", code)]
    assert harness.events == []


def test_a_community_must_be_known_in_the_tenant(harness: Harness, department: Actor) -> None:
    elsewhere = open_community(harness, tenant_id=new_id())
    unheard_of = Actor(role="community", client_id="x", tenant_id=department.tenant_id, organisation_id=new_id())

    for community in (elsewhere, unheard_of):
        with pytest.raises(Conflict, match=r"^community\.unknown$"):
            harness.send(project_for(community), department)


def test_a_community_told_of_again_is_kept_once(harness: Harness, department: Actor, community: Actor) -> None:
    opened = CommunityOpened(
        community_id=str(community.organisation_id), code="SFJ", name="三辅街社区", subdistrict="", district="", city=""
    )
    harness.tell(opened, opened)

    assert harness.send(project_for(community), department)["community_id"] == community.organisation_id


@pytest.mark.parametrize(
    "broken_rule",
    [
        update(Project).values(ends_on=date(2026, 1, 1)),
        update(Project).values(budget_minor=0),
        update(Project).values(state="signed"),
        update(BudgetLine).values(amount_minor=0),
        update(BudgetLine).values(source="lottery"),
    ],
)
def test_the_database_keeps_the_rules_too(
    harness: Harness, department: Actor, community: Actor, broken_rule: object
) -> None:
    harness.send(project_for(community), department)

    with harness.database.writing() as session, pytest.raises(IntegrityError):
        session.execute(broken_rule)  # type: ignore[call-overload]
