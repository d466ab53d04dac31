"""The relay at work: several of them at once, and a broker that goes away."""

import contextlib
import dataclasses
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import eventlet
import pytest
from kombu import Connection

from shared.broker import Topology, connect
from shared.clock import SystemClock
from shared.config import Settings
from shared.db import Database
from shared.encryption import Cipher
from shared.ids import new_id
from shared.messages.envelope import Actor, read_event
from shared.migrate import drop
from shared.outbox import count_waiting
from shared.relay import Relay
from shared.runtime import end
from shared.unit_of_work import Tools, UnitOfWork, transaction
from tests.databases import POSTGRESQL, need_postgresql
from tests.green.gate import Gate
from tests.green.probe import NumberAdded, create
from tests.harness import settings_for_tests
from tests.systems import RABBITMQ, need_rabbitmq


class Outbox:
    """An outbox on PostgreSQL, and a queue on RabbitMQ that its events end in."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.topology = Topology(settings.namespace)
        self.database = Database(settings.database("probe"))
        self.tools = Tools(SystemClock(), Cipher(settings.encryption_keys, settings.hash_key), settings)
        self._others: list[Database] = []

    def record(self, subject: str, *numbers: int) -> None:
        """Events of one transaction."""
        with transaction(self.database, "probe", self.tools) as within:
            uow = UnitOfWork(within, Actor.system(None))
            for number in numbers:
                uow.record(NumberAdded(series_id=subject, number=number))
            uow.hand_over()
            within.commit()

    def relay(self, amqp_uri: str = RABBITMQ) -> Relay:
        """A relay as another process would have it."""
        tools = dataclasses.replace(self.tools, settings=dataclasses.replace(self.settings, amqp_uri=amqp_uri))
        self._others.append(Database(self.settings.database("probe")))
        return Relay("probe", self._others[-1], tools)

    @property
    def waiting(self) -> int:
        with self.database.reading() as session:
            return count_waiting(session)

    def wait_until_empty(self) -> None:
        with eventlet.Timeout(20):
            while self.waiting:
                eventlet.sleep(0.02)

    def arrived(self, count: int) -> list[tuple[str, int]]:
        """Subject and number of what is in the queue, in order, after so many have come."""
        found: list[tuple[str, int]] = []

        def take(message: Any) -> None:
            data: Any = read_event(message.body)
            found.append((data.data.series_id, data.data.number))

        with connect(RABBITMQ) as connection, connection.channel() as channel:
            self.topology.event_queue("probe")(channel).consume(callback=take, no_ack=True)
            with contextlib.suppress(TimeoutError):
                while True:
                    connection.drain_events(timeout=10 if len(found) < count else 0.1)
        return found

    def close(self) -> None:
        for database in (self.database, *self._others):
            database.close()


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    need_postgresql()
    need_rabbitmq()
    settings = dataclasses.replace(
        settings_for_tests(tmp_path),
        namespace=f"relay_{new_id()[-10:]}",
        amqp_uri=RABBITMQ,
        database_url=POSTGRESQL,
    )
    create(settings)
    outbox = Outbox(settings)
    outbox.topology.declare(RABBITMQ, {"probe": [NumberAdded.type]}, [])
    try:
        yield outbox
    finally:
        outbox.close()
        outbox.topology.remove(RABBITMQ, ["probe"], [])
        drop(settings.database("probe"))


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate(Connection(RABBITMQ).port or 5672)
    yield gate
    gate.shut()


def through(gate: Gate) -> str:
    return re.sub(r"127\.0\.0\.1:\d+|localhost:\d+", f"127.0.0.1:{gate.port}", RABBITMQ)


@contextlib.contextmanager
def running(relay: Relay) -> Iterator[None]:
    thread = eventlet.spawn(relay.run)
    try:
        yield
    finally:
        end(thread)
        relay._publisher.close()


def of(subject: str, arrived: list[tuple[str, int]]) -> list[int]:
    """The numbers of one subject in the order in which each came first."""
    return list(dict.fromkeys(number for name, number in arrived if name == subject))


def test_two_relays_of_one_outbox_publish_each_event_once_and_keep_its_order(outbox: Outbox) -> None:
    relays = [outbox.relay(), outbox.relay()]
    published = [0, 0]

    def publish(number: int) -> None:
        while True:
            published[number] += relays[number].publish_batch()
            eventlet.sleep(0)

    threads = [eventlet.spawn(publish, number) for number in (0, 1)]
    for number in range(200):
        outbox.record(f"系列{number % 5}", number)
        eventlet.sleep(0)
    outbox.wait_until_empty()
    for thread, relay in zip(threads, relays, strict=True):
        end(thread)
        relay._publisher.close()
    arrived = outbox.arrived(200)

    assert min(published) > 0
    assert sorted(number for _, number in arrived) == list(range(200))
    assert all(of(f"系列{rest}", arrived) == list(range(rest, 200, 5)) for rest in range(5))


def test_what_another_process_has_recorded_is_published_without_being_woken(outbox: Outbox) -> None:
    with running(outbox.relay()):
        eventlet.sleep(0.2)
        outbox.record("a", 1)
        outbox.wait_until_empty()

    assert outbox.arrived(1) == [("a", 1)]


def test_while_the_broker_is_away_events_wait(outbox: Outbox, gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    gate.shut()
    outbox.record("a", *range(10))
    with running(outbox.relay(through(gate))), eventlet.Timeout(30):
        while len(caplog.records) < 2:
            eventlet.sleep(0.05)
        before = outbox.waiting
        gate.open()
        outbox.wait_until_empty()

    assert before == 10
    assert {(record.message, record.levelno) for record in caplog.records} == {("relay pauses", logging.WARNING)}
    assert outbox.arrived(10) == [("a", number) for number in range(10)]


def test_a_broker_that_goes_away_in_between_loses_nothing(outbox: Outbox, gate: Gate) -> None:
    relay = outbox.relay(through(gate))
    with running(relay):
        for number in range(60):
            if number in (15, 35):
                gate.shut()
            if number in (25, 45):
                gate.open()
            outbox.record("a", number)
            relay.wake()
            eventlet.sleep(0.02)
        outbox.wait_until_empty()

    assert of("a", outbox.arrived(60)) == list(range(60))
