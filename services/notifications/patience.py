"""How long an endpoint may take to answer: a limit for the whole, while a socket's own begins anew at each byte."""

import io
import socket
import time
from http.client import HTTPResponse
from typing import Any

ANSWER_SECONDS = 10.0

# Many servers send head and body apart and hold the body back until the head is acknowledged; our kernel would take
# 40 ms for that, unless asked before each reading. Linux alone knows it.
QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)


class _UntilDeadline(io.RawIOBase):
    """Reads from a socket until a deadline."""

    def __init__(self, sock: socket.socket, stream: io.RawIOBase) -> None:
        self._socket = sock
        self._stream = stream
        self._ends = time.monotonic() + ANSWER_SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """
        Raises:
            TimeoutError: the deadline is past.
        """
        remaining = self._ends - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("timed out")
        self._socket.settimeout(remaining)
        if QUICKACK is not None:
            self._socket.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)
        return self._stream.readinto(buffer)

    def close(self) -> None:
        self._stream.close()
        super().close()


class PatientResponse(HTTPResponse):
    """An answer that must be complete within `ANSWER_SECONDS`, however slowly it drips."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_UntilDeadline(sock, self.fp.detach()))
