"""How the proposal of the little town's social organisation is reviewed, awarded, and objected to."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from gateway import town, town_access, town_calls, town_proposals
from shared.messages import board_awards
from shared.messages.declare import Event
from shared.messages.outsourcing import award_events as events, awards, conclusions, objections, reviews

REVIEWER_ID, REVIEW_ID, AWARD_ID, OBJECTION_ID, OTHER_AWARD_ID, OTHER_PROPOSAL_ID, OTHER_REVIEWER_ID = map(
    town.id_of, range(0xE0, 0xE7)
)
CALL_ID, PROPOSAL_ID = town_calls.CALL_ID, town_proposals.PROPOSAL_ID
REJECTION_REASON = "缺少签章的承诺书。"
REFUSAL_REASON = "与申报单位有合作，不便评审。"
RELEASE_REASON = "时间冲突，另请专家。"
RECUSAL_REASON = "评审中发现其配偶在申报单位任职。"
CANCELLATION_REASON = "申报材料不实。"
DECLINING_REASON = "主要负责人离职，无法执行。"
OBJECTION_TEXT = "该机构去年在本社区的项目没有按期完成。"
ANSWER_REASON = "经核实，上年项目经批准延期，并已验收合格。"


def _on(day: int, hour: int) -> datetime:
    return datetime(2027, 1, day, hour, tzinfo=UTC)


ADMITTED = conclusions.CheckedProposal(
    id=PROPOSAL_ID, call_id=CALL_ID, state="admitted", reason=None, checked_at=_on(10, 2), version=7
)
REJECTED = replace(ADMITTED, state="rejected", reason=REJECTION_REASON)
ASKED = reviews.Reviewer(
    id=REVIEWER_ID,
    call_id=CALL_ID,
    member_id=town.MEMBER_ID,
    appointment_id=None,
    name="陈华英",
    state="asked",
    interests=[],
    reason=None,
    assigned=0,
    submitted=0,
    barred=0,
    review_until=town_calls.AMENDED.review_until,
    assigned_at=_on(10, 3),
    declared_at=None,
    version=1,
)
INTEREST = reviews.Interest(organisation_id=town.id_of(0xE8), kind="relative")
READY = replace(ASKED, state="ready", interests=[INTEREST], assigned=2, declared_at=_on(10, 6), version=2)
DECLINED = replace(ASKED, state="declined", reason=REFUSAL_REASON, version=2)
RELEASED = replace(
    ASKED,
    id=OTHER_REVIEWER_ID,
    member_id=None,
    appointment_id=town_access.STAFF_APPOINTMENT_ID,
    name="刘敏",
    state="released",
    reason=RELEASE_REASON,
    version=2,
)
SCORES = [
    reviews.CriterionScore(criterion_id="plan", points=90, comment="切合居民需求，分工清楚。"),
    reviews.CriterionScore(criterion_id="team", points=85),
    reviews.CriterionScore(criterion_id="budget", points=80),
]
ASSIGNED = reviews.Review(
    id=REVIEW_ID,
    call_id=CALL_ID,
    reviewer_id=REVIEWER_ID,
    proposal_id=PROPOSAL_ID,
    state="assigned",
    scores=[],
    score=None,
    is_outlier=None,
    conflict=None,
    reason=None,
    assigned_at=_on(10, 6),
    submitted_at=None,
    version=1,
)
SCORED = replace(ASSIGNED, scores=SCORES, version=2)
SUBMITTED = replace(SCORED, state="submitted", score=8650, submitted_at=_on(12, 2), version=3)
BARRED = replace(
    SUBMITTED, state="barred", scores=None, score=None, conflict="recused", reason=RECUSAL_REASON, version=4
)
AUDITED = replace(SUBMITTED, is_outlier=False)
PROGRESS = reviews.ReviewProgress(
    call_id=CALL_ID,
    unchecked=0,
    admitted=2,
    rejected=1,
    asked=0,
    reviewers=3,
    assigned=1,
    submitted=5,
    short=1,
    is_complete=False,
)
RANKED = conclusions.RankedProposal(
    proposal_id=PROPOSAL_ID,
    organisation_id=town.SOCIAL_ORGANISATION_ID,
    organisation_name=town.SOCIAL_ORGANISATION.name,
    title=town_proposals.CONTENT.title,
    amount_minor=town_proposals.CONTENT.amount_minor,
    rank=1,
    score=8650,
    is_passing=True,
    partners=[
        awards.AwardPartner(organisation_id=town_proposals.PARTNER_ID, organisation_name="临江市青禾公益发展中心")
    ],
)
NEXT_RANKED = replace(
    RANKED,
    proposal_id=OTHER_PROPOSAL_ID,
    organisation_id=town.id_of(0xE9),
    organisation_name="临江市睦邻互助服务社",
    partners=[],
    title="邻里食堂进院落",
    amount_minor=4_200_000,
    rank=2,
    score=5820,
    is_passing=False,
)
RANKING = conclusions.Ranking(call_id=CALL_ID, reviewed_at=_on(15, 2), items=[RANKED, NEXT_RANKED])
REVIEWED = replace(town_calls.AMENDED, state="reviewed", proposals_opened=3, version=5)
NO_OBJECTIONS = awards.ObjectionCounts(open=0, upheld=0, dismissed=0, withdrawn=0, dropped=0)
PENDING = awards.Award(
    id=AWARD_ID,
    call_id=CALL_ID,
    proposal_id=PROPOSAL_ID,
    project_id=town.PROJECT_ID,
    community_id=town.COMMUNITY_ID,
    organisation_id=town.SOCIAL_ORGANISATION_ID,
    organisation_name=town.SOCIAL_ORGANISATION.name,
    partners=RANKED.partners,
    title=RANKED.title,
    amount_minor=RANKED.amount_minor,
    currency="CNY",
    rank=RANKED.rank,
    score=RANKED.score,
    state="pending",
    reason=None,
    objections=replace(NO_OBJECTIONS, open=1),
    noticed_at=RANKING.reviewed_at,
    notice_ends_at=_on(22, 16),
    activated_at=None,
    sign_by=None,
    ended_at=None,
    version=1,
)
ACTIVE = replace(
    PENDING,
    state="active",
    objections=replace(NO_OBJECTIONS, dismissed=1),
    activated_at=PENDING.notice_ends_at,
    sign_by=datetime(2027, 2, 7, 16, tzinfo=UTC),
    version=2,
)
CANCELLED = replace(
    PENDING, state="cancelled", reason=CANCELLATION_REASON, objections=NO_OBJECTIONS, ended_at=_on(16, 2), version=2
)
GIVEN_UP = replace(CANCELLED, state="declined", reason=DECLINING_REASON)
ON_BOARD = board_awards.BoardAward(
    id=AWARD_ID,
    tenant_id=town.TENANT_ID,
    call_id=CALL_ID,
    proposal_id=PROPOSAL_ID,
    project_id=PENDING.project_id,
    community_id=PENDING.community_id,
    social_organisation_id=PENDING.organisation_id,
    organisation_name=PENDING.organisation_name,
    partners=PENDING.partners,
    title=PENDING.title,
    amount_minor=PENDING.amount_minor,
    currency="CNY",
    rank=PENDING.rank,
    score=PENDING.score,
    state="pending",
    reason=None,
    objections_open=1,
    objections_upheld=0,
    objections_dismissed=0,
    noticed_at=PENDING.noticed_at,
    notice_ends_at=PENDING.notice_ends_at,
    sign_by=None,
    changed_at=_on(18, 3),
)
OPEN = objections.Objection(
    id=OBJECTION_ID,
    award_id=AWARD_ID,
    call_id=CALL_ID,
    state="open",
    text=OBJECTION_TEXT,
    is_yours=True,
    objector_role="resident",
    objector_id=town.id_of(0xE9),
    reason=None,
    filed_at=_on(18, 3),
    answered_at=None,
    version=1,
)
DISMISSED = replace(OPEN, state="dismissed", is_yours=False, reason=ANSWER_REASON, answered_at=_on(20, 2), version=2)
TAKEN_BACK = replace(OPEN, state="withdrawn", answered_at=_on(19, 2), version=2)

OF_PROPOSAL: dict[str, Any] = {
    "proposal_id": PROPOSAL_ID,
    "call_id": CALL_ID,
    "social_organisation_id": town.SOCIAL_ORGANISATION_ID,
    "partner_ids": [town_proposals.PARTNER_ID],
}
OF_AWARD: dict[str, Any] = {
    "award_id": AWARD_ID,
    "call_id": CALL_ID,
    "project_id": town.PROJECT_ID,
    "community_id": town.COMMUNITY_ID,
    "social_organisation_id": town.SOCIAL_ORGANISATION_ID,
}
OF_OTHER = OF_AWARD | {"award_id": OTHER_AWARD_ID}
OF_OBJECTION = OF_AWARD | {"objection_id": OBJECTION_ID}
OF_AWARD |= {"partner_ids": [town_proposals.PARTNER_ID]}
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (ADMITTED.checked_at, events.ProposalAdmitted(**OF_PROPOSAL)),
    (_on(10, 4), events.ProposalRejected(**OF_PROPOSAL | {"proposal_id": OTHER_PROPOSAL_ID}, reason=REJECTION_REASON)),
    (
        PENDING.noticed_at,
        events.ProposalPlaced(**OF_PROPOSAL | {"proposal_id": OTHER_PROPOSAL_ID}, outcome="not_chosen", rank=2),
    ),
    (
        PENDING.noticed_at,
        events.AwardNoticed(
            **OF_AWARD,
            proposal_id=PROPOSAL_ID,
            organisation_name=PENDING.organisation_name,
            partner_names=["临江市青禾公益发展中心"],
            title=PENDING.title,
            amount_minor=PENDING.amount_minor,
            rank=PENDING.rank,
            score=PENDING.score,
            notice_ends_at=PENDING.notice_ends_at,
        ),
    ),
    (OPEN.filed_at, events.ObjectionFiled(**OF_OBJECTION)),
    (_on(19, 2), events.ObjectionWithdrawn(**OF_OBJECTION | {"objection_id": town.id_of(0xE7)})),
    (_on(20, 2), events.ObjectionDecided(**OF_OBJECTION, outcome="dismissed")),
    (PENDING.notice_ends_at, events.AwardActivated(**OF_AWARD, sign_by=ACTIVE.sign_by or PENDING.notice_ends_at)),
    (_on(25, 2), events.AwardSigned(**OF_AWARD)),
    (_on(26, 2), events.AwardCancelled(**OF_OTHER, reason=CANCELLATION_REASON)),
    (_on(26, 3), events.AwardDeclined(**OF_OTHER, reason=DECLINING_REASON)),
    (_on(27, 2), events.AwardLapsed(**OF_OTHER)),
)
