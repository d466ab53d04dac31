"""What engagement's commands and the events from membership do, and which deadline stands for which command."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from services.engagement.departures import CLAIMS_END, late_release, release_claims, release_late_claims
from services.engagement.model import (
    COMMIT_BY,
    COMMITMENT_DUE,
    TIME_TO_COMMIT,
    Base,
    Claim,
    Commitment,
    Community,
    Member,
    Wish,
)
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import claim_shape, wish_shape
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command, Event
from shared.messages.envelope import Envelope
from shared.messages.membership import CommunityOpened, MemberEnrolled, MemberErased, MemberLeft, MemberMoved
from shared.messages.wire import decode, encode, from_plain, to_plain
from shared.service import ACTING_MEMBER, BatchReaction, Handler


def publish_wish(command: messages.PublishWish, uow: EngagementUnitOfWork) -> messages.Wish:
    """
    Put a resident's wish on the wall of the acting community; whom it is for is kept encrypted.

    Raises:
        PassingConflict: `community.unknown`, not heard of yet.
        Forbidden: `community.not_yours`.

    Publishes:
        WishPublished.
    """
    community = uow.communities.get(command.community_id)
    if not uow.is_run_by_actor(community.id):
        raise Forbidden("community.not_yours")
    wish = Wish(
        id=new_id(),
        tenant_id=uow.tenant_id,
        community_id=community.id,
        title=command.title,
        category=command.category,
        beneficiary_kind=command.beneficiary_kind,
        beneficiary_encrypted=uow.cipher.encrypt(encode(to_plain(command.beneficiary)).decode()),
        source=command.source,
        state="published",
        published_at=uow.now,
    )
    uow.session.add(wish)
    uow.record(wish.publish())
    return wish_shape(wish)


def edit_wish(command: messages.EditWish, uow: EngagementUnitOfWork) -> messages.Wish:
    """
    Reword a wish that nobody has claimed.

    Raises:
        NotFound: `wish.unknown`.
        Forbidden: `wish.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Invalid: `request.invalid`, nothing is given.
        Conflict: `wish.not_editable`.

    Publishes:
        WishEdited, unless the words are those that stand already.
    """
    wish = uow.wishes.get(command.wish_id)
    if not uow.is_run_by_actor(wish.community_id):
        raise Forbidden("wish.not_yours")
    uow.expect(wish.version)
    if command.title is None and command.category is None:
        raise Invalid("request.invalid", errors=[Fault("#", "missing", "Give a title or a category.")])
    if edited := wish.edit(title=command.title, category=command.category):
        uow.record(edited)
    return wish_shape(wish)


def claim_wish(command: messages.ClaimWish, uow: EngagementUnitOfWork) -> messages.Claim:
    """
    Have the acting member hold a wish; of several at once one wins, by the wish's version.

    Raises:
        NotFound: `wish.unknown`.
        Forbidden: `access.denied`, not a member.
        Conflict: `wish.already_claimed`; `member.not_active`, has left.
        PassingConflict: `member.unknown`, not heard of yet.

    Publishes:
        WishClaimed.
    """
    if uow.actor.role != "member" or uow.actor.member_id is None:
        raise Forbidden("access.denied")
    wish = uow.wishes.get(command.wish_id)
    wish.check_free()
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
        commitment=None,
    )
    uow.record(wish.give_to(claim))
    uow.session.add(claim)
    uow.schedule(claim.subject, claim.schedule(), is_new=True)
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
        id=new_id(), tenant_id=uow.tenant_id, text=command.text, due_at=command.due_at, state="open"
    )
    uow.record(claim.commit(commitment, uow.now))
    uow.schedule(claim.subject, claim.schedule())
    return claim_shape(claim)


def reveal_beneficiary(command: messages.RevealBeneficiary, uow: EngagementUnitOfWork) -> messages.Beneficiary:
    """
    Show whom a wish is for to the member whose claim holds it, until the delivery is confirmed or the claim lapses.

    Raises:
        NotFound: `wish.unknown`.
        Forbidden: `beneficiary.not_shown`.
    """
    wish = uow.wishes.get(command.wish_id)
    claim = uow.claims.find(wish.claim_id) if wish.claim_id else None
    if claim is None or not claim.shows_beneficiary or not uow.is_actor(claim.member_id):
        raise Forbidden("beneficiary.not_shown")
    uow.subject = f"wish/{wish.id}"
    return from_plain(decode(uow.cipher.decrypt(wish.beneficiary_encrypted)), messages.Beneficiary)


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
    uow.schedule(claim.subject, claim.schedule())
    return claim_shape(claim)


def confirm_delivery(command: messages.ConfirmDelivery, uow: EngagementUnitOfWork) -> messages.Claim:
    """
    Have the wish's community confirm the delivery, with its verdict on the commitment; the wish is fulfilled.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `claim.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict, Invalid: as `Claim.confirm`.

    Publishes:
        DeliveryConfirmed.
    """
    claim = uow.claims.get(command.claim_id)
    if not uow.is_run_by_actor(claim.community_id):
        raise Forbidden("claim.not_yours")
    uow.expect(claim.version)
    uow.record(claim.confirm(uow.wishes.get(claim.wish_id), command.verdict, command.note))
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
    if uow.actor.role != "system":
        raise Forbidden("access.denied")
    claim = uow.claims.get(command.claim_id)
    for happened in claim.lapse(uow.wishes.get(claim.wish_id), uow.now):
        uow.record(happened)
    uow.schedule(claim.subject, claim.schedule())
    return claim_shape(claim)


def keep_community(event: CommunityOpened, uow: EngagementUnitOfWork) -> None:
    """Know a community, so that it can publish wishes."""
    uow.session.merge(Community(id=event.community_id, tenant_id=uow.tenant_id))


def keep_members(envelopes: Sequence[Envelope], uow: EngagementUnitOfWork) -> None:
    """Know members and their units, so that they can claim, again if they had left."""
    enrolled = [(envelope.tenant, cast(MemberEnrolled | MemberMoved, envelope.data)) for envelope in envelopes]
    uow.put_members({event.member_id: (tenant_id, event.unit_id) for tenant_id, event in enrolled})


def _get_own_claim(claim_id: str, uow: EngagementUnitOfWork) -> Claim:
    """The acting member's own claim, as the caller has read it."""
    claim = uow.claims.get(claim_id)
    if not uow.is_actor(claim.member_id):
        raise Forbidden("claim.not_yours")
    uow.expect(claim.version)
    return claim


def _lapse(claim_id: str) -> Command:
    return messages.LapseClaim(claim_id=claim_id)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.PublishWish: publish_wish,
    messages.EditWish: edit_wish,
    messages.ClaimWish: claim_wish,
    messages.MakeCommitment: make_commitment,
    messages.RevealBeneficiary: reveal_beneficiary,
    messages.DeliverWish: deliver_wish,
    messages.ConfirmDelivery: confirm_delivery,
    messages.LapseClaim: lapse_claim,
    messages.ReleaseClaims: release_late_claims,
}
REACTIONS: Mapping[type[Event], Handler] = {
    CommunityOpened: keep_community,
    MemberLeft: release_claims,
    MemberErased: release_claims,
}
REACTIONS_TO_MANY: Mapping[type[Event], BatchReaction] = {MemberEnrolled: keep_members, MemberMoved: keep_members}
LOADS: Mapping[type[Command], Mapping[str, type[Base]]] = {
    messages.PublishWish: {"community_id": Community},
    messages.ClaimWish: {"wish_id": Wish, ACTING_MEMBER: Member},
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    COMMIT_BY: _lapse,
    COMMITMENT_DUE: _lapse,
    CLAIMS_END: late_release,
}
