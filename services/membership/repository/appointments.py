"""Contacts and appointments as they are kept."""

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from services.membership.model import Appointment, Contact
from shared.errors import NotFound
from shared.messages.membership import AppointmentState, Office


def is_serving_as_staff(today: date) -> ColumnElement[bool]:
    """Whether an appointment is one of staff whose term has begun and isn't over."""
    is_current = and_(Appointment.office == "staff", Appointment.state == "current", Appointment.since <= today)
    return and_(is_current, or_(Appointment.until.is_(None), Appointment.until >= today))


class Contacts:
    """The contacts of the tenant's organisations."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(Contact).where(Contact.tenant_id == tenant_id)

    def get(self, contact_id: str) -> Contact:
        """
        Raises:
            NotFound: `contact.unknown`.
        """
        found = self._session.scalar(self._all.where(Contact.id == contact_id))
        if found is None:
            raise NotFound("contact.unknown")
        return found

    def of_organisation(self, organisation_id: str) -> Select[Contact]:
        return self._all.where(Contact.organisation_id == organisation_id)


class Appointments:
    """Who serves or has served at the tenant's organisations."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(Appointment).where(Appointment.tenant_id == tenant_id)

    def get(self, appointment_id: str) -> Appointment:
        """
        Raises:
            NotFound: `appointment.unknown`.
        """
        found = self._session.scalar(self._all.where(Appointment.id == appointment_id))
        if found is None:
            raise NotFound("appointment.unknown")
        return found

    def has_current(self, organisation_id: str, office: Office, person_key: str) -> bool:
        query = self._all.where(
            Appointment.organisation_id == organisation_id,
            Appointment.office == office,
            Appointment.person_key == person_key,
            Appointment.state == "current",
        )
        return self._session.scalar(query) is not None

    def of_organisation(
        self, organisation_id: str, *, office: Office | None, state: AppointmentState | None, today: date
    ) -> Select[Appointment]:
        """Those of an office, and that stand so today."""
        query = self._all.where(Appointment.organisation_id == organisation_id)
        if office is not None:
            query = query.where(Appointment.office == office)
        if state == "ended":
            query = query.where(Appointment.state == state)
        elif state is not None:
            has_begun = Appointment.since <= today
            query = query.where(Appointment.state == "current", has_begun if state == "current" else ~has_begun)
        return query
