"""kill -9 in the middle of the story: after a restart the story ends the same, with each effect once."""

import threading
import time

import pytest

from deploy.demo.api import Api
from deploy.demo.receiver import Receiver
from deploy.demo.story import Line, Story
from shared.config import SERVICES
from shared.ids import new_id
from tests.systems import System, running_system

BETWEEN_KILLS_SECONDS = 1.0


class Slayer(threading.Thread):
    """Kills processes one after another while the story is played, and starts each again."""

    def __init__(self, system: System, names: tuple[str, ...]) -> None:
        super().__init__(daemon=True)
        self.killed: list[str] = []
        self._system = system
        self._names = names

    def run(self) -> None:
        for name in self._names:
            time.sleep(BETWEEN_KILLS_SECONDS)
            self._system.kill(name)
            self._system.start(name)
            self.killed.append(name)


def play_while_killing(mode: str, names: tuple[str, ...]) -> tuple[list[Line], Slayer]:
    with running_system(mode) as system:
        receiver = Receiver()
        slayer = Slayer(system, names)
        slayer.start()
        try:
            lines = Story(Api(system.url), system.settings.operator_secret, new_id()).play(receiver)
        finally:
            slayer.join()
            receiver.close()
    return lines, slayer


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.timeout(300)
def test_the_story_survives_the_kill_of_each_process() -> None:
    names = (*SERVICES, "gateway")

    lines, slayer = play_while_killing("real", names)

    assert slayer.killed == list(names)
    assert all(line.position for line in lines if line.topic)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_embedded_story_survives_kills_of_the_one_process() -> None:
    lines, slayer = play_while_killing("embedded", ("all", "all", "all"))

    assert len(slayer.killed) == 3
    assert all(line.position for line in lines if line.topic)
