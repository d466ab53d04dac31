"""Whom a wish is for: shown to its claimer and its community, and forgotten."""

from collections.abc import Callable, Mapping

from services.engagement.model import BENEFICIARY_KEPT
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import wish_shape
from shared.errors import Forbidden, NotFound
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.wire import decode, from_plain
from shared.service import Handler


def reveal_beneficiary(command: messages.RevealBeneficiary, uow: EngagementUnitOfWork) -> messages.Beneficiary:
    """
    Show whom a wish is for: to its community, and to the member whose claim holds it until the delivery is confirmed or
    the claim ends.

    Raises:
        NotFound: `wish.unknown`; `beneficiary.none`, erased long after the wish was over.
        Forbidden: `beneficiary.not_shown`.
    """
    wish = uow.wishes.get(command.wish_id)
    if not uow.may_reveal(wish, uow.claims.find(wish.claim_id) if wish.claim_id else None):
        raise Forbidden("beneficiary.not_shown")
    uow.subject = wish.subject
    if wish.beneficiary_encrypted is None:
        raise NotFound("beneficiary.none")
    return from_plain(decode(uow.cipher.decrypt(wish.beneficiary_encrypted)), messages.Beneficiary)


def forget_beneficiary(command: messages.ForgetBeneficiary, uow: EngagementUnitOfWork) -> messages.Wish:
    """
    Forget whom a wish was for, long after it was over.

    Raises:
        NotFound: `wish.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: as `Wish.forget_beneficiary`.
    """
    uow.check_timer()
    wish = uow.wishes.get(command.wish_id)
    wish.forget_beneficiary(uow.now)
    uow.subject = wish.subject
    uow.schedule(wish.subject, wish.schedule())
    return wish_shape(wish)


def late_forgetting_of_beneficiary(wish_id: str) -> Command:
    return messages.ForgetBeneficiary(wish_id=wish_id)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.ForgetBeneficiary: forget_beneficiary,
    messages.RevealBeneficiary: reveal_beneficiary,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    BENEFICIARY_KEPT: late_forgetting_of_beneficiary,
}
