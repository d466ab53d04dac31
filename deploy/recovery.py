"""The embedded mode after a kill: what the broker in memory had taken and nobody consumed is published again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from deploy.system import BOARD, DATABASES, consumed_topics
from shared.clock import SystemClock
from shared.config import Settings
from shared.db import Database
from shared.encryption import Cipher
from shared.inbox import find_consumed
from shared.outbox import OUTBOX, mark_unpublished
from shared.unit_of_work import Tools, transaction

CHUNK = 1000
LOOKED_BACK = timedelta(days=1)


def republish_unconsumed(settings: Settings) -> int:
    """Hand events that some consumer has not recorded back to the relay; the number of those."""
    databases = {name: Database(settings.database(name)) for name in DATABASES}
    tools = Tools(SystemClock(), Cipher(settings.encryption_keys, settings.hash_key), settings)
    try:
        return sum(_republish(name, databases, tools) for name in DATABASES if name != BOARD)
    finally:
        for database in databases.values():
            database.close()


def _republish(name: str, databases: Mapping[str, Database], tools: Tools) -> int:
    lost = 0
    for chunk in _recent_chunks(databases[name]):
        missing = _unconsumed({row.event_id: row.type for row in chunk}, databases)
        if missing:
            with transaction(databases[name], name, tools) as within:
                mark_unpublished(within.session, sorted(missing))
                within.commit()
        lost += len(missing)
    return lost


def _recent_chunks(database: Database) -> Iterator[Sequence[Any]]:
    """
    Published events (number, event_id, type, published_at) from the newest back.

    An event is consumed or parked within minutes of running time, and each start looks here. So what a kill has lost
    was published shortly before the newest, and a day is far more than enough; the rest of the outbox isn't read.
    """
    columns = (OUTBOX.c.number, OUTBOX.c.event_id, OUTBOX.c.type, OUTBOX.c.published_at)
    query = select(*columns).where(OUTBOX.c.published_at.is_not(None)).order_by(OUTBOX.c.number.desc()).limit(CHUNK)
    before, newest = None, None
    while True:
        with database.reading() as session:
            rows = session.execute(query if before is None else query.where(OUTBOX.c.number < before)).all()
        if not rows:
            return
        latest = max(row.published_at for row in rows)
        newest = newest or latest
        if latest < newest - LOOKED_BACK:
            return
        yield rows
        before = rows[-1].number


def _unconsumed(types: Mapping[str, str], databases: Mapping[str, Database]) -> set[str]:
    missing: set[str] = set()
    for consumer, listened in consumed_topics().items():
        wanted = {event_id for event_id, type_ in types.items() if type_ in listened}
        if wanted:
            missing |= wanted - _settled(databases[consumer], wanted)
    return missing


def _settled(database: Database, event_ids: Iterable[str]) -> set[str]:
    with database.reading() as session:
        return find_consumed(session, event_ids)
