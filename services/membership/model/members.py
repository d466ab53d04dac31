"""The state of members, and the rules by which it changes."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.membership.model.base import Base
from services.membership.model.free_times import MemberFreeTime
from services.membership.model.names import ERASED_NAME, masked_name, user_key_of
from services.membership.quarters import quarter_at
from shared.db import ID
from shared.errors import Conflict
from shared.messages.membership import (
    Gender,
    MemberChanged,
    MemberEnrolled,
    MemberErased,
    MemberLeft,
    MemberMoved,
    MemberProfileChanged,
    MemberState,
)
from shared.versions import Versioned
from shared.weeks import Slot

ON_ROSTER: tuple[MemberState, ...] = ("active", "inactive")
ERASED_NUMBER = "-"
IS_ON_ROSTER = text("state IN ('active', 'inactive')")
IS_NAMED = text("state IN ('active', 'inactive') AND user_key IS NOT NULL")
IS_PROVISIONED = text("provisioning_id IS NOT NULL")
# What a unit may set; leaving and coming back have methods of their own.
TRANSITIONS: dict[MemberState, set[MemberState]] = {
    "active": {"inactive"},
    "inactive": {"active"},
    "left": set(),
    "erased": set(),
}


class Member(Versioned, Base):
    """
    A person whom a unit has, or had, on its roster; a tenant knows nobody twice.

    identity_encrypted, identity_digest: none where the unit's system doesn't give identity numbers.
    phone_digest: none also where the phone is from a former unit and the present one has said nothing of it, so that
        nobody signs in by it.
    skills, interests: what the roster says; own_skills, own_interests: what the member has added, which no roster takes
        away.
    paused_until: the day from which the member is to be had again.
    entry_digest: keyed digest of the roster entry as it was last taken over, by which an unchanged one is known.
    row_digest: by which the row of a file is known that said this entry and left nothing to say of it: the mark of the
        row and the digest of the entry, since that may have come otherwise meanwhile.
    user_name, user_key: what the unit's own system calls the person, and the form in which names are compared; none
        where only rosters speak of them, whose number stands in for it.
    provisioning_id, name_parts: what that system has asked to be kept, of no use to anybody else.
    placed_at: since when they stand on this roster, or on none. earlier_unit_id: on whose they stood when the quarter
        of `placed_at` began; none on nobody's.
    """

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)  # the unit's, which is checked; twice for each row of a roster is dear
    unit_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    external_id: Mapped[str] = mapped_column(String(50))
    state: Mapped[MemberState] = mapped_column(String(10), default="active")
    left_at: Mapped[datetime | None]
    name: Mapped[str] = mapped_column(String(100))
    gender: Mapped[Gender | None] = mapped_column(String(1))
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
    row_digest: Mapped[str | None] = mapped_column(String(128))
    user_name: Mapped[str | None] = mapped_column(String(200))
    user_key: Mapped[str | None] = mapped_column(String(600))
    provisioning_id: Mapped[str | None] = mapped_column(String(200))
    name_parts: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    placed_at: Mapped[datetime]
    earlier_unit_id: Mapped[str | None] = mapped_column(ID)
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
        Index(
            "ix_members_unit_id_number",
            "unit_id",
            text("lower(external_id)"),
            sqlite_where=IS_ON_ROSTER,
            postgresql_where=IS_ON_ROSTER,
        ),
        Index(
            "uq_members_unit_id_user_key",
            "unit_id",
            "user_key",
            unique=True,
            sqlite_where=IS_NAMED,
            postgresql_where=IS_NAMED,
        ),
        Index(None, "unit_id", "id"),
        Index(None, "unit_id", "provisioning_id", sqlite_where=IS_PROVISIONED, postgresql_where=IS_PROVISIONED),
        Index(None, "unit_id", "changed_at", "id"),
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

    @property
    def has_former_units_phone(self) -> bool:
        return self.phone_encrypted is not None and self.phone_digest is None

    def check_active(self) -> None:
        """
        Raises:
            Conflict: `member.not_active`, on leave, or on no roster.
        """
        if self.state != "active":
            raise Conflict("member.not_active")

    @property
    def known_as(self) -> str:
        """The name under which the unit's system finds the person."""
        return self.user_name or self.external_id

    def rename(self, user_name: str) -> None:
        """Have the unit's system find the person under this name; the number on the roster stays."""
        self.user_name, self.user_key = user_name, user_key_of(user_name)

    def enrol(self, now: datetime) -> MemberEnrolled:
        self.created_at = self.changed_at = self.placed_at = now
        return self._enrolled()

    def change(self, now: datetime) -> MemberChanged:
        """Tell that what the roster says has changed."""
        self.changed_at = now
        self.count_up()
        return MemberChanged(
            member_id=self.id, unit_id=self.unit_id, state=self.state, masked_name=masked_name(self.name)
        )

    def set_state(self, state: MemberState, now: datetime) -> MemberChanged:
        """
        Raises:
            Conflict: `member.not_on_roster`; also where the member is in that state.
        """
        if state not in TRANSITIONS[self.state]:
            raise Conflict("member.not_on_roster")
        self.state = state
        return self.change(now)

    def come_back(self, unit_id: str, now: datetime, state: MemberState = "active") -> MemberEnrolled | MemberMoved:
        """Put somebody who had left on a unit's roster: on the former one again, or on another's."""
        self._place(None, now)
        from_unit_id, self.unit_id = self.unit_id, unit_id
        self.state, self.left_at, self.changed_at = state, None, now
        self.count_up()
        return self._enrolled() if from_unit_id == unit_id else self._moved(from_unit_id)

    def check_on_roster(self) -> None:
        """
        Raises:
            Conflict: `member.not_on_roster`.
        """
        if not self.is_on_roster:
            raise Conflict("member.not_on_roster")

    def check_movable(self, unit_id: str) -> None:
        """
        Raises:
            Conflict: `member.not_on_roster`; `member.in_unit_already`, on that unit's roster.
        """
        self.check_on_roster()
        if self.unit_id == unit_id:
            raise Conflict("member.in_unit_already")

    def move(self, unit_id: str, now: datetime) -> MemberMoved:
        """
        Put somebody who is on a roster on another unit's; what the former unit's system has asked to be kept goes.

        Raises:
            Conflict: `member.not_on_roster`, `member.in_unit_already`.
        """
        self.check_movable(unit_id)
        self._place(self.unit_id, now)
        from_unit_id, self.unit_id, self.changed_at = self.unit_id, unit_id, now
        self._forget_names()
        self.count_up()
        return self._moved(from_unit_id)

    def leave(self, now: datetime) -> MemberLeft:
        """
        Take the member off the roster; the person and what they did stay known.

        What the unit's system has asked to be kept goes with them.
        """
        self._place(self.unit_id, now)
        self.state, self.left_at, self.changed_at = "left", now, now
        self._forget_names()
        self.count_up()
        return MemberLeft(member_id=self.id, unit_id=self.unit_id, member_version=self.version)

    def _place(self, stood_in: str | None, now: datetime) -> None:
        """Note that they stand elsewhere from now on, and where until now."""
        if self.placed_at < quarter_at(now).begins_at:
            self.earlier_unit_id = stood_in
        self.placed_at = now

    def _forget_names(self) -> None:
        self.user_name = self.user_key = self.provisioning_id = None
        if self.name_parts:
            self.name_parts = None

    def _moved(self, from_unit_id: str) -> MemberMoved:
        return MemberMoved(
            member_id=self.id,
            unit_id=self.unit_id,
            from_unit_id=from_unit_id,
            masked_name=masked_name(self.name),
            member_version=self.version,
        )

    def _enrolled(self) -> MemberEnrolled:
        return MemberEnrolled(member_id=self.id, unit_id=self.unit_id, masked_name=masked_name(self.name))

    def say_free_times(self, slots: Iterable[Slot], now: datetime) -> MemberProfileChanged:
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
        return self.change_profile(now)

    def say_profile(
        self, skills: list[str], interests: list[str], paused_until: date | None, now: datetime
    ) -> MemberProfileChanged:
        """Put what the member says in place of what they said before; what the roster has isn't theirs to add."""
        self.own_skills = [word for word in skills if word not in self.skills]
        self.own_interests = [word for word in interests if word not in self.interests]
        self.paused_until = paused_until
        return self.change_profile(now)

    def change_profile(self, now: datetime) -> MemberProfileChanged:
        self.changed_at = now
        self.count_up()
        return MemberProfileChanged(member_id=self.id, unit_id=self.unit_id)

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
        self.state, self.erased_at, self.changed_at = "erased", now, now
        self.name, self.external_id = ERASED_NAME, ERASED_NUMBER
        self.entry_digest, self.row_digest = "", None
        self.gender = self.birth_month = self.department = self.residence_code = self.paused_until = self.row_digest = (
            None
        )
        self.identity_encrypted = self.identity_digest = self.phone_encrypted = self.phone_digest = None
        self.user_name = self.user_key = self.provisioning_id = self.name_parts = None
        self.skills, self.interests, self.own_skills, self.own_interests = [], [], [], []
        return MemberErased(member_id=self.id, unit_id=self.unit_id, member_version=self.version)

    def check_kept(self) -> None:
        """
        Raises:
            Conflict: `member.erased`.
        """
        if self.state == "erased":
            raise Conflict("member.erased")


def is_on_roster(member: Any = Member) -> ColumnElement[bool]:
    """Whether a member is on a roster, in the very words of the partial indexes: with parameters they aren't used."""
    found: ColumnElement[bool] = member.state.in_([literal_column(f"'{state}'") for state in ON_ROSTER])
    return found
