"""Projects that are for needs, are changed, withdrawn and looked for."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from services.outsourcing.model.projects import Project
from shared.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from shared.ids import new_id
from shared.messages.engagement import (
    NeedAccepted,
    NeedDeclined,
    NeedLinked,
    NeedMerged,
    NeedReopened,
    NeedResolved,
    NeedUnlinked,
)
from shared.messages.envelope import Actor
from shared.messages.outsourcing.projects import (
    BudgetLine,
    EditProject,
    ListProjects,
    ProjectCalled,
    ProjectEdited,
    ProjectFreed,
    ProjectRegistered,
    ProjectWithdrawn,
    WithdrawProject,
)
from tests.harness import Harness
from tests.services.outsourcing.world import open_community, project_for, published

SAID: dict[str, Any] = {
    "category": "public_facilities",
    "title": "三单元的灯不亮",
    "description": "晚上回家看不清台阶。",
    "place": None,
}


def accepted(harness: Harness, community: Actor) -> dict[str, str]:
    """A need that outsourcing has heard of, as events name it."""
    names = {"need_id": new_id(), "community_id": str(community.organisation_id)}
    harness.tell(NeedAccepted(**names, **SAID, before="submitted"))
    return names


# For needs


def test_a_project_is_registered_for_needs_of_its_community(
    harness: Harness, department: Actor, community: Actor
) -> None:
    need_ids = sorted(accepted(harness, community)["need_id"] for _ in range(2))
    project = harness.send(project_for(community, need_ids=[*need_ids, need_ids[0]]), department)

    assert project["need_ids"] == need_ids
    assert [event.need_ids for event in harness.events_of(ProjectRegistered)] == [need_ids]


def test_needs_that_are_unknown_or_anothers_are_refused_for_the_moment(
    harness: Harness, department: Actor, community: Actor
) -> None:
    others = accepted(harness, open_community(harness))["need_id"]
    for need_id in (others, new_id()):
        reply = harness.reply(project_for(community, need_ids=[need_id]), department, fingerprint="f" * 64)

        assert reply.refusal
        assert reply.refusal["code"] == "need.unknown"
    need = {"need_id": new_id(), "community_id": str(community.organisation_id)}
    command_id, command = new_id(), project_for(community, need_ids=[need["need_id"]])
    for is_heard_of in (False, True):
        if is_heard_of:
            harness.tell(NeedAccepted(**need, **SAID, before="submitted"))
        reply = harness.reply(command, department, id=command_id, fingerprint="f" * 64)
        assert (reply.refusal is None) == is_heard_of


def test_a_need_is_followed_through_its_steps(harness: Harness, department: Actor, community: Actor) -> None:
    need = accepted(harness, community)
    link: dict[str, Any] = {"link_kind": "wish", "target_id": new_id()}
    steps = [
        (NeedLinked(**need, **link), True),
        (NeedUnlinked(**need, **link, is_in_hand=False), True),
        (NeedResolved(**need, outcome="partly"), False),
        (NeedReopened(**need, **SAID, before="partly"), True),
        (NeedDeclined(**need, before="reopened"), False),
        (NeedReopened(**need, **SAID, before="declined"), True),
        (NeedMerged(**need, into_need_id=None, before="reopened"), False),
    ]
    for event, is_seen_to in steps:
        harness.tell(event)
        reply = harness.reply(project_for(community, need_ids=[need["need_id"]]), department)

        assert (reply.refusal is None) == is_seen_to, event
        assert reply.refusal is None or reply.refusal["code"] == "need.not_in_step"


# Changed and withdrawn


def test_what_is_given_is_changed_and_the_budget_is_the_sum_of_its_lines(
    harness: Harness, department: Actor, community: Actor
) -> None:
    project = harness.send(project_for(community), department)
    lines = [BudgetLine(name="场地", source="donation", amount_minor=700)]
    edited = EditProject(project_id=project["id"], title="夕阳红", ends_on=date(2027, 7, 31), budget=lines)
    answer = harness.send(edited, department, expected_version=1)

    changes = {"title": "夕阳红", "ends_on": date(2027, 7, 31), "budget_minor": 700, "version": 2}
    assert answer == project | changes | {"budget": [vars_of(lines[0])]}
    [told] = harness.events_of(ProjectEdited)
    assert (told.title, told.budget_minor, told.ends_on) == ("夕阳红", 700, date(2027, 7, 31))
    longer = [BudgetLine(name=name, source="unit", amount_minor=1) for name in "甲乙丙"]
    again = harness.send(EditProject(project_id=project["id"], budget=longer), department)
    assert [line["name"] for line in again["budget"]] == ["甲", "乙", "丙"]


def vars_of(line: BudgetLine) -> dict[str, Any]:
    return {"name": line.name, "source": line.source, "amount_minor": line.amount_minor}


def test_dates_are_held_against_those_that_stay(harness: Harness, department: Actor, community: Actor) -> None:
    project = harness.send(project_for(community), department)

    with pytest.raises(Invalid, match=r"^project\.dates$"):
        harness.send(EditProject(project_id=project["id"], starts_on=date(2027, 7, 1)), department)


def test_the_department_alone_changes_what_it_has_read(harness: Harness, department: Actor, community: Actor) -> None:
    project_id = harness.send(project_for(community), department)["id"]
    for command in (EditProject(project_id=project_id, title="x"), WithdrawProject(project_id=project_id, reason="x")):
        with pytest.raises(Forbidden, match=r"^access\.denied$"):
            harness.send(command, community)
        with pytest.raises(PreconditionFailed):
            harness.send(command, department, expected_version=2)


def test_a_project_is_withdrawn_for_a_reason_and_for_good(
    harness: Harness, department: Actor, community: Actor
) -> None:
    project_id = harness.send(project_for(community), department)["id"]
    answer = harness.send(WithdrawProject(project_id=project_id, reason="并入别的项目"), department)

    assert (answer["state"], answer["reason"]) == ("cancelled", "并入别的项目")
    told = ProjectWithdrawn(project_id=project_id, community_id=str(community.organisation_id), reason="并入别的项目")
    assert harness.events_of(ProjectWithdrawn) == [told]
    for command in (EditProject(project_id=project_id, title="x"), WithdrawProject(project_id=project_id, reason="x")):
        with pytest.raises(Conflict, match=r"^project\.not_in_step$"):
            harness.send(command, department)


def test_a_project_that_a_call_wants_stays_as_it_is(harness: Harness, department: Actor, community: Actor) -> None:
    project = harness.send(project_for(community), department)
    call = published(harness, department, project_ids=[project["id"]])
    names = {"project_id": project["id"], "community_id": project["community_id"], "call_id": call["id"]}

    assert harness.events_of(ProjectCalled) == [ProjectCalled(**names)]
    with pytest.raises(Conflict, match=r"^project\.not_in_step$"):
        harness.send(EditProject(project_id=project["id"], title="x"), department)
    harness.wait(timedelta(days=20))
    assert harness.events_of(ProjectFreed) == [ProjectFreed(**names)]
    assert harness.send(EditProject(project_id=project["id"], title="x"), department)["title"] == "x"


@pytest.mark.parametrize("values", [{"state": "called"}, {"reason": "x"}, {"state": "cancelled"}])
def test_the_database_keeps_the_rules_too(
    harness: Harness, department: Actor, community: Actor, values: dict[str, str]
) -> None:
    harness.send(project_for(community), department)

    with harness.database.writing() as session, pytest.raises(IntegrityError):
        session.execute(update(Project).values(**values))


# Looked for


def test_projects_are_listed_by_state_and_since_when(harness: Harness, department: Actor, community: Actor) -> None:
    for title in ("甲", "乙", "丙"):
        project = harness.send(project_for(community, title=title), department)
        harness.clock.advance(timedelta(hours=1))
    harness.send(WithdrawProject(project_id=project["id"], reason="x"), department)

    def listed(**wanted: Any) -> list[str]:
        return [one["title"] for one in harness.send(ListProjects(**wanted), department)["items"]]

    assert listed() == ["甲", "乙", "丙"]
    assert listed(order="newest_first") == ["丙", "乙", "甲"]
    assert (listed(state="planned"), listed(state="cancelled")) == (["甲", "乙"], ["丙"])
    assert listed(since=harness.clock.now() - timedelta(hours=2)) == ["乙", "丙"]
