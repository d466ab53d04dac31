"""What the server itself refuses, before there is a request that the application could look at."""

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.systems import System, running_system

HOST = b"Host: linli.example\r\n"


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with running_system("embedded") as system:
        yield system


def exchange(system: System, request: bytes) -> tuple[int, dict[str, str], Any]:
    """Status, headers and problem that come back for some bytes."""
    address = urlsplit(system.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while received := connection.recv(65536):
            answer += received
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in rest)}
    return int(first.split()[1]), headers, json.loads(body)


@pytest.mark.parametrize(
    "request_bytes, status, code",
    [
        (b"GET /v1/claims?after=" + b"x" * 9000 + b" HTTP/1.1\r\nConnection: close\r\n\r\n", 414, "uri.too_long"),
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
    request = b"GET /v1/claims?after=" + b"x" * 7900 + b" HTTP/1.1\r\nConnection: close\r\n\r\n"

    assert exchange(system, request)[0] == 401
