"""Entrypoints of a service: batches of calls and of events, due deadlines. What arrives meanwhile is the next batch."""

import contextlib
import logging
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
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
from shared.db import is_away
from shared.messages.envelope import Call, Envelope, Reply, read_calls, read_event, write_replies
from shared.messages.wire import Unreadable
from shared.reactor import is_worth_retrying
from shared.runtime import runtime_of

log = logging.getLogger(__name__)

PREFETCH = 500
BATCH = 100
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

    Messages are acknowledged after their effects are committed; what isn't acknowledged comes again.
    """

    workers = 1

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._gathered: LightQueue = LightQueue()
        self._writing = Semaphore()
        self._connection: Any = None
        self._epoch = 0
        self._is_stopping = False
        self._busy = 0
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

    def start(self) -> None:
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
            thread.kill()

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
            self._connection = connection
            self._epoch += 1
            epoch = self._epoch
            self._forget()
            with Consumer(channel, [self.queue()], on_message=lambda message: self._gathered.put((epoch, message))):
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

    def _forget(self) -> None:
        """A new connection: whatever was gathered before comes again by itself."""

    def _work_for_ever(self) -> None:
        while not self._is_stopping:
            messages = self._take(self._longest_wait())
            self._busy += 1
            try:
                self.handle([message for epoch, message in messages if epoch == self._epoch])
            finally:
                self._busy -= 1

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
        try:
            with self._writing:
                for message in messages:
                    if not message.acknowledged:
                        message.ack()
        except Exception as error:  # noqa: BLE001 (whatever happens, the loop goes on)
            log.info("not acknowledged", extra={"queue": self.queue().name, "cause": repr(error)[:300]})

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


class CallConsumer(BatchEntrypoint):
    """Commands and queries of one service; several processes share the queue."""

    workers = 2

    def queue(self) -> Queue:
        return self.topology.command_queue(self.container.service_name)

    def handle(self, messages: list[Any]) -> None:
        batches: list[tuple[Any, list[Call]]] = []
        for message in messages:
            try:
                batches.append((message, read_calls(message.body)))
            except Unreadable as error:
                log.error("unreadable calls are dropped", extra={"cause": str(error)})
                self.ack([message])
        if not batches:
            return
        replies = {reply.id: reply for reply in self.run_worker([call for _, calls in batches for call in calls])}
        self._answer(batches, replies)
        self.ack([message for message, _ in batches])

    def _answer(self, batches: list[tuple[Any, list[Call]]], replies: dict[str, Reply]) -> None:
        """Send each message's replies, in the order of its calls, to the queue that it names."""
        try:
            with self._writing:
                channel = batches[0][0].channel
                for message, calls in batches:
                    body = write_replies([replies[call.id] for call in calls])
                    properties = {"correlation_id": message.properties["correlation_id"], "delivery_mode": 1}
                    prepared = channel.prepare_message(body, properties=properties)
                    channel.basic_publish(prepared, exchange="", routing_key=message.properties["reply_to"])
        except Exception as error:  # noqa: BLE001 (whatever happens, the loop goes on)
            log.warning("replies not sent", extra={"cause": repr(error)[:300]})


@dataclass
class Backlog:
    """Messages of one subject that wait for the first of them to succeed."""

    messages: deque[Any] = field(default_factory=deque)
    tries: int = 0
    retry_at: float = 0.0


