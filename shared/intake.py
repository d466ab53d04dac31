"""How messages are taken off a queue: what arrives while a batch is under way makes up the next one."""

import contextlib
import logging
import random
import sys
from collections.abc import Sequence
from time import monotonic
from typing import Any

import eventlet
from eventlet.event import Event as Signal
from eventlet.queue import Empty, LightQueue
from eventlet.semaphore import Semaphore
from kombu import Consumer, Queue
from nameko.extensions import Entrypoint

from shared.broker import BROKER_ERRORS, Topology, connect, keep_alive, release
from shared.config import Settings
from shared.pace import Rate, pace_after
from shared.runtime import end, runtime_of
from shared.service import Service

log = logging.getLogger(__name__)

PREFETCH = 500
BATCH = 100
SLOWEST_PACE = 8
HEARTBEAT_SECONDS = 1.0
TRIES = 8
FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 10.0


def pause_after(tries: int) -> float:
    """Seconds to wait before the next try: exponential, with jitter, bounded."""
    return min(FIRST_PAUSE_SECONDS * 2**tries, LONGEST_PAUSE_SECONDS) * random.uniform(0.5, 1.5)  # noqa: S311


class BatchEntrypoint(Entrypoint):
    """
    Takes messages off one queue: a greenlet reads and gathers, workers take all that has gathered.

    pace_seconds: a batch of more than two, of more than one where many come, may be followed by the next only after
    this long for each message beyond, eight at most: under load fewer, larger batches; what comes singly is taken at
    once, and what fills a batch too.

    Messages are acknowledged after their effects are committed; what isn't acknowledged comes again.
    """

    workers = 1
    pace_seconds = 0.0

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._gathered: LightQueue = LightQueue()
        self._writing = Semaphore()
        self._channel: Any = None
        self._epoch = 0
        self._unsettled: set[Any] = set()
        self._is_stopping = False
        self._busy = 0
        self._rate = Rate()
        self._threads: list[Any] = []

    @property
    def settings(self) -> Settings:
        found: Settings = self.container.config["settings"]
        return found

    @property
    def topology(self) -> Topology:
        return Topology(self.settings.namespace)

    def queue(self) -> Queue:
        raise NotImplementedError

    def handle(self, messages: list[Any]) -> None:
        raise NotImplementedError

    def is_needed(self, service: Service) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        if not self.is_needed(runtime_of(self.container).executor.service):
            return
        jobs = [self._read_for_ever, *[self._work_for_ever] * self.workers]
        self._threads = [self.container.spawn_managed_thread(job) for job in jobs]

    def stop(self) -> None:
        """Finish the batches that are under way, with their answers; what only gathered comes again elsewhere."""
        self._is_stopping = True
        while self._busy:
            eventlet.sleep(0.01)
        self.kill()

    def kill(self) -> None:
        self._is_stopping = True
        for thread in self._threads:
            end(thread)

    def _read_for_ever(self) -> None:
        tries = 0
        while not self._is_stopping:
            try:
                self._read()
                tries = 0
            except Exception as error:  # noqa: BLE001 (whatever happens, the loop goes on)
                level = logging.WARNING if isinstance(error, BROKER_ERRORS) else logging.ERROR
                log.log(level, "connection lost", extra={"queue": self.queue().name, "cause": repr(error)[:300]})
                eventlet.sleep(pause_after(tries))
                tries = min(tries + 1, TRIES)

    def _read(self) -> None:
        connection = connect(self.settings.amqp_uri)
        try:
            connection.connect()
            channel = connection.channel()
            channel.basic_qos(0, PREFETCH, False)
            self._channel = channel
            self._epoch += 1
            self._unsettled.clear()
            self._forget()
            with Consumer(channel, [self.queue()], on_message=self._gather):
                beat_at = monotonic() + HEARTBEAT_SECONDS
                while not self._is_stopping:
                    with contextlib.suppress(TimeoutError):
                        connection.drain_events(timeout=HEARTBEAT_SECONDS)
                    if monotonic() >= beat_at:
                        beat_at = monotonic() + HEARTBEAT_SECONDS
                        with self._writing:
                            keep_alive(connection)
        finally:
            release(connection)

    def _gather(self, message: Any) -> None:
        self._unsettled.add(message.delivery_tag)
        self._gathered.put((self._epoch, message))

    def _forget(self) -> None:
        """A new connection: whatever was gathered before comes again by itself."""

    def _work_for_ever(self) -> None:
        while not self._is_stopping:
            messages = self._take(self._longest_wait())
            began_at = monotonic()
            self._busy += 1
            try:
                self.handle([message for epoch, message in messages if epoch == self._epoch])
            finally:
                self._busy -= 1
            self._rate.note(len(messages), began_at)
            steps = pace_after(len(messages), SLOWEST_PACE, full=BATCH, unpaced=self._rate.unpaced)
            pace = self.pace_seconds * steps
            eventlet.sleep(max(0.0, began_at + pace - monotonic()))

    def _longest_wait(self) -> float | None:
        return None

    def _take(self, timeout_seconds: float | None) -> list[tuple[int, Any]]:
        """All that has gathered, at most a batch; waits for the first."""
        try:
            taken = [self._gathered.get(timeout=timeout_seconds)]
        except Empty:
            return []
        while len(taken) < BATCH and not self._gathered.empty():
            taken.append(self._gathered.get_nowait())
        return taken

    def ack(self, messages: Sequence[Any]) -> None:
        """Acknowledge; a lost connection is no matter, the messages come again and are known."""
        waiting = [one for one in messages if one.channel is self._channel and not one.acknowledged]
        try:
            with self._writing:
                self._unsettled.difference_update(message.delivery_tag for message in waiting)
                if self._are_the_oldest(waiting):
                    max(waiting, key=lambda message: message.delivery_tag).ack(multiple=True)
                else:
                    for message in waiting:
                        message.ack()
        except Exception as error:  # noqa: BLE001 (whatever happens, the loop goes on)
            log.info("not acknowledged", extra={"queue": self.queue().name, "cause": repr(error)[:300]})

    def _are_the_oldest(self, messages: Sequence[Any]) -> bool:
        """Whether one word to the broker settles them all, and nothing else; the one in this process takes no such."""
        if len(messages) < 2 or self.settings.is_embedded:
            return False
        return max(message.delivery_tag for message in messages) < min(self._unsettled, default=sys.maxsize)

    def run_worker(self, *args: Any) -> Any:
        """Run the service's method in a nameko worker and return its result or raise its error."""
        done = Signal()

        def hand_back(_: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            if exc_info is None:
                done.send(result)
            else:
                done.send_exception(*exc_info)
            return result, None

        self.container.spawn_worker(self, args, {}, handle_result=hand_back)
        return done.wait()
