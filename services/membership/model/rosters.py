"""The state of roster syncs, and what is kept of a file while it is worked on."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from shared.db import ID
from shared.errors import Conflict, Refusal
from shared.messages.membership import FindingKind, RosterColumn, RosterSynced, RosterSyncState
from shared.versions import Versioned

TRANSITIONS: dict[RosterSyncState, set[RosterSyncState]] = {
    "receiving": {"checking", "refused", "cancelled"},
    "checking": {"comparing", "refused", "cancelled"},
    "comparing": {"checking", "applying", "done", "refused", "cancelled"},
    "applying": {"checking", "comparing", "done", "refused", "cancelled"},
    "done": set(),
    "refused": set(),
    "cancelled": set(),
}
FINAL: frozenset[RosterSyncState] = frozenset(state for state, next_ones in TRANSITIONS.items() if not next_ones)
HAS_ERROR = text("outcome = 'error'")
IS_RUNNING = text("state IN ('receiving', 'checking', 'comparing', 'applying')")
# What a line comes to. good: nothing is wrong with it, and what it means is still to be found out. same: it says in
# another way what is known, by other columns or words.
OUTCOMES = ("good", "changed", "returned", "unchanged", "same", "conflict", "absent", "error")

ADVANCE = "advance"
ABANDON = "abandon"
CLEAR = "clear"
FORGET = "forget"
SILENCE = timedelta(hours=1)
GIVEN_UP = timedelta(minutes=1)
MOST_RESTARTS = 20
KEPT_FOR = timedelta(days=400)  # longer than the yearly appraisal of a unit that asks what was taken over


class RosterSync(Versioned, Base):
    """
    One roster file on its way: received in parts, checked part by part, compared as a whole, applied at once.

    step: how many steps are done; it dates the next one, so that each is carried out once.
    absent_columns: those that the file hasn't, of which what is known of members stays.
    is_compared: whether each line's outcome is known. leavers: how many members it takes off, found so far up to the
    member `leavers_through`. restarts: how often it was
    read or compared anew, since something had changed meanwhile. lists_digest: of what its rows are read by.
    """

    __tablename__ = "roster_syncs"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    unit_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    state: Mapped[RosterSyncState] = mapped_column(String(10))
    is_dry_run: Mapped[bool]
    is_atomic: Mapped[bool]
    confirms_leaving: Mapped[bool]
    absent_columns: Mapped[list[RosterColumn]] = mapped_column(JSON)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    digest: Mapped[str | None] = mapped_column(String(64))
    parts_total: Mapped[int | None]
    rows_total: Mapped[int | None]
    parts_checked: Mapped[int] = mapped_column(default=0)
    rows_checked: Mapped[int] = mapped_column(default=0)
    parts_prepared: Mapped[int] = mapped_column(default=0)
    rows_prepared: Mapped[int] = mapped_column(default=0)
    is_compared: Mapped[bool] = mapped_column(default=False)
    leavers: Mapped[int] = mapped_column(default=0)
    leavers_through: Mapped[str | None] = mapped_column(ID)
    step: Mapped[int] = mapped_column(default=0)
    restarts: Mapped[int] = mapped_column(default=0)
    lists_digest: Mapped[str | None] = mapped_column(String(64))
    counts: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    refusal_code: Mapped[str | None] = mapped_column(String(60))
    refusal_detail: Mapped[str | None] = mapped_column(String(500))
    is_cleared: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint(
            "state IN ('receiving', 'checking', 'comparing', 'applying', 'done', 'refused', 'cancelled')", name="state"
        ),
        Index("uq_roster_syncs_running", "unit_id", unique=True, sqlite_where=IS_RUNNING, postgresql_where=IS_RUNNING),
        Index(None, "unit_id", "id"),
    )

    @property
    def subject(self) -> str:
        return f"roster_sync/{self.id}"

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    def go_on(self, state: RosterSyncState) -> None:
        """
        Raises:
            Conflict: `roster.sync_over`, it has come to its end.
        """
        if state != self.state and state not in TRANSITIONS[self.state]:
            raise Conflict("roster.sync_over")
        self.state = state
        self.count_up()

    def finish(self, state: RosterSyncState, now: datetime, *, refusal: Refusal | None = None) -> None:
        """
        Raises:
            Conflict: `roster.sync_over`.
        """
        self.go_on(state)
        self.finished_at = now
        if refusal:
            self.refusal_code, self.refusal_detail = refusal.code, refusal.detail

    def dues(self, *, has_work: bool) -> Mapping[str, datetime]:
        """The next deadlines. has_work: whether there is a step to carry out now."""
        if self.is_final:
            ended_at = self.finished_at or self.started_at
            return {FORGET: ended_at + KEPT_FOR} if self.is_cleared else {CLEAR: self._next_step_at()}
        dues = {ABANDON: self.started_at + SILENCE} if self.state == "receiving" else {}
        return dues | {ADVANCE: self._next_step_at()} if has_work else dues

    def start_anew(self) -> None:
        """Compare and prepare once more; what was checked stands."""
        self.go_on("comparing")
        self.restarts += 1
        self.is_compared = False
        self.parts_prepared = self.rows_prepared = self.leavers = 0
        self.leavers_through = self.counts = None

    def read_anew(self) -> None:
        """Check all rows once more: they are read by other lists now."""
        self.go_on("receiving" if self.state == "receiving" else "checking")
        self.restarts += 1
        self.lists_digest = None
        self.is_compared = False
        self.parts_checked = self.rows_checked = self.parts_prepared = self.rows_prepared = self.leavers = 0
        self.leavers_through = self.counts = None

    @property
    def changes_members(self) -> bool:
        """Whether the file says anything new of the unit's own members; known once it is compared."""
        counts = self.counts or {}
        return any(counts.get(name) for name in ("created", "changed", "returned", "left"))

    def _next_step_at(self) -> datetime:
        return self.started_at + timedelta(microseconds=self.step)

    def tell(self) -> RosterSynced:
        counts = self.counts or {}
        names = ("created", "changed", "returned", "unchanged", "left", "conflicts", "errors")
        return RosterSynced(sync_id=self.id, unit_id=self.unit_id, **{name: counts.get(name, 0) for name in names})


