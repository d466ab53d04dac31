"""
One command is one transaction: rows, events, deadlines and the log of the command are kept together or not at all.

Nothing outside this module commits.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, event
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state

from shared.bulk import insert_all
from shared.clock import Clock
from shared.config import Settings
from shared.db import Database
from shared.deadlines import DEADLINES, Schedule, drop_replaced, rows_of
from shared.encryption import Cipher
from shared.errors import Forbidden, PreconditionFailed
from shared.ids import new_id
from shared.inbox import COMMAND_LOG
from shared.messages.declare import Event
from shared.messages.envelope import Actor, Envelope, write_event
from shared.outbox import OUTBOX
from shared.versions import check_versions, write_versions


@dataclass(frozen=True)
class Tools:
    """What is handed to every handler besides its transaction."""

    clock: Clock
    cipher: Cipher
    settings: Settings


@dataclass
class Transaction:
    """A database transaction and what is to be written at its end, in as few statements as there are tables."""

    session: Session
    source: str
    tools: Tools
    events: list[dict[str, object]] = field(default_factory=list)
    commands: list[dict[str, object]] = field(default_factory=list)
    rows: dict[Table, list[dict[str, object]]] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    _has_written: bool = False
    _earlier_changes: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session.info["transaction"] = self

    @property
    def has_changes(self) -> bool:
        """Whether anything was written, or is about to be, since `forget_changes`."""
        return self._has_written or self._waiting_changes() != self._earlier_changes

    def forget_changes(self) -> None:
        """What waits to be written from now on belongs to the next command."""
        self._has_written = False
        self._earlier_changes = self._waiting_changes()

    def notice_flush(self) -> None:
        """A query has the session write what waits; only what came since `forget_changes` counts."""
        self._has_written = self.has_changes
        self._earlier_changes = []

    def notice_statement(self) -> None:
        self._has_written = True

    def has_due(self) -> bool:
        """Whether a deadline is set that is due already."""
        now = self.tools.clock.now()
        return any(due_at <= now for one in self.schedules.values() for due_at in one.dues.values())

    def _waiting_changes(self) -> list[tuple[Any, ...]]:
        """All that the session would write, with the values that have changed."""
        session = self.session
        rows: list[tuple[Any, ...]] = [(row,) for row in (*session.new, *session.deleted)]
        for row in session.dirty:
            state = instance_state(row)
            rows.append((row, *((name, state.dict.get(name)) for name in state.committed_state)))
        return rows

    def commit(self) -> bool:
        """Write what was gathered and commit; tells whether there are events to publish."""
        write_versions(self.session)
        self.session.flush()
        drop_replaced(self.session, self.schedules)
        # The rows that events speak of are locked by now, so that the outbox's numbers follow the commits.
        rows = {OUTBOX: self.events, COMMAND_LOG: self.commands, DEADLINES: rows_of(self.schedules)}
        insert_all(self.session, self.rows | rows)
        self.session.commit()
        return bool(self.events)


@event.listens_for(Session, "before_flush")
def _notice_flush(session: Session, *_: object) -> None:
    check_versions(session)
    if within := session.info.get("transaction"):
        within.notice_flush()


@event.listens_for(Session, "do_orm_execute")
def _notice_statement(state: Any) -> None:
    within = state.session.info.get("transaction")
    if within and not state.is_select:
        within.notice_statement()


@contextlib.contextmanager
def transaction(database: Database, source: str, tools: Tools) -> Iterator[Transaction]:
    """A transaction of one service; what isn't committed inside is rolled back."""
    with database.writing() as session:
        yield Transaction(session, source, tools)


class UnitOfWork:
    """
    What one command or one event may do. A service derives its own, with its repositories as properties.

    Everything that it records is buffered and reaches the transaction by `hand_over`, when the handler has succeeded.
    """

    def __init__(
        self,
        within: Transaction,
        actor: Actor,
        *,
        traceparent: str = "",
        expected_version: int | None = None,
        cause: Envelope | None = None,
    ) -> None:
        self.session = within.session
        self.actor = actor
        self.expected_version = expected_version
        self.cause = cause
        self.cipher = within.tools.cipher
        self.settings = within.tools.settings
        self.now = within.tools.clock.now()
        self.reason: str | None = None
        self.subject: str | None = None
        self._within = within
        self._traceparent = traceparent
        self._events: list[dict[str, object]] = []
        self._schedules: dict[str, Schedule] = {}
        self._rows: list[tuple[Table, dict[str, object]]] = []

    @property
    def tenant_id(self) -> str:
        """The tenant in which this happens; every read and write is confined to it."""
        if self.actor.tenant_id is None:
            raise LookupError("this actor belongs to no tenant")
        return self.actor.tenant_id

    def record(self, happened: Event, *, tenant_id: str | None = None) -> None:
        """Have an event published once the transaction is committed."""
        self.subject = self.subject or happened.subject
        self._events.append(self.outbox_row(happened, tenant_id=tenant_id))

    def outbox_row(self, happened: Event, *, tenant_id: str | None = None) -> dict[str, Any]:
        """An event as `record` keeps it, for those who write many into the outbox themselves."""
        envelope = Envelope(
            id=new_id(),
            source=f"/linli/{self._within.source}",
            type=type(happened).type,
            subject=happened.subject,
            time=self.now,
            tenant=tenant_id or self.actor.tenant_id,
            community=getattr(happened, "community_id", None),
            traceparent=self._traceparent,
            data=happened,
        )
        return {
            "event_id": envelope.id,
            "type": envelope.type,
            "subject": envelope.subject,
            "body": write_event(envelope),
            "recorded_at": self.now,
            "published_at": None,
        }

    def write_along(self, table: Table, row: dict[str, object]) -> None:
        """
        Have a row inserted together with the events: on PostgreSQL in the same statement. Nothing reads it before, and
        all rows of a table have the same columns.
        """
        self._rows.append((table, row))

    def schedule(
        self, subject: str, dues: Mapping[str, datetime], *, is_new: bool = False, tenant_id: str | None = None
    ) -> None:
        """Replace the deadlines of an object by these: kind to instant. is_new: the object has none yet."""
        self._schedules[subject] = Schedule(tenant_id or self.actor.tenant_id, dues, is_new)

    def expect(self, version: int) -> None:
        """
        Hold the caller's If-Match against the version that was found.

        Raises:
            PreconditionFailed: `precondition.failed`, changed since the caller read it.
        """
        if self.expected_version is not None and self.expected_version != version:
            raise PreconditionFailed("precondition.failed", f"The current version is {version}.")

    def check_timer(self) -> None:
        """
        Hold that it is a deadline that has this done, and no caller.

        Raises:
            Forbidden: `access.denied`.
        """
        if self.actor.role != "system":
            raise Forbidden("access.denied")

    def hand_over(self) -> None:
        """Add what was recorded to the transaction; called when the handler has succeeded."""
        self._within.events += self._events
        self._within.schedules |= self._schedules
        for table, row in self._rows:
            self._within.rows.setdefault(table, []).append(row)
