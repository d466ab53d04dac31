"""Routes of evaluation: invitations to rate, and ratings."""

from gateway.route import Route
from shared.messages import evaluation as m

RATINGS = "Ratings"

ROUTES = (
    Route(
        "GET",
        "/v1/communities/{community_id}/invitations",
        m.ListInvitations,
        summary="List a community's invitations to rate.",
        answer=m.InvitationPage,
        tag=RATINGS,
    ),
    Route(
        "POST",
        "/v1/invitations/{invitation_id}/tokens",
        m.IssueInvitationToken,
        summary="Get the token that a resident rates with.",
        status=201,
        answer=m.InvitationToken,
        errors={403: ("invitation.not_yours",), 404: ("invitation.unknown",)},
        tag=RATINGS,
    ),
    Route(
        "POST",
        "/v1/invitations/{invitation_id}/rating",
        m.GiveRating,
        summary="Rate a service with an invitation's token.",
        status=201,
        answer=m.Rating,
        errors={404: ("invitation.unknown",)},
        tag=RATINGS,
    ),
)
