"""Messages of evaluation, a module for each kind of thing; those of single invitations are told here too."""

from shared.messages.evaluation import invitations, surveys
from shared.messages.evaluation.invitations import (
    CollectEvaluationData,
    ExpireInvitation,
    GiveRating,
    Invitation,
    InvitationExpired,
    InvitationOpened,
    InvitationPage,
    InvitationState,
    InvitationToken,
    IssueInvitationToken,
    ListInvitations,
    Outcome,
    Rating,
    RatingGiven,
)

__all__ = [
    "CollectEvaluationData",
    "ExpireInvitation",
    "GiveRating",
    "Invitation",
    "InvitationExpired",
    "InvitationOpened",
    "InvitationPage",
    "InvitationState",
    "InvitationToken",
    "IssueInvitationToken",
    "ListInvitations",
    "Outcome",
    "Rating",
    "RatingGiven",
    "invitations",
    "surveys",
]
