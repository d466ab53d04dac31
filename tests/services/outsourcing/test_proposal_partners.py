from dataclasses import replace
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.notifications import stream_ids_of
from shared.messages.outsourcing import proposal_events as events
from shared.messages.outsourcing.award_events import AwardActivated, AwardNoticed, AwardSigned, ProposalAdmitted
from shared.messages.outsourcing.calls import CancelCall, ShowCall
from shared.messages.outsourcing.conclusions import ConcludeReview, ShowRanking
from shared.messages.outsourcing.contract_events import ContractSigned
from shared.messages.outsourcing.contracts import ShowContract
from shared.messages.outsourcing.project_events import ProjectStarted
from shared.messages.outsourcing.proposals import (
    ConfirmPartner,
    ListProposals,
    ListProposalVersions,
    RefusePartner,
    ReviseProposal,
    SaveProposal,
    ShowProposal,
    SubmitProposal,
)
from shared.messages.outsourcing.terms import ProposalContent
from tests.harness import Harness
from tests.services.outsourcing.contracting import NOTICE, Carried, drafted, put_in_force
from tests.services.outsourcing.proposals import bidder, content_for, draft, pass_deadline
from tests.services.outsourcing.reviewing import admit, awards_of, give, points, reviewing
from tests.services.outsourcing.world import published

PARTNER = "青禾公益发展中心"


@pytest.fixture
def lead(harness: Harness) -> Actor:
    return bidder(harness)


@pytest.fixture
def partner(harness: Harness) -> Actor:
    return bidder(harness, name=PARTNER)


@pytest.fixture
def content(community: Actor, partner: Actor) -> ProposalContent:
    return content_for(community, partner_ids=[str(partner.organisation_id)])


@pytest.fixture
def proposal(harness: Harness, department: Actor, lead: Actor, content: ProposalContent) -> Any:
    return draft(harness, lead, published(harness, department), content)


def answer(command: Any, proposal: Any, partner: Actor) -> Any:
    return command(proposal_id=proposal["id"], organisation_id=str(partner.organisation_id))


def test_a_partner_is_asked_reads_it_and_confirms_before_it_is_submitted(
    harness: Harness, lead: Actor, partner: Actor, proposal: Any
) -> None:
    with pytest.raises(Conflict, match=r"^proposal\.partner_missing$") as refused:
        harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)
    assert refused.value.detail == f"Organisations: {partner.organisation_id}."
    seen = harness.send(ShowProposal(proposal_id=proposal["id"]), partner)
    listed = harness.send(ListProposals(part="partner"), partner)["items"]
    confirmed = harness.send(answer(ConfirmPartner, proposal, partner), partner)
    harness.send(answer(ConfirmPartner, proposal, partner), partner)
    harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)

    assert seen["content"] == proposal["content"]
    assert [(one["id"], one["part"], one["title"]) for one in listed] == [(proposal["id"], "partner", "银龄课堂进楼栋")]
    assert [one["state"] for one in confirmed["partners"]] == ["confirmed"]
    (asked,) = harness.events_of(events.PartnerAsked)
    assert (asked.social_organisation_id, asked.lead_organisation_id) == (partner.organisation_id, lead.organisation_id)
    (told,) = harness.events_of(events.PartnerConfirmed)
    assert (told.social_organisation_id, told.partner_id) == (lead.organisation_id, partner.organisation_id)


def test_who_has_confirmed_something_else_is_asked_anew(
    harness: Harness, lead: Actor, partner: Actor, proposal: Any, content: ProposalContent
) -> None:
    harness.send(answer(ConfirmPartner, proposal, partner), partner)
    harness.send(SaveProposal(proposal_id=proposal["id"], content=content), lead)
    same = harness.send(ShowProposal(proposal_id=proposal["id"]), lead)
    harness.send(SaveProposal(proposal_id=proposal["id"], content=replace(content, title="别的")), lead)

    assert [one["state"] for one in same["partners"]] == ["confirmed"]
    with pytest.raises(Conflict, match=r"^proposal\.partner_missing$"):
        harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)
    assert len(harness.events_of(events.PartnerAsked)) == 2
    harness.send(answer(ConfirmPartner, proposal, partner), partner)
    harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)
    harness.send(ReviseProposal(proposal_id=proposal["id"]), lead)
    harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)


def test_who_refuses_reads_it_no_more_until_asked_anew(
    harness: Harness, lead: Actor, partner: Actor, proposal: Any, content: ProposalContent
) -> None:
    harness.send(answer(RefusePartner, proposal, partner), partner)
    for query in (ShowProposal, ListProposalVersions):
        with pytest.raises(Forbidden, match=r"^proposal\.not_yours$"):
            harness.send(query(proposal_id=proposal["id"]), partner)
    assert harness.send(ListProposals(), partner)["items"] == []
    with pytest.raises(Conflict, match=r"^proposal\.partner_missing$"):
        harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)
    harness.send(SaveProposal(proposal_id=proposal["id"], content=replace(content, title="改")), lead)

    assert harness.send(ShowProposal(proposal_id=proposal["id"]), partner)["content"]["title"] == "改"
    (told,) = harness.events_of(events.PartnerRefused)
    assert (told.social_organisation_id, told.partner_id) == (lead.organisation_id, partner.organisation_id)


