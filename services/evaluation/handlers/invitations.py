"""Single invitations: opened by a confirmed delivery, handed on, used, expired."""

from collections.abc import Callable, Mapping

from services.evaluation.model.invitations import EXPIRES, OPEN_FOR, Invitation, Rating
from services.evaluation.repository import EvaluationUnitOfWork
from services.evaluation.schemas.invitations import invitation_shape, rating_shape, token_shape
from shared.errors import Forbidden
from shared.ids import new_id
from shared.messages.declare import Command, Event
from shared.messages.engagement import DeliveryConfirmed
from shared.messages.evaluation import invitations as messages
from shared.service import Handler


def issue_invitation_token(
    command: messages.IssueInvitationToken, uow: EvaluationUnitOfWork
) -> messages.InvitationToken:
    """
    Make out a token for the acting community to hand on; one made out before is worth nothing any more.

    Returns:
        The token, this once.

    Raises:
        NotFound: `invitation.unknown`.
        Forbidden: `invitation.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `invitation.used`, `invitation.expired`.
    """
    invitation = uow.invitations.get(command.invitation_id)
    if not uow.is_run_by_actor(invitation.community_id):
        raise Forbidden("invitation.not_yours")
    uow.expect(invitation.version)
    uow.subject = invitation.subject
    return token_shape(invitation, invitation.issue_token(uow.now))


def give_rating(command: messages.GiveRating, uow: EvaluationUnitOfWork) -> messages.Rating:
    """
    Rate through an invitation, once; of two uses at the same time one counts, by the invitation's version.

    Raises:
        NotFound: `invitation.unknown`.
        Forbidden: `invitation.foreign`, `invitation.token_invalid`.
        Conflict: `invitation.used`, `invitation.expired`, told to the holder of the right token alone.

    Publishes:
        RatingGiven, in the invitation's tenant: who rates belongs to none.
    """
    invitation = uow.invitations_everywhere.get(command.invitation_id)
    rating = Rating(
        id=new_id(),
        tenant_id=invitation.tenant_id,
        invitation_id=invitation.id,
        score=command.score,
        outcome=command.outcome,
        comment_encrypted=uow.cipher.encrypt(command.comment) if command.comment else None,
        rated_at=uow.now,
    )
    uow.record(invitation.use(command.token, rating), tenant_id=invitation.tenant_id)
    uow.session.add(rating)
    uow.schedule(invitation.subject, invitation.schedule())
    return rating_shape(rating)


def expire_invitation(command: messages.ExpireInvitation, uow: EvaluationUnitOfWork) -> messages.Invitation:
    """
    End an invitation that nobody used in time.

    Raises:
        NotFound: `invitation.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `invitation.not_due`, `invitation.used`, `invitation.expired`.

    Publishes:
        InvitationExpired.
    """
    uow.check_timer()
    invitation = uow.invitations.get(command.invitation_id)
    uow.record(invitation.expire(uow.now))
    uow.schedule(invitation.subject, invitation.schedule())
    return invitation_shape(invitation)


def open_invitation(event: DeliveryConfirmed, uow: EvaluationUnitOfWork) -> None:
    """
    Invite who received a confirmed delivery to rate it, once for each claim.

    Publishes:
        InvitationOpened.
    """
    if uow.invitations.find_of_claim(event.claim_id):
        return
    invitation = Invitation(
        id=new_id(),
        tenant_id=uow.tenant_id,
        community_id=event.community_id,
        wish_id=event.wish_id,
        claim_id=event.claim_id,
        member_id=event.member_id,
        unit_id=event.unit_id,
        title=event.title,
        state="open",
        opened_at=uow.now,
        expires_at=uow.now + OPEN_FOR,
    )
    uow.session.add(invitation)
    uow.record(invitation.open())
    uow.schedule(invitation.subject, invitation.schedule(), is_new=True)


def _expire(invitation_id: str) -> Command:
    return messages.ExpireInvitation(invitation_id=invitation_id)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.IssueInvitationToken: issue_invitation_token,
    messages.GiveRating: give_rating,
    messages.ExpireInvitation: expire_invitation,
}
REACTIONS: Mapping[type[Event], Handler] = {DeliveryConfirmed: open_invitation}
DEADLINES: Mapping[str, Callable[[str], Command]] = {EXPIRES: _expire}
