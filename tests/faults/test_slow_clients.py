"""Callers who are slow, greedy or many: they are cut off in time, and everybody else is served meanwhile."""

import contextlib
import json
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from deploy.demo.api import eventually
from deploy.demo.play import environment_of, wait_until_ready
from gateway.protocol import BODY_SECONDS, HEAD_SECONDS, IDLE_SECONDS
from tests.systems import System, running_system, settings_of_a_system

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

FORM = (
    b"POST /oauth/token HTTP/1.1\r\nHost: linli.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 1000\r\n\r\n"
)
FEW_FILES = 300


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with running_system("embedded") as system:
        yield system


def connect(url: str) -> socket.socket:
    address = urlsplit(url)
    return socket.create_connection((address.hostname, address.port), timeout=1)


def dribble(url: str, start: bytes) -> tuple[bytes, float]:
    """What comes back when one byte a second follows, and after how long."""
    began = time.monotonic()
    with connect(url) as connection:
        connection.sendall(start)
        while time.monotonic() - began < 2 * BODY_SECONDS:
            with contextlib.suppress(TimeoutError):
                return connection.recv(65536), time.monotonic() - began
            connection.sendall(b"a")
    return b"", time.monotonic() - began


def wait_for_the_end(url: str) -> tuple[bytes, float]:
    """What comes to who sends nothing, and after how long."""
    began = time.monotonic()
    with connect(url) as connection:
        connection.settimeout(2 * IDLE_SECONDS)
        return connection.recv(1), time.monotonic() - began


BEGINNINGS = {
    "request line": (b"G", HEAD_SECONDS),
    "header": (b"GET /healthz HTTP/1.1\r\nX: ", HEAD_SECONDS),
    "body": (FORM, BODY_SECONDS),
}


@pytest.fixture(scope="module")
def slow(system: System) -> Iterator[dict[str, "Future[tuple[bytes, float]]"]]:
    """All slow callers at once, for each takes the time that it is given."""
    with ThreadPoolExecutor() as pool:
        waiting = {name: pool.submit(dribble, system.url, start) for name, (start, _) in BEGINNINGS.items()}
        yield waiting | {"nothing": pool.submit(wait_for_the_end, system.url)}


@pytest.mark.parametrize("sent", BEGINNINGS)
def test_a_request_that_comes_byte_by_byte_is_cut_off(slow: Any, sent: str) -> None:
    answer, took = slow[sent].result()
    seconds = BEGINNINGS[sent][1]

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer
    assert b"Connection: close" in answer
    assert seconds - 1 < took < seconds + 5


def test_a_connection_without_a_request_is_closed_after_a_while(slow: Any) -> None:
    answer, took = slow["nothing"].result()

    assert answer == b""
    assert IDLE_SECONDS - 1 < took < IDLE_SECONDS + 5


def is_healthy(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=2).ok
    except requests.RequestException:
        return False


def told(log: Path, event: str) -> int:
    lines = log.read_text("utf-8").splitlines()
    return sum(json.loads(line)["event"] == event for line in lines if line.startswith("{"))


def test_without_files_left_the_gateway_waits_and_goes_on(system: System) -> None:
    process = system.processes["all"]
    before = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
    open_files = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (open_files + 20, before[1]))
    with contextlib.ExitStack() as crowd:
        for _ in range(60):
            crowd.enter_context(connect(system.url))
        eventually("the shortage is told", lambda: told(system.log, "no connection can be taken") == 1)
    eventually("callers are served again", lambda: is_healthy(system.url))
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, before)

    assert process.poll() is None
    assert told(system.log, "no connection can be taken") == 1
    assert "\nTraceback" not in system.log.read_text("utf-8")


@contextlib.contextmanager
def system_with_few_files() -> Iterator[str]:
    """The address of a system that may hold so few files that half of them are kept for its engines."""
    with tempfile.TemporaryDirectory(prefix="linli-test-") as folder:
        settings = settings_of_a_system("embedded", Path(folder))
        command = ["bash", "-c", f'ulimit -n {FEW_FILES} && exec "$0" -m deploy.run', sys.executable]
        process = subprocess.Popen(command, env=environment_of(settings), stderr=subprocess.DEVNULL)
        try:
            wait_until_ready(settings.public_url, process)
            yield settings.public_url
        finally:
            process.terminate()
            process.wait()


def is_open(connection: socket.socket) -> bool:
    connection.settimeout(0.01)
    try:
        return connection.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


def test_beyond_the_cap_connections_are_closed_at_once_and_the_others_stay() -> None:
    with system_with_few_files() as url, contextlib.ExitStack() as crowd:
        connections = [crowd.enter_context(connect(url)) for _ in range(FEW_FILES)]
        eventually("those beyond the cap are closed", lambda: not is_open(connections[-1]))
        stayed = sum(is_open(connection) for connection in connections)
        crowd.close()
        eventually("there is room again", lambda: is_healthy(url))

    assert FEW_FILES // 2 - 10 <= stayed <= FEW_FILES // 2
