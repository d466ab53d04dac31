"""Surveys as callers get them: of ratings what is told, and nothing of single ones."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from math import sqrt
from statistics import NormalDist

from services.evaluation.model.surveys import Survey, SurveyInvitation, SurveyRating
from shared.messages.evaluation import surveys as messages

OF_SURVEY = tuple(field.name for field in fields(messages.Survey) if field.name != "result")
TWO_SIDED_95 = NormalDist().inv_cdf(0.975)


def wilson_interval(hits: int, trials: int, z: float = TWO_SIDED_95) -> tuple[float, float]:
    """
    Between which shares the true one lies: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical
    Inference, Journal of the American Statistical Association 22 (1927), 209-212. Unlike the normal approximation it
    holds for few trials and for shares near 0 and 1.
    """
    share = hits / trials
    centre = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def survey_shape(one: Survey) -> messages.Survey:
    return messages.Survey(**{name: getattr(one, name) for name in OF_SURVEY}, result=_result(one))


def _result(one: Survey) -> messages.SurveyResult | None:
    if not one.told_raters:
        return None
    low, high = wilson_interval(one.told_satisfied, one.told_raters)
    return messages.SurveyResult(
        ratings=one.told_raters,
        satisfied=one.told_satisfied,
        satisfied_percent=_percent(one.told_satisfied / one.told_raters),
        low_percent=_percent(low),
        high_percent=_percent(high),
        resolved=one.told_resolved,
        partly=one.told_partly,
        not_resolved=one.told_raters - one.told_resolved - one.told_partly,
    )


def _percent(share: float) -> float:
    return round(100 * share, 1)


def invitation_shape(one: SurveyInvitation, survey: Survey, now: datetime) -> messages.SurveyInvitation:
    return messages.SurveyInvitation(
        id=one.id, survey_id=one.survey_id, state=one.state_at(now, survey), issued_at=one.issued_at
    )


def tokens_shape(survey: Survey, tokens: Mapping[str, str]) -> messages.SurveyTokens:
    """tokens: by the ids of their invitations."""
    return messages.SurveyTokens(
        survey_id=survey.id,
        ends_at=survey.ends_at,
        items=[
            messages.SurveyToken(invitation_id=id_, token=token, path=f"/ratings/{token}")
            for id_, token in tokens.items()
        ],
    )


def question_shape(one: Survey) -> messages.SurveyQuestion:
    return messages.SurveyQuestion(survey_id=one.id, title=one.title, name=one.name, ends_at=one.ends_at)


def rating_shape(one: SurveyRating) -> messages.SurveyRating:
    return messages.SurveyRating(survey_id=one.survey_id, score=one.score, outcome=one.outcome)
