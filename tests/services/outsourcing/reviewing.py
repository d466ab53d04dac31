"""Reviewed calls and their awards to test with."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.awards import ListAwards
from shared.messages.outsourcing.conclusions import AdmitProposal, ConcludeReview
from shared.messages.outsourcing.reviews import (
    AssignReviewer,
    CriterionScore,
    DeclareInterests,
    Interest,
    ListOwnReviews,
    SaveScores,
    SubmitReview,
)
from shared.messages.outsourcing.terms import ProposedLine
from tests.harness import TENANT, Harness
from tests.services.outsourcing.proposals import bidder, content_for, pass_deadline, submitted
from tests.services.outsourcing.world import published

DAY = timedelta(days=1)
REVIEWER = "王建国"


def member() -> Actor:
    member_id = new_id()
    return Actor(role="member", client_id=member_id, member_id=member_id, tenant_id=TENANT, organisation_id=new_id())


def staff(role: Any = "community") -> Actor:
    """Somebody who has signed in by their appointment."""
    return Actor(role=role, client_id=new_id(), tenant_id=TENANT, organisation_id=new_id())


def assign(harness: Harness, department: Actor, call: Any, person: Actor) -> Any:
    who = {"member_id": person.member_id} if person.member_id else {"appointment_id": person.client_id}
    return harness.send(AssignReviewer(call_id=call["id"], name=REVIEWER, **who), department)


def declare(harness: Harness, reviewer: Any, person: Actor, interests: Sequence[Interest] = ()) -> Any:
    return harness.send(DeclareInterests(reviewer_id=reviewer["id"], interests=list(interests)), person)


def reviewing(harness: Harness, department: Actor, call: Any, count: int = 3) -> list[Actor]:
    """So many people who review a call, and have no conflict."""
    people = [member() for _ in range(count)]
    for person in people:
        declare(harness, assign(harness, department, call, person), person)
    return people


def opened(
    harness: Harness, department: Actor, community: Actor, *amounts: int, **fields: Any
) -> tuple[Any, list[Any]]:
    """
    A call whose deadline is over, with a proposal of another organisation for each amount.

    fields: of the call; `projects` for each proposal its planned project, or None.
    """
    projects = fields.pop("projects", [None] * len(amounts))
    call = published(harness, department, **fields)
    proposals = []
    for amount, project_id in zip(amounts, projects, strict=True):
        content = content_for(community, project_id=project_id, **costing(amount))
        organisation = bidder(harness)
        proposals.append(submitted(harness, organisation, call, content) | {"actor": organisation})
    pass_deadline(harness)
    return call, proposals


def costing(amount: int) -> dict[str, Any]:
    return {"amount_minor": amount, "budget": [ProposedLine(name="人员补贴", amount_minor=amount)]}


def admit(harness: Harness, department: Actor, proposals: Sequence[Any]) -> None:
    for one in proposals:
        harness.send(AdmitProposal(proposal_id=one["id"]), department)


def points(plan: int, team: int | None = None) -> list[CriterionScore]:
    return [
        CriterionScore(criterion_id="plan", points=plan),
        CriterionScore(criterion_id="team", points=plan if team is None else team),
    ]


def give(harness: Harness, person: Actor, call: Any, scores: Mapping[str, list[CriterionScore]]) -> None:
    """Have somebody submit their reviews of these proposals, by their ids."""
    for review in harness.send(ListOwnReviews(call_id=call["id"], limit=200), person)["items"]:
        if review["state"] == "assigned" and review["proposal_id"] in scores:
            harness.send(SaveScores(review_id=review["id"], scores=scores[review["proposal_id"]]), person)
            harness.send(SubmitReview(review_id=review["id"]), person)


def reviewed(
    harness: Harness, department: Actor, community: Actor, bids: Sequence[tuple[int, int]], **fields: Any
) -> tuple[Any, list[Any]]:
    """A call whose review is concluded; bids: of each proposal what it asks for, and the points that all give it."""
    call, proposals = opened(harness, department, community, *(amount for amount, _ in bids), **fields)
    admit(harness, department, proposals)
    scores = {one["id"]: points(score) for one, (_, score) in zip(proposals, bids, strict=True)}
    for person in reviewing(harness, department, call):
        give(harness, person, call, scores)
    concluded = harness.send(ConcludeReview(call_id=call["id"]), department)
    return concluded, proposals


def awards_of(harness: Harness, department: Actor, call: Any) -> list[Any]:
    """All awards of a call, the first one first."""
    awards: list[Any] = harness.send(ListAwards(call_id=call["id"], order="oldest_first"), department)["items"]
    return awards
