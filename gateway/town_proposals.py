"""What the social organisation of the little town proposes, until it is opened with all others."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from gateway import town
from gateway.town_calls import CALL_ID
from shared.messages.declare import Event
from shared.messages.outsourcing import files, proposal_events as events, proposals
from shared.messages.outsourcing.terms import PlannedActivity, ProposalContent, ProposedLine, ProposedMilestone

PROPOSAL_ID, VERSION_ID, FILE_ID, PARTNER_ID = map(town.id_of, range(0xC8, 0xCC))
SHA256 = "3f0a377ba0a4a460ecb616f6507ce0d8cfa3e704025d4fda3ed0c5ca05468728"
NUMBER = "SB-2026-7KQ2MXR9TD"


def _on(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


CONTENT = ProposalContent(
    project_id=town.PROJECT_ID,
    community_id=town.COMMUNITY_ID,
    title="邻里节：三场活动",
    summary="带着居民和在职党员办三场活动：包粽子、邻里市集、孝亲敬老日。",
    starts_on=date(2027, 3, 1),
    ends_on=date(2027, 9, 30),
    amount_minor=4_800_000,
    budget=[
        ProposedLine(name="活动物料", amount_minor=3_000_000, about="三场活动的食材、桌椅与宣传品"),
        ProposedLine(name="人员补贴", amount_minor=1_800_000),
    ],
    milestones=[
        ProposedMilestone(name="中期", share_percent=40, due_on=date(2027, 6, 30), deliverables="两场活动的记录与照片"),
        ProposedMilestone(name="结项", share_percent=60, due_on=date(2027, 9, 30), deliverables="结项报告与满意度"),
    ],
    activities=[PlannedActivity(title="邻里市集", on=date(2027, 5, 15), places=12)],
    partner_ids=[PARTNER_ID],
)
ATTACHED = files.AttachedFile(
    id=FILE_ID,
    owner_kind="proposal",
    owner_id=PROPOSAL_ID,
    purpose="attachment",
    name="实施方案.pdf",
    media_type="application/pdf",
    size_bytes=245_911,
    sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    attached_at=_on(8, 2, 5),
)
FILE = proposals.ProposalFile(
    id=ATTACHED.id,
    name=ATTACHED.name,
    media_type=ATTACHED.media_type,
    size_bytes=ATTACHED.size_bytes,
    sha256=ATTACHED.sha256,
)
ASKED = proposals.ProposalPartner(
    organisation_id=PARTNER_ID, organisation_name="临江市青禾公益发展中心", state="asked", answered_at=None
)
CONFIRMED = replace(ASKED, state="confirmed", answered_at=_on(9, 1))
DRAFTED = proposals.Proposal(
    id=PROPOSAL_ID,
    call_id=CALL_ID,
    organisation_id=town.SOCIAL_ORGANISATION_ID,
    organisation_name=town.SOCIAL_ORGANISATION.name,
    state="draft",
    content=CONTENT,
    files=[],
    partners=[ASKED],
    saved_version=1,
    sha256="60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    drafted_at=_on(8, 2),
    saved_at=_on(8, 2),
    submitted_at=None,
    receipt_number=None,
    opened_at=None,
    reason=None,
    version=1,
)
SAVED = replace(DRAFTED, files=[FILE], saved_version=2, sha256=SHA256, saved_at=ATTACHED.attached_at, version=2)
WITH_PARTNER = replace(SAVED, partners=[CONFIRMED], version=3)
SUBMITTED = replace(WITH_PARTNER, state="submitted", submitted_at=_on(9, 2), receipt_number=NUMBER, version=4)
REVISED = replace(SUBMITTED, state="draft", version=5)
WITHDRAWN = replace(SUBMITTED, state="withdrawn", version=5)
OPENED = replace(SUBMITTED, state="opened", opened_at=_on(20, 10), version=5)
RECEIPT = proposals.ProposalReceipt(
    number=NUMBER,
    proposal_id=PROPOSAL_ID,
    call_id=CALL_ID,
    organisation_id=town.SOCIAL_ORGANISATION_ID,
    saved_version=2,
    sha256=SHA256,
    issued_at=_on(9, 2),
    stands=True,
)
OWN_SUMMARY = proposals.ProposalSummary(
    id=PROPOSAL_ID,
    call_id=CALL_ID,
    organisation_id=town.SOCIAL_ORGANISATION_ID,
    organisation_name=town.SOCIAL_ORGANISATION.name,
    part="lead",
    state="submitted",
    title=CONTENT.title,
    amount_minor=CONTENT.amount_minor,
    saved_at=SUBMITTED.saved_at,
    submitted_at=SUBMITTED.submitted_at,
    opened_at=None,
    version=SUBMITTED.version,
)
OPENED_SUMMARY = replace(OWN_SUMMARY, part=None, state="opened", opened_at=OPENED.opened_at, version=OPENED.version)
VERSION_SUMMARY = proposals.ProposalVersionSummary(
    id=VERSION_ID, number=2, sha256=SHA256, saved_at=SAVED.saved_at, is_submitted=True
)
VERSION = proposals.ProposalVersion(
    id=VERSION_ID,
    number=2,
    sha256=SHA256,
    saved_at=SAVED.saved_at,
    is_submitted=True,
    canonical='{"content":{"activities":[],"amount_minor":4800000},"files":[],"salt":"b0Yt2mUoW8nq3rXv1sKd7A"}',
)
IS: dict[str, Any] = {
    "proposal_id": PROPOSAL_ID,
    "call_id": CALL_ID,
    "social_organisation_id": town.SOCIAL_ORGANISATION_ID,
}
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (
        _on(8, 3),
        events.PartnerAsked(
            **IS | {"social_organisation_id": PARTNER_ID}, lead_organisation_id=town.SOCIAL_ORGANISATION_ID
        ),
    ),
    (_on(8, 4), events.PartnerRefused(**IS, partner_id=PARTNER_ID)),
    (_on(9, 1), events.PartnerConfirmed(**IS, partner_id=PARTNER_ID)),
    (
        _on(9, 2),
        events.ProposalSubmitted(**IS, receipt_number=NUMBER, sha256=SHA256, submitted_at=_on(9, 2)),
    ),
    (_on(10, 1), events.ProposalUnconfirmed(**IS, confirm_by=_on(20, 10))),
    (_on(10, 2), events.ProposalRevised(**IS)),
    (_on(20, 10), events.ProposalOpened(**IS, opened_at=_on(20, 10))),
    (_on(20, 11), events.ProposalDamaged(**IS, receipt_number=NUMBER)),
    (_on(20, 12), events.ProposalLapsed(**IS, cause="not_confirmed")),
    (_on(21, 1), events.ProposalWithdrawn(**IS)),
    (_on(21, 2), events.ProposalVoided(**IS, reason="项目预算调整，征集取消。")),
)
