"""Events that a service could not apply: shown with their error, applied again, or dropped for good."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from deploy.system import DATABASES, consumed_topics, definition
from shared.broker import DELIVERY_LIMIT, Topology, connect
from shared.clock import SystemClock
from shared.config import Settings
from shared.db import Database
from shared.encryption import Cipher
from shared.ids import is_id
from shared.inbox import PARKED
from shared.messages.envelope import read_event
from shared.messages.wire import Unreadable
from shared.reactor import Reactor
from shared.unit_of_work import Tools

PAGE = 200
KILLED = f"delivered {DELIVERY_LIMIT + 1} times and never settled: it may kill the process that takes it"


@dataclass(frozen=True)
class ParkedEvent:
    service: str
    id: str
    type: str
    subject: str
    error: str
    tries: int
    parked_at: datetime


@contextlib.contextmanager
def _reactor(settings: Settings, service: str) -> Iterator[Reactor]:
    tools = Tools(SystemClock(), Cipher(settings.encryption_keys, settings.hash_key), settings)
    database = Database(settings.database(service))
    try:
        yield Reactor(definition(service), database, tools)
    finally:
        database.close()


def show_parked(settings: Settings) -> Iterator[ParkedEvent]:
    """All parked events, the oldest of each service first; no secrets are needed to look."""
    for service in DATABASES:
        with contextlib.closing(Database(settings.database(service))) as database:
            for row in _pages(database):
                yield ParkedEvent(service, row.id, row.type, row.subject, row.error, row.tries, row.parked_at)


def _pages(database: Database) -> Iterator[Any]:
    query = select(PARKED).order_by(PARKED.c.parked_at, PARKED.c.id).limit(PAGE)
    while True:
        with database.reading() as session:
            rows = session.execute(query).all()
        yield from rows
        if len(rows) < PAGE:
            return
        last = rows[-1]
        later = PARKED.c.parked_at == last.parked_at, PARKED.c.id > last.id
        query = query.where(or_(PARKED.c.parked_at > last.parked_at, and_(*later)))


def replay_parked(settings: Settings, service: str, parked_id: str) -> bool:
    """Apply a parked event now; what fails again stays parked and raises. Tells whether there was one."""
    with _reactor(settings, service) as reactor:
        return is_id(parked_id) and reactor.replay(parked_id)


def drop_parked(settings: Settings, service: str, parked_id: str) -> bool:
    """Forget a parked event; tells whether there was one."""
    with _reactor(settings, service) as reactor:
        return is_id(parked_id) and reactor.drop(parked_id)


def collect_parked(settings: Settings) -> dict[str, int]:
    """
    Move the events that killed their consumer from the queues `<service>.parked` into the tables of parked events.

    An event leaves its queue when its row is committed, so that none is lost; what was consumed meanwhile isn't parked.

    Returns:
        How many left the queue of each service; nothing in the embedded mode, which has no such queues.

    Raises:
        One of BROKER_ERRORS: the broker is away, or lacks a queue.
    """
    if settings.is_embedded:
        return {}
    with connect(settings.amqp_uri) as connection, connection.channel() as channel:
        return {service: _collect(settings, service, channel) for service in consumed_topics()}


def _collect(settings: Settings, service: str, channel: Any) -> int:
    queue = Topology(settings.namespace).parked_queue(service).name
    taken = 0
    with _reactor(settings, service) as reactor:
        while message := channel.basic_get(queue):
            _park(reactor, message.body)
            channel.basic_ack(message.delivery_tag)
            taken += 1
    return taken


def _park(reactor: Reactor, content: bytes | str) -> None:
    body = content if isinstance(content, str) else bytes(content).decode("utf-8", "replace")
    try:
        envelope = read_event(body)
    except Unreadable:
        envelope = None
    names = (envelope.id, envelope.type, envelope.subject) if envelope else ("", "unreadable", "")
    reactor.park(body, *names, KILLED, DELIVERY_LIMIT + 1)
