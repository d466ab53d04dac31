"""Takes events for a service, in order; one that fails holds up its subject alone."""

import logging
from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import eventlet
from kombu import Queue

from shared.db import is_away
from shared.intake import TRIES, BatchEntrypoint, pause_after
from shared.messages.envelope import Envelope, read_event
from shared.messages.wire import Unreadable
from shared.reactor import is_worth_retrying
from shared.runtime import runtime_of
from shared.service import Service

log = logging.getLogger(__name__)


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

    pace_seconds = 0.012

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._backlogs: dict[str, Backlog] = {}

    def is_needed(self, service: Service) -> bool:
        return bool(service.topics)

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


consume_events = EventConsumer.decorator
