"""What social organisations say of themselves and the department of them; their yearly inspections."""

from datetime import date, datetime

import orjson
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from services.outsourcing.model.known import Organisation
from shared.clock import day_of
from shared.db import ID
from shared.encryption import Cipher
from shared.messages.outsourcing import profiles as messages
from shared.messages.outsourcing.terms import Field, SocialKind
from shared.messages.wire import to_plain
from shared.versions import Versioned

SHOWN_DIGITS = 4
NEEDED_DOCUMENTS = ("registration_certificate", "charter")


class Profile(Versioned, Base):
    """
    A social organisation as it is looked at when it proposes; there is one for each from its opening on.

    bank_encrypted: the bank account, as JSON. bank_changed_at: when another was named since the last grant.
    """

    __tablename__ = "organisation_profiles"

    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[SocialKind | None] = mapped_column(String(30))
    authority: Mapped[str | None] = mapped_column(String(200))
    registered_on: Mapped[date | None]
    fields: Mapped[list[Field]] = mapped_column(JSON)
    introduction: Mapped[str | None] = mapped_column(String(2000))
    website: Mapped[str | None] = mapped_column(String(2000))
    rating: Mapped[int | None]
    rating_valid_until: Mapped[date | None]
    bank_encrypted: Mapped[str | None] = mapped_column(Text)
    bank_changed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("kind IN ('social_group', 'social_service_institution', 'foundation')", name="kind"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint("(rating IS NULL) = (rating_valid_until IS NULL)", name="rating_valid_until"),
    )

    @classmethod
    def begin(cls, organisation: Organisation) -> "Profile":
        """That nothing is known yet."""
        return cls(organisation_id=organisation.id, tenant_id=organisation.tenant_id, fields=[])

    @property
    def subject(self) -> str:
        return f"organisation/{self.organisation_id}"

    def edit(self, said: messages.EditOrganisationProfile) -> messages.OrganisationProfileEdited:
        """All but the bank account."""
        self.kind, self.authority, self.registered_on = said.kind, said.authority, said.registered_on
        self.fields = sorted(set(said.fields))
        self.introduction, self.website = said.introduction, said.website
        self.count_up()
        return messages.OrganisationProfileEdited(
            social_organisation_id=self.organisation_id,
            kind=self.kind,
            fields=self.fields,
            introduction=self.introduction,
            website=self.website,
        )

    def bank_account(self, cipher: Cipher) -> messages.BankAccount | None:
        if self.bank_encrypted is None:
            return None
        return messages.BankAccount(**orjson.loads(cipher.decrypt(self.bank_encrypted)))

    def name_account(self, account: messages.BankAccount, cipher: Cipher, now: datetime) -> None:
        """Where it is paid from now on; that it is another account than before is marked for the department."""
        digits = "".join(filter(str.isdigit, account.account_number))
        account = messages.BankAccount(bank=account.bank, account_name=account.account_name, account_number=digits)
        before = self.bank_account(cipher)
        if account == before:
            return
        self.bank_encrypted = cipher.encrypt(orjson.dumps(to_plain(account)).decode())
        self.bank_changed_at = now if before is not None else self.bank_changed_at

    def rate(self, rating: int | None, valid_until: date | None) -> messages.OrganisationRated:
        self.rating, self.rating_valid_until = rating, valid_until
        self.count_up()
        return messages.OrganisationRated(
            social_organisation_id=self.organisation_id, rating=rating, rating_valid_until=valid_until
        )

    def rating_at(self, now: datetime) -> int | None:
        """The rating, as long as it is good."""
        is_good = self.rating_valid_until is not None and self.rating_valid_until >= day_of(now)
        return self.rating if is_good else None

    def note_grant(self) -> None:
        """The department has seen the bank account as it is."""
        self.bank_changed_at = None
        self.count_up()

    def note_inspection(self) -> None:
        """An inspection is a part of the profile that is shown."""
        self.count_up()

    def lacks(self, purposes: set[str]) -> list[str]:
        """What a qualification can't be requested without; purposes: those of its documents."""
        said = {
            "kind": self.kind,
            "authority": self.authority,
            "registered_on": self.registered_on,
            "fields": self.fields,
            "introduction": self.introduction,
            "bank_account": self.bank_encrypted,
        }
        missing = [name for name, value in said.items() if not value]
        return missing + [f"documents/{purpose}" for purpose in NEEDED_DOCUMENTS if purpose not in purposes]


class Inspection(Base):
    """How the inspection of one year ended."""

    __tablename__ = "organisation_inspections"

    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[str] = mapped_column(ID)
    result: Mapped[messages.InspectionResult] = mapped_column(String(20))
    recorded_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("result IN ('passed', 'basically_passed', 'failed', 'none')", name="result"),)
