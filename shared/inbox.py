"""
The way in: what was carried out or consumed already is known here, so that a repeat has no second effect.

The command log is the audit trail at the same time: who asked for what, when, on which thing, and why.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, String, Table, Text, delete, insert, select
from sqlalchemy.orm import Session

from shared.bulk import insert_new_rows, is_one_of
from shared.db import ID, UtcDateTime
from shared.outbox import INFRASTRUCTURE

COMMAND_LOG = Table(
    "command_log",
    INFRASTRUCTURE,
    Column("command_id", ID, primary_key=True),
    Column("topic", String(100), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("client_id", String(100), nullable=False),
    Column("tenant_id", ID),
    Column("organisation_id", ID),
    Column("member_id", ID),
    Column("subject", String(100), index=True),
    Column("reason", String(2000)),
    Column("fingerprint", String(64)),
    Column("outcome", String(100), nullable=False),
    Column("result", Text),
)
Index(
    "ix_command_log_member_id",
    COMMAND_LOG.c.member_id,
    sqlite_where=COMMAND_LOG.c.member_id.is_not(None),
    postgresql_where=COMMAND_LOG.c.member_id.is_not(None),
)
ACT = ("at", "topic", "role", "organisation_id", "member_id", "subject", "reason", "outcome")

INBOX = Table(
    "inbox",
    INFRASTRUCTURE,
    Column("event_id", ID, primary_key=True),
    Column("type", String(100), nullable=False),
    Column("consumed_at", UtcDateTime, nullable=False, index=True),
)

PARKED = Table(
    "parked",
    INFRASTRUCTURE,
    Column("id", ID, primary_key=True),
    Column("event_id", String(100), nullable=False, index=True),
    Column("type", String(100), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("body", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("parked_at", UtcDateTime, nullable=False),
)


def find_commands(session: Session, ids: Sequence[str]) -> dict[str, Any]:
    """Rows of the command log (topic, at, fingerprint, outcome, result) of those ids that were carried out already."""
    columns = (COMMAND_LOG.c[name] for name in ("command_id", "topic", "at", "fingerprint", "outcome", "result"))
    rows = session.execute(select(*columns).where(is_one_of(session, COMMAND_LOG.c.command_id, ids)))
    return {row.command_id: row for row in rows}


def find_acts(session: Session, tenant_id: str, member_id: str, subjects: Iterable[str] = ()) -> list[dict[str, Any]]:
    """What a tenant's member did, and what anybody did with these subjects, oldest first; answers aren't told."""
    is_by_member = (COMMAND_LOG.c.member_id == member_id) & (COMMAND_LOG.c.tenant_id == tenant_id)
    is_about = is_one_of(session, COMMAND_LOG.c.subject, subjects)
    query = select(*(COMMAND_LOG.c[name] for name in ACT)).where(is_by_member | is_about)
    rows = session.execute(query.order_by(COMMAND_LOG.c.at, COMMAND_LOG.c.command_id))
    return [dict(zip(ACT, row, strict=True)) for row in rows]


def find_consumed(session: Session, event_ids: Iterable[str]) -> set[str]:
    query = select(INBOX.c.event_id).where(is_one_of(session, INBOX.c.event_id, event_ids))
    return set(session.execute(query).scalars())


def record_fresh(session: Session, events: Mapping[str, str], now: datetime) -> set[str]:
    """
    Record events, id to type, in the transaction of their effects.

    Returns:
        The ids that weren't known; one statement finds and records them.
    """
    rows = [{"event_id": event_id, "type": type_, "consumed_at": now} for event_id, type_ in events.items()]
    return insert_new_rows(session, INBOX, rows)


def forget_consumed(session: Session, event_ids: Sequence[str]) -> None:
    """Let these be consumed again, in the same transaction."""
    session.execute(delete(INBOX).where(is_one_of(session, INBOX.c.event_id, event_ids)))


def park(session: Session, row: dict[str, object]) -> None:
    session.execute(insert(PARKED), [row])


def list_parked(session: Session, limit: int) -> list[Any]:
    return list(session.execute(select(PARKED).order_by(PARKED.c.parked_at, PARKED.c.id).limit(limit)))


def take_parked(session: Session, ids: Sequence[str]) -> list[Any]:
    """Remove parked events and return them; the caller consumes or drops them in the same transaction."""
    rows = list(session.execute(select(PARKED).where(PARKED.c.id.in_(ids)).order_by(PARKED.c.parked_at)))
    session.execute(delete(PARKED).where(PARKED.c.id.in_(ids)))
    return rows
