"""Contacts of organisations, and who is appointed at them."""

from datetime import date

from services.membership.model import Appointment, Contact, Member, Organisation
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import appointment_shape, contact_shape
from shared.clock import SHANGHAI
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import membership as messages

UNTIL_PAST = "Before the first day, or before today."


def add_contact(command: messages.AddContact, uow: MembershipUnitOfWork) -> messages.Contact:
    """
    Keep whom an organisation can be asked by: the department of any in its tenant, others of themselves.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
        Conflict: `organisation.closed`.
    """
    organisation = _in_charge_of(command.organisation_id, uow)
    contact = Contact(
        id=new_id(),
        tenant_id=uow.tenant_id,
        organisation_id=organisation.id,
        name=command.name,
        duty=command.duty,
        phone_encrypted=_encrypted(command.phone, uow),
        email_encrypted=_encrypted(command.email, uow),
    )
    uow.session.add(contact)
    uow.subject = f"contact/{contact.id}"
    return contact_shape(contact, uow.cipher)


def edit_contact(command: messages.EditContact, uow: MembershipUnitOfWork) -> messages.Contact:
    """
    Change a contact; what isn't given stays.

    Raises:
        NotFound: `contact.unknown`.
        Forbidden: `organisation.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `organisation.closed`.
    """
    contact = _own_contact(command.contact_id, uow)
    changes = {
        "name": command.name,
        "duty": command.duty,
        "phone_encrypted": _encrypted(command.phone, uow),
        "email_encrypted": _encrypted(command.email, uow),
    }
    contact.edit(**{name: value for name, value in changes.items() if value is not None})
    return contact_shape(contact, uow.cipher)


def remove_contact(command: messages.RemoveContact, uow: MembershipUnitOfWork) -> None:
    """
    Forget a contact.

    Raises:
        NotFound: `contact.unknown`.
        Forbidden: `organisation.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `organisation.closed`.
    """
    uow.session.delete(_own_contact(command.contact_id, uow))


def make_appointment(command: messages.MakeAppointment, uow: MembershipUnitOfWork) -> messages.Appointment:
    """
    Appoint somebody at an organisation: the department at any of its tenant, others at themselves.

    Raises:
        NotFound: `organisation.unknown`; `member.unknown`, not of the tenant, or on no roster any more.
        Forbidden: `organisation.not_yours`; `access.scope_missing`, staff with a phone would have more than the acting
            client is limited to.
        Conflict: `organisation.closed`; `appointment.exists`, the person serves there in this office already.
        Invalid: `request.unfit`, neither a member nor a name is given, or both; a phone for a member who isn't to be
            staff; the term ends before it begins, or before today.

    Publishes:
        AppointmentMade.
    """
    organisation = _in_charge_of(command.organisation_id, uow)
    _check_person(command)
    _check_sign_in(command.office, command.phone, uow)
    since, until = _term(command, uow)
    member = _member(command, uow)
    person_key = member.id if member else uow.cipher.digest(f"person\n{command.phone or command.name}")
    if uow.appointments.has_current(organisation.id, command.office, person_key):
        raise Conflict("appointment.exists")
    appointment = Appointment(
        id=new_id(),
        tenant_id=uow.tenant_id,
        organisation=organisation,
        organisation_id=organisation.id,
        office=command.office,
        member=member,
        member_id=member.id if member else None,
        person_key=person_key,
        name=command.name,
        phone_encrypted=_encrypted(command.phone, uow),
        phone_digest=_phone_digest(command.phone, uow),
        since=since,
        until=until,
        state="current",
    )
    uow.session.add(appointment)
    uow.record(appointment.make())
    uow.schedule(f"appointment/{appointment.id}", appointment.dues, is_new=True)
    return appointment_shape(appointment, uow.cipher, uow.now)


