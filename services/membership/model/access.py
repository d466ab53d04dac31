"""What programs and people prove themselves by."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from shared.db import ID
from shared.messages.membership import OrganisationKind
from shared.versions import Versioned

ROLE_IS_KNOWN = "role IN ('department', 'community', 'unit')"


class ApiClient(Versioned, Base):
    """A program that acts for an organisation; its secret is kept as a digest."""

    __tablename__ = "api_clients"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"), index=True)
    role: Mapped[OrganisationKind] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(200))
    secret_digest: Mapped[str] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint(ROLE_IS_KNOWN, name="role"),)

    def revoke(self, now: datetime) -> None:
        """End the client's access; of several revocations the first stands."""
        if self.revoked_at is None:
            self.revoked_at = now
            self.count_up()


class SignInCode(Base):
    """
    The one code by which a member may sign in; a newer one takes its place, a used one is gone.

    digest: keyed, because a code that people can type is too short for a bare one. tries: also the wrong ones.
    """

    __tablename__ = "sign_in_codes"

    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    tries: Mapped[int]
