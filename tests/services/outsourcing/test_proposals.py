import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from services.outsourcing.model.proposals import CLEAR, Proposal, ProposalVersion
from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership import OrganisationClosed
from shared.messages.outsourcing import proposal_events as events
from shared.messages.outsourcing.bans import ImposeBan
from shared.messages.outsourcing.calls import AmendCall, CancelCall
from shared.messages.outsourcing.proposals import (
    ConfirmProposal,
    DraftProposal,
    ListCallProposals,
    ListProposals,
    ListProposalVersions,
    ReviseProposal,
    SaveProposal,
    ShowProposal,
    ShowProposalReceipt,
    ShowProposalVersion,
    SubmitProposal,
    WithdrawProposal,
)
from shared.messages.wire import encode
from tests.harness import Harness
from tests.services.outsourcing.proposals import bidder, content_for, draft, pass_deadline, submitted
from tests.services.outsourcing.world import PROPOSALS_UNTIL, drafted, open_organisation, project_for, published


@pytest.fixture
def organisation(harness: Harness) -> Actor:
    return bidder(harness)


@pytest.fixture
def call(harness: Harness, department: Actor) -> Any:
    return published(harness, department)


def test_a_draft_is_kept_sealed_and_read_by_its_organisation_alone(
    harness: Harness, department: Actor, community: Actor, organisation: Actor, call: Any
) -> None:
    proposal = draft(harness, organisation, call, content_for(community))

    assert (proposal["state"], proposal["saved_version"], proposal["version"]) == ("draft", 1, 1)
    assert proposal["content"]["amount_minor"] == 8_000_050
    assert harness.send(ShowProposal(proposal_id=proposal["id"]), organisation) == proposal
    with pytest.raises(Forbidden, match=r"^proposal\.not_yours$"):
        harness.send(ShowProposal(proposal_id=proposal["id"]), bidder(harness))
    with pytest.raises(Conflict, match=r"^call\.sealed$"):
        harness.send(ShowProposal(proposal_id=proposal["id"]), department)
    with harness.database.reading() as session:
        clear = session.execute(select(*(getattr(Proposal, name) for name in CLEAR))).one()
        kept = session.scalars(select(ProposalVersion.content_encrypted)).one()
    assert {*clear} == {None}
    assert "银龄" not in kept
    assert harness.events_of(events.ProposalSubmitted) == []


def test_each_other_content_is_a_version_and_the_same_once_more_is_none(
    harness: Harness, community: Actor, organisation: Actor, call: Any
) -> None:
    content = content_for(community)
    proposal = draft(harness, organisation, call, content)
    same = harness.send(SaveProposal(proposal_id=proposal["id"], content=content), organisation)
    other = replace(content, title="银龄课堂")
    saved = harness.send(SaveProposal(proposal_id=proposal["id"], content=other), organisation, expected_version=1)

    assert same == proposal
    assert (saved["saved_version"], saved["version"], saved["content"]["title"]) == (2, 2, "银龄课堂")
    with pytest.raises(PreconditionFailed):
        harness.send(SaveProposal(proposal_id=proposal["id"], content=content), organisation, expected_version=1)
    page = harness.send(ListProposalVersions(proposal_id=proposal["id"]), organisation)
    assert [(one["number"], one["is_submitted"]) for one in page["items"]] == [(2, False), (1, False)]
    for one in page["items"]:
        shown = harness.send(ShowProposalVersion(proposal_id=proposal["id"], version_id=one["id"]), organisation)
        assert hashlib.sha256(shown["canonical"].encode()).hexdigest() == one["sha256"]


def test_a_submission_has_a_receipt_of_what_stands(
    harness: Harness, community: Actor, organisation: Actor, call: Any
) -> None:
    proposal = draft(harness, organisation, call, content_for(community))
    receipt = harness.send(SubmitProposal(proposal_id=proposal["id"]), organisation)

    assert (receipt["sha256"], receipt["saved_version"], receipt["stands"]) == (proposal["sha256"], 1, True)
    assert receipt["number"].startswith("SB-2026-")
    assert harness.send(ShowProposalReceipt(proposal_id=proposal["id"]), organisation) == receipt
    assert harness.events_of(events.ProposalSubmitted) == [
        events.ProposalSubmitted(
            proposal_id=proposal["id"],
            call_id=call["id"],
            social_organisation_id=str(organisation.organisation_id),
            receipt_number=receipt["number"],
            sha256=receipt["sha256"],
            submitted_at=receipt["issued_at"],
        )
    ]


