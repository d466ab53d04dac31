"""The state of members, and the rules by which it changes."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from shared.db import ID
from shared.errors import Conflict
from shared.messages.membership import MemberChanged, MemberEnrolled, MemberLeft, MemberMoved, MemberState
from shared.versions import Versioned

ON_ROSTER: tuple[MemberState, ...] = ("active", "inactive")
IS_ON_ROSTER = text("state IN ('active', 'inactive')")


class Member(Versioned, Base):
    """
    A person whom a unit has, or had, on its roster; a tenant knows nobody twice.

    identity_encrypted, identity_digest: none where the unit's system doesn't give identity numbers.
    entry_digest: keyed digest of the roster entry as it was last taken over, by which an unchanged one is known.
    """

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    unit_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    external_id: Mapped[str] = mapped_column(String(50))
    state: Mapped[MemberState] = mapped_column(String(10), default="active")
    left_at: Mapped[datetime | None]
    name: Mapped[str] = mapped_column(String(100))
    gender: Mapped[str | None] = mapped_column(String(1))
    birth_month: Mapped[str | None] = mapped_column(String(7))
    identity_encrypted: Mapped[str | None] = mapped_column(Text)
    identity_digest: Mapped[str | None] = mapped_column(String(64))
    phone_encrypted: Mapped[str | None] = mapped_column(Text)
    phone_digest: Mapped[str | None] = mapped_column(String(64))
    department: Mapped[str | None] = mapped_column(String(200))
    skills: Mapped[list[str]] = mapped_column(JSON)
    interests: Mapped[list[str]] = mapped_column(JSON)
    residence_code: Mapped[str | None] = mapped_column(String(50))
    entry_digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("tenant_id", "identity_digest"),
        CheckConstraint("state IN ('active', 'inactive', 'left', 'erased')", name="state"),
        CheckConstraint("(state IN ('active', 'inactive')) = (left_at IS NULL)", name="left"),
        CheckConstraint("(identity_encrypted IS NULL) = (identity_digest IS NULL)", name="identity"),
        Index(
            "uq_members_unit_id_external_id",
            "unit_id",
            "external_id",
            unique=True,
            sqlite_where=IS_ON_ROSTER,
            postgresql_where=IS_ON_ROSTER,
        ),
        Index(None, "unit_id", "id"),
        Index(None, "unit_id", "name", "id"),
        Index(None, "unit_id", "department", "id"),
        Index(None, "tenant_id", "id"),
        Index(None, "tenant_id", "phone_digest"),
        Index(None, "tenant_id", "residence_code", "id"),
    )

    @property
    def is_on_roster(self) -> bool:
        return self.state in ON_ROSTER

    @property
    def tags(self) -> list[tuple[str, str]]:
        """Skills and interests as pairs of kind and value, each once."""
        pairs = [("skill", value) for value in self.skills] + [("interest", value) for value in self.interests]
        return list(dict.fromkeys(pairs))

    def check_active(self) -> None:
        """
        Raises:
            Conflict: `member.not_active`, on leave, or on no roster.
        """
        if self.state != "active":
            raise Conflict("member.not_active")

    def enrol(self) -> MemberEnrolled:
        return MemberEnrolled(member_id=self.id, unit_id=self.unit_id, masked_name=masked_name(self.name))

    def change(self) -> MemberChanged:
        """Tell that what the roster says has changed."""
        self.count_up()
        return MemberChanged(
            member_id=self.id, unit_id=self.unit_id, state=self.state, masked_name=masked_name(self.name)
        )

    def come_back(self, unit_id: str) -> MemberEnrolled | MemberMoved:
        """Put somebody who had left on a unit's roster: on the former one again, or on another's."""
        from_unit_id, self.unit_id = self.unit_id, unit_id
        self.state, self.left_at = "active", None
        self.count_up()
        if from_unit_id == unit_id:
            return self.enrol()
        return MemberMoved(
            member_id=self.id, unit_id=unit_id, from_unit_id=from_unit_id, masked_name=masked_name(self.name)
        )

    def leave(self, now: datetime) -> MemberLeft:
        """Take the member off the roster; the person and what they did stay known."""
        self.state, self.left_at = "left", now
        self.count_up()
        return MemberLeft(member_id=self.id, unit_id=self.unit_id)


class MemberTag(Base):
    """A skill or an interest of a member, by which members are found; `Member` holds them in their order."""

    __tablename__ = "member_tags"

    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(100), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))

    __table_args__ = (
        CheckConstraint("kind IN ('skill', 'interest')", name="kind"),
        Index(None, "tenant_id", "kind", "value", "member_id"),
    )


def masked_name(name: str) -> str:
    """The family name's first character and stars, two at most: 陈**."""
    return name[0] + "*" * max(1, min(2, len(name) - 1))
