"""What members claim, promise and deliver."""

from collections.abc import Callable, Mapping

from services.engagement.handlers.need_links import notice_done
from services.engagement.model import COMMIT_BY, COMMITMENT_DUE, TIME_TO_COMMIT, Claim, Commitment, Wish
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import claim_shape
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.engagement import WishStepKind
from shared.service import Handler


def claim_wish(command: messages.ClaimWish, uow: EngagementUnitOfWork) -> messages.Claim:
    """
    Have the acting member hold a wish; of several at once one wins, by the wish's version.

    Raises:
        NotFound: `wish.unknown`.
        Forbidden: `access.denied`, not a member.
        Conflict: `wish.already_claimed`; `wish.not_open`, withdrawn or expired; `member.not_active`, has left.
        PassingConflict: `member.unknown`, not heard of yet.

    Publishes:
        WishClaimed.
    """
    if uow.actor.role != "member" or uow.actor.member_id is None:
        raise Forbidden("access.denied")
    wish = uow.wishes.get(command.wish_id)
    wish.check_free(uow.now)
    member = uow.members.get(uow.actor.member_id)
    if member.has_left:
        raise Conflict("member.not_active")
    claim = Claim(
        id=new_id(),
        tenant_id=uow.tenant_id,
        wish_id=wish.id,
        community_id=wish.community_id,
        member_id=member.id,
        unit_id=member.unit_id,
        state="claimed",
        plan=command.plan,
        claimed_at=uow.now,
        commit_by=uow.now + TIME_TO_COMMIT,
        due_at=uow.now + TIME_TO_COMMIT,
        times_sent_back=0,
        evidence_count=0,
        commitment=None,
    )
    uow.record(wish.give_to(claim))
    uow.session.add(claim)
    uow.schedule(claim.subject, claim.schedule(uow.now), is_new=True)
    uow.keep_step("claimed", wish.id, claim.id, due_at=claim.due_at)
    return claim_shape(claim)


def make_commitment(command: messages.MakeCommitment, uow: EngagementUnitOfWork) -> messages.Claim:
    """
    Have the claimer promise publicly; the promise's instant takes the place of the claim's deadline.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `claim.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict, Invalid: as `Claim.commit`.

    Publishes:
        CommitmentMade.
    """
    claim = _get_own_claim(command.claim_id, uow)
    commitment = Commitment(
        id=new_id(),
        tenant_id=uow.tenant_id,
        kind="wish",
        target_id=claim.wish_id,
        claim_id=claim.id,
        place_claim_id=None,
        community_id=claim.community_id,
        member_id=claim.member_id,
        unit_id=claim.unit_id,
        text=command.text,
        made_at=uow.now,
        due_at=command.due_at,
        state="open",
        extended_from=None,
        extension_reason=None,
        reported_at=None,
    )
    uow.record(claim.commit(commitment, uow.now))
    uow.schedule(claim.subject, claim.schedule(uow.now))
    uow.keep_step("committed", claim.wish_id, claim.id, due_at=claim.due_at)
    return claim_shape(claim)


def extend_commitment(command: messages.ExtendCommitment, uow: EngagementUnitOfWork) -> messages.Claim:
    """
    Have the claimer put the deadline of their commitment off, once.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `claim.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict, Invalid: as `Claim.extend`.

    Publishes:
        CommitmentExtended.
    """
    claim = _get_own_claim(command.claim_id, uow)
    uow.record(claim.extend(command.due_at, command.reason, uow.now))
    uow.schedule(claim.subject, claim.schedule(uow.now))
    uow.keep_step("extended", claim.wish_id, claim.id, reason=command.reason, due_at=claim.due_at)
    return claim_shape(claim)


def give_back_claim(command: messages.GiveBackClaim, uow: EngagementUnitOfWork) -> messages.Claim:
    """
    Have the claimer let go of a wish that they can't deliver; it is on the wall again.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `claim.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `Claim.give_back`.

    Publishes:
        CommitmentReleased where there was a commitment, then WishReturned.
    """
    claim = _get_own_claim(command.claim_id, uow)
    wish = uow.wishes.get(claim.wish_id)
    for happened in claim.give_back(wish, uow.now):
        uow.record(happened)
    keep_return(claim, wish, "given_back", uow, reason=command.reason)
    return claim_shape(claim)


