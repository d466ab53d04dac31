"""How the database driver waits in a cooperative process: in the hub, where other greenlets run meanwhile."""

from typing import Any

from eventlet.green import select as green_select
from eventlet.hubs import trampoline
from eventlet.patcher import original
from psycopg import waiting

select = original("select")
BOTH = select.POLLIN | select.POLLOUT


def wait_green(gen: Any, fileno: int, interval: float = 0.0, timeout: float | None = None) -> Any:
    """
    Wait for what psycopg waits for, at half the cost of its own `wait_select`.

    A wait with a limit, which is rare, is left to psycopg.
    """
    if timeout is not None:
        return waiting.wait_select(gen, fileno, interval, timeout)
    try:
        wanted = next(gen)
        while True:
            if wanted == waiting.WAIT_RW:
                wanted = gen.send(_wait_for_either(fileno))
            elif wanted == waiting.WAIT_R:
                trampoline(fileno, read=True)
                wanted = gen.send(waiting.READY_R)
            else:
                trampoline(fileno, write=True)
                wanted = gen.send(waiting.READY_W)
    except StopIteration as end:
        return end.value


def _wait_for_either(fileno: int) -> int:
    """What the socket is ready for: nearly always it takes what is to be sent, and nobody waits."""
    poll = select.poll()
    poll.register(fileno, BOTH)
    found = poll.poll(0)
    if not found:
        readable, writable, _ = green_select.select([fileno], [fileno], [])
        return (waiting.READY_R if readable else 0) | (waiting.READY_W if writable else 0)
    ready = found[0][1]
    return (waiting.READY_R if ready & ~select.POLLOUT else 0) | (waiting.READY_W if ready & select.POLLOUT else 0)
