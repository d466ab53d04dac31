"""Surveys: opened by a submitted milestone, rated by who holds an invitation, told in lots, extended, closed."""

from collections.abc import Callable, Mapping

from services.evaluation.model.surveys import SURVEY_ENDS, Survey, SurveyRating
from services.evaluation.repository import EvaluationUnitOfWork
from services.evaluation.schemas.surveys import rating_shape, survey_shape, tokens_shape
from shared.encryption import new_secret, secret_digest
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages.declare import Command, Event
from shared.messages.evaluation import surveys as messages
from shared.messages.outsourcing.milestone_events import MilestoneSettled, MilestoneSubmitted, MilestoneSurveyExtended
from shared.service import Handler

TOKEN_ENTROPY_BYTES = 16


def issue_survey_invitations(
    command: messages.IssueSurveyInvitations, uow: EvaluationUnitOfWork
) -> messages.SurveyTokens:
    """
    Make out invitations for the acting community to hand to residents who benefit.

    Returns:
        Their tokens, this once.

    Raises:
        NotFound: `survey.unknown`.
        Forbidden: `survey.not_yours`, also to who is rated and to the department.
        Conflict: `survey.not_in_step`, `survey.invitations_spent`.
    """
    survey = uow.surveys.get(command.survey_id)
    if not uow.is_community(survey.community_id):
        raise Forbidden("survey.not_yours")
    survey.issue(command.count, uow.now)
    uow.subject = survey.subject
    tokens = {new_id(): new_secret(TOKEN_ENTROPY_BYTES) for _ in range(command.count)}
    of_all = {"tenant_id": survey.tenant_id, "survey_id": survey.id, "is_used": False, "issued_at": uow.now}
    uow.survey_invitations.add(
        [{"id": id_, "token_digest": secret_digest(token), **of_all} for id_, token in tokens.items()]
    )
    return tokens_shape(survey, tokens)


def rate_survey(command: messages.RateSurvey, uow: EvaluationUnitOfWork) -> messages.SurveyRating:
    """
    Rate a milestone by an invitation, once; of two uses at the same time one counts.

    Raises:
        Forbidden: `invitation.token_invalid`.
        Conflict: `invitation.used`, `invitation.expired`, told to the holder of the right token alone.

    Publishes:
        SurveyTallied, where enough ratings have come since the last, in the survey's tenant: who rates belongs to none.
    """
    found = uow.survey_invitations.find(command.token)
    if found is None:
        raise Forbidden("invitation.token_invalid")
    invitation, survey = found
    if invitation.is_used:
        raise Conflict("invitation.used")
    if not survey.is_taking(uow.now):
        raise Conflict("invitation.expired")
    if not uow.survey_invitations.use(invitation.id):
        raise Conflict("invitation.used")
    rating = SurveyRating(
        id=new_id(),
        tenant_id=survey.tenant_id,
        survey_id=survey.id,
        invitation_id=invitation.id,
        number=survey.take_rating(),
        score=command.score,
        outcome=command.outcome,
        comment_encrypted=uow.cipher.encrypt(command.comment) if command.comment else None,
        rated_at=uow.now,
    )
    uow.session.add(rating)
    uow.subject = survey.subject
    tell_ratings(survey, uow)
    return rating_shape(rating)


def end_survey(command: messages.EndSurvey, uow: EvaluationUnitOfWork) -> messages.Survey:
    """
    End a survey at its time: for good, or with too few ratings, so that it may be extended.

    Raises:
        NotFound: `survey.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `survey.not_in_step`, `survey.not_due`.

    Publishes:
        SurveyTallied, the last; or SurveyFellShort.
    """
    uow.check_timer()
    survey = uow.surveys.get(command.survey_id)
    if fell_short := survey.end(uow.now):
        uow.record(fell_short)
    else:
        tell_ratings(survey, uow)
    uow.schedule(survey.subject, survey.schedule())
    return survey_shape(survey)


def open_survey(event: MilestoneSubmitted, uow: EvaluationUnitOfWork) -> None:
    """Open the survey that a submitted milestone asks for, once."""
    if event.survey_id is None or event.survey_ends_at is None or event.raters_min is None:
        return
    if uow.surveys.find(event.survey_id):
        return
    survey = Survey(
        id=event.survey_id,
        tenant_id=uow.tenant_id,
        project_id=event.project_id,
        milestone_id=event.milestone_id,
        community_id=event.community_id,
        social_organisation_id=event.social_organisation_id,
        title=event.title,
        name=event.name,
        state="open",
        opened_at=uow.now,
        ends_at=event.survey_ends_at,
        raters_min=event.raters_min,
    )
    uow.session.add(survey)
    uow.schedule(survey.subject, survey.schedule(), is_new=True)


def extend_survey(event: MilestoneSurveyExtended, uow: EvaluationUnitOfWork) -> None:
    """Have a survey take ratings for longer; one that is closed stays closed, for all of it is told."""
    survey = uow.surveys.hold(event.survey_id)
    if survey and survey.extend(event.survey_ends_at):
        uow.schedule(survey.subject, survey.schedule())


def close_survey(event: MilestoneSettled, uow: EvaluationUnitOfWork) -> None:
    """
    Close the survey of a milestone that is decided on, if it isn't yet.

    Publishes:
        SurveyTallied, the last.
    """
    survey = uow.surveys.hold(event.survey_id) if event.survey_id else None
    if survey and survey.settle():
        tell_ratings(survey, uow)
        uow.schedule(survey.subject, survey.schedule())


def tell_ratings(survey: Survey, uow: EvaluationUnitOfWork) -> None:
    """
    Tell as much of a survey's ratings as may be told by now.

    Publishes:
        SurveyTallied, where that is more than before, or the survey is closed.
    """
    lot = survey.due_lot
    if lot:
        uow.session.flush()
        survey.tell(uow.survey_ratings.sum_of(survey.id, survey.told_raters + 1, survey.told_raters + lot))
    if lot or survey.state == "closed":
        uow.record(survey.tally, tenant_id=survey.tenant_id)


def _end(survey_id: str) -> Command:
    return messages.EndSurvey(survey_id=survey_id)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.IssueSurveyInvitations: issue_survey_invitations,
    messages.RateSurvey: rate_survey,
    messages.EndSurvey: end_survey,
}
REACTIONS: Mapping[type[Event], Handler] = {
    MilestoneSubmitted: open_survey,
    MilestoneSurveyExtended: extend_survey,
    MilestoneSettled: close_survey,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {SURVEY_ENDS: _end}
