"""Proposals at the very moment at which their call goes on: the database decides once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from shared.clock import ManualClock
from shared.messages.envelope import Actor, Reply
from shared.messages.outsourcing import proposal_events as events
from shared.messages.outsourcing.call_events import ProposalsOpened
from shared.messages.outsourcing.calls import AmendCall, OpenProposals
from shared.messages.outsourcing.proposals import DraftProposal, ListProposals, SubmitProposal
from tests.harness import Harness
from tests.races import at_once
from tests.services.outsourcing.proposals import bidder, content_for, draft, submitted
from tests.services.outsourcing.world import PROPOSALS_UNTIL, published

ROUNDS = 5


@pytest.fixture
def call(harness: Harness, department: Actor) -> Any:
    return published(harness, department)


def states(harness: Harness, *organisations: Actor) -> dict[str, str]:
    pages = [harness.send(ListProposals(), one)["items"] for one in organisations]
    return {one["id"]: one["state"] for page in pages for one in page}


def told(harness: Harness, kind: Any) -> set[str]:
    return {event.proposal_id for event in harness.events_of(kind)}


def both(*acts: Callable[[], Reply]) -> list[Reply]:
    return at_once(len(acts), lambda number: acts[number]())


@pytest.mark.parametrize("round_", range(ROUNDS))
@pytest.mark.parametrize("act", ["submit", "draft"])
def test_who_comes_while_all_are_opened_is_in_or_out(
    harness: Harness, department: Actor, community: Actor, call: Any, act: str, round_: int
) -> None:
    first, second = bidder(harness), bidder(harness)
    submitted(harness, first, call, content_for(community))
    late = replace(harness, clock=ManualClock(PROPOSALS_UNTIL))
    late.tools = replace(harness.tools, clock=late.clock)
    command: Any = DraftProposal(call_id=call["id"], content=content_for(community))
    if act == "submit":
        command = SubmitProposal(proposal_id=draft(harness, second, call, content_for(community))["id"])
    reply, opening = both(
        lambda: harness.reply(command, second),
        lambda: late.reply(OpenProposals(call_id=call["id"]), Actor.system(department.tenant_id)),
    )
    found = states(harness, first, second)

    assert opening.refusal is None
    assert (reply.refusal and reply.refusal["code"]) in (None, "call.closed", "proposal.not_in_step")
    assert {*found.values()} <= {"opened", "lapsed"}
    assert told(harness, events.ProposalOpened) == {id_ for id_, state in found.items() if state == "opened"}
    assert [event.count for event in harness.events_of(ProposalsOpened)] == [[*found.values()].count("opened")]
    if act == "submit":
        assert ([*found.values()].count("opened") == 2) == (reply.refusal is None)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_who_submits_while_the_call_is_amended_has_to_confirm_or_has_met_the_new_terms(
    harness: Harness, department: Actor, community: Actor, call: Any, round_: int
) -> None:
    organisation = bidder(harness)
    proposal = draft(harness, organisation, call, content_for(community))
    amending = AmendCall(call_id=call["id"], reason="降低限额", amount_cap_minor=8_000_000)
    reply, amended = both(
        lambda: harness.reply(SubmitProposal(proposal_id=proposal["id"]), organisation),
        lambda: harness.reply(amending, department),
    )
    state = states(harness, organisation)[proposal["id"]]

    assert amended.refusal is None
    assert (state, reply.refusal and reply.refusal["code"]) in {
        ("unconfirmed", None),
        ("draft", "proposal.unfit"),
    }


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_of_two_drafts_for_the_same_project_one_wins(
    harness: Harness, community: Actor, call: Any, round_: int
) -> None:
    organisation = bidder(harness)
    command = DraftProposal(call_id=call["id"], content=content_for(community))
    replies = both(*[lambda: harness.reply(command, organisation)] * 3)

    assert sorted(reply.refusal["code"] if reply.refusal else "" for reply in replies) == [
        "",
        "proposal.exists",
        "proposal.exists",
    ]
    assert len(states(harness, organisation)) == 1
