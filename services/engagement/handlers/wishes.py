"""Wishes on a community's wall."""

from services.engagement.model import Wish
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import wish_shape
from shared.errors import Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.wire import decode, encode, from_plain, to_plain


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
