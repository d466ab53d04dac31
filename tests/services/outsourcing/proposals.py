"""Proposals to test with."""

from base64 import b64encode
from datetime import date
from typing import Any

from sqlalchemy import update

from services.outsourcing.model.qualifications import Qualification
from shared.messages.envelope import Actor
from shared.messages.outsourcing.proposals import AttachProposalFile, DraftProposal, SubmitProposal
from shared.messages.outsourcing.terms import PlannedActivity, ProposalContent, ProposedLine, ProposedMilestone
from tests.harness import TENANT, Harness
from tests.services.outsourcing.world import PROPOSALS_UNTIL, open_organisation

LINES = [
    ProposedLine(name="人员补贴", amount_minor=6_000_000),
    ProposedLine(name="活动物料", amount_minor=2_000_050, about="含教材"),
]
MILESTONES = [
    ProposedMilestone(name="中期", share_percent=40, due_on=date(2027, 4, 1), deliverables="中期报告"),
    ProposedMilestone(name="结项", share_percent=60, due_on=date(2027, 6, 30), deliverables="结项报告"),
]


def bidder(harness: Harness, tenant_id: str = TENANT, *, valid_until: date = date(2027, 12, 31), **named: str) -> Actor:
    """A social organisation that may propose; `qualify` of the world shows how it comes to be."""
    organisation = open_organisation(harness, tenant_id=tenant_id, **named)
    qualified = update(Qualification).where(Qualification.organisation_id == organisation.organisation_id)
    with harness.database.engine.begin() as connection:
        connection.execute(qualified.values(state="qualified", valid_until=valid_until))
    return organisation


def content_for(community: Actor, **fields: Any) -> ProposalContent:
    """A project of half a year for 80,000.50 yuan."""
    defaults: dict[str, Any] = {
        "community_id": str(community.organisation_id),
        "title": "银龄课堂进楼栋",
        "summary": "每周两次，教老人用智能手机。",
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 6, 30),
        "amount_minor": 8_000_050,
        "budget": LINES,
        "milestones": MILESTONES,
        "activities": [PlannedActivity(title="开班", on=date(2027, 1, 9), places=5)],
    }
    return ProposalContent(**(defaults | fields))


def draft(harness: Harness, organisation: Actor, call: Any, content: ProposalContent) -> Any:
    return harness.send(DraftProposal(call_id=call["id"], content=content), organisation)


def submitted(harness: Harness, organisation: Actor, call: Any, content: ProposalContent) -> Any:
    """A proposal as it was drafted; it is submitted since."""
    proposal = draft(harness, organisation, call, content)
    submit(harness, organisation, proposal)
    return proposal


def submit(harness: Harness, organisation: Actor, proposal: Any) -> None:
    harness.send(SubmitProposal(proposal_id=proposal["id"]), organisation)


def file_for(proposal: Any, name: str = "方案.pdf", content: bytes = b"%PDF-1.7 plan %%EOF") -> AttachProposalFile:
    return AttachProposalFile(
        proposal_id=proposal["id"],
        name=name,
        media_type="application/pdf",
        content=b64encode(content).decode(),
    )


def pass_deadline(harness: Harness) -> int:
    """Let the deadline of calls pass, and the timer do its work."""
    return harness.wait(PROPOSALS_UNTIL - harness.clock.now())
