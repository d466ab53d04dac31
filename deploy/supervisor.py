"""Runs each service in a process of its own and starts it again when it ends, as a container engine would."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import FrameType

from shared.config import child_environment

LONGEST_PAUSE_SECONDS = 10.0
GRACE_SECONDS = 25.0


class Supervisor:
    """Child processes by name; `ids` tells their process ids, so that a fault test can end one."""

    def __init__(self, names: Sequence[str], environment: Mapping[str, str]) -> None:
        self._names = names
        self._environment = child_environment(environment)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._started_at: dict[str, float] = {}
        self._pauses = dict.fromkeys(names, 0.2)
        self._is_stopping = False

    @property
    def ids(self) -> dict[str, int]:
        return {name: child.pid for name, child in self._children.items() if child.poll() is None}

    def start(self) -> None:
        for name in self._names:
            self._start(name)

    def tend(self) -> None:
        """Start again what has ended; call it a few times a second."""
        for name, child in list(self._children.items()):
            if child.poll() is None or self._is_stopping:
                continue
            lived = time.monotonic() - self._started_at[name]
            self._pauses[name] = 0.2 if lived > 10 else min(self._pauses[name] * 2, LONGEST_PAUSE_SECONDS)
            if lived >= self._pauses[name]:
                self._start(name)

    def run(self) -> None:
        """Tend until SIGTERM or SIGINT, then stop all."""

        def ask_to_stop(_: int, __: FrameType | None) -> None:
            self._is_stopping = True

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        while not self._is_stopping:
            self.tend()
            time.sleep(0.2)
        self.stop()

    def stop(self) -> None:
        """End all children, gracefully first."""
        self._is_stopping = True
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        ends_at = time.monotonic() + GRACE_SECONDS
        for child in self._children.values():
            try:
                child.wait(max(0.1, ends_at - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def _start(self, name: str) -> None:
        command = [sys.executable, "-m", "deploy.run", name]
        self._children[name] = subprocess.Popen(command, env=self._environment)  # noqa: S603 (our own program)
        self._started_at[name] = time.monotonic()
