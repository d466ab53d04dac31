"""Names what is wrong with an installation and the command that mends it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.keys import missing_keys
from deploy.system import BOARD, DATABASES, GATEWAY, definition
from gateway.tokens import BadSigningKeys, read_signing_keys
from shared.broker import BROKER_ERRORS, Topology, connect
from shared.config import SERVICES, Settings
from shared.db import Database, is_away
from shared.inbox import list_parked
from shared.migrate import pending
from shared.outbox import count_waiting

MANY_WAITING = 1000


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; `mend` is what to do about it."""

    what: str
    mend: str


def examine(settings: Settings, services: Sequence[str] = DATABASES) -> Iterator[Finding]:
    """Everything that is wrong; nothing at all when all is well."""
    yield from _examine_secrets(settings, services)
    if not settings.is_embedded:
        yield from _examine_broker(settings, services)
    for service in services:
        yield from _examine_database(settings, service)


def _examine_secrets(settings: Settings, services: Sequence[str]) -> Iterator[Finding]:
    if missing := missing_keys(settings):
        mend = "linli keys, and put what it prints into the environment"
        yield Finding(f"secrets are missing: {', '.join(missing)}", mend)
    if BOARD in services:
        try:
            read_signing_keys(settings.signing_keys)
        except BadSigningKeys as error:
            yield Finding(f"the signing keys can't be used: {error}", "remove the file if there is one; linli keys")


def _examine_broker(settings: Settings, services: Sequence[str]) -> Iterator[Finding]:
    topology = Topology(settings.namespace)
    queues = [topology.command_queue(name) for name in services if name in SERVICES]
    for name in services:
        if definition(name).topics:
            queues += [topology.event_queue(name), topology.parked_queue(name)]
    try:
        with connect(settings.amqp_uri) as connection:
            connection.connect()
            for exchange in (topology.events, topology.parked):
                yield from _examine_exchange(connection, exchange.name)
            for queue in queues:
                yield from _examine_queue(connection, queue.name)
    except BROKER_ERRORS as error:
        yield Finding(f"the broker can't be reached: {type(error).__name__}", "start RabbitMQ, check AMQP_URI")


def _examine_exchange(connection: Any, name: str) -> Iterator[Finding]:
    with connection.channel() as channel:
        try:
            channel.exchange_declare(name, "", passive=True)
        except connection.channel_errors:
            yield Finding(f"exchange {name} is missing", "linli topology")


def _examine_queue(connection: Any, name: str) -> Iterator[Finding]:
    with connection.channel() as channel:
        try:
            depth = channel.queue_declare(name, passive=True).message_count
        except connection.channel_errors:
            yield Finding(f"queue {name} is missing", "linli topology")
            return
    if name.endswith(".parked") and depth:
        yield Finding(f"queue {name} holds {depth} events that killed their consumer", "linli parked collect")


def _examine_database(settings: Settings, service: str) -> Iterator[Finding]:
    database = Database(settings.database(service))
    try:
        with database.engine.connect() as connection:
            behind = pending(service, connection)
        if behind:
            yield Finding(f"database of {service} is behind: {', '.join(behind)}", "linli migrate")
            return
        with database.reading() as session:
            waiting, parked = count_waiting(session), len(list_parked(session, 100))
        if waiting > MANY_WAITING:
            yield Finding(f"{waiting} events of {service} wait to be published", _start(settings, service))
        if parked:
            yield Finding(f"{service} has parked events", "linli parked list")
    except Exception as error:
        if not is_away(error):
            raise
        yield Finding(
            f"the database of {service} can't be reached", "start PostgreSQL, check DATABASE_URL; linli migrate"
        )
    finally:
        database.close()


def _start(settings: Settings, service: str) -> str:
    """The command that starts the process which publishes a service's events."""
    if settings.is_embedded:
        return "linli up"
    return f"linli up {GATEWAY if service == BOARD else service}"
