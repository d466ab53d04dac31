"""An answer is complete in time or none."""

import io
import itertools
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from services.notifications import patience
from services.notifications.patience import PatientResponse, _UntilDeadline


class Dripping(io.RawIOBase):
    """A byte at a time, without end."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        buffer[:1] = b"H"
        return 1


@pytest.fixture
def clock_of_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three seconds pass between any two looks at the clock."""
    seconds = itertools.count(0, 3.0)
    monkeypatch.setattr(patience, "time", SimpleNamespace(monotonic=lambda: next(seconds)))


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a connection."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as ours:
        theirs, _ = server.accept()
        with theirs:
            yield ours, theirs


@pytest.mark.usefixtures("clock_of_steps")
def test_bytes_that_drip_do_not_prolong_the_wait(pair: tuple[socket.socket, socket.socket]) -> None:
    with _UntilDeadline(pair[0], Dripping()) as stream:
        in_time = [stream.read(1) for _ in range(3)]
        with pytest.raises(TimeoutError):
            stream.read(1)

    assert in_time == [b"H"] * 3


@pytest.mark.usefixtures("clock_of_steps")
def test_an_answer_in_time_is_read_as_ever(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.sendall("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n收到".encode())
    response = PatientResponse(ours)
    response.begin()
    body = response.read().decode()
    response.close()

    assert body == "收到"
