"""Names what is wrong with an installation and the command that mends it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import requests

from deploy.exclusive import find_owner
from deploy.keys import missing_keys
from deploy.system import BOARD, DATABASES, definition, process_of
from gateway.tokens import BadSigningKeys, read_signing_keys
from shared.broker import BROKER_ERRORS, Topology, connect
from shared.config import SERVICES, Settings
from shared.db import Database, is_away
from shared.inbox import list_parked
from shared.migrate import pending
from shared.outbox import count_waiting

MANY_WAITING = 1000
READY_TIMEOUT_SECONDS = 5
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (nothing listens here)


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
    if BOARD in services and (not settings.is_embedded or find_owner(settings.home)):
        yield from _examine_gateway(settings)
    for service in services:
        yield from _examine_database(settings, service)


def describe(settings: Settings) -> str:
    """In which mode the installation works and, where one process is all of it, whether that runs."""
    if not settings.is_embedded:
        return "each service in a process of its own"
    owner = find_owner(settings.home)
    return f"embedded, running as process {owner}" if owner else "embedded, not running; `linli up` starts it"


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
    try:
        with connect(settings.amqp_uri) as connection:
            connection.connect()
            for exchange in (topology.events, topology.parked):
                yield from _examine_exchange(connection, exchange.name)
            for service in services:
                yield from _examine_queues(connection, topology, service)
    except BROKER_ERRORS as error:
        yield Finding(f"the broker can't be reached: {type(error).__name__}", "start RabbitMQ, check AMQP_URI")


def _examine_exchange(connection: Any, name: str) -> Iterator[Finding]:
    with connection.channel() as channel:
        try:
            channel.exchange_declare(name, "", passive=True)
        except connection.channel_errors:
            yield Finding(f"exchange {name} is missing", "linli topology")


def _examine_queues(connection: Any, topology: Topology, service: str) -> Iterator[Finding]:
    work = [topology.command_queue(service).name] if service in SERVICES else []
    spoilt = []
    if definition(service).topics:
        work.append(topology.event_queue(service).name)
        spoilt.append(topology.parked_queue(service).name)
    found = {name: _find_queue(connection, name) for name in (*work, *spoilt)}
    for name, queue in found.items():
        if queue is None:
            yield Finding(f"queue {name} is missing", "linli topology")
        elif name in spoilt and queue.message_count:
            what = f"queue {name} holds {queue.message_count} events that killed their consumer"
            yield Finding(what, "linli parked collect")
    if idle := [name for name in work if (queue := found[name]) and not queue.consumer_count]:
        process = process_of(service)
        yield Finding(f"{process} isn't running: nobody takes from {', '.join(idle)}", f"linli up {process}")


def _find_queue(connection: Any, name: str) -> Any:
    """How many messages and consumers a queue has; None if there is none."""
    with connection.channel() as channel:
        try:
            return channel.queue_declare(name, passive=True)
        except connection.channel_errors:
            return None


def _examine_gateway(settings: Settings) -> Iterator[Finding]:
    host, port = settings.listens_at
    host = LOOPBACK.get(host, host)
    where = f"http://{f'[{host}]' if ':' in host else host}:{port}/readyz"
    try:
        with requests.Session() as session:
            session.trust_env = False  # a proxy has no part in this
            response = session.get(where, timeout=READY_TIMEOUT_SECONDS)
    except requests.RequestException as error:
        yield Finding(f"the gateway doesn't answer at {where}: {type(error).__name__}", _start(settings, BOARD))
        return
    if response.status_code != 200:
        what = (
            f"the gateway isn't ready: {where} answers {response.status_code} {' '.join(response.text.split())[:200]}"
        )
        yield Finding(what, "mend what else is wrong; see who listens there")


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
    """The command that starts the process in which a service, or the board, works."""
    return "linli up" if settings.is_embedded else f"linli up {process_of(service)}"
