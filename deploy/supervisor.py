"""Runs each service in a process of its own and starts it again when it ends, as a container engine would."""

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

from shared.config import child_environment

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
SETTLED_SECONDS = 10.0
GRACE_SECONDS = 25.0
TICK_SECONDS = 0.2


@dataclass
class Child:
    """One process; `restart_at` is set while it is down, `pause_seconds` grows as long as it dies young."""

    process: "subprocess.Popen[bytes]"
    started_at: float
    pause_seconds: float = 0.0
    restart_at: float | None = None


def service_command(name: str) -> list[str]:
    return [sys.executable, "-m", "deploy.run", "--supervised", name]


class Supervisor:
    """Child processes by name; `ids` tells their process ids, so that a fault test can end one."""

    def __init__(
        self,
        names: Sequence[str],
        environment: Mapping[str, str],
        *,
        command: Callable[[str], Sequence[str]] = service_command,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._names = names
        self._environment = child_environment(environment)
        self._command = command
        self._seconds = seconds
        self._children: dict[str, Child] = {}
        self._is_stopping = False

    @property
    def ids(self) -> dict[str, int]:
        return {name: child.process.pid for name, child in self._children.items() if child.process.poll() is None}

    def start(self) -> None:
        for name in self._names:
            self._children[name] = Child(self._spawn(name), self._seconds())

    def tend(self) -> None:
        """Start again what has ended; call it a few times a second."""
        for name, child in self._children.items():
            if child.process.poll() is None:
                continue
            if child.restart_at is None:
                self._plan_restart(name, child)
            elif self._seconds() >= child.restart_at:
                child.process, child.started_at, child.restart_at = self._spawn(name), self._seconds(), None

    def run(self, on_start: Callable[[], None] | None = None, on_stop: Callable[[], None] | None = None) -> None:
        """Start all and tend them until SIGTERM or SIGINT, then stop all."""

        def ask_to_stop(_: int, __: FrameType | None) -> None:
            self._is_stopping = True

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        try:
            self.start()
            if on_start:
                on_start()
            while not self._is_stopping:
                self.tend()
                time.sleep(TICK_SECONDS)
            if on_stop:
                on_stop()
        finally:
            self.stop()

    def stop(self) -> None:
        """End all children, gracefully first."""
        for child in self._children.values():
            if child.process.poll() is None:
                child.process.terminate()
        ends_at = time.monotonic() + GRACE_SECONDS
        for child in self._children.values():
            try:
                child.process.wait(max(0.1, ends_at - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()

    def _plan_restart(self, name: str, child: Child) -> None:
        """One that has lived for a while is started again soon, one that dies at once after ever longer pauses."""
        has_settled = self._seconds() - child.started_at >= SETTLED_SECONDS
        grown = FIRST_PAUSE_SECONDS if has_settled else max(FIRST_PAUSE_SECONDS, child.pause_seconds * 2)
        child.pause_seconds = min(grown, LONGEST_PAUSE_SECONDS)
        child.restart_at = self._seconds() + child.pause_seconds
        extra = {"service": name, "status": child.process.returncode, "pause_seconds": child.pause_seconds}
        log.warning("process ended", extra=extra)

    def _spawn(self, name: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self._command(name), env=self._environment)  # noqa: S603 (our own program)
