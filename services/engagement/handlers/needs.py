"""What residents submit and communities decide about needs."""

from collections.abc import Mapping
from dataclasses import replace

from services.engagement.handlers.need_news import tell_of_need
from services.engagement.model import By, Community, Moved, Need
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import need_shape
from shared.errors import Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.engagement import NeedContact
from shared.messages.engagement.categories import BY_CODE
from shared.messages.wire import encode, to_plain
from shared.service import Handler


def submit_need(command: messages.SubmitNeed, uow: EngagementUnitOfWork) -> messages.Need:
    """
    Lay a need before a community, with a ticket to follow it by; whose it is is kept encrypted.

    Raises:
        PassingConflict: `community.unknown`, not heard of yet.
        Forbidden: `community.not_yours`.
        Invalid: `need.category_unknown`; `request.invalid`, a resident gives another phone, or a contact is empty.

    Publishes:
        NeedCounted; NeedSubmitted, unless it is private; NeedNewsIssued, where there is somebody to tell.
    """
    community = uow.communities.get(command.community_id)
    is_resident = uow.actor.role == "resident"
    if not (is_resident or uow.is_run_by_actor(community.id)):
        raise Forbidden("community.not_yours")
    check_category(command.category)
    contact = _contact(command, uow)
    need = new_need(command, contact, "resident" if is_resident else "staff" if contact else "community", uow)
    need.resident_id = uow.actor.client_id if is_resident else None
    return keep_new(need, community, uow)


def check_category(category: str) -> None:
    """
    Raises:
        Invalid: `need.category_unknown`.
    """
    if category not in BY_CODE:
        fault = Fault("#/category", "not_a_choice", "Not a code of the list of categories.")
        raise Invalid("need.category_unknown", errors=[fault])


def new_need(
    said: messages.SubmitNeed | messages.ReportNeed,
    contact: NeedContact | None,
    origin: messages.NeedOrigin,
    uow: EngagementUnitOfWork,
) -> Need:
    """What is said, as a need that isn't submitted yet."""
    return Need(
        id=new_id(),
        tenant_id=uow.tenant_id,
        community_id=said.community_id,
        resident_id=None,
        category=said.category,
        title=said.title,
        description=said.description,
        place=said.place,
        latitude=None,
        longitude=None,
        report_digest=None,
        privacy=said.privacy,
        origin=origin,
        has_contact=contact is not None,
        contact_encrypted=uow.cipher.encrypt(encode(to_plain(contact)).decode()) if contact else None,
        merged_into_id=None,
        closed_at=None,
        links=[],
    )


def keep_new(need: Need, community: Community, uow: EngagementUnitOfWork) -> messages.Need:
    """Submit a need under its community's next number."""
    need.ticket_number = uow.ticket_numbers.take(community, uow.now)
    moved = need.submit(_by(uow))
    uow.session.add(need)
    uow.session.flush()  # before the step that names it, and what is read of it
    return keep_move(need, moved, uow)


def accept_need(command: messages.AcceptNeed, uow: EngagementUnitOfWork) -> messages.Need:
    """
    Have the community see to a need; what isn't private is public from now on.

    Raises:
        NotFound: `need.unknown`.
        Forbidden: `need.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `Need.accept`.

    Publishes:
        NeedCounted; NeedAccepted, unless it is private; NeedNewsIssued, where there is somebody to tell.
    """
    need = get_need_of_community(command.need_id, uow)
    return keep_move(need, need.accept(_by(uow, command.reason)), uow)


def decline_need(command: messages.DeclineNeed, uow: EngagementUnitOfWork) -> messages.Need:
    """
    Say why the community won't see to a need.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `accept_need`.
        Conflict: as `Need.decline`.

    Publishes:
        NeedCounted; NeedDeclined, unless it is private; NeedNewsIssued, where there is somebody to tell.
    """
    need = get_need_of_community(command.need_id, uow)
    return keep_move(need, need.decline(_by(uow, command.reason)), uow)


def merge_need(command: messages.MergeNeed, uow: EngagementUnitOfWork) -> messages.Need:
    """
    Have a need, and those that follow it, follow another one.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `accept_need`.
        Conflict: as `Need.merge`.

    Publishes:
        NeedCounted; NeedMerged, unless it is private; NeedNewsIssued, where there is somebody to tell.
    """
    need = get_need_of_community(command.need_id, uow)
    into = uow.needs.get(command.into_id)
    moved = need.merge(into, _by(uow, command.reason))
    answer = keep_move(need, moved, uow)
    uow.needs.have_follow(need.id, into)
    return answer