def test_who_is_left_out_is_a_partner_no_more(
    harness: Harness, lead: Actor, partner: Actor, proposal: Any, content: ProposalContent
) -> None:
    left = harness.send(SaveProposal(proposal_id=proposal["id"], content=replace(content, partner_ids=[])), lead)

    assert left["partners"] == []
    with pytest.raises(NotFound, match=r"^proposal_partner\.unknown$"):
        harness.send(answer(ConfirmPartner, proposal, partner), partner)
    harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)


def test_who_cant_be_a_partner_is_asked_nothing_and_told_as_a_fault(
    harness: Harness, department: Actor, community: Actor, lead: Actor
) -> None:
    strangers = [new_id(), str(community.organisation_id), str(lead.organisation_id)]
    elsewhere = str(bidder(harness, tenant_id=new_id()).organisation_id)
    content = content_for(community, partner_ids=[*strangers, elsewhere])
    proposal = draft(harness, lead, published(harness, department), content)
    with pytest.raises(Invalid, match=r"^proposal\.unfit$") as refused:
        harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)

    assert proposal["partners"] == []
    assert harness.events_of(events.PartnerAsked) == []
    assert [fault.pointer for fault in refused.value.errors] == [f"#/content/partner_ids/{place}" for place in range(4)]


def test_only_the_partner_answers_and_only_for_a_draft_in_time(
    harness: Harness, lead: Actor, partner: Actor, proposal: Any
) -> None:
    stranger = bidder(harness)
    for command in (ConfirmPartner, RefusePartner):
        with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
            harness.send(answer(command, proposal, partner), lead)
        with pytest.raises(NotFound, match=r"^proposal_partner\.unknown$"):
            harness.send(answer(command, proposal, stranger), stranger)
    harness.send(answer(ConfirmPartner, proposal, partner), partner)
    harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)
    with pytest.raises(Conflict, match=r"^proposal\.not_in_step$"):
        harness.send(answer(RefusePartner, proposal, partner), partner)
    pass_deadline(harness)

    assert harness.send(ShowProposal(proposal_id=proposal["id"]), partner)["state"] == "opened"


def test_partners_are_told_what_becomes_of_it_named_in_the_award_and_read_the_contract_once_signed(
    harness: Harness, department: Actor, community: Actor, lead: Actor, partner: Actor, proposal: Any
) -> None:
    harness.send(answer(ConfirmPartner, proposal, partner), partner)
    harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)
    pass_deadline(harness)
    call = harness.send(ShowCall(call_id=proposal["call_id"]), department)
    admit(harness, department, [proposal])
    for person in reviewing(harness, department, call):
        give(harness, person, call, {proposal["id"]: points(90)})
    harness.send(ConcludeReview(call_id=call["id"]), department)
    harness.wait(NOTICE)
    [award] = awards_of(harness, department, call)
    carried = drafted(Carried(harness, department, community, lead, award, call, None))
    with pytest.raises(Forbidden, match=r"^contract\.not_yours$"):
        harness.send(ShowContract(contract_id=carried.contract["id"]), partner)
    put_in_force(carried)

    named = [{"organisation_id": partner.organisation_id, "organisation_name": PARTNER}]
    [ranked] = harness.send(ShowRanking(call_id=call["id"]), community)["items"]
    assert award["partners"] == ranked["partners"] == named
    [noticed] = harness.events_of(AwardNoticed)
    assert (noticed.partner_ids, noticed.partner_names) == ([partner.organisation_id], [PARTNER])
    shown = harness.send(ShowContract(contract_id=carried.contract["id"]), partner)
    assert shown["state"] == "active"
    with pytest.raises(Forbidden, match=r"^contract\.not_yours$"):
        harness.send(ShowContract(contract_id=carried.contract["id"]), bidder(harness))
    told = [type(one) for one in harness.events if partner.organisation_id in stream_ids_of(one, "organisation")]
    assert told[told.index(events.PartnerAsked) + 1 :] == [
        events.ProposalOpened,
        ProposalAdmitted,
        AwardNoticed,
        AwardActivated,
        ContractSigned,
        AwardSigned,
        ProjectStarted,
    ]


def test_a_partner_who_was_asked_and_has_not_agreed_is_told_nothing(
    harness: Harness, department: Actor, partner: Actor, proposal: Any
) -> None:
    harness.send(CancelCall(call_id=proposal["call_id"], reason="预算调整"), department)

    [voided] = harness.events_of(events.ProposalVoided)
    assert voided.partner_ids == []
    assert partner.organisation_id not in stream_ids_of(voided, "organisation")
