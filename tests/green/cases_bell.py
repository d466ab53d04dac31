"""Waits that somebody ends."""

from time import monotonic

import eventlet

from shared.runtime import Bell


def waited(bell: Bell, seconds: float) -> float:
    began_at = monotonic()
    bell.wait(seconds)
    return monotonic() - began_at


def test_a_wait_ends_when_it_is_rung() -> None:
    bell = Bell()
    eventlet.spawn_after(0.05, bell.ring)

    assert waited(bell, 20) < 10


def test_rung_before_it_ends_the_next_wait_and_no_other() -> None:
    bell = Bell()
    for _ in range(2):
        bell.ring()

    assert waited(bell, 20) < 10
    assert waited(bell, 0.05) >= 0.04
