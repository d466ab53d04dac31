"""The embedded mode after a kill: what the broker in memory had taken and nobody consumed is published again."""

from collections.abc import Iterable, Mapping

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
    last = 0
    while True:
        with databases[name].reading() as session:
            query = select(OUTBOX.c.number, OUTBOX.c.event_id, OUTBOX.c.type)
            query = query.where(OUTBOX.c.number > last, OUTBOX.c.published_at.is_not(None))
            rows = session.execute(query.order_by(OUTBOX.c.number).limit(CHUNK)).all()
        if not rows:
            return lost
        last = rows[-1].number
        missing = _unconsumed({row.event_id: row.type for row in rows}, databases)
        if missing:
            with transaction(databases[name], name, tools) as within:
                mark_unpublished(within.session, sorted(missing))
                within.commit()
        lost += len(missing)


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
