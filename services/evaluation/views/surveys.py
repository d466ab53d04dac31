"""Surveys and their invitations as they are shown and listed, and what who holds a token is asked."""

from collections.abc import Mapping

from sqlalchemy import Select, select

from services.evaluation.model.surveys import Survey, SurveyInvitation
from services.evaluation.repository import EvaluationUnitOfWork
from services.evaluation.schemas.surveys import invitation_shape, question_shape, survey_shape
from shared.errors import Conflict, Forbidden, NotFound
from shared.messages.declare import Query
from shared.messages.evaluation import surveys as messages
from shared.paging import read_page
from shared.service import Handler


def show_survey(query: messages.ShowSurvey, uow: EvaluationUnitOfWork) -> messages.Survey:
    """
    Show a survey to the department, its community and the organisation that is rated.

    Raises:
        NotFound: `survey.unknown`.
        Forbidden: `survey.not_yours`.
    """
    survey = uow.surveys.get(query.survey_id)
    is_party = uow.is_community(survey.community_id) or uow.is_organisation(survey.social_organisation_id)
    if not (uow.has_oversight or is_party):
        raise Forbidden("survey.not_yours")
    return survey_shape(survey)


def list_surveys(query: messages.ListSurveys, uow: EvaluationUnitOfWork) -> messages.SurveyPage:
    """
    The tenant's surveys for the department; for a community those in it, for an organisation those about its work.

    Raises:
        Forbidden: `access.denied`, anybody else.
    """
    rows = _visible(uow)
    if query.project_id is not None:
        rows = rows.where(Survey.project_id == query.project_id)
    if query.milestone_id is not None:
        rows = rows.where(Survey.milestone_id == query.milestone_id)
    if query.state is not None:
        rows = rows.where(Survey.state == query.state)
    items, following = read_page(
        uow.session,
        rows,
        Survey.id,
        after=query.after,
        limit=query.limit,
        order=query.order,
        soonest=Survey.ends_at,
    )
    return messages.SurveyPage(items=[survey_shape(item) for item in items], next=following)


def _visible(uow: EvaluationUnitOfWork) -> Select[Survey]:
    if uow.has_oversight:
        return uow.surveys.all
    if uow.actor.role == "community":
        return uow.surveys.all.where(Survey.community_id == uow.actor.organisation_id)
    if uow.actor.role == "organisation":
        return uow.surveys.all.where(Survey.social_organisation_id == uow.actor.organisation_id)
    raise Forbidden("access.denied")


def list_survey_invitations(
    query: messages.ListSurveyInvitations, uow: EvaluationUnitOfWork
) -> messages.SurveyInvitationPage:
    """
    A survey's invitations, without their tokens, for its community.

    Raises:
        NotFound: `survey.unknown`.
        Forbidden: `survey.not_yours`.
    """
    survey = uow.surveys.get(query.survey_id)
    if not uow.is_community(survey.community_id):
        raise Forbidden("survey.not_yours")
    if query.state in ("open", "expired") and (query.state == "open") != survey.is_taking(uow.now):
        return messages.SurveyInvitationPage(items=[], next=None)
    rows = select(SurveyInvitation).where(SurveyInvitation.survey_id == survey.id)
    if query.state is not None:
        rows = rows.where(SurveyInvitation.is_used == (query.state == "used"))
    items, following = read_page(
        uow.session, rows, SurveyInvitation.id, after=query.after, limit=query.limit, order=query.order
    )
    return messages.SurveyInvitationPage(
        items=[invitation_shape(item, survey, uow.now) for item in items], next=following
    )


def show_survey_question(query: messages.ShowSurveyQuestion, uow: EvaluationUnitOfWork) -> messages.SurveyQuestion:
    """
    What the holder of a token that is still good is asked.

    Raises:
        NotFound: `survey_question.unknown`, no such token.
        Conflict: `invitation.used`, `invitation.expired`.
    """
    found = uow.survey_invitations.find(query.token)
    if found is None:
        raise NotFound("survey_question.unknown")
    invitation, survey = found
    state = invitation.state_at(uow.now, survey)
    if state != "open":
        raise Conflict(f"invitation.{state}")
    return question_shape(survey)


QUERIES: Mapping[type[Query], Handler] = {
    messages.ShowSurvey: show_survey,
    messages.ListSurveys: list_surveys,
    messages.ListSurveyInvitations: list_survey_invitations,
    messages.ShowSurveyQuestion: show_survey_question,
}
