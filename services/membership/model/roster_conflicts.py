"""The state of conflicts between two rosters that name the same person, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.membership.model.base import Base
from services.membership.model.members import Member
from services.membership.model.organisations import Organisation
from shared.db import ID
from shared.errors import Conflict
from shared.messages.envelope import Actor
from shared.messages.membership import (
    ConflictDecider,
    ConflictOutcome,
    ConflictState,
    ConflictStep,
    RosterColumn,
    RosterConflictDecided,
    RosterConflictOpened,
)
from shared.versions import Versioned

ConflictSide = Literal["department", "claimer", "holder"]
TRANSITIONS: dict[ConflictState, set[ConflictState]] = {
    "open": {"moved", "dismissed", "lapsed"},
    "dismissed": {"open"},
    "moved": set(),
    "lapsed": set(),
}
# Who may take a step from where; that the claimer reopens depends on who holds the person now as well.
STEPS: Mapping[ConflictStep, tuple[ConflictState, frozenset[ConflictSide]]] = {
    "decide": ("open", frozenset({"department"})),
    "release": ("open", frozenset({"holder"})),
    "withdraw": ("open", frozenset({"claimer"})),
    "reopen": ("dismissed", frozenset({"department", "claimer"})),
}
IS_OPEN = text("state = 'open'")
# What is kept of the claiming unit's entry; none of it once there is nothing left to decide.
ENTRY = ("entry_encrypted", "entry_digest", "identity_digest", "external_id", "absent_columns")


class RosterConflict(Versioned, Base):
    """
    One person on the roster of one unit whom another's claims. While it is open, the person is on the holding unit's
    roster: whatever takes them off it, or brings them elsewhere, goes on from here.

    unit_id: the claiming unit. entry_encrypted: the claiming unit's entry as JSON, as that unit's last file has it.
    entry_digest: keyed digest of that entry, by which a changed one is known. identity_digest: of the number in it.
    absent_columns: those that the file hasn't, of which the entry says nothing.
    """

    __tablename__ = "roster_conflicts"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    unit_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    holding_unit_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"))
    state: Mapped[ConflictState] = mapped_column(String(10))
    entry_encrypted: Mapped[str | None] = mapped_column(Text)
    entry_digest: Mapped[str | None] = mapped_column(String(64))
    identity_digest: Mapped[str | None] = mapped_column(String(64))
    external_id: Mapped[str | None] = mapped_column(String(50))
    absent_columns: Mapped[list[RosterColumn] | None] = mapped_column(JSON(none_as_null=True))
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[ConflictDecider | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)
    unit: Mapped[Organisation] = relationship(foreign_keys=[unit_id], lazy="joined", innerjoin=True)
    holding_unit: Mapped[Organisation] = relationship(foreign_keys=[holding_unit_id], lazy="joined", innerjoin=True)
    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint("state IN ('open', 'moved', 'dismissed', 'lapsed')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_by"),
        CheckConstraint("state <> 'open' OR entry_encrypted IS NOT NULL", name="entry"),
        CheckConstraint("unit_id <> holding_unit_id", name="units"),
        Index(
            "uq_roster_conflicts_open",
            "unit_id",
            "member_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index(None, "tenant_id", "state", "id"),
        Index(None, "unit_id", "state", "id"),
        Index(None, "holding_unit_id", "state", "id"),
        Index(None, "member_id", "state", "id"),
    )

    @property
    def parties(self) -> dict[str, Any]:
        return {
            "conflict_id": self.id,
            "unit_id": self.unit_id,
            "holding_unit_id": self.holding_unit_id,
            "member_id": self.member_id,
        }

    def side_of(self, actor: Actor) -> ConflictSide | None:
        """For whom an actor speaks here; a member speaks for neither unit."""
        if actor.role == "department":
            return "department"
        sides: dict[str, ConflictSide] = {self.unit_id: "claimer", self.holding_unit_id: "holder"}
        return sides.get(actor.organisation_id or "") if actor.role == "unit" else None

    @property
    def has_other_holder(self) -> bool:
        """Whether the person is on another roster by now than when it was opened or decided."""
        return self.member.unit_id != self.holding_unit_id

    def allowed(self, side: ConflictSide | None) -> list[ConflictStep]:
        steps: list[ConflictStep] = [
            step for step, (state, sides) in STEPS.items() if (self.state == state) and side in sides
        ]
        is_settled = not self._is_claimed or (side == "claimer" and not self.has_other_holder)
        return [step for step in steps if not (step == "reopen" and is_settled)]

    @property
    def _is_claimed(self) -> bool:
        """Whether the claiming unit's roster still names the person, and another has them."""
        return self.entry_encrypted is not None and self.member.is_on_roster and self.member.unit_id != self.unit_id

    def check_open(self) -> None:
        """
        Raises:
            Conflict: `roster_conflict.not_open`.
        """
        if self.state != "open":
            raise Conflict("roster_conflict.not_open")

    def move(self, by: ConflictDecider, reason: str | None, now: datetime) -> RosterConflictDecided:
        """
        Raises:
            Conflict: `roster_conflict.not_open`.
        """
        return self._decide("moved", by, reason, now)

    def dismiss(self, reason: str, now: datetime) -> RosterConflictDecided:
        """
        Have the person stay where they are; what the claiming unit says is kept, for it may be decided anew.

        Raises:
            Conflict: `roster_conflict.not_open`.
        """
        return self._decide("dismissed", "department", reason, now)

    def lapse(self, by: ConflictDecider, reason: str | None, now: datetime) -> RosterConflictDecided:
        """
        Raises:
            Conflict: `roster_conflict.not_open`.
        """
        return self._decide("lapsed", by, reason, now)

    def pass_to(self, holding_unit_id: str) -> RosterConflictOpened:
        """The person is on another unit's roster now: the claim stands against that one."""
        self.check_open()
        self.holding_unit_id = holding_unit_id
        self.count_up()
        return RosterConflictOpened(**self.parties)

    def reopen(self, side: ConflictSide) -> RosterConflictOpened:
        """
        Raises:
            Conflict: `roster_conflict.not_dismissed`; `roster_conflict.not_claimed`, the claiming unit's roster doesn't
                name the person any more; `roster_conflict.stands`, the claiming unit asks, and nobody else holds them;
                `member.not_on_roster`.
        """
        if "open" not in TRANSITIONS[self.state]:
            raise Conflict("roster_conflict.not_dismissed")
        if not self.member.is_on_roster:
            raise Conflict("member.not_on_roster")
        if not self._is_claimed:
            raise Conflict("roster_conflict.not_claimed")
        if side == "claimer" and not self.has_other_holder:
            raise Conflict("roster_conflict.stands")
        self.state, self.holding_unit_id = "open", self.member.unit_id
        self.decided_at = self.decided_by = self.reason = None
        self.count_up()
        return RosterConflictOpened(**self.parties)

    def _decide(
        self, state: ConflictOutcome, by: ConflictDecider, reason: str | None, now: datetime
    ) -> RosterConflictDecided:
        self.check_open()
        self.state, self.decided_by, self.decided_at, self.reason = state, by, now, reason
        if state != "dismissed":
            self.forget_entry()
        self.count_up()
        return RosterConflictDecided(**self.parties, outcome=state, decided_by=by)

    def forget_entry(self) -> None:
        """What the claiming unit said of the person goes; the caller counts the version."""
        for name in ENTRY:
            setattr(self, name, None)


