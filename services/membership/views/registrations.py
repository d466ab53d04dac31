"""Answers on registrations."""

from sqlalchemy import select

from services.membership.model import Registration
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import registration_shape
from shared.errors import Forbidden
from shared.messages import membership as messages
from shared.paging import read_page


def show_registration(query: messages.ShowRegistration, uow: MembershipUnitOfWork) -> messages.Registration:
    """
    Show a registration to its member, the member's unit, its community and the department.

    Raises:
        NotFound: `registration.unknown`.
        Forbidden: `registration.not_yours`.
    """
    registration = uow.registrations.get(query.registration_id)
    is_own = uow.actor.member_id == registration.member_id
    is_concerned = any(map(uow.is_run_by_actor, (registration.unit_id, registration.community_id)))
    if not (uow.has_oversight or is_own or is_concerned):
        raise Forbidden("registration.not_yours")
    return registration_shape(registration)


def list_registrations(query: messages.ListRegistrations, uow: MembershipUnitOfWork) -> messages.RegistrationPage:
    """
    The registrations with the acting community.

    Raises:
        NotFound: `community.unknown`.
        Forbidden: `community.not_yours`.
    """
    community = uow.organisations.get(query.community_id, "community")
    if not uow.is_run_by_actor(community.id):
        raise Forbidden("community.not_yours")
    rows = select(Registration).where(Registration.community_id == community.id)
    if query.state is not None:
        rows = rows.where(Registration.state == query.state)
    items, following = read_page(uow.session, rows, Registration.id, after=query.after, limit=query.limit)
    return messages.RegistrationPage(items=[registration_shape(item) for item in items], next=following)