def test_numbers_of_receipts_tell_nothing_of_how_many_there_are(harness: Harness, community: Actor, call: Any) -> None:
    organisations = [bidder(harness) for _ in range(3)]
    ids = [submitted(harness, one, call, content_for(community))["id"] for one in organisations]
    numbers = [
        harness.send(ShowProposalReceipt(proposal_id=id_), one)["number"]
        for id_, one in zip(ids, organisations, strict=True)
    ]

    assert len({number[:-5] for number in numbers}) == 3


def test_the_same_submission_again_gets_the_same_receipt(
    harness: Harness, community: Actor, organisation: Actor, call: Any
) -> None:
    proposal, command_id = draft(harness, organisation, call, content_for(community)), new_id()
    first, second = (
        harness.send(SubmitProposal(proposal_id=proposal["id"]), organisation, id=command_id) for _ in range(2)
    )

    assert encode(first) == encode(second)
    with pytest.raises(Conflict, match=r"^proposal\.not_in_step$"):
        harness.send(SubmitProposal(proposal_id=proposal["id"]), organisation)


def test_what_is_submitted_is_changed_only_once_it_is_taken_back(
    harness: Harness, community: Actor, organisation: Actor, call: Any
) -> None:
    content = content_for(community)
    proposal = submitted(harness, organisation, call, content)
    save = SaveProposal(proposal_id=proposal["id"], content=replace(content, title="银龄课堂"))
    with pytest.raises(Conflict, match=r"^proposal\.not_in_step$"):
        harness.send(save, organisation)
    first = harness.send(ShowProposalReceipt(proposal_id=proposal["id"]), organisation)
    harness.send(ReviseProposal(proposal_id=proposal["id"]), organisation)
    taken_back = harness.send(ShowProposalReceipt(proposal_id=proposal["id"]), organisation)
    harness.send(save, organisation)
    second = harness.send(SubmitProposal(proposal_id=proposal["id"]), organisation)

    assert (first["stands"], taken_back["stands"], second["stands"]) == (True, False, True)
    assert first["number"] == taken_back["number"] != second["number"]
    assert (second["saved_version"], len(harness.events_of(events.ProposalRevised))) == (2, 1)


def test_all_that_doesnt_fit_the_call_is_told_at_once_when_it_is_submitted(
    harness: Harness, community: Actor, organisation: Actor, call: Any
) -> None:
    content = content_for(community, amount_minor=1, community_id=new_id())
    proposal = draft(harness, organisation, call, content)
    with pytest.raises(Invalid, match=r"^proposal\.unfit$") as refused:
        harness.send(SubmitProposal(proposal_id=proposal["id"]), organisation)

    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [
        ("#/content/amount_minor", "proposal.sum_unfit"),
        ("#/content/community_id", "proposal.community_unfit"),
    ]


def test_an_organisation_has_one_live_proposal_for_each_project(
    harness: Harness, department: Actor, community: Actor, organisation: Actor
) -> None:
    projects = [harness.send(project_for(community), department)["id"] for _ in range(2)]
    call = published(harness, department, project_ids=projects)
    first, second = (content_for(community, project_id=project_id) for project_id in projects)
    proposal = draft(harness, organisation, call, first)
    other = draft(harness, organisation, call, second)
    draft(harness, bidder(harness), call, first)

    with pytest.raises(Conflict, match=r"^proposal\.exists$") as refused:
        draft(harness, organisation, call, first)
    assert refused.value.detail == f"Proposal {proposal['id']}."
    with pytest.raises(Conflict, match=r"^proposal\.exists$") as refused:
        harness.send(SaveProposal(proposal_id=proposal["id"], content=second), organisation)
    assert refused.value.detail == f"Proposal {other['id']}."
    with pytest.raises(Invalid, match=r"^proposal\.unfit$"):
        draft(harness, organisation, call, content_for(community, project_id=new_id()))
    harness.send(WithdrawProposal(proposal_id=proposal["id"]), organisation)
    again = submitted(harness, organisation, call, first)
    assert again["id"] != proposal["id"]


def test_two_drafts_at_once_for_the_same_project_leave_one(
    harness: Harness, community: Actor, organisation: Actor, call: Any
) -> None:
    command = DraftProposal(call_id=call["id"], content=content_for(community))
    replies = harness.executor.execute([harness.call(command, organisation) for _ in range(2)])

    assert [reply.refusal and reply.refusal["code"] for reply in replies] == [None, "proposal.exists"]


