"""Opening: all proposals of a call at once, each held against its receipt, however many there are."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import update

from services.outsourcing.model.proposals import ProposalReceipt, ProposalVersion
from shared.encryption import Cipher
from shared.errors import Conflict, Forbidden
from shared.messages.envelope import Actor
from shared.messages.outsourcing import proposal_events as events
from shared.messages.outsourcing.call_events import CallUnsuccessful, ProposalsOpened
from shared.messages.outsourcing.calls import AmendCall, CancelCall, OpenProposals, ShowCall
from shared.messages.outsourcing.proposals import (
    ExamineProposal,
    ListCallProposals,
    ShowProposal,
    ShowProposalReceipt,
    WithdrawProposal,
)
from tests.harness import START, Harness
from tests.services.outsourcing.proposals import bidder, content_for, draft, pass_deadline, submitted
from tests.services.outsourcing.world import PROPOSALS_UNTIL, published

NOTHING, LONG = timedelta(), PROPOSALS_UNTIL - START


@pytest.fixture
def call(harness: Harness, department: Actor) -> Any:
    return published(harness, department)


def told(harness: Harness, kind: Any) -> list[str]:
    return [event.proposal_id for event in harness.events_of(kind)]


def forge(harness: Harness, what: Any) -> None:
    """Change what is kept behind the service's back."""
    with harness.database.engine.begin() as connection:
        connection.execute(what)


def test_at_the_deadline_all_are_opened_together_and_the_rest_lapses(
    harness: Harness, department: Actor, community: Actor, call: Any
) -> None:
    organisations = [bidder(harness) for _ in range(5)]
    early = submitted(harness, organisations[3], call, content_for(community))
    harness.send(AmendCall(call_id=call["id"], reason="说明", about="增加助浴。"), department)
    ids = [
        submitted(harness, one, call, content_for(community, title=f"方案{number}"))["id"]
        for number, one in enumerate(organisations[:2])
    ]
    written = draft(harness, organisations[2], call, content_for(community))
    taken_back = submitted(harness, organisations[4], call, content_for(community))
    harness.send(WithdrawProposal(proposal_id=taken_back["id"]), organisations[4])
    with pytest.raises(Conflict, match=r"^call\.sealed$"):
        harness.send(ListCallProposals(call_id=call["id"]), department)

    assert pass_deadline(harness) == 1
    page = harness.send(ListCallProposals(call_id=call["id"]), department)
    assert [(one["id"], one["title"], one["amount_minor"]) for one in page["items"]] == [
        (ids[0], "方案0", 8_000_050),
        (ids[1], "方案1", 8_000_050),
    ]
    assert sorted(told(harness, events.ProposalOpened)) == sorted(ids)
    assert {event.proposal_id: event.cause for event in harness.events_of(events.ProposalLapsed)} == {
        early["id"]: "not_confirmed",
        written["id"]: "not_submitted",
    }
    assert [event.count for event in harness.events_of(ProposalsOpened)] == [2]
    shown = harness.send(ShowProposal(proposal_id=ids[0]), department)
    assert (shown["state"], shown["content"]["title"], shown["opened_at"]) == ("opened", "方案0", PROPOSALS_UNTIL)
    for sealed in (early, written, taken_back):
        with pytest.raises(Forbidden, match=r"^proposal\.not_yours$"):
            harness.send(ShowProposal(proposal_id=sealed["id"]), department)
    with pytest.raises(Forbidden, match=r"^proposal\.not_yours$"):
        harness.send(ShowProposal(proposal_id=ids[0]), organisations[1])


def test_a_call_without_any_that_is_submitted_comes_to_nothing(
    harness: Harness, department: Actor, community: Actor, call: Any
) -> None:
    written = draft(harness, bidder(harness), call, content_for(community))
    pass_deadline(harness)

    assert harness.send(ShowCall(call_id=call["id"]), department)["state"] == "unsuccessful"
    assert told(harness, events.ProposalLapsed) == [written["id"]]
    assert len(harness.events_of(CallUnsuccessful)) == 1
    assert harness.send(ListCallProposals(call_id=call["id"]), department)["items"] == []


def test_missed_ticks_heal_and_all_are_opened_once(
    harness: Harness, department: Actor, community: Actor, call: Any
) -> None:
    submitted(harness, bidder(harness), call, content_for(community))
    harness.wait(PROPOSALS_UNTIL - harness.clock.now() + timedelta(days=9))
    again = harness.reply(OpenProposals(call_id=call["id"]), Actor.system(department.tenant_id))

    assert again.refusal is not None
    assert again.refusal["code"] == "call.not_in_step"
    assert len(harness.events_of(events.ProposalOpened)) == 1


