"""Answers on contacts and appointments, for the organisation and the department."""

from services.membership.model import Appointment, Contact
from services.membership.repository import MembershipUnitOfWork
from services.membership.repository.access import NOBODY
from services.membership.schemas import appointment_shape, contact_shape
from shared.clock import SHANGHAI
from shared.messages import membership as messages
from shared.paging import read_page


def list_contacts(query: messages.ListContacts, uow: MembershipUnitOfWork) -> messages.ContactPage:
    """
    List an organisation's contacts for itself and the department, for who is paired with it, and for the members who
    are on its roster or registered with it.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
    """
    organisation = uow.organisations.get(query.organisation_id)
    if not _may_ask(organisation.id, uow):
        uow.check_in_charge(organisation.id)
    rows = uow.contacts.of_organisation(organisation.id)
    items, following = read_page(uow.session, rows, Contact.id, after=query.after, limit=query.limit)
    return messages.ContactPage(items=[contact_shape(item, uow.cipher) for item in items], next=following)


def _may_ask(organisation_id: str, uow: MembershipUnitOfWork) -> bool:
    own_id = uow.actor.organisation_id or NOBODY
    if uow.actor.member_id:
        return own_id == organisation_id or uow.registrations.is_confirmed(uow.actor.member_id, organisation_id)
    return uow.pairings.are_paired(own_id, organisation_id) or uow.pairings.are_paired(organisation_id, own_id)


def show_appointment(query: messages.ShowAppointment, uow: MembershipUnitOfWork) -> messages.Appointment:
    """
    Show an appointment to its organisation, the department, and the member whom it concerns.

    Raises:
        NotFound: `appointment.unknown`.
        Forbidden: `organisation.not_yours`.
    """
    appointment = uow.appointments.get(query.appointment_id)
    if uow.actor.member_id is None or uow.actor.member_id != appointment.member_id:
        uow.check_in_charge(appointment.organisation_id)
    return appointment_shape(appointment, uow.cipher, uow.now)


def list_appointments(query: messages.ListAppointments, uow: MembershipUnitOfWork) -> messages.AppointmentPage:
    """
    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
    """
    organisation = uow.organisations.get(query.organisation_id)
    uow.check_in_charge(organisation.id)
    today = uow.now.astimezone(SHANGHAI).date()
    rows = uow.appointments.of_organisation(organisation.id, office=query.office, state=query.state, today=today)
    items, following = read_page(uow.session, rows, Appointment.id, after=query.after, limit=query.limit)
    return messages.AppointmentPage(
        items=[appointment_shape(item, uow.cipher, uow.now) for item in items], next=following
    )
