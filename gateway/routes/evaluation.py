"""Routes of evaluation: invitations to rate, and ratings."""

from gateway.route import Route
from shared.messages import evaluation as m

RATINGS = "Ratings"
ENDED = ("invitation.used", "invitation.expired")

ROUTES = (
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
