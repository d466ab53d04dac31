"""What the documentation shows of surveys about milestones."""

from gateway import town_surveys as town
from gateway.examples.parts import Part
from shared.messages.evaluation import surveys

PART = Part(
    requests={
        surveys.IssueSurveyInvitations: {"count": 1},
        surveys.RateSurvey: {"score": 5, "outcome": "resolved", "comment": "三场都办得热闹。"},
    },
    answers={
        "GET /v1/surveys": surveys.SurveyPage(items=[town.SURVEY], next=None),
        "GET /v1/surveys/{survey_id}": town.SURVEY,
        "GET /v1/surveys/{survey_id}/invitations": surveys.SurveyInvitationPage(items=[town.INVITATION], next=None),
        "POST /v1/surveys/{survey_id}/invitations": town.TOKENS,
        "GET /ratings/{token}": town.QUESTION,
        "POST /ratings/{token}": town.RATING,
    },
    path_ids={"survey_id": town.SURVEY_ID},
)
