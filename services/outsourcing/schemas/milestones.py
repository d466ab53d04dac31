"""Milestones as everybody gets them who has to do with their project."""

from datetime import datetime

from services.outsourcing.model.milestones import Milestone
from shared.messages.outsourcing import milestones as messages
from shared.messages.outsourcing.milestones import Verdict


def milestone_shape(milestone: Milestone, now: datetime) -> messages.Milestone:
    return messages.Milestone(
        id=milestone.id,
        contract_id=milestone.contract_id,
        project_id=milestone.project_id,
        community_id=milestone.community_id,
        organisation_id=milestone.organisation_id,
        position=milestone.position,
        name=milestone.name,
        amount_minor=milestone.amount_minor,
        accepted_minor=milestone.accepted_minor,
        currency="CNY",
        due_on=milestone.due_on,
        is_overdue=milestone.is_overdue(now),
        deliverables=milestone.deliverables,
        acceptance=milestone.acceptance,
        state=milestone.state,
        attempt=milestone.attempt,
        note=milestone.note,
        submitted_at=milestone.submitted_at,
        judgement=_judgement(
            milestone.verdict, milestone.verdict_percent, milestone.verdict_reason, milestone.judged_at
        ),
        satisfaction=_satisfaction(milestone),
        decision=_judgement(
            milestone.decided_verdict, milestone.decided_percent, milestone.decided_reason, milestone.decided_at
        ),
        settled_at=milestone.settled_at,
        version=milestone.version,
    )


def _judgement(
    verdict: Verdict | None, percent: int | None, reason: str | None, at: datetime | None
) -> messages.Judgement | None:
    if verdict is None or at is None:
        return None
    return messages.Judgement(verdict=verdict, percent=percent, reason=reason, judged_at=at)


def _satisfaction(milestone: Milestone) -> messages.Satisfaction | None:
    if milestone.survey_id is None or milestone.survey_ends_at is None:
        return None
    return messages.Satisfaction(
        survey_id=milestone.survey_id,
        ends_at=milestone.survey_ends_at,
        is_extended=milestone.is_extended,
        raters=milestone.raters if milestone.raters or milestone.is_final else None,
        satisfied=milestone.satisfied,
        is_final=milestone.is_final,
        is_enough=milestone.is_enough if milestone.is_final else None,
        is_met=milestone.is_enough and milestone.is_met if milestone.is_final else None,
    )
