"""The way out: events wait here, written in the transaction that caused them, until the relay has published them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    Index,
    Integer,
    String,
    Table,
    Text,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session

from shared.bulk import is_one_of
from shared.db import ID, UtcDateTime, new_metadata

INFRASTRUCTURE = new_metadata()

OUTBOX = Table(
    "outbox",
    INFRASTRUCTURE,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("event_id", ID, nullable=False, unique=True),
    Column("type", String(100), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("body", Text, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("published_at", UtcDateTime),
)
Index(
    "ix_outbox_unpublished",
    OUTBOX.c.number,
    sqlite_where=OUTBOX.c.published_at.is_(None),
    postgresql_where=OUTBOX.c.published_at.is_(None),
)

RELAY_LOCK = 0x6C696E6C69  # "linli": one relay of a service publishes at a time, so that order holds across processes


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that isn't published yet."""

    number: int
    event_id: str
    type: str
    body: str


def take_waiting(session: Session, limit: int, unbound: Collection[str] = ()) -> list[Waiting]:
    """
    The oldest unpublished events, after waiting for a relay in another process to finish.

    They are chosen by not being published, never by a number greater than the last: numbers are given before commit,
    and a late commit would be passed over.

    unbound: types that no queue was bound for the last time; of each the oldest alone is tried, so that they hold up
        no others however many they are.
    """
    if session.get_bind().dialect.name == "postgresql":
        # A mark that is lost with the server means publishing again, no more.
        hurry = func.set_config("synchronous_commit", "off", True)
        session.execute(select(func.pg_advisory_xact_lock(RELAY_LOCK), hurry))
    columns = (OUTBOX.c.number, OUTBOX.c.event_id, OUTBOX.c.type, OUTBOX.c.body)
    waiting = select(*columns).where(OUTBOX.c.published_at.is_(None)).order_by(OUTBOX.c.number)
    if not unbound:
        return [Waiting(*row) for row in session.execute(waiting.limit(limit))]
    others = session.execute(waiting.where(OUTBOX.c.type.not_in(unbound)).limit(limit)).all()
    samples = [session.execute(waiting.where(OUTBOX.c.type == one).limit(1)).first() for one in unbound]
    return sorted((Waiting(*row) for row in [*others, *samples] if row), key=lambda one: one.number)


def mark_published(session: Session, numbers: Sequence[int], now: datetime) -> None:
    session.execute(update(OUTBOX).where(is_one_of(session, OUTBOX.c.number, numbers)).values(published_at=now))


def mark_unpublished(session: Session, event_ids: Sequence[str]) -> None:
    """Have the relay publish these again; who has consumed them already passes them over."""
    session.execute(update(OUTBOX).where(is_one_of(session, OUTBOX.c.event_id, event_ids)).values(published_at=None))


def has_waiting(session: Session) -> bool:
    return session.execute(select(OUTBOX.c.number).where(OUTBOX.c.published_at.is_(None)).limit(1)).first() is not None


def count_waiting(session: Session) -> int:
    query = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.published_at.is_(None))
    return int(session.execute(query).scalar_one())
