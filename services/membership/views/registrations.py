"""Answers on registrations."""

from typing import Any

from sqlalchemy import Select, select

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
    if not (uow.has_oversight or registration.side_of(uow.actor)):
        raise Forbidden("registration.not_yours")
    return registration_shape(registration, uow.actor)


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
    rows = _matching(community_id=community.id, state=query.state, kind=query.kind, unit_id=query.unit_id)
    return _page(rows, query.after, query.limit, uow)


def list_unit_registrations(
    query: messages.ListUnitRegistrations, uow: MembershipUnitOfWork
) -> messages.RegistrationPage:
    """
    The registrations of a unit's members, for the unit and the department.

    Raises:
        NotFound: `unit.unknown`.
        Forbidden: `unit.not_yours`.
    """
    unit = uow.organisations.get(query.unit_id, "unit")
    uow.check_in_charge(unit.id, "unit.not_yours")
    rows = _matching(unit_id=unit.id, state=query.state, kind=query.kind, community_id=query.community_id)
    return _page(rows, query.after, query.limit, uow)


def list_member_registrations(
    query: messages.ListMemberRegistrations, uow: MembershipUnitOfWork
) -> messages.RegistrationPage:
    """
    A member's registrations, those that are over too, for themselves, their unit and the department.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
    """
    member = uow.members.get(query.member_id)
    if not (uow.has_oversight or uow.is_run_by_actor(member.unit_id) or uow.actor.member_id == member.id):
        raise Forbidden("member.not_yours")
    return _page(_matching(member_id=member.id), query.after, query.limit, uow)


def _matching(**wanted: Any) -> Select[Registration]:
    """Registrations by their columns; None is any."""
    conditions = [getattr(Registration, name) == value for name, value in wanted.items() if value is not None]
    return select(Registration).where(*conditions)


def _page(
    rows: Select[Registration], after: str | None, limit: int, uow: MembershipUnitOfWork
) -> messages.RegistrationPage:
    items, following = read_page(uow.session, rows, Registration.id, after=after, limit=limit)
    return messages.RegistrationPage(items=[registration_shape(item, uow.actor) for item in items], next=following)