def deliver_wish(command: messages.DeliverWish, uow: EngagementUnitOfWork) -> messages.Claim:
    """
    Have the claimer say that the wish is delivered; from now on the claim can't lapse.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `claim.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `Claim.deliver`.

    Publishes:
        WishDelivered.
    """
    claim = _get_own_claim(command.claim_id, uow)
    uow.record(claim.deliver(uow.wishes.get(claim.wish_id), command.note, uow.now))
    uow.schedule(claim.subject, claim.schedule(uow.now))
    uow.keep_step("delivered", claim.wish_id, claim.id)
    return claim_shape(claim)


def send_back_delivery(command: messages.SendBackDelivery, uow: EngagementUnitOfWork) -> messages.Claim:
    """
    Have the wish's community not take a delivery as it is: the claimer has three days at least to deliver again.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `claim.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `Claim.send_back`.

    Publishes:
        DeliverySentBack.
    """
    claim = _get_claim_of_community(command.claim_id, uow)
    uow.record(claim.send_back(uow.wishes.get(claim.wish_id), command.reason, uow.now))
    uow.schedule(claim.subject, claim.schedule(uow.now))
    uow.keep_step("sent_back", claim.wish_id, claim.id, reason=command.reason, due_at=claim.due_at)
    return claim_shape(claim)


def confirm_delivery(command: messages.ConfirmDelivery, uow: EngagementUnitOfWork) -> messages.Claim:
    """
    Have the wish's community confirm the delivery, with its verdict on the commitment. The wish is fulfilled, and so it
    is noted with the needs that are linked with it.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `claim.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict, Invalid: as `Claim.confirm`.

    Publishes:
        DeliveryConfirmed.
    """
    claim = _get_claim_of_community(command.claim_id, uow)
    wish = uow.wishes.hold(claim.wish_id)
    uow.record(claim.confirm(wish, command.verdict, command.note, uow.now))
    uow.schedule(wish.subject, wish.schedule(), is_new=wish.expires_at is None)
    if claim.evidence_count:
        uow.schedule(claim.subject, claim.schedule(uow.now), is_new=True)
    if claim.commitment and command.verdict:
        uow.keep_ruling(claim.commitment, command.verdict, command.note)
    uow.keep_step("fulfilled", claim.wish_id, claim.id)
    notice_done("wish", claim.wish_id, uow)
    return claim_shape(claim)


def lapse_claim(command: messages.LapseClaim, uow: EngagementUnitOfWork) -> messages.Claim:
    """
    End a claim whose deadline has passed and put its wish on the wall again.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: as `Claim.lapse`.

    Publishes:
        CommitmentLapsed where there was a commitment, then WishReturned.
    """
    uow.check_timer()
    claim = uow.claims.get(command.claim_id)
    wish = uow.wishes.get(claim.wish_id)
    for happened in claim.lapse(wish, uow.now):
        uow.record(happened)
    if claim.commitment:
        uow.keep_ruling(claim.commitment, "lapsed")
    keep_return(claim, wish, "lapsed", uow)
    return claim_shape(claim)


def keep_return(
    claim: Claim, wish: Wish, kind: WishStepKind, uow: EngagementUnitOfWork, *, reason: str | None = None
) -> None:
    """Keep that a claim has ended; the wish is on the wall again, and expires at once if it is past its time."""
    uow.schedule(claim.subject, claim.schedule(uow.now))
    if wish.expires_at:
        uow.schedule(wish.subject, wish.schedule())
    uow.keep_step(kind, wish.id, claim.id, reason=reason)


def _get_own_claim(claim_id: str, uow: EngagementUnitOfWork) -> Claim:
    """The acting member's own claim, as the caller has read it."""
    claim = uow.claims.get(claim_id)
    if not uow.is_actor(claim.member_id):
        raise Forbidden("claim.not_yours")
    uow.expect(claim.version)
    return claim


def _get_claim_of_community(claim_id: str, uow: EngagementUnitOfWork) -> Claim:
    """A claim of the acting community's wish, as the caller has read it."""
    claim = uow.claims.get(claim_id)
    if not uow.is_run_by_actor(claim.community_id):
        raise Forbidden("claim.not_yours")
    uow.expect(claim.version)
    return claim


def lapse(claim_id: str) -> Command:
    return messages.LapseClaim(claim_id=claim_id)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.ClaimWish: claim_wish,
    messages.MakeCommitment: make_commitment,
    messages.ExtendCommitment: extend_commitment,
    messages.GiveBackClaim: give_back_claim,
    messages.DeliverWish: deliver_wish,
    messages.SendBackDelivery: send_back_delivery,
    messages.ConfirmDelivery: confirm_delivery,
    messages.LapseClaim: lapse_claim,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    COMMIT_BY: lapse,
    COMMITMENT_DUE: lapse,
}