def _another_content(harness: Harness, proposal: Any) -> None:
    forged = harness.tools.cipher.encrypt('{"content":{},"files":[],"salt":""}')
    forge(harness, update(ProposalVersion).values(content_encrypted=forged))


def _another_digest(harness: Harness, proposal: Any) -> None:
    forge(harness, update(ProposalReceipt).values(sha256="0" * 64))


def _a_key_that_is_gone(harness: Harness, proposal: Any) -> None:
    stranger = Cipher([Fernet.generate_key().decode()], "digest")
    forge(harness, update(ProposalVersion).values(content_encrypted=stranger.encrypt("{}")))


@pytest.mark.parametrize("damage", [_another_content, _another_digest, _a_key_that_is_gone])
def test_what_isnt_what_was_submitted_is_told_as_damaged_and_stops_no_other(
    harness: Harness,
    department: Actor,
    community: Actor,
    call: Any,
    damage: Callable[[Harness, Any], None],
    caplog: Any,
) -> None:
    organisation, other = bidder(harness), bidder(harness)
    proposal = submitted(harness, organisation, call, content_for(community))
    damage(harness, proposal)
    whole = submitted(harness, other, call, content_for(community))
    pass_deadline(harness)

    page = harness.send(ListCallProposals(call_id=call["id"]), department)
    assert {one["id"]: (one["state"], one["title"]) for one in page["items"]} == {
        proposal["id"]: ("damaged", None),
        whole["id"]: ("opened", "银龄课堂进楼栋"),
    }
    assert told(harness, events.ProposalDamaged) == [proposal["id"]]
    assert [event.count for event in harness.events_of(ProposalsOpened)] == [2]
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "a proposal can't be opened"
    ]
    assert harness.send(ShowProposalReceipt(proposal_id=proposal["id"]), department)["stands"]
    with pytest.raises(Conflict, match=r"^proposal\.unreadable$"):
        harness.send(ExamineProposal(proposal_id=proposal["id"]), department)


def test_a_damaged_one_is_opened_when_what_was_kept_is_there_again(
    harness: Harness, department: Actor, community: Actor, call: Any
) -> None:
    organisation = bidder(harness)
    proposal = submitted(harness, organisation, call, content_for(community))
    whole = harness.tools.cipher
    stranger = Cipher([Fernet.generate_key().decode()], "digest")
    harness.tools = replace(harness.tools, cipher=stranger)
    pass_deadline(harness)
    shown = harness.send(ShowProposal(proposal_id=proposal["id"]), organisation)
    harness.tools = replace(harness.tools, cipher=whole)
    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        harness.send(ExamineProposal(proposal_id=proposal["id"]), organisation)
    opened = harness.send(ExamineProposal(proposal_id=proposal["id"]), department)

    assert (shown["state"], shown["content"]) == ("damaged", None)
    assert (opened["state"], opened["content"]["amount_minor"]) == ("opened", 8_000_050)
    assert told(harness, events.ProposalOpened) == [proposal["id"]]


def test_a_call_that_is_cancelled_later_voids_what_was_opened(
    harness: Harness, department: Actor, community: Actor, call: Any
) -> None:
    proposal = submitted(harness, bidder(harness), call, content_for(community))
    pass_deadline(harness)
    harness.send(CancelCall(call_id=call["id"], reason="预算调整"), department)
    shown = harness.send(ShowProposal(proposal_id=proposal["id"]), department)

    assert (shown["state"], shown["content"]["title"]) == ("void", "银龄课堂进楼栋")


@pytest.mark.parametrize("act", ["open", "lapse", "amend", "cancel"])
def test_however_many_there_are_it_takes_as_many_statements(
    harness: Harness, department: Actor, community: Actor, act: str
) -> None:
    counts = []
    for number in (2, 30):
        call = published(harness, department)
        for _ in range(number):
            propose = draft if act == "lapse" else submitted
            propose(harness, bidder(harness), call, content_for(community))
        opening = (OpenProposals(call_id=call["id"]), Actor.system(department.tenant_id))
        commands = {
            "open": opening,
            "lapse": opening,
            "amend": (AmendCall(call_id=call["id"], reason="说明", about="增加助浴。"), department),
            "cancel": (CancelCall(call_id=call["id"], reason="预算调整"), department),
        }
        harness.clock.advance(LONG if act in ("open", "lapse") else NOTHING)
        counts.append(len(harness.statements(lambda one=commands[act]: harness.send(*one))))
        harness.clock.advance(-LONG if act in ("open", "lapse") else NOTHING)

    assert counts[0] == counts[1]
    assert counts[0] < 30
