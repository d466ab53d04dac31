"""How the award of the little town's social organisation becomes a contract that is carried out, paid and evaluated."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from gateway import town, town_awards, town_calls, town_proposals
from shared.messages.declare import Event
from shared.messages.outsourcing import contract_events as events, contracts

CONTRACT_ID, VERSION_ID, AMENDMENT_ID, FIRST_ID, SECOND_ID = map(town.id_of, range(0xF0, 0xF5))
CONTENT = town_proposals.CONTENT
TEXT = "甲方委托乙方办三场邻里活动；乙方自行执行，不得转包分包。"
SHA256 = "5a2e4d2c8f3b4e6f8d7a9c1b0e3f5a7d9c2b4e6f8a0c1d3e5f7092b4d6e8f0a1"
OTHER_SHA256 = "7b3f5e3d904c5f7a9e8bad2c1f406b8eadc3d5f709b1d2e4f6081a3c5e7f9b12"
RULE = contracts.AcceptanceRule(raters_min=10, satisfied_percent=80, survey_days=14)
TERMS = contracts.ContractTerms(
    contract_id=CONTRACT_ID,
    award_id=town_awards.AWARD_ID,
    project_id=town.PROJECT_ID,
    organisation_id=town.SOCIAL_ORGANISATION_ID,
    title=CONTENT.title,
    text=TEXT,
    starts_on=CONTENT.starts_on,
    ends_on=CONTENT.ends_on,
    amount_minor=CONTENT.amount_minor,
    currency="CNY",
    subcontracting="forbidden",
    milestones=[
        contracts.ContractMilestone(
            milestone_id=id_,
            name=one.name,
            amount_minor=CONTENT.amount_minor * one.share_percent // 100,
            due_on=one.due_on,
            deliverables=one.deliverables,
            acceptance=RULE,
        )
        for id_, one in zip((FIRST_ID, SECOND_ID), CONTENT.milestones, strict=True)
    ],
)


def _on(month: int, day: int, hour: int = 2) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=UTC)


VERSION = contracts.ContractVersion(
    id=VERSION_ID,
    contract_id=CONTRACT_ID,
    number=1,
    state="standing",
    terms=TERMS,
    text='{"amount_minor":4800000,"award_id":"…"}',
    sha256=SHA256,
    proposed_by=None,
    reason=None,
    signatures=[],
    written_at=_on(1, 25),
)
OURS = contracts.Signature(
    side="organisation", signatory_name="周静", signatory_title="理事长", sha256=SHA256, signed_at=_on(1, 26)
)
THEIRS = contracts.Signature(
    side="department", signatory_name="王海", signatory_title="副部长", sha256=SHA256, signed_at=_on(1, 27)
)
DRAFTED = contracts.Contract(
    id=CONTRACT_ID,
    call_id=town_calls.CALL_ID,
    award_id=town_awards.AWARD_ID,
    project_id=town.PROJECT_ID,
    community_id=town.COMMUNITY_ID,
    organisation_id=town.SOCIAL_ORGANISATION_ID,
    organisation_name=town.SOCIAL_ORGANISATION.name,
    title=TERMS.title,
    amount_minor=TERMS.amount_minor,
    currency="CNY",
    accepted_minor=0,
    requested_minor=0,
    paid_minor=0,
    state="draft",
    starts_on=TERMS.starts_on,
    ends_on=TERMS.ends_on,
    standing=VERSION,
    proposed=None,
    payments_stopped_at=None,
    reason=None,
    drafted_at=_on(1, 25),
    signed_at=None,
    ended_at=None,
    version=1,
)
HALF = replace(DRAFTED, state="half_signed", standing=replace(VERSION, signatures=[OURS]), version=2)
SIGNED_VERSION = replace(VERSION, signatures=[OURS, THEIRS])
SIGNED = replace(DRAFTED, state="active", standing=SIGNED_VERSION, signed_at=_on(1, 27), version=3)
AMENDMENT_REASON = "第三场活动改到十月。"
NEW_END = date(2027, 10, 31)
PROPOSED = replace(
    VERSION,
    id=AMENDMENT_ID,
    number=2,
    state="proposed",
    terms=replace(TERMS, ends_on=NEW_END),
    sha256=OTHER_SHA256,
    proposed_by="organisation",
    reason=AMENDMENT_REASON,
    signatures=[replace(OURS, sha256=OTHER_SHA256, signed_at=_on(8, 2))],
    written_at=_on(8, 2),
)
AMENDING = replace(SIGNED, proposed=PROPOSED, version=4)
AMENDED = replace(
    SIGNED,
    ends_on=NEW_END,
    standing=replace(
        PROPOSED,
        state="standing",
        signatures=[*PROPOSED.signatures, replace(THEIRS, sha256=OTHER_SHA256, signed_at=_on(8, 4))],
    ),
    version=5,
)
DROPPED = replace(SIGNED, version=5)
TERMINATION_REASON = "机构未按约定执行，经两次约谈没有改正。"
TERMINATED = replace(SIGNED, state="terminated", reason=TERMINATION_REASON, ended_at=_on(9, 1), version=6)
RESUMED = replace(SIGNED, version=7)
SUMMARY = contracts.ContractSummary(
    id=CONTRACT_ID,
    call_id=DRAFTED.call_id,
    award_id=DRAFTED.award_id,
    project_id=DRAFTED.project_id,
    community_id=DRAFTED.community_id,
    organisation_id=DRAFTED.organisation_id,
    organisation_name=DRAFTED.organisation_name,
    title=DRAFTED.title,
    amount_minor=DRAFTED.amount_minor,
    state="active",
    starts_on=DRAFTED.starts_on,
    ends_on=DRAFTED.ends_on,
    payments_stopped_at=None,
    signed_at=SIGNED.signed_at,
)
OF_ORGANISATION: dict[str, Any] = {
    "contract_id": CONTRACT_ID,
    "social_organisation_id": town.SOCIAL_ORGANISATION_ID,
}
OF_CONTRACT: dict[str, Any] = OF_ORGANISATION | {
    "call_id": DRAFTED.call_id,
    "project_id": town.PROJECT_ID,
    "community_id": town.COMMUNITY_ID,
}
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (DRAFTED.drafted_at, events.ContractDrafted(**OF_ORGANISATION, award_id=DRAFTED.award_id, sha256=SHA256)),
    (
        _on(1, 27),
        events.ContractSigned(
            **OF_CONTRACT,
            award_id=DRAFTED.award_id,
            title=DRAFTED.title,
            amount_minor=DRAFTED.amount_minor,
            starts_on=DRAFTED.starts_on,
            ends_on=DRAFTED.ends_on,
            signed_at=_on(1, 27),
        ),
    ),
    (
        _on(8, 2),
        events.AmendmentProposed(**OF_ORGANISATION, number=2, proposed_by="organisation", sha256=OTHER_SHA256),
    ),
    (_on(8, 3), events.AmendmentDropped(**OF_ORGANISATION, number=2, reason="请先与社区商定场地。")),
    (
        _on(8, 4),
        events.ContractAmended(
            **OF_CONTRACT,
            number=2,
            amount_minor=DRAFTED.amount_minor,
            freed_minor=0,
            ends_on=NEW_END,
            reason=AMENDMENT_REASON,
        ),
    ),
    (_on(8, 20), events.PaymentsResumed(**OF_CONTRACT, reason="已重新举办并通过。")),
    (
        _on(9, 1),
        events.ContractTerminated(
            **OF_CONTRACT, reason=TERMINATION_REASON, settled_minor=0, freed_minor=DRAFTED.amount_minor
        ),
    ),
    (_on(9, 2), events.ContractVoided(**OF_ORGANISATION, award_id=DRAFTED.award_id, reason="未在期限内签订。")),
    (_on(11, 20, 3), events.ContractCompleted(**OF_CONTRACT, freed_minor=0)),
)
