"""Names what is wrong with an installation and the command that mends it: causes, and not what follows from them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests

from deploy.databases import Sight, State, is_new, look_at
from deploy.exclusive import Owner, find_owner, local_url
from deploy.keys import missing_keys
from deploy.system import BOARD, DATABASES, definition, process_of
from gateway.tokens import BadSigningKeys, read_signing_keys
from shared.broker import BROKER_ERRORS, Topology, connect
from shared.config import SERVICES, Settings
from shared.db import Database
from shared.deadlines import count_failing
from shared.inbox import list_parked
from shared.outbox import count_waiting

MANY_WAITING = 1000
MANY_TRIES = 5
READY_TIMEOUT_SECONDS = 5


@dataclass(frozen=True)
class Finding:
    """What is wrong for one reason; `mend` is what to do about it."""

    what: str
    mend: str


@dataclass
class Examination:
    """What is known so far; of what a cause has brought down, nothing more is asked."""

    settings: Settings
    services: Sequence[str]
    owner: Owner | None
    ready: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    is_broker_well: bool = True

    @property
    def awaits_gateway(self) -> bool:
        """Whether the gateway has all that it needs to answer, and is to run."""
        is_to_run = not self.settings.is_embedded or self.owner is not None
        return is_to_run and self.is_broker_well and BOARD in self.ready and BOARD not in self.idle

    def mend_process(self, service: str) -> str:
        """How the process in which a service, or the board, works comes to run."""
        if not self.owner:
            return "linli up" if self.settings.is_embedded else f"linli up {process_of(service)}"
        if self.settings.is_embedded:
            return f"stop {self.owner}, then linli up"
        return f"{self.owner} starts it again by itself; if it doesn't stay, its log says why"


def examine(settings: Settings, services: Sequence[str] = DATABASES) -> Iterator[Finding]:
    """Everything that is wrong; nothing at all when all is well, and for a home in which nothing is yet."""
    if is_untouched(settings):
        return
    examination = Examination(settings, services, find_owner(settings.home))
    yield from _examine_secrets(settings, services)
    yield from _examine_databases(examination)
    if not settings.is_embedded:
        yield from _examine_broker(examination)
    if examination.awaits_gateway:
        yield from _examine_gateway(examination)
    for service in examination.ready:
        yield from _examine_events(examination, service)


def is_untouched(settings: Settings) -> bool:
    """Whether `linli up` has yet to make all that an embedded system needs."""
    return settings.is_embedded and not find_owner(settings.home) and is_new(settings)


def describe(settings: Settings) -> str:
    """In which mode the installation works and whether it runs, as far as its home tells."""
    owner = find_owner(settings.home)
    if not settings.is_embedded:
        return "each service in a process of its own" + (f", kept running by {owner}" if owner else "")
    if owner:
        return f"embedded, running as {owner}"
    if is_untouched(settings):
        return "embedded, nothing is here yet; `linli up` makes all that is needed"
    return "embedded, not running; `linli up` starts it"


def _examine_secrets(settings: Settings, services: Sequence[str]) -> Iterator[Finding]:
    path = settings.signing_keys
    missing = missing_keys(settings)
    if BOARD in services and not path.exists():
        missing.append(f"the file of signing keys {path}")
    if missing:
        mend = "linli keys, and put what it prints into the environment"
        yield Finding(f"secrets are missing: {', '.join(missing)}", mend)
    if BOARD in services and path.exists():
        try:
            read_signing_keys(path)
        except BadSigningKeys as error:
            yield Finding(f"the signing keys can't be used: {error}", "remove the file; linli keys")


def _examine_databases(examination: Examination) -> Iterator[Finding]:
    sights = [look_at(examination.settings, service) for service in examination.services]
    examination.ready = [sight.service for sight in sights if sight.state is State.READY]
    yield from _describe_away([sight for sight in sights if sight.state is State.AWAY])
    missing = [sight.name for sight in sights if sight.state is State.MISSING]
    behind = [f"{sight.name} ({sight.detail})" for sight in sights if sight.state is State.BEHIND]
    if wrong := [*_told(missing, "doesn't exist", "don't exist"), *_told(behind, "is behind", "are behind")]:
        yield Finding("; ".join(wrong), "linli migrate")


def _describe_away(away: Sequence[Sight]) -> Iterator[Finding]:
    for sight in {sight.detail: sight for sight in away}.values():
        where, mend = f"the database file {sight.name}", "check LINLI_HOME"
        if sight.is_on_server:
            where, mend = "PostgreSQL", "start PostgreSQL, check DATABASE_URL"
        what = f"{where} can't be reached: {sight.detail}"
        yield Finding(what, f"{mend}; then ask again, for what needs it wasn't looked at")


def _told(names: Sequence[str], one: str, several: str) -> Iterator[str]:
    if names:
        yield f"database {names[0]} {one}" if len(names) == 1 else f"databases {', '.join(names)} {several}"


def _examine_broker(examination: Examination) -> Iterator[Finding]:
    try:
        with connect(examination.settings.amqp_uri) as connection:
            connection.connect()
            yield from _examine_topology(examination, connection)
    except BROKER_ERRORS as error:
        examination.is_broker_well = False
        mend = "start RabbitMQ, check AMQP_URI; then ask again, for what needs it wasn't looked at"
        yield Finding(f"the broker can't be reached: {type(error).__name__}", mend)


def _examine_topology(examination: Examination, connection: Any) -> Iterator[Finding]:
    topology = Topology(examination.settings.namespace)
    exchanges = {one.name: _has_exchange(connection, one.name) for one in (topology.events, topology.parked)}
    work: dict[str, dict[str, Any]] = {}
    spoilt: dict[str, Any] = {}
    for service in examination.services:
        names = [topology.command_queue(service).name] if service in SERVICES else []
        if definition(service).topics:
            names.append(topology.event_queue(service).name)
            parked = topology.parked_queue(service).name
            spoilt[parked] = _find_queue(connection, parked)
        work[service] = {name: _find_queue(connection, name) for name in names}
    queues = {name: queue for found in (*work.values(), spoilt) for name, queue in found.items()}
    missing = [f"exchange {name}" for name, is_there in exchanges.items() if not is_there]
    missing += [f"queue {name}" for name, queue in queues.items() if queue is None]
    if missing:
        examination.is_broker_well = False
        is_bare = len(missing) == len(exchanges) + len(queues)
        lacking = "all of its exchanges and queues" if is_bare else ", ".join(missing)
        yield Finding(f"the broker lacks {lacking}", "linli topology")
    if killers := [
        f"{name} ({queue.message_count})" for name, queue in spoilt.items() if queue and queue.message_count
    ]:
        yield Finding(f"events that killed their consumer lie in {', '.join(killers)}", "linli parked collect")
    yield from _examine_processes(examination, work)


def _examine_processes(examination: Examination, work: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """A process that runs takes from all its queues; one whose database isn't ready can't run."""
    idle: dict[str, list[str]] = {}
    for service in examination.ready:
        if names := [name for name, queue in work[service].items() if queue and not queue.consumer_count]:
            examination.idle.append(service)
            what = f"{process_of(service)} isn't running: nobody takes from {', '.join(names)}"
            idle.setdefault(examination.mend_process(service), []).append(what)
    if len(examination.idle) == len(DATABASES) and not examination.owner:
        yield Finding("nothing is running: nobody takes from the queues", "linli up")
        return
    for mend, whats in idle.items():
        yield Finding("; ".join(whats), mend)


def _has_exchange(connection: Any, name: str) -> bool:
    with connection.channel() as channel:
        try:
            channel.exchange_declare(name, "", passive=True)
        except connection.channel_errors:
            return False
    return True


def _find_queue(connection: Any, name: str) -> Any:
    """How many messages and consumers a queue has; None if there is none."""
    with connection.channel() as channel:
        try:
            return channel.queue_declare(name, passive=True)
        except connection.channel_errors:
            return None


def _examine_gateway(examination: Examination) -> Iterator[Finding]:
    owner = examination.owner
    where = local_url((owner and owner.http_address) or examination.settings.http_address) + "/readyz"
    try:
        with requests.Session() as session:
            session.trust_env = False  # a proxy has no part in this
            response = session.get(where, timeout=READY_TIMEOUT_SECONDS)
    except requests.RequestException as error:
        what = f"the gateway doesn't answer at {where}: {type(error).__name__}"
        yield Finding(what, examination.mend_process(BOARD))
        return
    if response.status_code != 200:
        answer = f"{response.status_code} {' '.join(response.text.split())[:200]}"
        yield Finding(f"the gateway isn't ready: {where} answers {answer}", "see who listens there, and its log")


def _examine_events(examination: Examination, service: str) -> Iterator[Finding]:
    database = Database(examination.settings.database(service))
    try:
        with database.reading() as session:
            waiting, parked = count_waiting(session), len(list_parked(session, 100))
            failing = count_failing(session, MANY_TRIES)
    finally:
        database.close()
    if waiting > MANY_WAITING and examination.is_broker_well and service not in examination.idle:
        yield Finding(f"{waiting} events of {service} wait to be published", examination.mend_process(service))
    if parked:
        yield Finding(f"{service} has parked events", "linli parked list")
    if failing:
        yield Finding(f"{failing} deadlines of {service} fail again and again", f"see the log of {service}")
