"""The only publisher: takes events from the outbox and hands them to the broker, in order, until it has them all."""

import logging
import random

import eventlet
from eventlet.event import Event as Signal

from shared.broker import Publisher, Topology
from shared.db import Database, is_away
from shared.messages.envelope import with_sequence
from shared.outbox import Waiting, has_waiting, mark_published, take_waiting
from shared.pace import pace_after
from shared.unit_of_work import Tools, transaction

log = logging.getLogger(__name__)

BATCH = 500
SAFETY_NET_SECONDS = 1.0
# Under load fewer, larger batches; events that come singly go at once.
PACE_SECONDS = 0.008
SLOWEST_PACE = 10
LONGEST_PAUSE_SECONDS = 5.0


class Relay:
    """
    Publishes one service's outbox.

    A commit wakes it; a timer is the safety net. While one batch is under way, what is committed meanwhile gathers and
    goes as the next. Publishing again after a crash is harmless: consumers know an event by its id.
    """

    def __init__(self, source: str, database: Database, tools: Tools) -> None:
        self._source = source
        self._database = database
        self._tools = tools
        self._publisher = Publisher(tools.settings.amqp_uri, Topology(tools.settings.namespace).events)
        self._signal = Signal()
        self._is_awake = False
        self._unbound: frozenset[str] = frozenset()

    def wake(self) -> None:
        """Have the outbox looked at now; costs nothing when the relay is at work already."""
        if not self._is_awake:
            self._is_awake = True
            self._signal.send(None)

    def run(self) -> None:
        """Publish for ever; faults of broker and database are waited out."""
        pause = 0.1
        was_woken = False
        while True:
            try:
                self._signal = Signal()
                self._is_awake = False
                while published := self.publish_batch(is_told=was_woken):
                    was_woken = False
                    eventlet.sleep(PACE_SECONDS * pace_after(published, SLOWEST_PACE, full=BATCH))
                pause = 0.1
                was_woken = False
                with eventlet.Timeout(SAFETY_NET_SECONDS, False):
                    self._signal.wait()
                    was_woken = True
                if not was_woken:
                    self._publisher.attend()
            except Exception as error:  # noqa: BLE001 (whatever happens, the loop goes on)
                level = logging.WARNING if is_away(error) or isinstance(error, OSError) else logging.ERROR
                log.log(level, "relay pauses", extra={"source": self._source, "cause": repr(error)[:300]})
                eventlet.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 (jitter)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def publish_batch(self, *, is_told: bool = False) -> int:
        """Publish the oldest waiting events; the number that the broker has taken. is_told: there are some."""
        if not is_told and not self._has_waiting():
            return 0
        with transaction(self._database, self._source, self._tools) as within:
            waiting = take_waiting(within.session, BATCH, self._unbound)
            taken = self._publish(waiting)
            if taken:
                mark_published(within.session, [one.number for one in taken], self._tools.clock.now())
                within.commit()
        return len(taken)

    def _has_waiting(self) -> bool:
        with self._database.reading() as session:
            return has_waiting(session)

    def _publish(self, waiting: list[Waiting]) -> list[Waiting]:
        if not waiting:
            return []
        returned = self._publisher.publish([(one.type, with_sequence(one.body, one.number)) for one in waiting])
        self._tell_unbound(frozenset(waiting[index].type for index in returned))
        return [one for index, one in enumerate(waiting) if index not in returned]

    def _tell_unbound(self, types: frozenset[str]) -> None:
        """Log the types that no queue is bound for, once for as long as they are the same."""
        if types and types != self._unbound:
            extra = {"source": self._source, "types": sorted(types)}
            log.error("no queue is bound: run `linli topology`", extra=extra)
        self._unbound = types
