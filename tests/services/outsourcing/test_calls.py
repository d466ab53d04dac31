from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.call_events import CallCancelled, CallPublished, CallUnsuccessful
from shared.messages.outsourcing.calls import (
    CallFunding,
    CancelCall,
    DiscardCall,
    DraftCall,
    EditCall,
    OpenProposals,
    PublishCall,
    RepeatCall,
    ShowCall,
)
from shared.messages.outsourcing.projects import ShowProject
from shared.messages.outsourcing.terms import Criterion, LineOfCall, MilestoneOfCall
from shared.messages.wire import encode
from tests.harness import START, Harness
from tests.services.outsourcing.world import (
    PROPOSALS_UNTIL,
    drafted,
    funding,
    open_community,
    open_organisation,
    project_for,
    published,
    terms,
    terms_of,
)


def faults(refused: Any) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in refused.value.errors]


def test_a_draft_is_written_with_the_sum_of_its_fundings_and_told_to_nobody(
    harness: Harness, department: Actor
) -> None:
    fundings = [funding(harness, amount) for amount in (10_000_000, 20_000_000)]
    call = drafted(harness, department, fundings=fundings, fields=["health", "elderly", "health"])

    assert (call["state"], call["total_minor"], call["currency"]) == ("draft", 30_000_000, "CNY")
    assert [one["budget_id"] for one in call["fundings"]] == [one.budget_id for one in fundings]
    assert call["fields"] == ["elderly", "health"]
    assert (call["notice_days"], call["signing_days"], call["reviewers_min"]) == (7, 15, 3)
    assert harness.events == []
    for other in (open_organisation(harness), open_community(harness)):
        with pytest.raises(NotFound, match=r"^call\.unknown$"):
            harness.send(ShowCall(call_id=call["id"]), other)


def test_a_draft_is_written_anew_as_it_was_read(harness: Harness, department: Actor) -> None:
    call = drafted(harness, department)
    edited = EditCall(call_id=call["id"], **terms(harness, title="助餐", fields=["health"]))
    answer = harness.send(edited, department, expected_version=1)

    assert (answer["title"], answer["fields"], answer["version"]) == ("助餐", ["health"], 2)
    with pytest.raises(PreconditionFailed):
        harness.send(edited, department, expected_version=1)


def test_a_published_call_is_no_draft_any_more(harness: Harness, department: Actor) -> None:
    call = published(harness, department)

    for step in (EditCall(call_id=call["id"], **terms(harness)), DiscardCall(call_id=call["id"])):
        with pytest.raises(Conflict, match=r"^call\.not_in_step$"):
            harness.send(step, department)


def test_publishing_tells_everybody_what_is_asked_for_and_not_whose_money_it_is(
    harness: Harness, department: Actor
) -> None:
    call = published(harness, department)
    seen = harness.send(ShowCall(call_id=call["id"]), open_organisation(harness))

    assert (call["state"], call["published_at"], call["version"]) == ("published", START, 2)
    assert seen == call | {"fundings": []}
    [told] = harness.events
    assert isinstance(told, CallPublished)
    assert (told.call_id, told.total_minor, told.notice.proposals_until) == (call["id"], 30_000_000, PROPOSALS_UNTIL)
    assert call["fundings"][0]["budget_id"].encode() not in encode(told.notice)


def test_publishing_again_publishes_nothing(harness: Harness, department: Actor) -> None:
    call = drafted(harness, department)
    command_id = new_id()
    first, again = (harness.send(PublishCall(call_id=call["id"]), department, id=command_id) for _ in range(2))

    assert encode(first) == encode(again)
    with pytest.raises(Conflict, match=r"^call\.not_in_step$"):
        harness.send(PublishCall(call_id=call["id"]), department)
    assert len(harness.events_of(CallPublished)) == 1


def test_all_that_does_not_fit_together_is_told_at_once(harness: Harness, department: Actor) -> None:
    community, other = open_community(harness), open_community(harness)
    project = harness.send(project_for(other), department)
    call = drafted(
        harness,
        department,
        criteria=[Criterion(id="a", name="甲", weight=50), Criterion(id="a", name="乙", weight=40)],
        enquiries_until=START,
        proposals_until=START - timedelta(seconds=1),
        amount_cap_minor=30_000_001,
        budget_lines=[LineOfCall(name="人员"), LineOfCall(name="人员")],
        milestones=[
            MilestoneOfCall(name="中期", max_share_percent=60),
            MilestoneOfCall(name="末期", max_share_percent=50),
        ],
        community_ids=[community.organisation_id],
        project_ids=[project["id"]],
    )
    with pytest.raises(Invalid, match=r"^call\.unfit$") as refused:
        harness.send(PublishCall(call_id=call["id"]), department)

    assert faults(refused) == [
        ("#/enquiries_until", "call.past"),
        ("#/proposals_until", "call.past"),
        ("#/enquiries_until", "call.enquiries_too_long"),
        ("#/criteria", "call.weights"),
        ("#/criteria/1/id", "call.repeated"),
        ("#/amount_cap_minor", "call.cap_over_total"),
        ("#/budget_lines/1/name", "call.repeated"),
        ("#/milestones", "call.shares_over_whole"),
        ("#/project_ids/0", "project.elsewhere"),
    ]
    assert harness.send(ShowCall(call_id=call["id"]), department)["state"] == "draft"


