"""Whom a phone leads to; across tenants, for the caller isn't known yet."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.membership.model import Appointment, Member, Organisation, is_on_roster
from services.membership.repository.access import NOBODY
from services.membership.repository.appointments import is_serving_as_staff
from shared.ids import is_id
from shared.messages.membership import OrganisationKind, Principal
from shared.messages.membership.sign_in import SignInAs


@dataclass(frozen=True, slots=True)
class Person:
    """
    Somebody whom a phone leads to: a member, or one of an organisation's staff.

    number: a member's on the roster.
    """

    sign_in_as: SignInAs
    principal: Principal
    organisation_kind: OrganisationKind
    organisation_name: str
    name: str
    member_id: str | None = None
    appointment_id: str | None = None
    number: str | None = None

    @property
    def subject(self) -> str:
        return f"appointment/{self.appointment_id}" if self.appointment_id else f"member/{self.member_id}"


class People:
    """Who may sign in by a phone."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_phone(self, tenant_id: str, phone_digest: str, *, today: date) -> list[Person]:
        """Members on a roster and staff at open organisations with this phone; members first."""
        known_id = tenant_id if is_id(tenant_id) else NOBODY
        return [*self._members(known_id, phone_digest), *self._staff(known_id, phone_digest, today)]

    def _members(self, tenant_id: str, phone_digest: str) -> list[Person]:
        query = (
            select(Member.id, Member.version, Member.name, Member.external_id, Organisation)
            .join(Organisation, Organisation.id == Member.unit_id)
            .where(Member.tenant_id == tenant_id, Member.phone_digest == phone_digest, is_on_roster())
            .order_by(Member.id)
        )
        return [
            Person(
                "member",
                Principal(
                    role="member",
                    client_id=member_id,
                    tenant_id=tenant_id,
                    organisation_id=unit.id,
                    member_id=member_id,
                    member_version=version,
                ),
                unit.kind,
                unit.name,
                name,
                member_id=member_id,
                number=number,
            )
            for member_id, version, name, number, unit in self._session.execute(query)
        ]

    def _staff(self, tenant_id: str, phone_digest: str, today: date) -> list[Person]:
        """By the phone that their organisation has given; members as long as they are on a roster."""
        is_to_sign_in = or_(Appointment.member_id.is_(None), is_on_roster())
        query = (
            select(Appointment, Organisation)
            .join(Organisation, Organisation.id == Appointment.organisation_id)
            .outerjoin(Member, Member.id == Appointment.member_id)
            .where(Appointment.tenant_id == tenant_id, Appointment.phone_digest == phone_digest, is_to_sign_in)
            .where(is_serving_as_staff(today), Organisation.state == "open")
            .order_by(Appointment.id)
        )
        return [
            Person(
                "organisation",
                Principal(
                    role=organisation.kind,
                    client_id=appointment.id,
                    tenant_id=tenant_id,
                    organisation_id=organisation.id,
                    ends_at=appointment.ends_at,
                ),
                organisation.kind,
                organisation.name,
                appointment.person_name,
                appointment_id=appointment.id,
            )
            for appointment, organisation in self._session.execute(query)
        ]
