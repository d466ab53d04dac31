"""The state of members, and the rules by which it changes."""

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from shared.db import ID
from shared.messages.membership import MemberEnrolled
from shared.versions import Versioned


class Member(Versioned, Base):
    """
    A member on one unit's roster; nobody is on two rosters of a tenant.

    entry_digest: keyed digest of the roster entry as it was last taken over, by which an unchanged one is known.
    """

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    unit_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    external_id: Mapped[str] = mapped_column(String(50))
    name: Mapped[str] = mapped_column(String(100))
    gender: Mapped[str | None] = mapped_column(String(1))
    birth_month: Mapped[str | None] = mapped_column(String(7))
    identity_encrypted: Mapped[str] = mapped_column(Text)
    identity_digest: Mapped[str] = mapped_column(String(64))
    phone_encrypted: Mapped[str | None] = mapped_column(Text)
    department: Mapped[str | None] = mapped_column(String(200))
    skills: Mapped[list[str]] = mapped_column(JSON)
    interests: Mapped[list[str]] = mapped_column(JSON)
    residence_code: Mapped[str | None] = mapped_column(String(50))
    entry_digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("unit_id", "external_id"),
        UniqueConstraint("tenant_id", "identity_digest"),
        Index(None, "unit_id", "id"),
        Index(None, "unit_id", "name", "id"),
    )

    def enrol(self) -> MemberEnrolled:
        return MemberEnrolled(member_id=self.id, unit_id=self.unit_id, masked_name=masked_name(self.name))


def masked_name(name: str) -> str:
    """The family name's first character and stars, two at most: 陈**."""
    return name[0] + "*" * max(1, min(2, len(name) - 1))
