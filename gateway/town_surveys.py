"""What the little town's residents think of a milestone."""

from datetime import UTC, datetime
from typing import Any

from gateway import town
from gateway.town_calls import CALL_ID
from shared.messages.declare import Event
from shared.messages.evaluation import surveys
from shared.messages.outsourcing import milestone_events as milestones

SURVEY_ID, MILESTONE_ID, INVITATION_ID = map(town.id_of, range(0xE0, 0xE3))
TOKEN = "W5pVb0k1mZsYx3TqJr8GdA"  # noqa: S105 (of nobody)
NAME = "三场活动"


def _on(day: int, hour: int, *, month: int = 6) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=UTC)


SURVEY = surveys.Survey(
    id=SURVEY_ID,
    project_id=town.PROJECT_ID,
    milestone_id=MILESTONE_ID,
    community_id=town.COMMUNITY_ID,
    social_organisation_id=town.SOCIAL_ORGANISATION_ID,
    title=town.PROJECT.title,
    name=NAME,
    state="open",
    opened_at=_on(1, 2),
    ends_at=_on(15, 16),
    is_extended=False,
    raters_min=20,
    raters=17,
    invitations=60,
    result=surveys.SurveyResult(
        ratings=10,
        satisfied=8,
        satisfied_percent=80.0,
        low_percent=49.0,
        high_percent=94.3,
        resolved=8,
        partly=1,
        not_resolved=1,
    ),
)
INVITATION = surveys.SurveyInvitation(id=INVITATION_ID, survey_id=SURVEY_ID, state="open", issued_at=_on(2, 1))
TOKENS = surveys.SurveyTokens(
    survey_id=SURVEY_ID,
    ends_at=SURVEY.ends_at,
    items=[surveys.SurveyToken(invitation_id=INVITATION_ID, token=TOKEN, path=f"/ratings/{TOKEN}")],
)
QUESTION = surveys.SurveyQuestion(survey_id=SURVEY_ID, title=SURVEY.title, name=NAME, ends_at=SURVEY.ends_at)
RATING = surveys.SurveyRating(survey_id=SURVEY_ID, score=5, outcome="resolved")
OF_MILESTONE: dict[str, Any] = {
    "milestone_id": MILESTONE_ID,
    "project_id": town.PROJECT_ID,
    "community_id": town.COMMUNITY_ID,
    "social_organisation_id": town.SOCIAL_ORGANISATION_ID,
}
OF_SURVEY: dict[str, Any] = {**OF_MILESTONE, "survey_id": SURVEY_ID}
OF_PROCESS: dict[str, Any] = {**OF_SURVEY, "call_id": CALL_ID}
SUBMITTED = milestones.MilestoneSubmitted(
    **OF_PROCESS, title=SURVEY.title, name=NAME, survey_ends_at=SURVEY.ends_at, raters_min=SURVEY.raters_min
)
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (SURVEY.opened_at, SUBMITTED),
    (_on(9, 3), surveys.SurveyTallied(**OF_SURVEY, raters=5, satisfied=4, is_final=False)),
    (_on(12, 9), surveys.SurveyTallied(**OF_SURVEY, raters=10, satisfied=8, is_final=False)),
    (SURVEY.ends_at, surveys.SurveyFellShort(**OF_SURVEY, raters=17, raters_min=20)),
    (SURVEY.ends_at, milestones.MilestoneSurveyExtended(**OF_PROCESS, survey_ends_at=_on(22, 16))),
    (_on(22, 16), surveys.SurveyTallied(**OF_SURVEY, raters=24, satisfied=20, is_final=True)),
    (
        _on(24, 2),
        milestones.MilestoneSettled(**OF_PROCESS, outcome="accepted", accepted_minor=1_500_000, amount_minor=1_500_000),
    ),
)
