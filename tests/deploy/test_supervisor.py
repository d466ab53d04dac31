import contextlib
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy import supervisor as module
from deploy.demo.api import eventually
from deploy.supervisor import LONGEST_PAUSE_SECONDS, SETTLED_SECONDS, Supervisor, service_command

TICK_SECONDS = 0.05
SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
RUN = f"""
import sys
from deploy.supervisor import Supervisor

supervisor = Supervisor(["one", "two"], {{}}, command=lambda _: [sys.executable, "-c", {SLEEP!r}])
supervisor.run(lambda: print(*supervisor.ids.values(), flush=True))
"""


class Troop:
    """Supervised processes that do as they are told, and a clock that is moved by hand."""

    def __init__(self, **scripts: str) -> None:
        self.scripts = scripts
        self.now = 0.0
        self.starts: dict[str, list[float]] = {name: [] for name in scripts}
        self.supervisor = Supervisor(list(scripts), {}, command=self._command, seconds=lambda: self.now)
        self.supervisor.start()

    def _command(self, name: str) -> list[str]:
        self.starts[name].append(self.now)
        return [sys.executable, "-c", self.scripts[name]]

    def kill(self, name: str) -> None:
        os.kill(self.supervisor.ids[name], signal.SIGKILL)
        self.wait_for_end(name)

    def wait_for_end(self, name: str) -> None:
        eventually(f"{name} has ended", lambda: name not in self.supervisor.ids, seconds=10)

    def tend(self, seconds: float) -> None:
        """Tend twenty times a second, by the clock."""
        for _ in range(round(seconds / TICK_SECONDS)):
            self.supervisor.tend()
            self.now += TICK_SECONDS


@pytest.fixture
def troop() -> Iterator[Troop]:
    troop = Troop(one=SLEEP, two=SLEEP)
    yield troop
    troop.supervisor.stop()


def is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_each_service_runs_in_a_process_of_its_own(troop: Troop) -> None:
    assert troop.supervisor.ids.keys() == {"one", "two"}
    assert len(set(troop.supervisor.ids.values())) == 2
    assert service_command("engagement") == [sys.executable, "-m", "deploy.run", "--supervised", "engagement"]


def test_a_killed_process_is_started_again_and_the_others_are_left_alone(troop: Troop) -> None:
    before = troop.supervisor.ids
    troop.kill("one")
    troop.tend(1)
    after = troop.supervisor.ids

    assert after.keys() == before.keys()
    assert after["one"] != before["one"]
    assert after["two"] == before["two"]


def test_one_that_dies_at_once_is_started_after_ever_longer_pauses() -> None:
    troop = Troop(one="")
    while len(troop.starts["one"]) < 9:
        troop.wait_for_end("one")
        troop.tend(TICK_SECONDS)
    troop.supervisor.stop()
    starts = troop.starts["one"]
    pauses = [later - earlier for earlier, later in itertools.pairwise(starts)]
    longest = LONGEST_PAUSE_SECONDS

    assert pauses == pytest.approx([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, longest, longest], abs=2.5 * TICK_SECONDS)


def test_to_tend_more_often_starts_nothing_sooner() -> None:
    troop = Troop(one="")
    troop.wait_for_end("one")
    for _ in range(1000):
        troop.supervisor.tend()
    troop.supervisor.stop()

    assert troop.starts["one"] == [0.0]


def test_one_that_has_lived_for_a_while_is_started_again_soon(troop: Troop) -> None:
    for _ in range(4):
        troop.kill("one")
        troop.tend(3)
    troop.tend(SETTLED_SECONDS)
    before = troop.now
    troop.kill("one")
    troop.tend(1)

    assert troop.starts["one"][-1] - before == pytest.approx(0.2, abs=2.5 * TICK_SECONDS)


def test_stop_ends_all(troop: Troop) -> None:
    ids = troop.supervisor.ids
    troop.supervisor.stop()

    assert troop.supervisor.ids == {}
    assert not any(is_running(process_id) for process_id in ids.values())


def test_one_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.3)
    troop = Troop(one=STUBBORN, two=SLEEP)
    ids = troop.supervisor.ids
    troop.supervisor.stop()

    assert not any(is_running(process_id) for process_id in ids.values())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_supervisor_with_all_its_processes(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", RUN], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        ids = [int(word) for word in process.stdout.readline().split()]
        running = [is_running(process_id) for process_id in ids]
        process.send_signal(number)
        status = process.wait(20)

    assert (running, status) == ([True, True], 0)
    assert not any(is_running(process_id) for process_id in ids)


KILLED = """
import subprocess, sys

CHILD = "import time, deploy.run; deploy.run.end_with_parent(); print('on', flush=True); time.sleep(60)"
child = subprocess.Popen([sys.executable, "-W", "ignore", "-c", CHILD], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""


def test_supervised_processes_end_when_the_supervisor_is_killed() -> None:
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", KILLED], **pipes) as parent:
        child = int(parent.stdout.readline())
        parent.kill()

    def is_gone() -> bool:
        with contextlib.suppress(FileNotFoundError):
            return "State:\tZ" in Path(f"/proc/{child}/status").read_text()
        return True

    eventually("the child has ended", is_gone, seconds=10)
