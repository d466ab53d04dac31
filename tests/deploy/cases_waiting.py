"""The PostgreSQL driver in a patched process: whatever it waits for, other greenlets run meanwhile."""

import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import Any

import eventlet
import psycopg
import pytest
from psycopg import waiting
from sqlalchemy.engine import make_url

from deploy.waiting import wait_green
from tests.databases import POSTGRESQL

MEGABYTES = 8
LARGE = MEGABYTES * 1024 * 1024
SERVER = make_url(POSTGRESQL).set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)


@pytest.fixture
def connection() -> Iterator["psycopg.Connection[Any]"]:
    connection = psycopg.connect(SERVER, autocommit=True)
    yield connection
    connection.close()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the driver has waited for with us since the test began."""
    noted: list[int] = []

    def wait(gen: Any, *words: Any, **options: Any) -> Any:
        def noting() -> Any:
            ready = None
            while True:
                try:
                    noted.append(gen.send(ready))
                except StopIteration as end:
                    return end.value
                ready = yield noted[-1]

        return wait_green(noting(), *words, **options)

    assert waiting.wait is wait_green
    monkeypatch.setattr(waiting, "wait", wait)
    return noted


def ticks_during(work: Callable[[], Any]) -> int:
    """How often another greenlet has run while some work was done."""
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        while True:
            eventlet.sleep(0.005)
            ticks += 1

    ticker = eventlet.spawn(tick)
    try:
        with eventlet.Timeout(30):
            work()
    finally:
        ticker.kill()
    return ticks


def test_a_slow_statement_lets_others_run(connection: "psycopg.Connection[Any]") -> None:
    assert ticks_during(lambda: connection.execute("SELECT pg_sleep(0.3)")) > 5


def test_slow_statements_of_several_connections_take_no_longer_than_one() -> None:
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(psycopg.connect(SERVER, autocommit=True)) for _ in range(10)]
        pool = eventlet.GreenPool(10)
        ticks = ticks_during(
            lambda: [*pool.imap(lambda connection: connection.execute("SELECT pg_sleep(0.2)"), connections)]
        )

    assert 10 < ticks < 200


def test_much_is_sent_and_others_run_while_the_server_takes_it(connection: "psycopg.Connection[Any]") -> None:
    text = "邻" * (LARGE // 3)
    found: list[Any] = []

    def send() -> None:
        found.append(connection.execute("SELECT md5(%s) = md5(%s), length(%s)", (text, text, text)).fetchone())

    ticks = ticks_during(send)

    assert found == [(True, LARGE // 3)]
    assert ticks > 0


def test_a_server_that_takes_nothing_yet_holds_up_nobody_else() -> None:
    """The socket is full, so that the driver waits to write, and reads what comes in between."""
    near, far = socket.socketpair()
    with near, far:
        near.setblocking(False)
        far.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                near.send(bytes(65536))

        def driver() -> Iterator[int]:
            ready.append((yield waiting.WAIT_RW))
            far.send(b"x")
            ready.append((yield waiting.WAIT_RW))

        def take() -> None:
            with contextlib.suppress(BlockingIOError):
                while True:
                    far.recv(65536)

        ready: list[int] = []
        eventlet.spawn_after(0.1, take)
        ticks = ticks_during(lambda: wait_green(driver(), near.fileno()))

    assert ready == [waiting.READY_W, waiting.READY_RW]
    assert ticks > 5


def test_much_is_received_and_others_run_meanwhile(connection: "psycopg.Connection[Any]") -> None:
    found: list[Any] = []

    def receive() -> None:
        query = "SELECT repeat('里', 1000) FROM generate_series(1, %s)"
        found.extend(connection.execute(query, (LARGE // 3000,)).fetchall())

    ticks = ticks_during(receive)

    assert len(found) == LARGE // 3000
    assert set(found) == {("里" * 1000,)}
    assert ticks > 0


def test_many_rows_go_through_a_pipeline(connection: "psycopg.Connection[Any]", waits: list[int]) -> None:
    connection.execute("CREATE TEMPORARY TABLE numbers (number integer, text text)")
    rows = [(number, "x" * 1000) for number in range(1000)]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO numbers VALUES (%s, %s)", rows)
    kept = connection.execute("SELECT number, text FROM numbers ORDER BY number").fetchall()

    assert kept == rows
    assert waiting.WAIT_RW in waits


def test_a_refused_row_of_a_pipeline_leaves_the_connection_usable(connection: "psycopg.Connection[Any]") -> None:
    connection.execute("CREATE TEMPORARY TABLE numbers (number integer PRIMARY KEY)")
    with connection.cursor() as cursor, pytest.raises(psycopg.errors.UniqueViolation):
        cursor.executemany("INSERT INTO numbers VALUES (%s)", [(number % 900,) for number in range(1000)])

    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_wait_with_a_limit_ends_at_it_and_lets_others_run(connection: "psycopg.Connection[Any]") -> None:
    connection.execute("LISTEN nobody")
    notes: list[Any] = []
    ticks = ticks_during(lambda: notes.extend(connection.notifies(timeout=0.2)))

    assert notes == []
    assert 10 < ticks < 200


def test_a_wait_with_a_limit_ends_before_it_with_what_it_waits_for(connection: "psycopg.Connection[Any]") -> None:
    connection.execute("LISTEN somebody")
    with psycopg.connect(SERVER, autocommit=True) as other:
        eventlet.spawn_after(0.05, other.execute, "NOTIFY somebody, 'here'")
        with eventlet.Timeout(10):
            notes = [note.payload for note in connection.notifies(timeout=20, stop_after=1)]

    assert notes == ["here"]


def test_a_connection_that_the_server_cuts_raises_at_once(connection: "psycopg.Connection[Any]") -> None:
    process_id = connection.info.backend_pid
    with psycopg.connect(SERVER, autocommit=True) as other:
        eventlet.spawn_after(0.1, other.execute, "SELECT pg_terminate_backend(%s)", (process_id,))
        with eventlet.Timeout(10), pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT pg_sleep(60)")

    assert connection.closed


def test_a_connection_that_was_cut_while_idle_raises_at_the_next_statement(
    connection: "psycopg.Connection[Any]",
) -> None:
    with psycopg.connect(SERVER, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))
    with eventlet.Timeout(10), pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")

    assert connection.closed
