"""What the server itself refuses, before there is a request that the application could look at."""

import contextlib
import errno
import json
import logging
import re
import socket
import time
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from eventlet import wsgi

from gateway import service
from gateway.connections import Connections
from gateway.service import GatewayServer, ProblemProtocol
from shared.config import read_settings
from tests.systems import System, running_system

HOST = b"Host: linli.example\r\n"
CLOSE = HOST + b"Connection: close\r\n"
FORM = b"POST /oauth/token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n" + HOST
PIECE = 65536
NEXT = b"GET /healthz HTTP/1.1\r\n" + CLOSE + b"\r\n"


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with running_system("embedded") as system:
        yield system


def answers(system: System, request: bytes) -> bytes:
    """All that comes back for some bytes until the server hangs up."""
    address = urlsplit(system.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while received := connection.recv(65536):
            answer += received
    return answer


def exchange(system: System, request: bytes) -> tuple[int, dict[str, str], Any]:
    """Status, headers and problem that come back for some bytes."""
    answer = answers(system, request)
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in rest)}
    return int(first.split()[1]), headers, json.loads(body)


@pytest.mark.parametrize(
    "request_bytes, status, code",
    [
        (
            b"GET /v1/claims?after=" + b"x" * 9000 + b" HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n",
            414,
            "uri.too_long",
        ),
        (b"GET /" + b"x" * 20_000_000 + b" HTTP/1.1\r\n\r\n", 414, "uri.too_long"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Cookie: " + b"x" * 9000 + b"\r\n\r\n", 431, "header.too_large"),
        (b"GET / HTTP/1.1\r\n" + (b"Cookie: " + b"x" * 8000 + b"\r\n") * 20 + b"\r\n", 431, "header.too_large"),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431, "header.too_large"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, "request.malformed"),
        (b"GET\r\n\r\n", 400, "request.malformed"),
        (b"GET / HTTP/x\r\n\r\n", 400, "request.malformed"),
        (b"PRI * HTTP/2.0\r\n\r\n", 400, "request.malformed"),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "request.malformed"),
        (b"POST / HTTP/1.1\r\nContent-Length: five\r\n\r\n", 400, "request.malformed"),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "request.malformed"),
        (
            b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "request.malformed",
        ),
    ],
)
def test_what_the_server_cannot_read_is_a_problem(system: System, request_bytes: bytes, status: int, code: str) -> None:
    answered, headers, problem = exchange(system, request_bytes)

    assert (answered, problem["status"], problem["code"]) == (status, status, code)
    assert headers["content-type"] == "application/problem+json"
    assert headers["connection"] == "close"
    assert headers["trace-id"] == problem["trace_id"]


def test_an_address_that_is_just_short_enough_is_read(system: System) -> None:
    request = b"GET /v1/claims?after=" + b"x" * 7900 + b" HTTP/1.1\r\n" + CLOSE + b"\r\n"

    assert exchange(system, request)[0] == 401


@pytest.mark.parametrize(
    "fields",
    [
        b"Content-Length : 42\r\n\r\n",
        b"nocolon\r\nContent-Length: 42\r\n\r\n",
        b"Content_Length: 42\r\n\r\n",
        b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        b"Content-Length: " + b"1" * 5000 + b"\r\n\r\n",
        b"Host: other.example\r\n\r\n",
        b"X: a\rContent-Length: 42\r\n\r\n",
    ],
)
def test_what_stands_behind_an_unclear_request_is_not_taken_for_the_next_one(system: System, fields: bytes) -> None:
    status, headers, problem = exchange(system, FORM + fields + NEXT)

    assert (status, headers["content-type"]) == (400, "application/problem+json")
    assert (headers["connection"], problem["status"]) == ("close", 400)


@pytest.mark.parametrize("size", [b"-5", b"0x5", b"1_0", b"5;" + b"a" * 300])
def test_what_stands_behind_unclear_chunks_is_not_taken_for_the_next_request(system: System, size: bytes) -> None:
    chunks = size + b"\r\nhello\r\n0\r\n\r\n"
    status, headers, problem = exchange(system, FORM + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + NEXT)

    assert (status, headers["connection"], problem["error"]) == (400, "close", "invalid_request")


def test_who_reads_only_after_sending_all_still_gets_the_answer(system: System) -> None:
    """Two and a half seconds of a body that was refused by its length before any of it was read."""
    address = urlsplit(system.url)
    head = FORM + b"Content-Length: %d\r\n\r\n" % (50 * PIECE)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(head)
        for _ in range(50):
            connection.sendall(b"x" * PIECE)
            time.sleep(0.05)
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "bound, value", [("LINGER_BYTES", PIECE), ("LINGER_SECONDS", 0.2), ("LINGER_SILENCE_SECONDS", 0.2)]
)
def test_whoever_sends_on_without_end_or_stays_silent_is_left(
    monkeypatch: pytest.MonkeyPatch, bound: str, value: float
) -> None:
    monkeypatch.setattr(service, bound, value)
    here, there = socket.socketpair()
    is_over = Event()

    def send_on() -> None:
        with contextlib.suppress(OSError):
            while not is_over.is_set() and bound != "LINGER_SILENCE_SECONDS":
                there.sendall(b"x" * 1000)

    sender = Thread(target=send_on)
    with here, there, here.makefile("wb") as answers:
        protocol = ProblemProtocol.__new__(ProblemProtocol)
        protocol.connection, protocol.wfile = here, answers
        sender.start()
        began = time.monotonic()
        protocol._hang_up()
        seconds = time.monotonic() - began
        is_over.set()
        here.shutdown(socket.SHUT_RD)
        sender.join()

    assert seconds < 2


