import threading
import time

import eventlet
import pytest

from gateway.service import ThreadBeside


def test_others_are_answered_while_something_is_worked_out() -> None:
    ticks: list[float] = []

    def tick() -> None:
        while True:
            ticks.append(time.monotonic())
            eventlet.sleep(0.01)

    ticking = eventlet.spawn(tick)
    thread = ThreadBeside()(_slowly)
    ticking.kill()

    assert thread != threading.get_ident()
    assert len(ticks) > 5


def test_one_thing_is_worked_out_at_a_time() -> None:
    beside, running, most = ThreadBeside(), 0, 0

    def work() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.02)
        running -= 1

    pool = eventlet.GreenPool()
    for _ in range(4):
        pool.spawn(beside, work)
    pool.waitall()

    assert (running, most) == (0, 1)


def test_what_it_raises_is_raised_to_who_waits_and_the_next_has_its_turn() -> None:
    beside = ThreadBeside()
    with pytest.raises(ZeroDivisionError):
        beside(lambda: 1 // 0)

    assert beside(lambda: "done") == "done"


def _slowly() -> int:
    time.sleep(0.2)
    return threading.get_ident()
