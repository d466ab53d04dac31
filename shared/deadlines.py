"""Time-driven transitions as data: each object's next deadlines are rows, written with its state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, String, Table, and_, delete, or_, select
from sqlalchemy.orm import Session

from shared.bulk import insert_rows, is_one_of
from shared.db import ID, UtcDateTime
from shared.outbox import INFRASTRUCTURE

DEADLINES = Table(
    "deadlines",
    INFRASTRUCTURE,
    Column("subject", String(100), primary_key=True),
    Column("kind", String(50), primary_key=True),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("tenant_id", ID),
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One object's appointment: at `due_at` the command named by `kind` is carried out on `subject`."""

    subject: str
    kind: str
    due_at: datetime
    tenant_id: str | None

    @property
    def subject_id(self) -> str:
        return self.subject.partition("/")[2]


def write_schedules(session: Session, schedules: Mapping[str, tuple[str | None, Mapping[str, datetime]]]) -> None:
    """Replace the deadlines of each subject by those its present state gives."""
    if not schedules:
        return
    session.execute(delete(DEADLINES).where(is_one_of(session, DEADLINES.c.subject, schedules)))
    rows = [
        {"subject": subject, "kind": kind, "due_at": due_at, "tenant_id": tenant_id}
        for subject, (tenant_id, dues) in schedules.items()
        for kind, due_at in dues.items()
    ]
    insert_rows(session, DEADLINES, rows)


def find_due(session: Session, now: datetime, *, kinds: Iterable[str], offset: int, limit: int) -> list[Deadline]:
    """Deadlines of these kinds, longest due first; others belong to a newer version of the service."""
    query = select(DEADLINES).where(DEADLINES.c.due_at <= now, DEADLINES.c.kind.in_(list(kinds)))
    query = query.order_by(DEADLINES.c.due_at, DEADLINES.c.subject, DEADLINES.c.kind).offset(offset).limit(limit)
    return [Deadline(row.subject, row.kind, row.due_at, row.tenant_id) for row in session.execute(query)]


def drop_kept(session: Session, kept: Sequence[Deadline]) -> None:
    """Remove deadlines that were carried out, unless their object has meanwhile set new ones."""
    same = [
        and_(DEADLINES.c.subject == one.subject, DEADLINES.c.kind == one.kind, DEADLINES.c.due_at == one.due_at)
        for one in kept
    ]
    if same:
        session.execute(delete(DEADLINES).where(or_(*same)))


def schedule_of(session: Session, subject: str) -> list[Deadline]:
    query = select(DEADLINES).where(DEADLINES.c.subject == subject).order_by(DEADLINES.c.due_at)
    return [Deadline(row.subject, row.kind, row.due_at, row.tenant_id) for row in session.execute(query)]
