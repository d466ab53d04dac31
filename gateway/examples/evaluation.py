"""What the documentation shows of evaluation."""

from gateway import town
from gateway.examples.parts import Part
from shared.messages import evaluation

PART = Part(
    requests={
        evaluation.GiveRating: {
            "token": town.RATING_TOKEN,
            "score": 5,
            "outcome": "resolved",
            "comment": "来得很快。",
        },
    },
    answers={
        "GET /v1/communities/{community_id}/invitations": evaluation.InvitationPage(items=[town.INVITATION], next=None),
        "POST /v1/invitations/{invitation_id}/tokens": town.INVITATION_TOKEN,
        "POST /v1/invitations/{invitation_id}/rating": town.RATING,
    },
    path_ids={
        "invitation_id": town.INVITATION_ID,
    },
)
