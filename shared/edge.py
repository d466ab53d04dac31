"""The process edge that all services share; each names its definition and adds what only it has."""

import logging
from collections.abc import Sequence
from typing import Any, ClassVar

import eventlet
from eventlet.event import Event as Signal
from nameko.extensions import Entrypoint

from shared.callee import run_calls
from shared.consumer import consume_events
from shared.messages.envelope import Call, Envelope, Reply
from shared.runtime import end, runtime_of

log = logging.getLogger(__name__)


TURN_SECONDS = 0.02


class DeadlineTimer(Entrypoint):
    """Runs due deadlines: twice a second, and when one is set that is due already; several processes may do so."""

    interval_seconds = 0.5
    _thread: Any = None

    def start(self) -> None:
        if runtime_of(self.container).executor.service.deadlines:
            self._thread = self.container.spawn_managed_thread(self._tick_for_ever)

    def stop(self) -> None:
        if self._thread:
            end(self._thread)

    def _tick_for_ever(self) -> None:
        while True:
            done = Signal()

            def hand_back(_: Any, result: Any, exc_info: Any, done: Signal = done) -> tuple[Any, Any]:
                if exc_info:
                    log.warning("deadlines wait", extra={"cause": repr(exc_info[1])[:300]})
                done.send(result)
                return result, None

            self.container.spawn_worker(self, (), {}, handle_result=hand_back)
            if done.wait() is None:
                runtime_of(self.container).due.wait(self.interval_seconds)
            elif self.container.config["settings"].is_embedded:
                eventlet.sleep(TURN_SECONDS)  # on SQLite nothing else gives others a turn


keep_deadlines = DeadlineTimer.decorator


class ServiceEdge:
    """
    A nameko service class without a name: calls, events and deadlines, in batches.

    A subclass sets `name` and `runtime = ServiceRuntime(DEFINITION)`; what its definition has none of isn't started.
    """

    name: ClassVar[str]
    runtime: Any

    @run_calls
    def execute(self, calls: Sequence[Call]) -> list[Reply]:
        replies: list[Reply] = self.runtime.executor.execute(calls)
        return replies

    @consume_events
    def react(self, envelopes: Sequence[Envelope]) -> None:
        self.runtime.reactor.react(envelopes)

    @keep_deadlines
    def run_due(self) -> int | None:
        settled: int | None = self.runtime.deadlines.run_batch()
        return settled