class RosterPart(Base):
    """Rows as they came, encrypted; gone when the sync is over."""

    __tablename__ = "roster_parts"

    sync_id: Mapped[str] = mapped_column(ID, ForeignKey("roster_syncs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    rows: Mapped[int]
    received_at: Mapped[datetime]
    content_encrypted: Mapped[str] = mapped_column(Text)


class RosterLine(Base):
    """
    What a line of the file comes to; gone when the sync is over. Nothing but the sync refers to it, which isn't checked
    row by row.

    row_digest: by which the row is known next time, where it is free of faults and wasn't known this time.
    """

    __tablename__ = "roster_lines"

    sync_id: Mapped[str] = mapped_column(ID, primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[str] = mapped_column(ID)
    part: Mapped[int]
    external_id: Mapped[str | None] = mapped_column(String(50))
    identity_digest: Mapped[str | None] = mapped_column(String(64))
    entry_digest: Mapped[str | None] = mapped_column(String(64))
    row_digest: Mapped[str | None] = mapped_column(String(128))
    name: Mapped[str | None] = mapped_column(String(100))
    outcome: Mapped[str] = mapped_column(String(10))
    member_id: Mapped[str | None] = mapped_column(ID)

    __table_args__ = (
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        Index(
            "ix_roster_lines_sync_id_number",
            "sync_id",
            text("lower(external_id)"),
            sqlite_where=HAS_ERROR,
            postgresql_where=HAS_ERROR,
        ),
        Index(None, "sync_id", "identity_digest", sqlite_where=HAS_ERROR, postgresql_where=HAS_ERROR),
        Index(None, "sync_id", "outcome", "part"),
        Index(None, "sync_id", "member_id"),
    )


class RosterChange(Base):
    """
    A member as the file will have them, written all at once with the others; gone when the sync is over.

    line: negative for members that aren't in the file. kind: what happens to the member; moved ones leave
    the file's unit for another, which claims them.
    expected_version: the member's version that this was made from; 0 for a new one.
    """

    __tablename__ = "roster_changes"

    sync_id: Mapped[str] = mapped_column(ID, primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(10))
    member_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID)
    expected_version: Mapped[int]
    state: Mapped[str | None] = mapped_column(String(10))
    external_id: Mapped[str | None] = mapped_column(String(50))
    name: Mapped[str | None] = mapped_column(String(100))
    gender: Mapped[str | None] = mapped_column(String(1))
    birth_month: Mapped[str | None] = mapped_column(String(7))
    identity_encrypted: Mapped[str | None] = mapped_column(Text)
    identity_digest: Mapped[str | None] = mapped_column(String(64))
    phone_encrypted: Mapped[str | None] = mapped_column(Text)
    phone_digest: Mapped[str | None] = mapped_column(String(64))
    department: Mapped[str | None] = mapped_column(String(200))
    skills: Mapped[str | None] = mapped_column(Text)
    interests: Mapped[str | None] = mapped_column(Text)
    residence_code: Mapped[str | None] = mapped_column(String(50))
    entry_digest: Mapped[str | None] = mapped_column(String(64))
    event_id: Mapped[str] = mapped_column(ID)
    event_type: Mapped[str] = mapped_column(String(100))
    event_subject: Mapped[str] = mapped_column(String(100))
    event_body: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("kind IN ('created', 'changed', 'returned', 'moved', 'left')", name="kind"),
        Index(None, "sync_id", "member_id"),
    )


class RosterFinding(Base):
    """
    What there is to say of a line.

    number: the line times 1,000 and a count, so that findings stand in the file's order.
    before, after: of numbers that tell who somebody is, masked. other_line: the first that says the same.
    """

    __tablename__ = "roster_findings"

    sync_id: Mapped[str] = mapped_column(ID, ForeignKey("roster_syncs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    line: Mapped[int]
    field: Mapped[str | None] = mapped_column(String(50))
    kind: Mapped[FindingKind] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(60))
    before: Mapped[str | None] = mapped_column(String(200))
    after: Mapped[str | None] = mapped_column(String(200))
    other_line: Mapped[int | None]

    __table_args__ = (
        CheckConstraint("kind IN ('error', 'repaired', 'warning')", name="kind"),
        Index(None, "sync_id", "kind", "number"),
    )
