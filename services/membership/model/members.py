"""The state of members, and the rules by which it changes."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.membership.model.base import Base
from services.membership.model.free_times import MemberFreeTime
from services.membership.weeks import Slot, shape_of
from shared.db import ID
from shared.errors import Conflict
from shared.messages.membership import (
    MemberChanged,
    MemberEnrolled,
    MemberErased,
    MemberLeft,
    MemberMoved,
    MemberProfileChanged,
    MemberState,
)
from shared.versions import Versioned

ON_ROSTER: tuple[MemberState, ...] = ("active", "inactive")
ERASED_NAME = "已注销"
ERASED_NUMBER = "-"
IS_ON_ROSTER = text("state IN ('active', 'inactive')")


class Member(Versioned, Base):
    """
    A person whom a unit has, or had, on its roster; a tenant knows nobody twice.

    identity_encrypted, identity_digest: none where the unit's system doesn't give identity numbers.
    skills, interests: what the roster says; own_skills, own_interests: what the member has added, which no roster takes
        away.
    paused_until: the day from which the member is to be had again.
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
    own_skills: Mapped[list[str]] = mapped_column(JSON, default=list)
    own_interests: Mapped[list[str]] = mapped_column(JSON, default=list)
    paused_until: Mapped[date | None]
    residence_code: Mapped[str | None] = mapped_column(String(50))
    erased_at: Mapped[datetime | None]
    entry_digest: Mapped[str] = mapped_column(String(64))
    free_times: Mapped[list[MemberFreeTime]] = relationship(
        cascade="all, delete-orphan", order_by=(MemberFreeTime.weekday, MemberFreeTime.from_minute)
    )

    __table_args__ = (
        UniqueConstraint("tenant_id", "identity_digest"),
        CheckConstraint("state IN ('active', 'inactive', 'left', 'erased')", name="state"),
        CheckConstraint("(state IN ('active', 'inactive')) = (left_at IS NULL)", name="left"),
        CheckConstraint("(identity_encrypted IS NULL) = (identity_digest IS NULL)", name="identity"),
        CheckConstraint("(state = 'erased') = (erased_at IS NOT NULL)", name="erased"),
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
        Index(None, "tenant_id", "state", "id"),
        Index(None, "tenant_id", "name", postgresql_ops={"name": "text_pattern_ops"}),
    )

    @property
    def is_on_roster(self) -> bool:
        return self.state in ON_ROSTER

    @property
    def tags(self) -> list[tuple[str, str]]:
        """Skills and interests as pairs of kind and value, each once."""
        pairs = [("skill", value) for value in self.all_skills]
        return pairs + [("interest", value) for value in self.all_interests]

    @property
    def all_skills(self) -> list[str]:
        """What the roster says, then what the member has added; each once."""
        return list(dict.fromkeys([*self.skills, *(self.own_skills or ())]))

    @property
    def all_interests(self) -> list[str]:
        return list(dict.fromkeys([*self.interests, *(self.own_interests or ())]))

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

    def say_free_times(self, slots: Iterable[Slot]) -> MemberProfileChanged:
        """Put these slots, which are joined, in place of those before."""
        kept = {(slot.weekday, slot.from_minute): slot for slot in self.free_times}
        found: list[MemberFreeTime] = []
        for weekday, from_minute, to_minute in slots:
            slot = kept.get((weekday, from_minute)) or MemberFreeTime(
                tenant_id=self.tenant_id, weekday=weekday, from_minute=from_minute
            )
            slot.to_minute = to_minute
            found.append(slot)
        self.free_times = found
        return self.change_profile()

    def say_profile(self, skills: list[str], interests: list[str], paused_until: date | None) -> MemberProfileChanged:
        """Put what the member says in place of what they said before; what the roster has isn't theirs to add."""
        self.own_skills = [word for word in skills if word not in self.skills]
        self.own_interests = [word for word in interests if word not in self.interests]
        self.paused_until = paused_until
        return self.change_profile()

    def change_profile(self) -> MemberProfileChanged:
        self.count_up()
        return MemberProfileChanged(
            member_id=self.id,
            unit_id=self.unit_id,
            skills=self.all_skills,
            interests=self.all_interests,
            free_times=[shape_of(Slot(one.weekday, one.from_minute, one.to_minute)) for one in self.free_times],
            paused_until=self.paused_until,
        )

    def erase(self, now: datetime) -> MemberErased:
        """
        Take out all that tells who this was; the id, the unit and the state stay.

        Raises:
            Conflict: `member.on_roster`.
        """
        if self.is_on_roster:
            raise Conflict("member.on_roster")
        self.free_times = []
        self.count_up()
        self.state, self.erased_at = "erased", now
        self.name, self.external_id, self.entry_digest = ERASED_NAME, ERASED_NUMBER, ""
        self.gender = self.birth_month = self.department = self.residence_code = self.paused_until = None
        self.identity_encrypted = self.identity_digest = self.phone_encrypted = None
        self.skills, self.interests, self.own_skills, self.own_interests = [], [], [], []
        return MemberErased(member_id=self.id, unit_id=self.unit_id)

    def check_kept(self) -> None:
        """
        Raises:
            Conflict: `member.erased`.
        """
        if self.state == "erased":
            raise Conflict("member.erased")


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
