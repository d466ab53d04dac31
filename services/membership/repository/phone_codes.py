"""Codes that went to phones as they are kept, and whose phone it is; across tenants, for the caller isn't known yet."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.membership.model import ON_ROSTER, Appointment, Member, Organisation, PhoneCode
from services.membership.repository.access import NOBODY
from services.membership.repository.appointments import is_serving_as_staff
from shared.ids import is_id
from shared.messages.membership import OrganisationKind, Principal, SignInAs

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CODES_PER_HOUR = 5
FORGOTTEN_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a phone leads to: a member, or one of an organisation's staff."""

    sign_in_as: SignInAs
    subject: str
    principal: Principal
    organisation_kind: OrganisationKind
    organisation_name: str


class PhoneCodes:
    """One code for each phone that asked lately, whether it is anybody's or not."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def issue(self, tenant_id: str, phone_digest: str, *, digest: str, now: datetime, expires_at: datetime) -> bool:
        """
        Keep a new code in place of the one before; tells whether this phone may have one now. The row decides, however
        many ask at once.
        """
        self._forget(now)
        dialect = sqlite if self._session.get_bind().dialect.name == "sqlite" else postgresql
        is_new_hour = PhoneCode.hour_began_at <= now - HOUR
        fresh = {"digest": digest, "expires_at": expires_at, "tries": 0, "sent_at": now}
        added = dialect.insert(PhoneCode).values(
            tenant_id=tenant_id, phone_digest=phone_digest, hour_began_at=now, sent_in_hour=1, **fresh
        )
        statement = added.on_conflict_do_update(
            index_elements=["tenant_id", "phone_digest"],
            set_=fresh
            | {
                "hour_began_at": case((is_new_hour, now), else_=PhoneCode.hour_began_at),
                "sent_in_hour": case((is_new_hour, 1), else_=PhoneCode.sent_in_hour + 1),
            },
            where=and_(PhoneCode.sent_at <= now - MINUTE, or_(is_new_hour, PhoneCode.sent_in_hour < CODES_PER_HOUR)),
        ).returning(PhoneCode.phone_digest)
        return self._session.execute(statement).first() is not None

    def _forget(self, now: datetime) -> None:
        """Phones that asked more than an hour ago, a few at a time."""
        key = (PhoneCode.tenant_id, PhoneCode.phone_digest)
        old = select(*key).where(PhoneCode.sent_at < now - HOUR).order_by(PhoneCode.sent_at).limit(FORGOTTEN_AT_ONCE)
        rows = self._session.execute(old.with_for_update(skip_locked=True)).all()
        if rows:
            is_old = or_(*(and_(key[0] == row[0], key[1] == row[1]) for row in rows))
            self._session.execute(delete(PhoneCode).where(is_old).execution_options(synchronize_session=False))

    def count_try(self, tenant_id: str, phone_digest: str, *, now: datetime, most: int) -> str | None:
        """Use up one try of a phone's code and return its digest; None where no code can be tried."""
        count = (
            update(PhoneCode)
            .where(PhoneCode.tenant_id == _id(tenant_id), PhoneCode.phone_digest == phone_digest)
            .where(PhoneCode.expires_at > now, PhoneCode.tries < most)
            .values(tries=PhoneCode.tries + 1)
            .returning(PhoneCode.digest)
            .execution_options(synchronize_session=False)
        )
        return self._session.scalar(count)

    def use_up(self, tenant_id: str, phone_digest: str, *, tries: int) -> None:
        """Leave a code no tries; that it was sent stays known."""
        of_phone = update(PhoneCode).where(PhoneCode.tenant_id == tenant_id, PhoneCode.phone_digest == phone_digest)
        self._session.execute(of_phone.values(tries=tries).execution_options(synchronize_session=False))

    def people(self, tenant_id: str, phone_digest: str, *, today: date) -> list[Person]:
        """Members on a roster and staff at open organisations with this phone; members first."""
        return [*self._members(_id(tenant_id), phone_digest), *self._staff(_id(tenant_id), phone_digest, today)]

    def _members(self, tenant_id: str, phone_digest: str) -> list[Person]:
        query = (
            select(Member.id, Organisation.id, Organisation.kind, Organisation.name)
            .join(Organisation, Organisation.id == Member.unit_id)
            .where(Member.tenant_id == tenant_id, Member.phone_digest == phone_digest, Member.state.in_(ON_ROSTER))
            .order_by(Member.id)
        )
        return [
            Person(
                "member",
                f"member/{member_id}",
                Principal(
                    role="member",
                    client_id=member_id,
                    tenant_id=tenant_id,
                    organisation_id=unit_id,
                    member_id=member_id,
                ),
                kind,
                name,
            )
            for member_id, unit_id, kind, name in self._session.execute(query)
        ]

    def _staff(self, tenant_id: str, phone_digest: str, today: date) -> list[Person]:
        """By the phone that their organisation has given; members as long as they are on a roster."""
        is_to_sign_in = or_(Appointment.member_id.is_(None), Member.state.in_(ON_ROSTER))
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
                f"appointment/{appointment.id}",
                Principal(
                    role=organisation.kind,
                    client_id=appointment.id,
                    tenant_id=tenant_id,
                    organisation_id=organisation.id,
                    ends_at=appointment.ends_at,
                ),
                organisation.kind,
                organisation.name,
            )
            for appointment, organisation in self._session.execute(query)
        ]


def _id(text: str) -> str:
    """What anybody may have made up, as something that can be an id."""
    return text if is_id(text) else NOBODY