def resolve_need(command: messages.ResolveNeed, uow: EngagementUnitOfWork) -> messages.Need:
    """
    Tell what became of a need.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `accept_need`.
        Conflict, Invalid: as `Need.resolve`.

    Publishes:
        NeedCounted; NeedResolved, unless it is private; NeedNewsIssued, where there is somebody to tell.
    """
    need = get_need_of_community(command.need_id, uow)
    return keep_move(need, need.resolve(command.outcome, _by(uow, command.reason)), uow)


def reopen_need(command: messages.ReopenNeed, uow: EngagementUnitOfWork) -> messages.Need:
    """
    Have a need that was closed go on.

    Raises:
        NotFound: `need.unknown`.
        Forbidden: `need.not_yours`, neither the resident's nor the community's.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `Need.reopen`.

    Publishes:
        NeedCounted; NeedReopened, unless it is private; NeedNewsIssued, where there is somebody to tell.
    """
    need = uow.needs.get(command.need_id)
    if not uow.may_read(need):
        raise Forbidden("need.not_yours")
    uow.expect(need.version)
    return keep_move(need, need.reopen(_by(uow, command.reason)), uow)


def withdraw_need(command: messages.WithdrawNeed, uow: EngagementUnitOfWork) -> messages.Need:
    """
    Have the resident take a need back; nothing of what it said is left.

    Raises:
        NotFound: `need.unknown`.
        Forbidden: `need.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `Need.withdraw`.

    Publishes:
        NeedCounted; NeedWithdrawn, unless it is private.
    """
    need = uow.needs.get(command.need_id)
    if not uow.is_of_resident(need):
        raise Forbidden("need.not_yours")
    uow.expect(need.version)
    return keep_move(need, need.withdraw(_by(uow)), uow)


def get_need_of_community(need_id: str, uow: EngagementUnitOfWork) -> Need:
    """
    A need of the acting community, as the caller has read it.

    Raises:
        NotFound: `need.unknown`.
        Forbidden: `need.not_yours`.
        PreconditionFailed: `precondition.failed`.
    """
    need = uow.needs.get(need_id)
    if not uow.is_run_by_actor(need.community_id):
        raise Forbidden("need.not_yours")
    uow.expect(need.version)
    return need


def keep_move(need: Need, moved: Moved, uow: EngagementUnitOfWork) -> messages.Need:
    """Keep a step with all that follows from it."""
    uow.subject, uow.reason = need.subject, moved.step.reason
    uow.session.add(moved.step)
    for event in moved.events:
        uow.record(event)
    tell_of_need(need, uow)
    uow.schedule(need.subject, need.schedule())
    return need_shape(need)


def _by(uow: EngagementUnitOfWork, reason: str | None = None) -> By:
    return By(uow.actor.role, uow.now, reason)


def _contact(command: messages.SubmitNeed, uow: EngagementUnitOfWork) -> NeedContact | None:
    """
    Whom to ask and to tell: a resident by the phone that they have signed in by.

    Raises:
        Invalid: `request.invalid`.
    """
    given = command.contact
    if uow.actor.role == "resident" and uow.actor.contact_encrypted:
        if given and given.phone:
            fault = Fault("#/contact/phone", "unexpected", "Of a resident it is the phone that they have signed in by.")
            raise Invalid("request.invalid", errors=[fault])
        phone = uow.cipher.decrypt(uow.actor.contact_encrypted)
        return replace(given or NeedContact(), phone=phone)
    check_contact(given)
    return given


def check_contact(given: NeedContact | None) -> None:
    """
    Raises:
        Invalid: `request.invalid`, it is empty.
    """
    if given and not (given.name or given.phone):
        raise Invalid("request.invalid", errors=[Fault("#/contact", "missing", "Give a name or a phone.")])


COMMANDS: Mapping[type[Command], Handler] = {
    messages.SubmitNeed: submit_need,
    messages.AcceptNeed: accept_need,
    messages.DeclineNeed: decline_need,
    messages.MergeNeed: merge_need,
    messages.ResolveNeed: resolve_need,
    messages.ReopenNeed: reopen_need,
    messages.WithdrawNeed: withdraw_need,
}
