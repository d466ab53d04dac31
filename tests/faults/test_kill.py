"""kill -9 in the middle of the story: after a restart the story ends the same, with each effect once."""

import random
import threading

import pytest

from deploy.demo.api import Api
from deploy.demo.lines import Line
from deploy.demo.receiver import Receiver
from deploy.demo.story import Story
from shared.config import PROCESSES
from shared.ids import new_id
from tests.systems import System, running_system

SEED = 20261124
LONGEST_DELAY_SECONDS = 0.2


class Slayer:
    """Kills a process every few steps of the story, a moment after the step has begun, and starts it again at once."""

    def __init__(self, system: System, names: tuple[str, ...], every: int) -> None:
        self.killed: list[str] = []
        self._system = system
        self._names = list(names)
        self._every = every
        self._steps = 0
        self._timers: list[threading.Timer] = []
        self._random = random.Random(SEED)
        self._lock = threading.Lock()

    def watch(self, _: str) -> None:
        """The story's `tell`."""
        self._steps += 1
        if self._steps % self._every == 0 and self._names:
            delay = self._random.uniform(0, LONGEST_DELAY_SECONDS)
            timer = threading.Timer(delay, self._slay, [self._names.pop(0)])
            timer.start()
            self._timers.append(timer)

    def _slay(self, name: str) -> None:
        with self._lock:
            self._system.kill(name)
            self._system.start(name)
            self.killed.append(name)

    def rest(self) -> None:
        for timer in self._timers:
            timer.join()


def play_while_killing(mode: str, names: tuple[str, ...], every: int) -> tuple[list[Line], list[str]]:
    with running_system(mode) as system:
        receiver, slayer = Receiver(), Slayer(system, names, every)
        try:
            story = Story(Api(system.url), system.settings.operator_secret, new_id(), slayer.watch)
            lines = story.play(receiver)
        finally:
            slayer.rest()
            receiver.close()
    return lines, slayer.killed


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.timeout(300)
def test_the_story_survives_the_kill_of_each_process() -> None:
    lines, killed = play_while_killing("real", PROCESSES, every=5)

    assert sorted(killed) == sorted(PROCESSES)
    assert all(line.position for line in lines if line.topic)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_embedded_story_survives_kills_of_the_one_process() -> None:
    lines, killed = play_while_killing("embedded", ("all",) * 4, every=7)

    assert killed == ["all"] * 4
    assert all(line.position for line in lines if line.topic)
