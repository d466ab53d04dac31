"""Time-driven transitions as data: each object's next deadlines are rows, written with its state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, String, Table, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from shared.bulk import is_one_of
from shared.db import ID, UtcDateTime
from shared.outbox import INFRASTRUCTURE

DEADLINES = Table(
    "deadlines",
    INFRASTRUCTURE,
    Column("subject", String(100), primary_key=True),
    Column("kind", String(50), primary_key=True),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("tenant_id", ID),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("retry_at", UtcDateTime),
)
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Deadline:
    """
    One object's appointment: at `due_at` the command named by `kind` is carried out on `subject`.

    tries: how often that has failed.
    """

    subject: str
    kind: str
    due_at: datetime
    tenant_id: str | None
    tries: int = 0

    @property
    def subject_id(self) -> str:
        return self.subject.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Schedule:
    """All deadlines of one object, kind to instant. is_new: it had none before."""

    tenant_id: str | None
    dues: Mapping[str, datetime]
    is_new: bool = False


def drop_replaced(session: Session, schedules: Mapping[str, Schedule]) -> None:
    """Remove the deadlines in whose place others come."""
    if replaced := [subject for subject, schedule in schedules.items() if not schedule.is_new]:
        session.execute(delete(DEADLINES).where(is_one_of(session, DEADLINES.c.subject, replaced)))


def rows_of(schedules: Mapping[str, Schedule]) -> list[dict[str, object]]:
    return [
        {"subject": subject, "kind": kind, "due_at": due_at, "tenant_id": schedule.tenant_id}
        for subject, schedule in schedules.items()
        for kind, due_at in schedule.dues.items()
    ]


def find_due(session: Session, now: datetime, *, kinds: Iterable[str], limit: int) -> list[Deadline]:
    """
    Deadlines of these kinds, longest due first; others belong to a newer version of the service.

    One that has failed is left alone for a while, longer with each failure, so that it holds up no other.
    """
    query = select(DEADLINES).where(DEADLINES.c.due_at <= now, DEADLINES.c.kind.in_(list(kinds)))
    query = query.where(or_(DEADLINES.c.retry_at.is_(None), DEADLINES.c.retry_at <= now))
    query = query.order_by(DEADLINES.c.due_at, DEADLINES.c.subject, DEADLINES.c.kind).limit(limit)
    return [_deadline(row) for row in session.execute(query)]


def drop_kept(session: Session, kept: Sequence[Deadline]) -> None:
    """Remove deadlines that were carried out, unless their object has meanwhile set new ones."""
    if kept:
        session.execute(delete(DEADLINES).where(or_(*map(_same, kept))))


def put_off(session: Session, failed: Sequence[Deadline], now: datetime) -> None:
    """Try these again later."""
    for one in failed:
        pause = min(FIRST_PAUSE * 2 ** min(one.tries, 20), LONGEST_PAUSE)
        session.execute(update(DEADLINES).where(_same(one)).values(tries=one.tries + 1, retry_at=now + pause))


def count_failing(session: Session, tries: int) -> int:
    """How many deadlines have failed as often as that, or more often."""
    return session.scalar(select(func.count()).select_from(DEADLINES).where(DEADLINES.c.tries >= tries)) or 0


def _same(one: Deadline) -> ColumnElement[bool]:
    return and_(DEADLINES.c.subject == one.subject, DEADLINES.c.kind == one.kind, DEADLINES.c.due_at == one.due_at)


def _deadline(row: Any) -> Deadline:
    return Deadline(row.subject, row.kind, row.due_at, row.tenant_id, row.tries)


def schedule_of(session: Session, subject: str) -> list[Deadline]:
    query = select(DEADLINES).where(DEADLINES.c.subject == subject).order_by(DEADLINES.c.due_at)
    return [_deadline(row) for row in session.execute(query)]
