"""Messages of membership: whom an organisation can be asked by, and who serves at it."""

from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Event,
    ForOrganisation,
    ForUnit,
    Id,
    Kept,
    Length,
    Line,
    Name,
    Pattern,
    Public,
    Query,
    Shape,
    Telephone,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.membership.organisations import OrganisationKind
from shared.messages.paging import Cursor, Limit

# A mobile: codes are sent to it.
Phone = Annotated[str, Pattern(r"1[0-9]{10}", "eleven digits that begin with 1")]
# ASCII alone: no control characters, and no letters that only look like others.
Email = Annotated[
    str,
    Length(3, 200),
    Pattern(r"[!-?A-~]{1,64}@[!-?A-~]+\.[!-\-/-?A-~]+", "an e-mail address"),
    Kept.IN_THE_CLEAR,
]
Office = Literal["part_time_committee_member", "party_building_instructor", "staff"]
AppointmentState = Literal["planned", "current", "ended"]
EndOfTerm = Literal["term_over", "ended_early"]


@shape
class Contact(Shape):
    """Whom an organisation can be asked by, and how."""

    id: Id
    organisation_id: Id
    name: str
    duty: str | None
    phone: str | None
    email: str | None
    version: int


@shape
class ContactPage(Shape):
    items: list[Contact]
    next: str | None


@shape
class Appointment(Shape):
    """
    Somebody who serves at an organisation: as part-time committee member (兼职委员), party-building instructor
    (党建工作指导员) or staff (工作人员).

    member_id: null where a person is named who is no member. phone: masked; that by which staff sign in.
    until: the last day of the term; null where it has no end. state: planned until the day it begins. ended_at, ending:
    null until it has ended.
    """

    id: Id
    organisation_id: Id
    office: Office
    member_id: Id | None
    name: str
    phone: str | None
    since: date
    until: date | None
    state: AppointmentState
    ended_at: datetime | None
    ending: EndOfTerm | None
    version: int


@shape
class AppointmentPage(Shape):
    items: list[Appointment]
    next: str | None


@command("contact.add", secret_result=True)
class AddContact(Command):
    organisation_id: Id
    name: Name
    duty: Line | None = None
    phone: Telephone | None = None
    email: Email | None = None


@command("contact.edit", secret_result=True)
class EditContact(Command):
    """What isn't given stays."""

    contact_id: Id
    name: Name | None = None
    duty: Line | None = None
    phone: Telephone | None = None
    email: Email | None = None


@command("contact.remove")
class RemoveContact(Command):
    contact_id: Id


@command("appointment.make", secret_result=True)
class MakeAppointment(Command):
    """
    Appoint a member by `member_id`, or somebody else by `name`, and by `phone`, a mobile, if they are to sign in as
    staff: a roster's phone lets nobody in at another organisation.

    since: the first day; left out, today. until: the last day, in Asia/Shanghai.
    """

    organisation_id: Id
    office: Office
    member_id: Id | None = None
    name: Name | None = None
    phone: Phone | None = None
    since: date | None = None
    until: date | None = None


@command("appointment.set_phone", secret_result=True)
class SetAppointmentPhone(Command):
    """
    Give the phone, a mobile, by which somebody signs in as staff, in place of the one before; without one, they can't.
    Tokens that were got by the one before last for their minutes.
    """

    appointment_id: Id
    phone: Phone | None = None


@command("appointment.end", secret_result=True)
class EndAppointment(Command):
    appointment_id: Id
    reason: Text


@command("appointment.run_out")
class RunOutAppointment(Command):
    """The term is over; sent by the timer."""

    appointment_id: Id


@query("contacts.list")
class ListContacts(Query):
    """
    An organisation's contacts, oldest first: for itself and the department, for who is paired with it, and for members
    who are on its roster or registered with it.
    """

    organisation_id: Id
    after: Cursor | None = None
    limit: Limit = 50


@query("appointment.show")
class ShowAppointment(Query):
    appointment_id: Id


@query("appointments.list")
class ListAppointments(Query):
    """Who serves or has served at an organisation, oldest first."""

    organisation_id: Id
    office: Office | None = None
    state: AppointmentState | None = None
    after: Cursor | None = None
    limit: Limit = 50


@event("appointment.made", subject="appointment_id")
class AppointmentMade(Event):
    """Somebody has been appointed at an organisation. The name is masked (陈**)."""

    appointment_id: Public[Id]
    organisation_id: Public[Id]
    kind: Public[OrganisationKind]
    office: Public[Office]
    since: Public[date]
    until: Public[date | None]
    masked_name: ForUnit[ForOrganisation[str]]
    member_id: ForUnit[Id | None] = None
    community_id: Public[Id | None] = None
    unit_id: ForUnit[Id | None] = None
    social_organisation_id: ForOrganisation[Id | None] = None


@event("appointment.ended", subject="appointment_id")
class AppointmentEnded(Event):
    """An appointment is over, early or with its term."""

    appointment_id: Public[Id]
    organisation_id: Public[Id]
    kind: Public[OrganisationKind]
    office: Public[Office]
    ending: Public[EndOfTerm]
    member_id: ForUnit[Id | None] = None
    community_id: Public[Id | None] = None
    unit_id: ForUnit[Id | None] = None
    social_organisation_id: ForOrganisation[Id | None] = None
