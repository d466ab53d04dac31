"""Registrations of members with communities, and their receipts."""

from services.membership.model import Registration
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import registration_shape
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages import membership as messages


def request_registration(command: messages.RequestRegistration, uow: MembershipUnitOfWork) -> messages.Registration:
    """
    Have the acting member ask a community of the tenant to register them.

    Raises:
        NotFound: `community.unknown`.
        Conflict: `registration.exists`, requested or confirmed already.

    Publishes:
        RegistrationRequested.
    """
    community = uow.organisations.get(command.community_id, "community")
    member = uow.members.get(uow.actor.member_id or "")
    if uow.registrations.find(member.id, community.id):
        raise Conflict("registration.exists")
    registration = Registration(
        id=new_id(),
        tenant_id=uow.tenant_id,
        community_id=community.id,
        member=member,
        member_id=member.id,
        unit_id=member.unit_id,
        state="requested",
        requested_at=uow.now,
    )
    uow.session.add(registration)
    uow.record(registration.request())
    return registration_shape(registration)


def confirm_registration(command: messages.ConfirmRegistration, uow: MembershipUnitOfWork) -> messages.Registration:
    """
    Confirm a registration with the acting community and give the member a receipt.

    Raises:
        NotFound: `registration.unknown`.
        Forbidden: `registration.not_yours`.
        Conflict: `registration.already_confirmed`.

    Publishes:
        RegistrationConfirmed.
    """
    registration = uow.registrations.get(command.registration_id)
    if not uow.is_run_by_actor(registration.community_id):
        raise Forbidden("registration.not_yours")
    uow.expect(registration.version)
    community = uow.organisations.get(registration.community_id)
    uow.record(registration.confirm(lambda: uow.receipts.take(community, uow.now), uow.now))
    return registration_shape(registration)
