"""One operating-system process with one or more services in it."""

import contextlib
import gc
import logging
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import eventlet
import eventlet.hubs.hub
import eventlet.queue
from nameko.runners import ServiceRunner
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from deploy.ending import FAILED
from deploy.system import process_classes
from shared.broker import BROKER_ERRORS, connect
from shared.config import Settings
from shared.db import Database

log = logging.getLogger(__name__)

WAIT_SECONDS = 60.0
OBJECTS_BEFORE_A_COLLECTION = 20_000


class DriverBlocks(Exception):
    """The PostgreSQL driver stops all greenlets while it waits; the process would stand still under load."""


def check_driver(database: Database) -> None:
    """
    Raises:
        DriverBlocks: another greenlet could not run while a statement was waiting.
    """
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        while True:
            eventlet.sleep(0.005)
            ticks += 1

    ticker = eventlet.spawn(tick)
    with database.reading() as session:
        session.execute(text("SELECT 1"))  # how the connection is made doesn't count
        before = ticks
        session.execute(text("SELECT pg_sleep(0.1)"))
    ticker.kill()
    if ticks == before:
        raise DriverBlocks


def wait_for_engines(settings: Settings, services: Sequence[str]) -> None:
    """
    Wait for the broker and the services' databases to come up, for processes start in any order.

    Raises:
        DriverBlocks: the database driver doesn't let other greenlets run.
    """
    ends_at = time.monotonic() + WAIT_SECONDS
    databases = [Database(settings.database(service)) for service in services]
    while True:
        try:
            with connect(settings.amqp_uri) as connection:
                connection.connect()
            for database in databases:
                database.check()
            break
        except (*BROKER_ERRORS, OperationalError):
            if time.monotonic() > ends_at:
                raise
            eventlet.sleep(0.5)
    for database in databases:
        if not database.is_sqlite:
            check_driver(database)
        database.close()


def serve(
    settings: Settings,
    names: Sequence[str],
    on_ready: Callable[[], None] | None = None,
    on_stop: Callable[[], None] | None = None,
) -> None:
    """
    Run services until SIGTERM or SIGINT; what is under way is finished first.

    Raises:
        SystemExit: one of them has failed, so that whoever watches this process starts it again.
    """
    _log_failed_greenlets()
    runner = ServiceRunner({"settings": settings, "AMQP_URI": settings.amqp_uri})
    for name in names:
        for service in process_classes(name):
            runner.add_service(service)
    stopping = eventlet.event.Event()

    def ask_to_stop(*_: object) -> None:
        if not stopping.ready():
            stopping.send(None)

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    runner.start()
    _collect_seldom()
    if on_ready:
        eventlet.spawn(on_ready)
    ended: list[str] = []

    def watch(container: Any) -> None:
        with contextlib.suppress(Exception):  # nameko has told of it
            container.wait()
        ended.append(container.service_name)
        ask_to_stop()

    for container in runner.containers:
        eventlet.spawn(watch, container)
    stopping.wait()
    failed = list(ended)  # services end only when told to
    if on_stop:
        on_stop()
    with eventlet.Timeout(20, False):
        runner.stop()
    if failed:
        log.critical("services have ended", extra={"services": failed})
        sys.exit(FAILED)


class LoggedTracebacks:
    """Stands where eventlet prints the exceptions of greenlets that nobody waits for; here they are logged as all."""

    @staticmethod
    def print_exc() -> None:
        LoggedTracebacks.print_exception(*sys.exc_info())

    @staticmethod
    def print_exception(*exc_info: Any) -> None:
        log.error("a greenlet failed", exc_info=exc_info)


def _log_failed_greenlets() -> None:
    for module in (eventlet.hubs.hub, eventlet.queue):
        module.traceback = LoggedTracebacks


def _collect_seldom() -> None:
    """Leave what the start has made out of garbage collections, and have fewer: most garbage is freed by its count."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_A_COLLECTION)