def test_only_social_organisations_propose_and_only_for_what_is_published(
    harness: Harness, department: Actor, community: Actor, organisation: Actor, call: Any
) -> None:
    content = content_for(community)
    for other in (department, community):
        with pytest.raises(Forbidden, match=r"^access\.denied$"):
            draft(harness, other, call, content)
    with pytest.raises(NotFound, match=r"^call\.unknown$"):
        draft(harness, organisation, drafted(harness, department), content)
    harness.send(CancelCall(call_id=call["id"], reason="预算调整"), department)
    with pytest.raises(Conflict, match=r"^call\.closed$"):
        draft(harness, organisation, call, content)


@pytest.mark.parametrize(
    "step",
    [SubmitProposal, ReviseProposal, WithdrawProposal, ConfirmProposal],
)
def test_nobody_else_takes_a_step(
    harness: Harness, community: Actor, organisation: Actor, call: Any, step: Any
) -> None:
    proposal = draft(harness, organisation, call, content_for(community))

    with pytest.raises(Forbidden, match=r"^proposal\.not_yours$"):
        harness.send(step(proposal_id=proposal["id"]), bidder(harness))
    with pytest.raises(NotFound, match=r"^proposal\.unknown$"):
        harness.send(step(proposal_id=new_id()), organisation)
    with pytest.raises(NotFound, match=r"^proposal\.unknown$"):
        harness.send(step(proposal_id=proposal["id"]), bidder(harness, tenant_id=new_id()))


def test_at_the_deadline_nothing_goes_in_or_out_also_where_the_timer_is_late(
    harness: Harness, community: Actor, organisation: Actor, call: Any
) -> None:
    others = [bidder(harness) for _ in range(2)]
    in_time = submitted(harness, organisation, call, content_for(community))
    late = draft(harness, others[0], call, content_for(community))
    harness.clock.advance(PROPOSALS_UNTIL - harness.clock.now() - timedelta(microseconds=1))
    last = submitted(harness, others[1], call, content_for(community))
    harness.clock.advance(timedelta(microseconds=1))
    tries = [
        (SubmitProposal(proposal_id=late["id"]), others[0]),
        (SaveProposal(proposal_id=late["id"], content=content_for(community, title="晚")), others[0]),
        (WithdrawProposal(proposal_id=in_time["id"]), organisation),
        (ReviseProposal(proposal_id=last["id"]), others[1]),
        (DraftProposal(call_id=call["id"], content=content_for(community)), bidder(harness)),
    ]
    for command, actor in tries:
        with pytest.raises(Conflict, match=r"^call\.closed$"):
            harness.send(command, actor)

    assert pass_deadline(harness) == 1
    states = [
        harness.send(ShowProposal(proposal_id=one["id"]), actor)["state"]
        for one, actor in ((in_time, organisation), (last, others[1]), (late, others[0]))
    ]
    assert states == ["opened", "opened", "lapsed"]


def test_an_amended_call_is_confirmed_with_what_stands_and_held_against_it(
    harness: Harness, department: Actor, community: Actor, organisation: Actor, call: Any
) -> None:
    proposal = submitted(harness, organisation, call, content_for(community))
    untouched = draft(harness, bidder(harness), call, content_for(community))
    harness.send(AmendCall(call_id=call["id"], reason="降低限额", amount_cap_minor=8_000_000), department)
    with pytest.raises(Invalid, match=r"^proposal\.unfit$"):
        harness.send(ConfirmProposal(proposal_id=proposal["id"]), organisation)
    harness.send(AmendCall(call_id=call["id"], reason="恢复限额", amount_cap_minor=9_000_000), department)
    receipt = harness.send(ConfirmProposal(proposal_id=proposal["id"]), organisation)

    assert (receipt["saved_version"], receipt["stands"]) == (1, True)
    told = harness.events_of(events.ProposalUnconfirmed)
    assert [(one.proposal_id, one.social_organisation_id) for one in told] == [
        (proposal["id"], organisation.organisation_id)
    ] * 2
    assert {one.confirm_by for one in told} == {PROPOSALS_UNTIL}
    assert len(harness.events_of(events.ProposalSubmitted)) == 2
    assert untouched["state"] == "draft"


