"""Single invitations and ratings as callers get them."""

from services.evaluation.model.invitations import Invitation, Rating
from shared.messages.evaluation import invitations as messages


def invitation_shape(invitation: Invitation) -> messages.Invitation:
    return messages.Invitation(
        id=invitation.id,
        community_id=invitation.community_id,
        wish_id=invitation.wish_id,
        title=invitation.title,
        state=invitation.state,
        opened_at=invitation.opened_at,
        expires_at=invitation.expires_at,
        version=invitation.version,
    )


def token_shape(invitation: Invitation, token: str) -> messages.InvitationToken:
    return messages.InvitationToken(invitation_id=invitation.id, token=token, expires_at=invitation.expires_at)


def rating_shape(rating: Rating) -> messages.Rating:
    return messages.Rating(
        id=rating.id,
        invitation_id=rating.invitation_id,
        score=rating.score,
        outcome=rating.outcome,
        rated_at=rating.rated_at,
    )
