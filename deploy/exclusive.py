"""What a system has for itself alone while it runs: its home folder and its HTTP address."""

import contextlib
import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from shared.config import BadSetting, Settings, split_address

LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (nothing listens here)


@dataclass(frozen=True)
class Owner:
    """The process that has a home folder, and where its gateway listens; None before it has said so."""

    process_id: int | None
    http_address: str | None = None

    def __str__(self) -> str:
        where = f" at {self.http_address}" if self.http_address else ""
        return f"process {self.process_id or '(starting)'}{where}"


class Occupied(Exception):
    """The system isn't started, since another one is there; the message names it."""


@contextlib.contextmanager
def exclusive_home(home: Path, http_address: str = "") -> Iterator[None]:
    """
    Have a home folder alone; the kernel lets go of it when the process ends, however it ends.

    http_address: where the gateway of this system will listen, for those who ask.

    Raises:
        Occupied: a running system has it. BadSetting: no lock can be had there.
    """
    with _lock_file(home) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Occupied(f"{home} is in use by {_owner_in(file)}; stop it, or set another LINLI_HOME") from None
        except OSError as error:
            raise BadSetting(f"LINLI_HOME: {home} can't be locked: {error.strerror}") from None
        file.truncate(0)
        file.write(f"{os.getpid()} {http_address}\n")
        file.flush()
        yield


def find_owner(home: Path) -> Owner | None:
    """The process that has a home folder, None if no system runs there."""
    try:
        file = (home / "lock").open(encoding="ascii")
    except OSError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _owner_in(file)
    return None


def local_url(http_address: str) -> str:
    """Where this machine reaches a gateway that listens there."""
    host, port = split_address(http_address)
    host = LOOPBACK.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def check_address(settings: Settings, *, is_shared: bool) -> None:
    """
    Make sure that the gateway can listen; called before it does.

    The gateway's own socket has SO_REUSEPORT, so that the gateways of one system share the port. With it a second
    system would start as well, and take every other request.

    is_shared: whether another process of this system may listen there already.

    Raises:
        Occupied: somebody listens there. BadSetting: nobody can.
    """
    host, port = settings.listens_at
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of the last run may linger
            if is_shared:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"somebody already listens on {settings.http_address}; stop it, or set another LINLI_HTTP_ADDRESS"
            raise Occupied(message) from None
        raise BadSetting(f"LINLI_HTTP_ADDRESS: {settings.http_address}: {error.strerror}") from None


def _lock_file(home: Path) -> TextIO:
    try:
        return (home / "lock").open("a+", encoding="ascii")
    except OSError as error:
        raise BadSetting(f"LINLI_HOME: {error.filename}: {error.strerror}") from None


def _owner_in(file: TextIO) -> Owner:
    file.seek(0)
    process_id, _, http_address = file.read().strip().partition(" ")
    return Owner(int(process_id), http_address or None) if process_id.isdigit() else Owner(None)
