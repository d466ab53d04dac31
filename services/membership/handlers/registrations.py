"""Registrations of members with communities, one at a time, and what becomes of them when members leave or move."""

from services.membership.model import Member, Registration
from services.membership.model.registrations import SIDES
from services.membership.repository import MembershipUnitOfWork
from services.membership.repository.access import NOBODY
from services.membership.schemas import registration_shape
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages import membership as messages


def request_registration(command: messages.RequestRegistration, uow: MembershipUnitOfWork) -> messages.Registration:
    """
    Have the acting member ask a community of the tenant to register them.

    Raises:
        NotFound: `community.unknown`.
        Conflict: `registration.exists`, one of this kind is requested or confirmed already; `registration.not_paired`,
            the member's unit isn't paired with the community; `member.not_active`; `organisation.closed`, the
            community is.

    Publishes:
        RegistrationRequested.
    """
    community = uow.organisations.get(command.community_id, "community")
    community.check_open()
    member = uow.members.get_active(uow.actor.member_id or NOBODY)
    if uow.registrations.find_live(member.id, command.kind):
        raise Conflict("registration.exists")
    registration = _new(member, community.id, command.kind, uow)
    _check_paired(registration, uow)
    uow.session.add(registration)
    uow.record(registration.request())
    return registration_shape(registration, uow.actor)


def confirm_registration(command: messages.ConfirmRegistration, uow: MembershipUnitOfWork) -> messages.Registration:
    """
    Confirm a registration with the acting community and give the member a receipt. One that follows another takes its
    place.

    Raises:
        NotFound: `registration.unknown`.
        Forbidden: `registration.not_yours`.
        Conflict: `registration.already_confirmed`; `registration.not_requested`; `registration.not_paired`, the pairing
            that it rests on has ended.

    Publishes:
        RegistrationTransferred where it follows another, then RegistrationConfirmed.
    """
    registration = _get("confirm", command.registration_id, uow)
    registration.check_confirmable()
    _check_paired(registration, uow)
    community = uow.organisations.get(registration.community_id)
    receipt_number = uow.receipts.take(community, uow.now)  # locks the counter, before the registrations
    if followed := _lock_followed(registration, uow):
        uow.record(followed.give_way_to(registration, uow.now))
        uow.registrations.vacate()
    uow.record(registration.confirm(receipt_number, uow.now))
    return registration_shape(registration, uow.actor)


def refuse_registration(command: messages.RefuseRegistration, uow: MembershipUnitOfWork) -> messages.Registration:
    """
    Refuse a registration with the acting community, with the reason.

    Raises:
        NotFound: `registration.unknown`.
        Forbidden: `registration.not_yours`.
        Conflict: `registration.not_requested`.

    Publishes:
        RegistrationRefused.
    """
    registration = _get("refuse", command.registration_id, uow)
    uow.record(registration.refuse(command.reason, uow.now))
    return registration_shape(registration, uow.actor)


def withdraw_registration(command: messages.WithdrawRegistration, uow: MembershipUnitOfWork) -> messages.Registration:
    """
    Have the acting member take a request back.

    Raises:
        NotFound: `registration.unknown`.
        Forbidden: `registration.not_yours`.
        Conflict: `registration.not_requested`.

    Publishes:
        RegistrationWithdrawn.
    """
    registration = _get("withdraw", command.registration_id, uow)
    uow.record(registration.withdraw("member", uow.now))
    return registration_shape(registration, uow.actor)


def end_registration(command: messages.EndRegistration, uow: MembershipUnitOfWork) -> messages.Registration:
    """
    End a confirmed registration, for its member, community or unit; a request that was to follow it stands alone.

    Raises:
        NotFound: `registration.unknown`.
        Forbidden: `registration.not_yours`.
        Conflict: `registration.not_live`, not confirmed, or over.

    Publishes:
        RegistrationEnded.
    """
    registration = _get("end", command.registration_id, uow)
    side = registration.side_of(uow.actor)
    if side is None:
        raise Forbidden("registration.not_yours")
    successor = uow.registrations.find_successor(registration.id)
    uow.record(registration.end(side, command.reason, uow.now))
    if successor:
        uow.registrations.vacate()
        successor.stand_alone()
    return registration_shape(registration, uow.actor)


def transfer_registration(command: messages.TransferRegistration, uow: MembershipUnitOfWork) -> messages.Registration:
    """
    Ask another community, for the member, to take over a confirmed registration; it stays live until that community
    has confirmed the new one.

    Returns:
        The new registration.

    Raises:
        NotFound: `registration.unknown`, `community.unknown`.
        Forbidden: `registration.not_yours`.
        Conflict: `registration.not_live`, not confirmed, or over; `registration.exists`, it is that community's already
            or another is asked; `registration.not_paired`, as for a request; `member.not_active`.

    Publishes:
        RegistrationRequested.
    """
    registration = _get("transfer", command.registration_id, uow)
    registration.check_transferable()
    community = uow.organisations.get(command.community_id, "community")
    if community.id == registration.community_id or uow.registrations.find_successor(registration.id):
        raise Conflict("registration.exists")
    member = uow.members.get_active(registration.member_id)
    successor = _new(member, community.id, registration.kind, uow)
    successor.follows_id = registration.id
    _check_paired(successor, uow)
    registration.count_up()  # so that it can't end at the same time
    uow.session.add(successor)
    uow.record(successor.request())
    return registration_shape(successor, uow.actor)


def _get(step: messages.RegistrationStep, registration_id: str, uow: MembershipUnitOfWork) -> Registration:
    """A registration as the caller has read it, who acts for one of the sides that may take this step."""
    registration = uow.registrations.get(registration_id)
    if registration.side_of(uow.actor) not in SIDES[step]:
        raise Forbidden("registration.not_yours")
    uow.expect(registration.version)
    return registration


def _lock_followed(registration: Registration, uow: MembershipUnitOfWork) -> Registration | None:
    """What a registration is to follow, both as they are now: where that one has just ended, it follows none."""
    if registration.follows_id is None:
        return None
    both = uow.registrations.load_locked({registration.id, registration.follows_id})
    uow.expect(registration.version)
    return both[registration.follows_id] if registration.follows_id else None


def _new(member: Member, community_id: str, kind: messages.RegistrationKind, uow: MembershipUnitOfWork) -> Registration:
    return Registration(
        id=new_id(),
        tenant_id=uow.tenant_id,
        community_id=community_id,
        member=member,
        member_id=member.id,
        unit_id=member.unit_id,
        kind=kind,
        state="requested",
        requested_at=uow.now,
    )


def _check_paired(registration: Registration, uow: MembershipUnitOfWork) -> None:
    if registration.kind != "paired":
        return
    if not uow.pairings.communities_of(registration.unit_id, registration.community_id):
        raise Conflict("registration.not_paired")
