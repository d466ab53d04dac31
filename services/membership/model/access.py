"""What programs and people prove themselves by."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from shared.db import ID
from shared.errors import Conflict
from shared.messages.membership import ClientRevoked, OrganisationKind, Scope
from shared.versions import Versioned

ROLE_IS_KNOWN = "role IN ('department', 'subdistrict', 'community', 'unit', 'organisation')"


class ApiClient(Versioned, Base):
    """
    A program that acts for an organisation; its secrets are kept as digests.

    scopes: None where it isn't limited. previous_digest: the secret before the last rotation, good until
    `previous_until`. last_used_on: written by sign-in, once a day, outside of `version`.
    """

    __tablename__ = "api_clients"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"), index=True)
    role: Mapped[OrganisationKind] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(200))
    secret_digest: Mapped[str] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None]
    scopes: Mapped[list[Scope] | None] = mapped_column(JSON(none_as_null=True))
    expires_at: Mapped[datetime | None]
    previous_digest: Mapped[str | None] = mapped_column(String(64))
    previous_until: Mapped[datetime | None]
    last_used_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint(ROLE_IS_KNOWN, name="role"),
        CheckConstraint("(previous_digest IS NULL) = (previous_until IS NULL)", name="previous"),
    )

    def is_living(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def secret_digests(self, now: datetime) -> Sequence[str | None]:
        """The digest of its secret, and of the one before if that is still good."""
        is_overlapping = self.previous_until is not None and now < self.previous_until
        return self.secret_digest, self.previous_digest if is_overlapping else None

    def rotate(self, digest: str, *, now: datetime, until: datetime) -> None:
        """
        Take another secret in; the one before is good until `until`, and the one before that no more.

        Raises:
            Conflict: `client.already_revoked`.
        """
        if self.revoked_at is not None:
            raise Conflict("client.already_revoked")
        is_overlapping = until > now
        self.previous_digest = self.secret_digest if is_overlapping else None
        self.previous_until = until if is_overlapping else None
        self.secret_digest = digest
        self.count_up()

    def revoke(self, now: datetime) -> ClientRevoked | None:
        """End the client's access; of several revocations the first stands, and the others tell nothing."""
        if self.revoked_at is not None:
            return None
        self.revoked_at = now
        self.count_up()
        return ClientRevoked(client_id=self.id, revoked_at=now)


class SignInCode(Base):
    """
    The one code by which a member may sign in; a newer one takes its place, a used one is gone.

    digest: keyed, because a code that people can type is too short for a bare one.
    """

    __tablename__ = "sign_in_codes"

    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]


class SignInTry(Base):
    """How often a network has tried a member's code, also in vain; gone with the code."""

    __tablename__ = "sign_in_tries"

    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"), primary_key=True)
    code_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    network_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]


class PhoneCode(Base):
    """
    The code that was last sent to a phone because a network asked; kept for an hour, so that it is known how many there
    were.

    tenant_id refers to nothing: anybody may have made it up. digest: keyed. tries: all, also the wrong ones;
    tries_from_elsewhere: those among them that came from other networks.
    """

    __tablename__ = "phone_codes"

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    phone_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    network_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    tries: Mapped[int]
    tries_from_elsewhere: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(index=True)
    hour_began_at: Mapped[datetime]
    sent_in_hour: Mapped[int]


class PhoneHour(Base):
    """How many codes a phone was sent within an hour, whoever asked; whoever asks or tries holds its row."""

    __tablename__ = "phone_hours"

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    phone_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(index=True)
    sent: Mapped[int]
