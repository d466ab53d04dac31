"""Routes of evaluation: invitations to rate, and ratings; surveys about milestones."""

from gateway import rating_pages
from gateway.route import Route
from shared.messages import evaluation as m

RATINGS = "Ratings"
SURVEYS = "Surveys"
ENDED = ("invitation.used", "invitation.expired")
s = m.surveys
OWN_SURVEY = {403: ("survey.not_yours",), 404: ("survey.unknown",)}

SINGLE = (
    Route(
        "GET",
        "/v1/communities/{community_id}/invitations",
        m.ListInvitations,
        summary="List a community's invitations to rate.",
        answer=m.InvitationPage,
        errors={403: ("community.not_yours",)},
        tag=RATINGS,
    ),
    Route(
        "POST",
        "/v1/invitations/{invitation_id}/tokens",
        m.IssueInvitationToken,
        summary="Get the token that a resident rates with.",
        status=201,
        answer=m.InvitationToken,
        heeds_if_match=True,
        errors={403: ("invitation.not_yours",), 404: ("invitation.unknown",), 409: ENDED},
        tag=RATINGS,
    ),
    Route(
        "POST",
        "/v1/invitations/{invitation_id}/rating",
        m.GiveRating,
        summary="Rate a service with an invitation's token.",
        status=201,
        answer=m.Rating,
        errors={
            403: ("invitation.token_invalid", "invitation.foreign"),
            404: ("invitation.unknown",),
            409: ENDED,
        },
        tag=RATINGS,
    ),
)
SURVEYED = (
    Route(
        "GET",
        "/v1/surveys",
        s.ListSurveys,
        summary="List surveys about milestones.",
        answer=s.SurveyPage,
        tag=SURVEYS,
    ),
    Route(
        "GET",
        "/v1/surveys/{survey_id}",
        s.ShowSurvey,
        summary="Show a survey and its result.",
        answer=s.Survey,
        errors=OWN_SURVEY,
        tag=SURVEYS,
    ),
    Route(
        "GET",
        "/v1/surveys/{survey_id}/invitations",
        s.ListSurveyInvitations,
        summary="List a survey's invitations.",
        answer=s.SurveyInvitationPage,
        errors=OWN_SURVEY,
        tag=SURVEYS,
    ),
    Route(
        "POST",
        "/v1/surveys/{survey_id}/invitations",
        s.IssueSurveyInvitations,
        summary="Make out invitations to rate a milestone.",
        status=201,
        answer=s.SurveyTokens,
        errors=OWN_SURVEY | {409: ("survey.not_in_step", "survey.invitations_spent")},
        tag=SURVEYS,
    ),
    Route(
        "GET",
        "/ratings/{token}",
        s.ShowSurveyQuestion,
        summary="See what an invitation asks to rate.",
        carry_out=rating_pages.show_question,
        answer=s.SurveyQuestion,
        has_page=True,
        errors={404: ("survey_question.unknown",), 409: ENDED},
        tag=SURVEYS,
    ),
    Route(
        "POST",
        "/ratings/{token}",
        s.RateSurvey,
        summary="Rate a milestone by an invitation.",
        carry_out=rating_pages.take_rating,
        status=201,
        answer=s.SurveyRating,
        has_page=True,
        errors={403: ("invitation.token_invalid",), 409: ENDED},
        tag=SURVEYS,
    ),
)
ROUTES = (*SINGLE, *SURVEYED)
