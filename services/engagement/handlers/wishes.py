"""Wishes on a community's wall."""

from collections.abc import Callable, Mapping

from services.engagement.handlers.need_links import notice_ended
from services.engagement.model import WISH_EXPIRES, Wish
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import wish_shape
from shared.errors import Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.wire import encode, to_plain
from shared.service import Handler


def publish_wish(command: messages.PublishWish, uow: EngagementUnitOfWork) -> messages.Wish:
    """
    Put a resident's wish on the wall of the acting community; whom it is for is kept encrypted.

    Raises:
        PassingConflict: `community.unknown`, not heard of yet.
        Forbidden: `community.not_yours`.
        Invalid: as `Wish.publish`.

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
        expires_at=command.expires_at,
    )
    uow.record(wish.publish())
    uow.session.add(wish)
    if wish.expires_at:
        uow.schedule(wish.subject, wish.schedule(), is_new=True)
    uow.keep_step("published", wish.id)
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
    wish = _check_own(uow.wishes.get(command.wish_id), uow)
    if command.title is None and command.category is None:
        raise Invalid("request.invalid", errors=[Fault("#", "missing", "Give a title or a category.")])
    if edited := wish.edit(title=command.title, category=command.category):
        uow.record(edited)
        uow.keep_step("edited", wish.id)
    return wish_shape(wish)


def withdraw_wish(command: messages.WithdrawWish, uow: EngagementUnitOfWork) -> messages.Wish:
    """
    Take a wish off the wall for good. Who has claimed it is held to nothing; that nothing comes of it is noted with the
    needs that are linked with it.

    Raises:
        NotFound: `wish.unknown`.
        Forbidden: `wish.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `Wish.withdraw`.

    Publishes:
        CommitmentReleased where there was a commitment, then WishWithdrawn.
    """
    wish = _check_own(uow.wishes.hold(command.wish_id), uow)
    claim = uow.claims.find(wish.claim_id) if wish.claim_id else None
    for happened in wish.withdraw(claim, uow.now):
        uow.record(happened)
    if claim:
        uow.schedule(claim.subject, claim.schedule(uow.now))
    uow.keep_step("withdrawn", wish.id, claim.id if claim else None, reason=command.reason)
    _close(wish, uow)
    return wish_shape(wish)


def expire_wish(command: messages.ExpireWish, uow: EngagementUnitOfWork) -> messages.Wish:
    """
    Take a wish off the wall that nobody has claimed in time.

    Raises:
        NotFound: `wish.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: as `Wish.expire`.

    Publishes:
        WishExpired.
    """
    uow.check_timer()
    wish = uow.wishes.hold(command.wish_id)
    uow.record(wish.expire(uow.now))
    uow.keep_step("expired", wish.id)
    _close(wish, uow)
    return wish_shape(wish)


def reopen_wish(command: messages.ReopenWish, uow: EngagementUnitOfWork) -> messages.Wish:
    """
    Put an expired wish on the wall again.

    Raises:
        NotFound: `wish.unknown`.
        Forbidden: `wish.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict, Invalid: as `Wish.reopen`.

    Publishes:
        WishReopened.
    """
    wish = _check_own(uow.wishes.get(command.wish_id), uow)
    uow.record(wish.reopen(command.expires_at, uow.now))
    uow.schedule(wish.subject, wish.schedule())
    uow.keep_step("reopened", wish.id)
    return wish_shape(wish)


def late_expiry(wish_id: str) -> Command:
    return messages.ExpireWish(wish_id=wish_id)


def _check_own(wish: Wish, uow: EngagementUnitOfWork) -> Wish:
    """The acting community's own wish, as the caller has read it."""
    if not uow.is_run_by_actor(wish.community_id):
        raise Forbidden("wish.not_yours")
    uow.expect(wish.version)
    return wish


def _close(wish: Wish, uow: EngagementUnitOfWork) -> None:
    uow.schedule(wish.subject, wish.schedule())
    notice_ended("wish", [wish.id], uow)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.PublishWish: publish_wish,
    messages.EditWish: edit_wish,
    messages.WithdrawWish: withdraw_wish,
    messages.ExpireWish: expire_wish,
    messages.ReopenWish: reopen_wish,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    WISH_EXPIRES: late_expiry,
}