@pytest.mark.parametrize("method", [b"get", b"Get"])
def test_a_method_in_lower_case_is_none(system: System, method: bytes) -> None:
    assert exchange(system, method + b" /healthz HTTP/1.1\r\n" + CLOSE + b"\r\n")[0] == 400


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 1000000000000\r\n\r\n",
        b"Content-Length: 5\r\n\r\nhello" + NEXT,
        b"Transfer-Encoding: chunked\r\n\r\n5;",
    ],
)
def test_a_body_that_nobody_wants_is_not_read_but_left_with_the_connection(system: System, body: bytes) -> None:
    answer = answers(system, b"GET /healthz HTTP/1.1\r\n" + HOST + body)

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.count(b"HTTP/1.1") == answer.count(b"Connection: close") == 1


def test_a_body_that_was_read_leaves_the_connection_to_the_next_request(system: System) -> None:
    announced = FORM + b"Content-Length: 3\r\n\r\na=b"
    chunked = FORM + b"Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n"
    answer = answers(system, announced + chunked + NEXT)

    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"400", b"100", b"400", b"200"]


def drain(connection: socket.socket, has_begun: Event, is_done: Event) -> None:
    while connection.recv(65536):
        has_begun.set()
    is_done.set()


def test_whoever_sends_requests_without_pause_does_not_keep_others_waiting(system: System) -> None:
    address = urlsplit(system.url)
    has_begun, is_done = Event(), Event()
    requests = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=30) as greedy:
        threads = [
            Thread(target=greedy.sendall, args=[requests * 3_000 + NEXT]),
            Thread(target=drain, args=[greedy, has_begun, is_done]),
        ]
        for thread in threads:
            thread.start()
        has_begun.wait(10)
        answer = answers(system, NEXT)
        was_done = is_done.is_set()
        for thread in threads:
            thread.join()

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert not was_done


class Listener:
    """A listening socket on which nothing but trouble comes in, then one caller."""

    def __init__(self, server: GatewayServer, *troubles: int) -> None:
        self._server = server
        self._troubles = list(troubles)

    def accept(self) -> tuple[socket.socket, tuple[str, int]]:
        if self._troubles:
            raise OSError(self._troubles.pop(0), "trouble")
        self._server._is_accepting = False
        return socket.socket(), ("192.0.2.1", 1)


class Stage:
    """What a server asks of its container and of eventlet."""

    def __init__(self, error: Exception | None = None) -> None:
        self.config = {"settings": read_settings({})}
        self.error = error
        self.served = 0

    def spawn_managed_thread(self, serve: Any) -> None:
        serve()

    def process_request(self, _: object) -> None:
        self.served += 1
        if self.error:
            raise self.error


def server_on(stage: Stage, *troubles: int) -> GatewayServer:
    server = GatewayServer()
    server.container = server._serv = stage
    server._sock = Listener(server, *troubles)
    return server


def test_a_shortage_ends_nothing_and_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(service, "SHORTAGE_PAUSE_SECONDS", 0)
    stage = Stage()
    shortages = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ECONNABORTED, errno.EMFILE)
    server_on(stage, *shortages).run()

    assert stage.served == 1
    assert [record.message for record in caplog.records] == ["no connection can be taken"]


def test_a_listening_socket_that_is_gone_is_a_failure() -> None:
    with pytest.raises(OSError, match="trouble"):
        server_on(Stage(), errno.EBADF).run()


@pytest.mark.parametrize("error, level", [(OSError(errno.EHOSTUNREACH, "gone"), "DEBUG"), (ValueError(), "ERROR")])
def test_a_connection_that_fails_ends_alone(caplog: pytest.LogCaptureFixture, error: Exception, level: str) -> None:
    caplog.set_level(logging.DEBUG, "gateway.service")
    server = server_on(Stage(error))
    server.run()

    assert server._connections._total == 0
    assert [record.levelname for record in caplog.records] == [level]


def test_a_caller_beyond_the_cap_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "room_for_connections", lambda: 0)
    stage = Stage()
    server_on(stage).run()

    assert stage.served == 0


def test_behind_a_proxy_addresses_are_not_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bool] = []

    def note(most: int, *, is_behind_proxy: bool) -> Connections:
        made.append(is_behind_proxy)
        return Connections(most, is_behind_proxy=is_behind_proxy)

    monkeypatch.setattr(service, "Connections", note)
    for proxies in ("0", "1"):
        stage = Stage()
        stage.config = {"settings": read_settings({"LINLI_TRUSTED_PROXIES": proxies})}
        server_on(stage).run()

    assert made == [False, True]


@pytest.mark.parametrize("error, told", [(ValueError(), ["answering failed"]), (BrokenPipeError(), [])])
def test_an_answer_that_fails_is_logged_unless_the_caller_has_gone(
    caplog: pytest.LogCaptureFixture, error: Exception, told: list[str]
) -> None:
    def fail(*_: object) -> None:
        raise error

    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.create_connection(listening.getsockname(), timeout=10) as there,
    ):
        there.sendall(NEXT)
        there.shutdown(socket.SHUT_WR)
        here, address = listening.accept()
        GatewayServer().get_wsgi_server(listening, fail).process_request([address, here, wsgi.STATE_IDLE])
        answer = there.recv(65536)

    assert answer.startswith(b"HTTP/1.1 500 ")
    assert [record.message for record in caplog.records] == told