def test_a_draft_names_only_what_there_is(harness: Harness, department: Actor) -> None:
    elsewhere = open_community(harness, tenant_id=new_id())
    unknown, known = CallFunding(budget_id=new_id(), amount_minor=1), funding(harness, 1)
    command = DraftCall(
        **terms(
            harness,
            project_ids=[new_id()],
            community_ids=[elsewhere.organisation_id, new_id()],
            fundings=[known, unknown, known],
        )
    )
    with pytest.raises(Invalid, match=r"^call\.unfit$") as refused:
        harness.send(command, department)

    assert faults(refused) == [
        ("#/fundings/2/budget_id", "call.repeated"),
        ("#/fundings/1/budget_id", "budget.unknown"),
        ("#/project_ids/0", "project.unknown"),
        ("#/community_ids/0", "community.unknown"),
        ("#/community_ids/1", "community.unknown"),
    ]


def test_the_department_alone_runs_calls(harness: Harness, department: Actor) -> None:
    call = drafted(harness, department)
    stranger = open_organisation(harness)
    commands = [
        DraftCall(**terms(harness)),
        EditCall(call_id=call["id"], **terms(harness)),
        PublishCall(call_id=call["id"]),
        DiscardCall(call_id=call["id"]),
        CancelCall(call_id=call["id"], reason="x"),
        RepeatCall(call_id=call["id"]),
        OpenProposals(call_id=call["id"]),
    ]
    for command in commands:
        with pytest.raises(Forbidden, match=r"^access\.denied$"):
            harness.send(command, stranger)
    with pytest.raises(NotFound, match=r"^call\.unknown$"):
        harness.send(PublishCall(call_id=call["id"]), replace(department, tenant_id=new_id()))


def test_at_the_deadline_a_call_without_proposals_comes_to_nothing(
    harness: Harness, department: Actor, community: Actor
) -> None:
    project = harness.send(project_for(community), department)
    call = published(harness, department, project_ids=[project["id"]])

    def state_of_project() -> tuple[str, str | None]:
        shown = harness.send(ShowProject(project_id=project["id"]), department)
        return shown["state"], shown["call_id"]

    assert state_of_project() == ("called", call["id"])
    assert harness.wait(PROPOSALS_UNTIL - START - timedelta(seconds=1)) == 0
    assert harness.wait(timedelta(seconds=1)) == 1
    shown = harness.send(ShowCall(call_id=call["id"]), department)
    assert (shown["state"], shown["proposals_opened"]) == ("unsuccessful", 0)
    assert harness.events_of(CallUnsuccessful) == [CallUnsuccessful(call_id=call["id"])]
    assert state_of_project() == ("planned", None)
    assert harness.wait(timedelta(days=1)) == 0


def test_a_call_is_cancelled_for_a_reason_and_lets_its_projects_go(
    harness: Harness, department: Actor, community: Actor
) -> None:
    project = harness.send(project_for(community), department)
    call = published(harness, department, project_ids=[project["id"]])
    cancelled = harness.send(CancelCall(call_id=call["id"], reason="预算调整"), department)

    assert (cancelled["state"], cancelled["reason"]) == ("cancelled", "预算调整")
    assert harness.events_of(CallCancelled) == [CallCancelled(call_id=call["id"], reason="预算调整")]
    assert harness.send(ShowProject(project_id=project["id"]), department)["state"] == "planned"
    assert harness.wait(timedelta(days=30)) == 0


def test_a_project_is_wanted_by_one_call(harness: Harness, department: Actor, community: Actor) -> None:
    project = harness.send(project_for(community), department)
    first, second = (drafted(harness, department, project_ids=[project["id"]]) for _ in range(2))
    harness.send(PublishCall(call_id=first["id"]), department)
    with pytest.raises(Invalid, match=r"^call\.unfit$") as refused:
        harness.send(PublishCall(call_id=second["id"]), department)

    assert faults(refused) == [("#/project_ids/0", "project.not_planned")]


def test_what_came_to_nothing_is_called_again_with_the_same_terms(harness: Harness, department: Actor) -> None:
    call = published(harness, department)
    with pytest.raises(Conflict, match=r"^call\.not_in_step$"):
        harness.send(RepeatCall(call_id=call["id"]), department)
    harness.send(CancelCall(call_id=call["id"], reason="x"), department)
    second = harness.send(RepeatCall(call_id=call["id"]), department)
    harness.send(PublishCall(call_id=second["id"]), department)
    harness.send(CancelCall(call_id=second["id"], reason="x"), department)
    third = harness.send(RepeatCall(call_id=second["id"]), department)

    assert terms_of(third) == terms_of(call)
    assert (third["state"], third["first_call_id"], second["first_call_id"]) == ("draft", call["id"], call["id"])


def test_a_discarded_draft_stays_unseen(harness: Harness, department: Actor) -> None:
    call = drafted(harness, department)
    assert harness.send(DiscardCall(call_id=call["id"]), department)["state"] == "discarded"

    with pytest.raises(NotFound, match=r"^call\.unknown$"):
        harness.send(ShowCall(call_id=call["id"]), open_organisation(harness))
    assert harness.send(ShowCall(call_id=call["id"]), department)["state"] == "discarded"