class ConflictChange(Base):
    """
    A conflict as a roster file will have it, written all at once with the members; gone when the sync is over.

    expected_version: the conflict's version that this was made from; 0 for a new one.
    event_id, event_type, event_subject, event_body: none where nobody needs to be told.
    """

    __tablename__ = "roster_conflict_changes"

    sync_id: Mapped[str] = mapped_column(ID, primary_key=True)
    conflict_id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID)
    holding_unit_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str] = mapped_column(ID)
    expected_version: Mapped[int]
    state: Mapped[ConflictState] = mapped_column(String(10))
    decided_by: Mapped[ConflictDecider | None] = mapped_column(String(10))
    entry_encrypted: Mapped[str | None] = mapped_column(Text)
    entry_digest: Mapped[str | None] = mapped_column(String(64))
    identity_digest: Mapped[str | None] = mapped_column(String(64))
    external_id: Mapped[str | None] = mapped_column(String(50))
    absent_columns: Mapped[list[RosterColumn] | None] = mapped_column(JSON(none_as_null=True))
    event_id: Mapped[str | None] = mapped_column(ID)
    event_type: Mapped[str | None] = mapped_column(String(100))
    event_subject: Mapped[str | None] = mapped_column(String(100))
    event_body: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index(None, "sync_id", "member_id"),)
