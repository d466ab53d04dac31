"""A way to a broker that can be shut: what goes through is cut off, and nobody gets in until it is opened again."""

import contextlib
from typing import Any

import eventlet
from eventlet.green import socket

CHUNK = 65536


class Gate:
    """Forwards a local port to the port of a broker."""

    def __init__(self, port: int) -> None:
        self._to = ("127.0.0.1", port)
        self._listener = eventlet.listen(("127.0.0.1", 0), reuse_port=False)
        self.port: int = self._listener.getsockname()[1]
        self._ends: list[Any] = []
        self._doorkeeper = eventlet.spawn(self._let_in)

    def open(self) -> None:
        self._listener = eventlet.listen(("127.0.0.1", self.port), reuse_port=False)
        self._doorkeeper = eventlet.spawn(self._let_in)

    def shut(self) -> None:
        self._doorkeeper.kill()
        self._listener.close()
        for end in self._ends:
            end.close()
        self._ends.clear()

    def _let_in(self) -> None:
        while True:
            near, _ = self._listener.accept()
            far = socket.create_connection(self._to)
            self._ends += [near, far]
            eventlet.spawn(self._carry, near, far)
            eventlet.spawn(self._carry, far, near)

    def _carry(self, source: Any, target: Any) -> None:
        with contextlib.suppress(OSError, EOFError):
            while data := source.recv(CHUNK):
                target.sendall(data)
        source.close()
        target.close()
