"""What the little town calls for: a project of the department, and what became of it."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from gateway import town
from shared.messages import board_calls
from shared.messages.declare import Event
from shared.messages.outsourcing import call_events, calls, enquiries, projects
from shared.messages.outsourcing.terms import Criterion, Eligibility, LineOfCall, MilestoneOfCall

CALL_ID, NEXT_CALL_ID, AMENDMENT_ID, ENQUIRY_ID, BUDGET_ID = map(town.id_of, range(0xC0, 0xC5))


def _on(day: int, hour: int, *, month: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


CALLED = replace(town.PROJECT, state="called", call_id=CALL_ID, version=2)
EDITED = replace(town.PROJECT, title="邻里节与长者餐桌", version=2)
WITHDRAWN = replace(town.PROJECT, state="cancelled", reason="并入市级项目。", version=2)

DRAFT = calls.Call(
    id=CALL_ID,
    state="draft",
    title="2027 年社区公益服务项目征集",
    about="面向独居老人和放学后的儿童，由社会组织带着在职党员一起做。",
    fields=["children", "elderly"],
    fundings=[calls.CallFunding(budget_id=BUDGET_ID, amount_minor=30_000_000)],
    total_minor=30_000_000,
    currency="CNY",
    amount_cap_minor=10_000_000,
    projects_sought=3,
    duration_max_months=12,
    enquiries_until=_on(20, 9),
    proposals_until=_on(31, 9),
    review_until=_on(20, 9, month=1, year=2027),
    criteria=[
        Criterion(id="plan", name="方案", about="是否切合居民需求，是否可行。", weight=50),
        Criterion(id="team", name="团队", weight=30),
        Criterion(id="budget", name="预算", weight=20),
    ],
    budget_lines=[LineOfCall(name="人员补贴", max_percent=40), LineOfCall(name="活动物料")],
    milestones=[MilestoneOfCall(name="中期", max_share_percent=60), MilestoneOfCall(name="末期")],
    eligibility=Eligibility(kinds=["social_service_institution"], rating_min=2, inspections_passed=1),
    project_ids=[town.PROJECT_ID],
    community_ids=[town.COMMUNITY_ID],
    reason=None,
    first_call_id=None,
    amendments=0,
    proposals_opened=None,
    drafted_at=_on(7, 1),
    published_at=None,
    version=1,
)
REWRITTEN = replace(DRAFT, projects_sought=2, version=2)
DISCARDED = replace(DRAFT, state="discarded", version=2)
PUBLISHED = replace(DRAFT, state="published", published_at=_on(8, 1), version=2)
AMENDED = replace(PUBLISHED, proposals_until=_on(8, 9, month=1, year=2027), amendments=1, version=3)
CANCELLED = replace(AMENDED, state="cancelled", reason="资金来源有变。", version=4)
REPEATED = replace(AMENDED, id=NEXT_CALL_ID, state="draft", first_call_id=CALL_ID, published_at=None, version=1)
REPEATED = replace(REPEATED, amendments=0, drafted_at=_on(10, 1, month=1, year=2027))
AMENDMENT_REASON = "元旦假期顺延。"
AMENDMENT = calls.CallAmendment(
    id=AMENDMENT_ID,
    call_id=CALL_ID,
    number=1,
    reason=AMENDMENT_REASON,
    changed=["proposals_until"],
    before=calls.CallPart(proposals_until=PUBLISHED.proposals_until),
    after=calls.CallPart(proposals_until=AMENDED.proposals_until),
    amended_at=_on(12, 1),
)
SCHEDULE = calls.CallSchedule(
    items=[
        calls.CallDeadline(kind="enquiries_end", due_at=AMENDED.enquiries_until, is_past=True),
        calls.CallDeadline(kind="proposals_end", due_at=AMENDED.proposals_until, is_past=False),
        calls.CallDeadline(kind="review_end", due_at=_on(20, 9, month=1, year=2027), is_past=False),
    ]
)
ASKED = enquiries.Enquiry(
    id=ENQUIRY_ID,
    call_id=CALL_ID,
    question="两家机构联合申报时由谁签约？",
    state="asked",
    answer=None,
    is_yours=True,
    asked_at=_on(9, 2),
    answered_at=None,
    version=1,
)
ANSWER = "由牵头机构签约，合作机构须在申报截止前确认。"
ANSWERED = replace(ASKED, state="answered", answer=ANSWER, is_yours=False, answered_at=_on(10, 2), version=2)

# As they are written.
WRITTEN: dict[str, Any] = {
    name.name: getattr(DRAFT, name.name) for name in fields(calls.CallTerms) if name.name != "currency"
}
NOTICE = calls.CallNotice(**{name.name: getattr(AMENDED, name.name) for name in fields(calls.CallNotice)})
BOARD_CALL = board_calls.BoardCall(
    **{name.name: getattr(NOTICE, name.name) for name in fields(NOTICE)},
    id=CALL_ID,
    tenant_id=town.TENANT_ID,
    state="published",
    total_minor=AMENDED.total_minor,
    currency="CNY",
    reason=None,
    first_call_id=None,
    amendments=1,
    proposals_opened=None,
    published_at=_on(8, 1),
    changed_at=_on(12, 1),
)
SHOWN_CALL = board_calls.ShownCall(
    **{name.name: getattr(BOARD_CALL, name.name) for name in fields(BOARD_CALL)},
    amendment_notes=[
        board_calls.BoardAmendment(
            number=1, reason=AMENDMENT_REASON, changed=AMENDMENT.changed, amended_at=AMENDMENT.amended_at
        )
    ],
    enquiries=[board_calls.BoardEnquiry(id=ENQUIRY_ID, question=ASKED.question, answer=ANSWER, answered_at=_on(10, 2))],
)

OF_PROJECT: dict[str, Any] = {"project_id": town.PROJECT_ID, "community_id": town.COMMUNITY_ID}
OF_CALL: dict[str, Any] = OF_PROJECT | {"call_id": CALL_ID}
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (
        _on(7, 2),
        projects.ProjectEdited(
            **OF_PROJECT,
            title=town.PROJECT.title,
            budget_minor=town.PROJECT.budget_minor,
            currency=town.PROJECT.currency,
            starts_on=town.PROJECT.starts_on,
            ends_on=town.PROJECT.ends_on,
        ),
    ),
    (_on(8, 1), projects.ProjectCalled(**OF_CALL)),
    (
        _on(10, 2),
        call_events.EnquiryAnswered(
            enquiry_id=ENQUIRY_ID,
            call_id=CALL_ID,
            question=ASKED.question,
            answer=ANSWER,
            answered_at=_on(10, 2),
            social_organisation_id=town.SOCIAL_ORGANISATION_ID,
        ),
    ),
    (_on(9, 1, month=1, year=2027), projects.ProjectFreed(**OF_CALL)),
    (_on(11, 1, month=1, year=2027), projects.ProjectWithdrawn(**OF_PROJECT, reason=WITHDRAWN.reason or "")),
)