def test_who_has_read_one_amendment_does_not_confirm_the_next_one_unseen(
    harness: Harness, department: Actor, community: Actor, organisation: Actor, call: Any
) -> None:
    proposal = submitted(harness, organisation, call, content_for(community))
    harness.send(AmendCall(call_id=call["id"], reason="延长公示", notice_days=9), department)
    read = harness.send(ShowProposal(proposal_id=proposal["id"]), organisation)
    later = PROPOSALS_UNTIL + timedelta(days=3)
    harness.send(AmendCall(call_id=call["id"], reason="延长征集", proposals_until=later), department)
    confirm = ConfirmProposal(proposal_id=proposal["id"])

    with pytest.raises(PreconditionFailed):
        harness.send(confirm, organisation, expected_version=read["version"])
    told = harness.events_of(events.ProposalUnconfirmed)
    assert [one.confirm_by for one in told] == [PROPOSALS_UNTIL, later]
    assert harness.send(confirm, organisation, expected_version=read["version"] + 1)["stands"] is True


def test_a_cancelled_call_voids_what_is_there_and_opens_nothing(
    harness: Harness, department: Actor, community: Actor, organisation: Actor, call: Any
) -> None:
    proposal = submitted(harness, organisation, call, content_for(community))
    harness.send(CancelCall(call_id=call["id"], reason="预算调整"), department)

    assert harness.send(ShowProposal(proposal_id=proposal["id"]), organisation)["state"] == "void"
    voided = harness.events_of(events.ProposalVoided)
    assert [(told.proposal_id, told.reason) for told in voided] == [(proposal["id"], "预算调整")]
    assert harness.send(ListCallProposals(call_id=call["id"]), department)["items"] == []
    with pytest.raises(Forbidden, match=r"^proposal\.not_yours$"):
        harness.send(ShowProposal(proposal_id=proposal["id"]), department)


def test_an_organisation_lists_its_own_with_what_they_say(
    harness: Harness, department: Actor, community: Actor, organisation: Actor, call: Any
) -> None:
    proposal = submitted(harness, organisation, call, content_for(community))
    draft(harness, bidder(harness), call, content_for(community))
    page = harness.send(ListProposals(), organisation)

    assert [(one["id"], one["title"], one["amount_minor"], one["part"]) for one in page["items"]] == [
        (proposal["id"], "银龄课堂进楼栋", 8_000_050, "lead")
    ]
    assert harness.send(ListProposals(state="draft"), organisation)["items"] == []
    assert harness.send(ListProposals(part="partner"), organisation)["items"] == []
    assert harness.send(ListProposals(call_id=call["id"]), organisation) == page
    assert harness.send(ListProposals(call_id=new_id()), organisation)["items"] == []
    for other in (department, community):
        with pytest.raises(Forbidden, match=r"^access\.denied$"):
            harness.send(ListProposals(), other)


def test_who_is_closed_or_banned_meanwhile_neither_submits_nor_confirms(
    harness: Harness, department: Actor, community: Actor, organisation: Actor, call: Any
) -> None:
    banned, organisation_id = bidder(harness), str(organisation.organisation_id)
    proposal = submitted(harness, organisation, call, content_for(community))
    written = draft(harness, banned, call, content_for(community))
    harness.send(AmendCall(call_id=call["id"], reason="说明", about="增加助浴。"), department)
    harness.tell(OrganisationClosed(organisation_id=organisation_id, kind="organisation"))
    ban = ImposeBan(organisation_id=str(banned.organisation_id), reason="弄虚作假", legal_basis="《慈善法》")
    harness.send(ban, department)

    with pytest.raises(Conflict, match=r"^organisation\.closed$"):
        harness.send(ConfirmProposal(proposal_id=proposal["id"]), organisation)
    with pytest.raises(Conflict, match=r"^organisation\.banned$"):
        harness.send(SubmitProposal(proposal_id=written["id"]), banned)
    pass_deadline(harness)
    assert harness.events_of(events.ProposalOpened) == []


def test_who_isnt_qualified_writes_and_doesnt_submit(harness: Harness, community: Actor, call: Any) -> None:
    stranger = open_organisation(harness)
    proposal = draft(harness, stranger, call, content_for(community))

    with pytest.raises(Conflict, match=r"^organisation\.not_qualified$"):
        harness.send(SubmitProposal(proposal_id=proposal["id"]), stranger)


@pytest.mark.parametrize(
    "broken_rule",
    [
        update(Proposal).values(state="awarded"),
        update(Proposal).values(title="看得见"),
        update(Proposal).values(amount_minor=1),
        update(Proposal).values(content="{}"),
        update(Proposal).values(receipt_number=None),
        update(ProposalVersion).values(number=0),
    ],
)
def test_the_database_keeps_the_rules_too(
    harness: Harness, community: Actor, organisation: Actor, call: Any, broken_rule: Any
) -> None:
    submitted(harness, organisation, call, content_for(community))

    with harness.database.writing() as session, pytest.raises(IntegrityError):
        session.execute(broken_rule)
