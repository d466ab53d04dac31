"""How what the little town's contract asks for is submitted, judged, paid and evaluated."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from gateway import town
from gateway.town_calls import CALL_ID
from gateway.town_contracts import CONTRACT_ID, FIRST_ID, OF_ORGANISATION, RULE, SHA256, TERMS
from shared.messages.declare import Event
from shared.messages.outsourcing import files, milestone_events, milestones, payment_events, payments

PAYMENT_ID, CLAW_BACK_ID, SURVEY_ID, FILE_ID = map(town.id_of, range(0xF6, 0xFA))


def _on(month: int, day: int, hour: int = 2) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=UTC)


NOTE = "两场活动已办，记录与照片附后。"
PLANNED = milestones.Milestone(
    id=FIRST_ID,
    contract_id=CONTRACT_ID,
    project_id=town.PROJECT_ID,
    community_id=town.COMMUNITY_ID,
    organisation_id=town.SOCIAL_ORGANISATION_ID,
    position=0,
    name=TERMS.milestones[0].name,
    amount_minor=TERMS.milestones[0].amount_minor,
    accepted_minor=0,
    currency="CNY",
    due_on=TERMS.milestones[0].due_on,
    is_overdue=False,
    deliverables=TERMS.milestones[0].deliverables,
    acceptance=RULE,
    state="planned",
    attempt=0,
    note=None,
    submitted_at=None,
    judgement=None,
    satisfaction=None,
    decision=None,
    settled_at=None,
    version=1,
)
ASKED = milestones.Satisfaction(
    survey_id=SURVEY_ID,
    ends_at=_on(7, 12),
    is_extended=False,
    raters=None,
    satisfied=None,
    is_final=False,
    is_enough=None,
    is_met=None,
)
SUBMITTED = replace(
    PLANNED, state="submitted", attempt=1, note=NOTE, submitted_at=_on(6, 28), satisfaction=ASKED, version=2
)
FOR_IT = milestones.Judgement(verdict="accepted", percent=None, reason=None, judged_at=_on(7, 2))
JUDGED = replace(SUBMITTED, judgement=FOR_IT, version=3)
RATED = replace(ASKED, raters=24, satisfied=22, is_final=True, is_enough=True, is_met=True)
ACCEPTED = replace(
    JUDGED,
    state="accepted",
    accepted_minor=PLANNED.amount_minor,
    satisfaction=RATED,
    settled_at=_on(7, 12),
    version=4,
)
DECISION_REASON = "评价人数不足，经走访居民认可。"
DECIDED = replace(
    JUDGED,
    state="partly",
    accepted_minor=PLANNED.amount_minor // 2,
    decision=milestones.Judgement(verdict="partly", percent=50, reason=DECISION_REASON, judged_at=_on(7, 30)),
    settled_at=_on(7, 30),
    version=5,
)
DELIVERABLE = files.AttachedFile(
    id=FILE_ID,
    owner_kind="deliverable",
    owner_id=FIRST_ID,
    purpose="deliverable",
    name="中期报告.pdf",
    media_type="application/pdf",
    size_bytes=181_204,
    sha256=SHA256,
    attached_at=_on(6, 27),
)
SCHEDULE = milestones.ProjectSchedule(
    project_id=town.PROJECT_ID,
    items=[
        milestones.ScheduledDate(
            kind="milestone_due",
            id=FIRST_ID,
            name=PLANNED.name,
            due_at=_on(6, 30, 16),
            is_past=False,
            state="planned",
        )
    ],
)
PAYMENT_NOTE = "中期款。"
REFERENCE = "20270716-000318"
CLAW_BACK_REASON = "审计核减。"
REFUSAL_REASON = "发票抬头有误，请更正后再申请。"
REQUESTED = payments.Payment(
    id=PAYMENT_ID,
    contract_id=CONTRACT_ID,
    milestone_id=FIRST_ID,
    project_id=town.PROJECT_ID,
    organisation_id=town.SOCIAL_ORGANISATION_ID,
    organisation_name=town.SOCIAL_ORGANISATION.name,
    amount_minor=PLANNED.amount_minor,
    clawed_back_minor=0,
    currency="CNY",
    state="requested",
    note=PAYMENT_NOTE,
    payee_bank="中国银行临江支行",
    payee_account="*6789",
    reference=None,
    paid_on=None,
    reason=None,
    claw_backs=[],
    requested_at=_on(7, 13),
    requested_by=None,
    approved_by=None,
    approved_at=None,
    recorded_by=None,
    recorded_at=None,
    version=1,
)
REFUSED = replace(REQUESTED, state="refused", reason=REFUSAL_REASON, version=2)
APPROVED = replace(
    REQUESTED,
    state="approved",
    approved_at=_on(7, 14),
    version=2,
)
PAID = replace(
    APPROVED, state="paid", reference=REFERENCE, paid_on=date(2027, 7, 16), recorded_at=_on(7, 16), version=3
)
CLAWED_BACK = replace(
    PAID,
    clawed_back_minor=100_000,
    claw_backs=[
        payments.ClawBack(
            id=CLAW_BACK_ID, amount_minor=100_000, reason=CLAW_BACK_REASON, reference="20271101-000007", at=_on(11, 1)
        )
    ],
    version=4,
)
EVALUATION_TEXT = "三场活动全部完成，居民满意，资金使用规范。"
EVALUATED = payments.FinalEvaluation(
    project_id=town.PROJECT_ID,
    contract_id=CONTRACT_ID,
    result="good",
    text=EVALUATION_TEXT,
    accepted_minor=4_800_000,
    paid_minor=4_800_000,
    freed_minor=0,
    raters=51,
    satisfied=47,
    evaluated_at=_on(11, 20),
)
OF_MILESTONE: dict[str, Any] = {
    "milestone_id": FIRST_ID,
    "call_id": CALL_ID,
    "project_id": town.PROJECT_ID,
    "community_id": town.COMMUNITY_ID,
    "social_organisation_id": town.SOCIAL_ORGANISATION_ID,
}
OF_PAYMENT: dict[str, Any] = OF_ORGANISATION | {
    "payment_id": PAYMENT_ID,
    "milestone_id": FIRST_ID,
    "call_id": CALL_ID,
    "project_id": town.PROJECT_ID,
    "amount_minor": REQUESTED.amount_minor,
}
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (
        _on(6, 23, 1),
        milestone_events.MilestoneDue(**OF_MILESTONE, name=PLANNED.name, due_on=PLANNED.due_on, days_left=7),
    ),
    (_on(7, 12, 3), milestone_events.MilestoneUndecided(**OF_MILESTONE, name=PLANNED.name)),
    (_on(7, 13), payment_events.PaymentRequested(**OF_PAYMENT)),
    (_on(7, 13, 6), payment_events.PaymentRefused(**OF_PAYMENT, reason=REFUSAL_REASON)),
    (_on(7, 14), payment_events.PaymentApproved(**OF_PAYMENT)),
    (_on(7, 16), payment_events.PaymentRecorded(**OF_PAYMENT, paid_on=date(2027, 7, 16))),
    (
        _on(11, 1),
        payment_events.PaymentClawedBack(**OF_PAYMENT | {"amount_minor": 100_000}, reason=CLAW_BACK_REASON),
    ),
    (
        _on(11, 20),
        payment_events.ProjectEvaluated(
            **OF_ORGANISATION,
            call_id=CALL_ID,
            project_id=town.PROJECT_ID,
            result="good",
            text=EVALUATION_TEXT,
            accepted_minor=4_800_000,
            paid_minor=4_800_000,
            freed_minor=0,
        ),
    ),
)