def set_appointment_phone(command: messages.SetAppointmentPhone, uow: MembershipUnitOfWork) -> messages.Appointment:
    """
    Give the phone by which staff sign in, or take it away.

    Raises:
        NotFound: `appointment.unknown`.
        Forbidden: `organisation.not_yours`; `access.scope_missing`, as for appointing.
        PreconditionFailed: `precondition.failed`.
        Conflict: `organisation.closed`, `appointment.already_ended`.
        Invalid: `request.unfit`, a phone for a member who isn't staff.
    """
    appointment = uow.appointments.get(command.appointment_id)
    _in_charge_of(appointment.organisation_id, uow)
    uow.expect(appointment.version)
    _check_phone(appointment.office, appointment.member_id, command.phone)
    _check_sign_in(appointment.office, command.phone, uow)
    appointment.set_phone(_encrypted(command.phone, uow), _phone_digest(command.phone, uow))
    uow.subject = f"appointment/{appointment.id}"
    return appointment_shape(appointment, uow.cipher, uow.now)


def end_appointment(command: messages.EndAppointment, uow: MembershipUnitOfWork) -> messages.Appointment:
    """
    End an appointment before its term is over.

    Raises:
        NotFound: `appointment.unknown`.
        Forbidden: `organisation.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `appointment.already_ended`.

    Publishes:
        AppointmentEnded.
    """
    appointment = uow.appointments.get(command.appointment_id)
    uow.check_in_charge(appointment.organisation_id)
    uow.expect(appointment.version)
    uow.record(appointment.finish("ended_early", uow.now))
    uow.schedule(f"appointment/{appointment.id}", appointment.dues)
    uow.reason = command.reason
    return appointment_shape(appointment, uow.cipher, uow.now)


def run_out_appointment(command: messages.RunOutAppointment, uow: MembershipUnitOfWork) -> None:
    """
    End an appointment whose term is over.

    Raises:
        NotFound: `appointment.unknown`.
        Conflict: `appointment.already_ended`; `appointment.not_due`, the term isn't over yet.

    Publishes:
        AppointmentEnded.
    """
    appointment = uow.appointments.get(command.appointment_id)
    if appointment.state == "current" and (appointment.ends_at is None or uow.now < appointment.ends_at):
        raise Conflict("appointment.not_due")
    uow.record(appointment.finish("term_over", uow.now))


def _in_charge_of(organisation_id: str, uow: MembershipUnitOfWork) -> Organisation:
    organisation = uow.organisations.get(organisation_id)
    uow.check_in_charge(organisation.id)
    organisation.check_open()
    return organisation


def _own_contact(contact_id: str, uow: MembershipUnitOfWork) -> Contact:
    contact = uow.contacts.get(contact_id)
    _in_charge_of(contact.organisation_id, uow)
    uow.expect(contact.version)
    uow.subject = f"contact/{contact.id}"
    return contact


def _encrypted(text: str | None, uow: MembershipUnitOfWork) -> str | None:
    return uow.cipher.encrypt(text) if text else None


def _phone_digest(phone: str | None, uow: MembershipUnitOfWork) -> str | None:
    return uow.cipher.digest(phone) if phone else None


def _check_person(command: messages.MakeAppointment) -> None:
    if command.member_id is None and command.name is None:
        raise Invalid("request.unfit", errors=[Fault("#", "missing", "Give a member or a name.")])
    if command.member_id is not None and command.name:
        raise Invalid("request.unfit", errors=[Fault("#/name", "unexpected", "Of a member the roster tells the name.")])
    _check_phone(command.office, command.member_id, command.phone)


def _check_phone(office: messages.Office, member_id: str | None, phone: str | None) -> None:
    if phone and member_id is not None and office != "staff":
        detail = "Of a member who isn't staff the roster tells the phone."
        raise Invalid("request.unfit", errors=[Fault("#/phone", "unexpected", detail)])


def _check_sign_in(office: messages.Office, phone: str | None, uow: MembershipUnitOfWork) -> None:
    """Who signs in as staff may do all that the organisation may: nobody who is limited lets them in."""
    if office == "staff" and phone and uow.actor.scope is not None:
        raise Forbidden("access.scope_missing", "Staff who sign in are appointed by whom no scope limits.")


def _term(command: messages.MakeAppointment, uow: MembershipUnitOfWork) -> tuple[date, date | None]:
    today = uow.now.astimezone(SHANGHAI).date()
    since = command.since or today
    if command.until is not None and command.until < max(since, today):
        raise Invalid("request.unfit", errors=[Fault("#/until", "out_of_range", UNTIL_PAST)])
    return since, command.until


def _member(command: messages.MakeAppointment, uow: MembershipUnitOfWork) -> Member | None:
    return uow.members.get_on_roster(command.member_id) if command.member_id else None
