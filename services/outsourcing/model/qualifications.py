"""The state of qualifications, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from services.outsourcing.model.known import Organisation
from services.outsourcing.model.profiles import Profile
from shared.clock import day_of, end_of_day, instant_on
from shared.db import ID
from shared.errors import Conflict, Fault, Invalid
from shared.messages.outsourcing import qualifications as messages
from shared.messages.outsourcing.qualifications import QUALIFICATION_STATES, QualificationState
from shared.versions import Versioned

QUALIFICATION_EXPIRING = "qualification.expiring"
QUALIFICATION_EXPIRES = "qualification.expires"
REMINDED_DAYS_BEFORE = 30
LONGEST_YEARS = 5
STANDING = ("qualified", "renewing")


class Qualification(Versioned, Base):
    """Whether a social organisation may propose; there is one for each from its opening on."""

    __tablename__ = "qualifications"

    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    state: Mapped[QualificationState] = mapped_column(String(20))
    requested_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    valid_until: Mapped[date | None]
    is_reminded: Mapped[bool]
    note: Mapped[str | None] = mapped_column(String(2000))
    reason: Mapped[str | None] = mapped_column(String(2000))

    __table_args__ = (
        CheckConstraint(
            "state IN ('none', 'requested', 'qualified', 'renewing', 'refused', 'expired', 'revoked')", name="state"
        ),
        CheckConstraint("state NOT IN ('qualified', 'renewing') OR valid_until IS NOT NULL", name="valid_until"),
        Index(None, "tenant_id", "organisation_id"),
        Index(None, "tenant_id", "state", "organisation_id"),
        Index(None, "tenant_id", "valid_until", "organisation_id"),
    )

    @classmethod
    def begin(cls, organisation: Organisation) -> "Qualification":
        """None is requested yet."""
        return cls(organisation_id=organisation.id, tenant_id=organisation.tenant_id, state="none", is_reminded=False)

    @property
    def subject(self) -> str:
        """Under which its deadlines are kept."""
        return f"qualification/{self.organisation_id}"

    def stands_at(self, now: datetime) -> bool:
        """Also where the timer is late."""
        return self.state in STANDING and self.valid_until is not None and day_of(now) <= self.valid_until

    @property
    def is_relied_upon(self) -> bool:
        """Whether what was said when it was requested has to stay."""
        return self.state in ("requested", *STANDING)

    def schedule(self) -> Mapping[str, datetime]:
        """When it ends, and thirty days before, unless that is told."""
        if self.state not in STANDING or self.valid_until is None:
            return {}
        dues = {QUALIFICATION_EXPIRES: end_of_day(self.valid_until)}
        if not self.is_reminded:
            dues[QUALIFICATION_EXPIRING] = instant_on(self.valid_until - timedelta(days=REMINDED_DAYS_BEFORE))
        return dues

    def request(self, now: datetime) -> messages.QualificationRequested:
        """
        Raises:
            Conflict: `qualification.not_in_step`.
        """
        self.state = QUALIFICATION_STATES.follow(messages.RequestQualification, self.state)
        self.requested_at = now
        self.count_up()
        return messages.QualificationRequested(
            social_organisation_id=self.organisation_id, is_renewal=self.state == "renewing"
        )

    def grant(
        self, said: messages.GrantQualification, now: datetime, *, organisation: Organisation, profile: Profile
    ) -> messages.OrganisationQualified:
        """
        Raises:
            Conflict: `qualification.not_in_step`.
            Invalid: `qualification.valid_until_out_of_range`, over already, or beyond five years.
        """
        state = QUALIFICATION_STATES.follow(messages.GrantQualification, self.state)
        _check_last_day(said.valid_until, day_of(now))
        self.state, self.valid_until, self.note, self.reason = state, said.valid_until, said.note, None
        self.decided_at, self.is_reminded = now, False
        self.count_up()
        return messages.OrganisationQualified(
            social_organisation_id=self.organisation_id,
            name=organisation.name,
            kind=profile.kind,
            fields=profile.fields,
            introduction=profile.introduction,
            website=profile.website,
            rating=profile.rating,
            rating_valid_until=profile.rating_valid_until,
            valid_until=said.valid_until,
            note=said.note,
        )

    def refuse(self, reason: str, now: datetime) -> messages.QualificationRefused:
        """
        Raises:
            Conflict: `qualification.not_in_step`.
        """
        is_renewal = self.state == "renewing"
        self.state = QUALIFICATION_STATES.follow(messages.RefuseQualification, self.state)
        self.decided_at, self.reason = now, reason
        self.count_up()
        return messages.QualificationRefused(
            social_organisation_id=self.organisation_id, is_renewal=is_renewal, reason=reason
        )

    def revoke(self, reason: str, now: datetime) -> messages.QualificationRevoked:
        """
        Raises:
            Conflict: `qualification.not_in_step`.
        """
        self.state = QUALIFICATION_STATES.follow(messages.RevokeQualification, self.state)
        self.decided_at, self.reason = now, reason
        self.count_up()
        return messages.QualificationRevoked(social_organisation_id=self.organisation_id, reason=reason)

    def remind(self, now: datetime) -> messages.QualificationExpiring:
        """
        Raises:
            Conflict: `qualification.not_in_step`, `qualification.not_due`.
        """
        self.state = QUALIFICATION_STATES.follow(messages.RemindOfQualification, self.state)
        last_day = self._due(QUALIFICATION_EXPIRING, now)
        self.is_reminded = True
        self.count_up()
        return messages.QualificationExpiring(social_organisation_id=self.organisation_id, valid_until=last_day)

    def expire(self, now: datetime) -> messages.QualificationExpired:
        """
        Raises:
            Conflict: `qualification.not_in_step`, `qualification.not_due`.
        """
        state = QUALIFICATION_STATES.follow(messages.ExpireQualification, self.state)
        last_day = self._due(QUALIFICATION_EXPIRES, now)
        self.state = state
        self.count_up()
        return messages.QualificationExpired(social_organisation_id=self.organisation_id, valid_until=last_day)

    def _due(self, kind: str, now: datetime) -> date:
        """
        The last day, where what is kept under this deadline is due.

        Raises:
            Conflict: `qualification.not_due`.
        """
        due_at = self.schedule().get(kind)
        if self.valid_until is None or due_at is None or now < due_at:
            raise Conflict("qualification.not_due")
        return self.valid_until


def _check_last_day(last_day: date, today: date) -> None:
    """
    Raises:
        Invalid: `qualification.valid_until_out_of_range`.
    """
    furthest = date(today.year + LONGEST_YEARS, today.month, min(today.day, 28))
    if not today <= last_day <= furthest:
        detail = "Takes a day from today on, within five years."
        raise Invalid("qualification.valid_until_out_of_range", errors=[Fault("#/valid_until", "out_of_range", detail)])
