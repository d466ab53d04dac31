"""Whose need it is: shown to the community, and forgotten."""

from collections.abc import Callable, Mapping

from services.engagement.handlers.need_news import read_contact
from services.engagement.model import CLOSED, CONTACT_KEPT, CONTACT_KEPT_FOR
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import need_shape
from shared.errors import Conflict, Forbidden, NotFound
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.service import Handler


def reveal_need_contact(command: messages.RevealNeedContact, uow: EngagementUnitOfWork) -> messages.NeedPerson:
    """
    Show whose need it is to the community's staff.

    Raises:
        NotFound: `need.unknown`; `need_contact.none`, nobody is kept.
        Forbidden: `need.not_yours`.
    """
    need = uow.needs.get(command.need_id)
    if not uow.is_run_by_actor(need.community_id):
        raise Forbidden("need.not_yours")
    uow.subject = need.subject
    if need.contact_encrypted is None:
        raise NotFound("need_contact.none")
    contact = read_contact(need.contact_encrypted, uow)
    return messages.NeedPerson(name=contact.name, phone=contact.phone)


def erase_need_contact(command: messages.EraseNeedContact, uow: EngagementUnitOfWork) -> messages.Need:
    """
    Delete name and phone for good; who has submitted the need still sees it.

    Raises:
        NotFound: `need.unknown`.
        Forbidden: `need.not_yours`, neither the resident's nor the community's.
        PreconditionFailed: `precondition.failed`.
    """
    need = uow.needs.get(command.need_id)
    if not uow.may_read(need):
        raise Forbidden("need.not_yours")
    uow.expect(need.version)
    need.forget_contact()
    uow.subject = need.subject
    uow.schedule(need.subject, need.schedule())
    return need_shape(need)


def forget_need_contact(command: messages.ForgetNeedContact, uow: EngagementUnitOfWork) -> messages.Need:
    """
    Forget whose need it was, long after it was closed; of one that follows another, once that one is closed too.

    Raises:
        NotFound: `need.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `need_contact.not_due`.
    """
    uow.check_timer()
    need = uow.needs.get(command.need_id)
    due_at = need.schedule().get(CONTACT_KEPT)
    if due_at is None or due_at > uow.now:
        raise Conflict("need_contact.not_due")
    leading = uow.needs.get(need.merged_into_id) if need.merged_into_id else need
    uow.subject = need.subject
    if leading.state not in CLOSED:
        uow.schedule(need.subject, {CONTACT_KEPT: uow.now + CONTACT_KEPT_FOR})
        return need_shape(need)
    need.resident_id = None
    need.forget_contact()
    uow.schedule(need.subject, {})
    return need_shape(need)


def late_forgetting(need_id: str) -> Command:
    return messages.ForgetNeedContact(need_id=need_id)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.RevealNeedContact: reveal_need_contact,
    messages.EraseNeedContact: erase_need_contact,
    messages.ForgetNeedContact: forget_need_contact,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    CONTACT_KEPT: late_forgetting,
}