class EventConsumer(BatchEntrypoint):
    """
    Events for one service, in order.

    If a batch fails it is taken one by one, so that only the guilty event waits, and with it the later ones of its
    subject. What can't succeed is parked with its error. While the database is away nothing is taken.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._backlogs: dict[str, Backlog] = {}

    def queue(self) -> Queue:
        return self.topology.event_queue(self.container.service_name)

    def _forget(self) -> None:
        self._backlogs.clear()

    def _longest_wait(self) -> float | None:
        if not self._backlogs:
            return None
        return max(0.0, min(backlog.retry_at for backlog in self._backlogs.values()) - monotonic())

    def handle(self, messages: list[Any]) -> None:
        fresh: list[tuple[Any, Envelope]] = []
        for message in messages:
            envelope = self._open(message)
            if envelope is None:
                continue
            if envelope.subject in self._backlogs:
                self._backlogs[envelope.subject].messages.append((message, envelope))
            else:
                fresh.append((message, envelope))
        if fresh:
            self._apply(fresh)
        self._retry_backlogs()

    def _open(self, message: Any) -> Envelope | None:
        """The event in a message; None if there is nothing to do, and the message is settled then."""
        try:
            envelope = read_event(message.body)
        except Unreadable as error:
            self._park(message, None, str(error), 1)
            return None
        if envelope is None:
            self.ack([message])
        return envelope

    def _apply(self, fresh: list[tuple[Any, Envelope]]) -> None:
        try:
            self._react([envelope for _, envelope in fresh])
        except Exception as error:  # noqa: BLE001 (whatever happens, the loop goes on)
            if len(fresh) > 1:
                log.info("batch is taken one by one", extra={"events": len(fresh), "cause": repr(error)[:300]})
            for pair in fresh:
                self._apply_alone(pair)
        else:
            self.ack([message for message, _ in fresh])

    def _apply_alone(self, pair: tuple[Any, Envelope]) -> None:
        message, envelope = pair
        if envelope.subject in self._backlogs:
            self._backlogs[envelope.subject].messages.append(pair)
            return
        try:
            self._react([envelope])
            self.ack([message])
        except Exception as error:  # noqa: BLE001 (whatever happens, the loop goes on)
            if not is_worth_retrying(error):
                self._park(message, envelope, repr(error), 1)
                return
            backlog = self._backlogs[envelope.subject] = Backlog(tries=1, retry_at=monotonic() + pause_after(1))
            backlog.messages.append(pair)

    def _retry_backlogs(self) -> None:
        for subject in [key for key, backlog in self._backlogs.items() if backlog.retry_at <= monotonic()]:
            backlog = self._backlogs.get(subject)
            while backlog and backlog.messages and self._retry(backlog):
                backlog.messages.popleft()
            if backlog and not backlog.messages:
                self._backlogs.pop(subject, None)

    def _retry(self, backlog: Backlog) -> bool:
        """Try the first of a backlog again; tells whether it is settled."""
        message, envelope = backlog.messages[0]
        try:
            self._react([envelope])
            self.ack([message])
        except Exception as error:  # noqa: BLE001 (whatever happens, the loop goes on)
            backlog.tries += 1
            if is_worth_retrying(error) and backlog.tries < TRIES:
                backlog.retry_at = monotonic() + pause_after(backlog.tries)
                return False
            self._park(message, envelope, repr(error), backlog.tries)
        backlog.tries = 0
        return True

    def _react(self, envelopes: list[Envelope]) -> None:
        """React, waiting for the database for as long as it is away."""
        tries = 0
        while True:
            try:
                self.run_worker(envelopes)
                return
            except Exception as error:
                if not is_away(error):
                    raise
                log.warning("database away", extra={"queue": self.queue().name})
                eventlet.sleep(pause_after(tries))
                tries = min(tries + 1, TRIES)

    def _park(self, message: Any, envelope: Envelope | None, error: str, tries: int) -> None:
        body = message.body if isinstance(message.body, str) else bytes(message.body).decode("utf-8", "replace")
        names = (envelope.id, envelope.type, envelope.subject) if envelope else ("", "unreadable", "")
        log.error("event parked", extra={"queue": self.queue().name, "event_id": names[0], "type": names[1]})
        parked = False
        while not parked:
            try:
                runtime_of(self.container).reactor.park(body, *names, error, tries)
                parked = True
            except Exception as fault:  # noqa: BLE001 (whatever happens, the loop goes on)
                log.warning("event not parked yet", extra={"cause": repr(fault)[:300]})
                eventlet.sleep(1)
        self.ack([message])


class DeadlineTimer(Entrypoint):
    """Runs the service's due deadlines about once a second; several processes may do so."""

    interval_seconds = 0.5

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._tick_for_ever)

    def stop(self) -> None:
        self._thread.kill()

    def _tick_for_ever(self) -> None:
        while True:
            done = Signal()

            def hand_back(_: Any, result: Any, exc_info: Any, done: Signal = done) -> tuple[Any, Any]:
                if exc_info:
                    log.warning("deadlines wait", extra={"cause": repr(exc_info[1])[:300]})
                done.send(result or 0)
                return result, None

            self.container.spawn_worker(self, (), {}, handle_result=hand_back)
            if not done.wait():
                eventlet.sleep(self.interval_seconds)


run_calls = CallConsumer.decorator
consume_events = EventConsumer.decorator
keep_deadlines = DeadlineTimer.decorator
