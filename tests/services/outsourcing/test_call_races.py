"""Steps of a call that meet at the same moment: one of them is taken."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.call_events import CallAmended, CallCancelled, CallPublished, CallUnsuccessful
from shared.messages.outsourcing.calls import (
    AmendCall,
    CancelCall,
    DiscardCall,
    EditCall,
    OpenProposals,
    PublishCall,
    ShowCall,
)
from shared.messages.outsourcing.projects import ShowProject
from tests.harness import TENANT, Harness
from tests.races import at_once
from tests.services.outsourcing.world import drafted, project_for, published, terms

SYSTEM = Actor.system(TENANT)


def codes(replies: list[Any]) -> Counter[str]:
    return Counter(reply.refusal["code"] if reply.refusal else "done" for reply in replies)


def meet(harness: Harness, *steps: tuple[Any, Actor], **options: Any) -> list[Any]:
    """The replies to what is all sent at the same moment."""
    return at_once(len(steps), lambda number: harness.reply(*steps[number], **options))


def test_a_draft_is_published_once(harness: Harness, department: Actor) -> None:
    call = drafted(harness, department)
    replies = at_once(4, lambda _: harness.reply(PublishCall(call_id=call["id"]), department))

    assert codes(replies) == {"done": 1, "call.not_in_step": 3}
    assert len(harness.events_of(CallPublished)) == 1


def test_the_same_publication_sent_twice_is_answered_twice_and_done_once(harness: Harness, department: Actor) -> None:
    call, key = drafted(harness, department), new_id()
    send = {"id": key, "fingerprint": "f" * 64}
    replies = at_once(3, lambda _: harness.reply(PublishCall(call_id=call["id"]), department, **send))

    assert codes(replies) == {"done": 3}
    assert len(harness.events_of(CallPublished)) == 1


def test_of_an_edit_and_a_publication_of_the_same_version_one_is_taken(harness: Harness, department: Actor) -> None:
    for _ in range(3):
        call = drafted(harness, department)
        steps = [
            PublishCall(call_id=call["id"]),
            EditCall(call_id=call["id"], **terms(harness, title="别的")),
            DiscardCall(call_id=call["id"]),
        ]
        replies = meet(harness, *((step, department) for step in steps), expected_version=1)

        assert codes(replies) == {"done": 1, "precondition.failed": 2}


def test_two_calls_that_want_the_same_project_dont_both_get_it(
    harness: Harness, department: Actor, community: Actor
) -> None:
    project = harness.send(project_for(community), department)
    calls = [drafted(harness, department, project_ids=[project["id"]]) for _ in range(2)]
    replies = at_once(2, lambda number: harness.reply(PublishCall(call_id=calls[number]["id"]), department))

    assert codes(replies) == {"done": 1, "call.unfit": 1}
    winner = next(reply.result["id"] for reply in replies if not reply.refusal)
    assert harness.send(ShowProject(project_id=project["id"]), department)["call_id"] == winner


@pytest.mark.parametrize("at_the_deadline", [False, True])
def test_of_amending_cancelling_and_the_deadline_none_meets_the_other_halfway(
    harness: Harness, department: Actor, at_the_deadline: bool
) -> None:
    for _ in range(3):
        now = harness.clock.now()
        times = {"enquiries_until": now + timedelta(days=1), "proposals_until": now + timedelta(days=20)}
        call = published(harness, department, **times)
        harness.clock.advance(timedelta(days=20) - timedelta(hours=not at_the_deadline))
        later = harness.clock.now() + timedelta(days=5)
        steps: list[tuple[Any, Actor]] = [
            (AmendCall(call_id=call["id"], reason="x", proposals_until=later), department),
            (CancelCall(call_id=call["id"], reason="x"), department),
            (OpenProposals(call_id=call["id"]), SYSTEM),
        ]
        before = len(harness.events)
        replies = meet(harness, *steps)
        told = [type(event) for event in harness.events[before:]]
        state = harness.send(ShowCall(call_id=call["id"]), department)["state"]

        amended, cancelled, opened = (reply.refusal is None for reply in replies)
        assert cancelled != opened
        assert state == ("cancelled" if cancelled else "unsuccessful")
        assert told == [CallAmended] * amended + [CallCancelled if cancelled else CallUnsuccessful]
        assert not (at_the_deadline and amended)
        assert opened <= at_the_deadline
