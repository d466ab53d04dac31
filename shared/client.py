"""Calls to services: gathered while earlier ones are under way, each with a deadline. The local one needs no broker."""

import contextlib
import logging
import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol

import eventlet
from eventlet.event import Event as Signal
from kombu import Consumer, Queue

from shared.broker import Topology, attend, connect, keep_alive, release
from shared.clock import Clock
from shared.config import Settings
from shared.encryption import Cipher
from shared.errors import Malformed, Unavailable
from shared.executor import Executor
from shared.ids import new_id
from shared.messages.declare import COMMANDS, QUERIES
from shared.messages.envelope import Call, Reply, Unwritable, read_replies, write_batch, write_one
from shared.sealing import Seal

log = logging.getLogger(__name__)

AWAY = Unavailable("broker.unavailable", retry_after_seconds=2)
BATCH = 64
BATCH_BYTES = 16 * 1024 * 1024  # files travel too, and a broker has its bounds
OPEN_BATCHES = 1
OVERDUE_SECONDS = 0.03
RECONNECTING_SECONDS = 1.0
# Who has been answered together mostly asks again at about the same time: gathering them makes one batch, not two.
GATHERING_SECONDS_A_CALL = 0.0003
LONGEST_GATHERING_SECONDS = 0.006
BEAT_SECONDS = 1.0


class Client(Protocol):
    """Whoever carries calls to the services that own them."""

    def call(self, call: Call) -> Reply: ...


def owner_of(topic: str) -> str:
    """The service that a command or query is for."""
    return (COMMANDS.get(topic) or QUERIES[topic]).owner


def _written(call: Call) -> bytes:
    try:
        return write_one(call)
    except Unwritable as error:
        raise Malformed("call.unreadable", str(error)) from error


class LocalClient:
    """Calls executors in the same process."""

    def __init__(self, executors: Mapping[str, Executor]) -> None:
        self._executors = executors

    def call(self, call: Call) -> Reply:
        """
        Raises:
            Malformed: `call.unreadable`, as on the way through a broker.
        """
        _written(call)
        return self._executors[owner_of(call.topic)].execute([call])[0]


@dataclass
class Pending:
    """A call that waits for its reply; `written` as it travels."""

    call: Call
    written: bytes
    answered: Signal = field(default_factory=Signal)


@dataclass
class Lane:
    """The way to one service: what waits to be sent, and the batches that are under way with the time they left."""

    waiting: deque[Pending] = field(default_factory=deque)
    under_way: dict[str, float] = field(default_factory=dict)
    gathers_until: float = 0.0

    def opens_in(self, now: float) -> float:
        """
        Seconds until a batch may leave; 0 or less: now.

        One batch at a time, so that calls gather meanwhile; one that takes long doesn't hold up the others.
        """
        if len(self.waiting) >= BATCH:
            return 0.0
        recent = sorted(left_at for left_at in self.under_way.values() if now - left_at < OVERDUE_SECONDS)
        if len(recent) >= OPEN_BATCHES:
            return recent[-OPEN_BATCHES] + OVERDUE_SECONDS - now
        return self.gathers_until - now

    def take(self) -> list[Pending]:
        """Those that leave together, in their order; one at least, and no more than fit into a message."""
        taken = [self.waiting.popleft()]
        size = len(taken[0].written)
        while self.waiting and len(taken) < BATCH:
            size += len(self.waiting[0].written)
            if size > BATCH_BYTES:
                break
            taken.append(self.waiting.popleft())
        return taken

    def come_back(self, key: str, calls: int) -> None:
        """A batch is answered."""
        self.under_way.pop(key, None)
        if calls > 1:
            self.gathers_until = monotonic() + min(calls * GATHERING_SECONDS_A_CALL, LONGEST_GATHERING_SECONDS)


class BrokerClient:
    """
    Calls services through the broker.

    A call is answered, or refused with `service.unavailable` when its deadline has passed; it is never carried out
    after that. Messages are transient and unconfirmed: a lost one shows by its deadline, and the caller may repeat it.
    With the connection lost, calls that are under way are refused at once, for their answers have nowhere to go; new
    ones wait for a moment only. What is declared as sealed travels encrypted, there and back.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._uri = settings.amqp_uri
        self._seal = Seal(Cipher(settings.encryption_keys, settings.hash_key))
        self._topology = Topology(settings.namespace)
        self._clock = clock
        self._queue = f"replies.{new_id()}"
        self._lanes: dict[str, Lane] = {}
        self._batches: dict[str, tuple[str, list[Pending]]] = {}
        self._signal = Signal()
        self._is_awake = False
        self._is_listening = Signal()

    @property
    def is_connected(self) -> bool:
        """Whether answers can arrive."""
        return bool(self._is_listening.ready())

    def run(self) -> None:
        """Send and receive for ever; reconnects by itself. Returns at once, greenlets go on."""
        eventlet.spawn(self._forever, self._receive)
        eventlet.spawn(self._forever, self._send)

    def call(self, call: Call) -> Reply:
        """
        Raises:
            Malformed: `call.unreadable`, it can't be written; nothing is sent, and no other call comes to know.
            Unavailable: `broker.unavailable`, no connection; `service.unavailable`, no answer before `call.expires_at`.
        """
        pending = Pending(call, _written(self._seal.close_call(call)))
        self._wait_for_connection()
        lane = self._lanes.setdefault(owner_of(call.topic), Lane())
        lane.waiting.append(pending)
        self._wake()
        with eventlet.Timeout(max(0.0, call.expires_at - self._clock.now().timestamp()), False):
            reply: Reply = pending.answered.wait()
            return self._seal.open_reply(call.topic, reply)
        raise Unavailable("service.unavailable", retry_after_seconds=2)

    def _wait_for_connection(self) -> None:
        listening = self._is_listening
        if listening.ready():
            return
        with eventlet.Timeout(RECONNECTING_SECONDS, False):
            listening.wait()
            return
        raise AWAY

    def _wake(self) -> None:
        if not self._is_awake:
            self._is_awake = True
            self._signal.send(None)

    def _forever(self, work: Any) -> None:
        pause = 0.1
        while True:
            started = monotonic()
            try:
                work()
            except Exception as error:  # noqa: BLE001 (whatever happens, the loop goes on)
                log.warning("connection lost", extra={"work": work.__name__, "cause": repr(error)[:300]})
            pause = 0.1 if monotonic() - started > BEAT_SECONDS else min(pause * 2, 1.0)
            eventlet.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 (jitter)

    def _receive(self) -> None:
        connection = connect(self._uri)
        try:
            connection.connect()
            channel = connection.channel()
            queue = Queue(self._queue, durable=False, exclusive=True, auto_delete=True)
            with Consumer(channel, [queue], on_message=self._take_replies, no_ack=True):
                if not self._is_listening.ready():
                    self._is_listening.send(None)
                beat_at = monotonic() + BEAT_SECONDS
                while True:
                    with contextlib.suppress(TimeoutError):
                        connection.drain_events(timeout=BEAT_SECONDS)
                    if monotonic() >= beat_at:
                        beat_at = monotonic() + BEAT_SECONDS
                        keep_alive(connection)
        finally:
            if self._is_listening.ready():
                self._is_listening = Signal()
            self._give_up()
            release(connection)

    def _give_up(self) -> None:
        """Refuse what is under way; whoever repeats it with its key gets the answer that is lost now."""
        for owner, batch in self._batches.values():
            self._lanes[owner].under_way.clear()
            for pending in batch:
                pending.answered.send(Reply(id=pending.call.id, refusal=AWAY.as_wire()))
        self._batches.clear()

    def _take_replies(self, message: Any) -> None:
        owner, batch = self._batches.pop(message.properties["correlation_id"], ("", []))
        if not batch:
            return
        self._lanes[owner].come_back(message.properties["correlation_id"], len(batch))
        for pending, reply in zip(batch, read_replies(message.body), strict=True):
            pending.answered.send(reply)
        if self._lanes[owner].waiting:
            self._wake()

    def _send(self) -> None:
        self._is_listening.wait()
        connection = connect(self._uri)
        try:
            connection.connect()
            channel = connection.channel()
            beat_at = monotonic() + BEAT_SECONDS
            while True:
                self._signal = Signal()
                self._is_awake = False
                with eventlet.Timeout(self._send_open_lanes(channel), False):
                    self._signal.wait()
                self._forget_expired()
                if monotonic() >= beat_at:
                    beat_at = monotonic() + BEAT_SECONDS
                    attend(connection)
        finally:
            release(connection)

    def _send_open_lanes(self, channel: Any) -> float:
        """Send what may go now; the seconds after which to look again, unless somebody calls before."""
        now = monotonic()
        pause = BEAT_SECONDS
        for owner, lane in self._lanes.items():
            while lane.waiting and lane.opens_in(now) <= 0:
                self._send_batch(channel, owner, lane, lane.take())
            if lane.waiting:
                pause = min(pause, lane.opens_in(now))
        return pause

    def _send_batch(self, channel: Any, owner: str, lane: Lane, batch: list[Pending]) -> None:
        now = self._clock.now().timestamp()
        batch = [pending for pending in batch if pending.call.expires_at > now]
        if not batch:
            return
        key = new_id()
        self._batches[key] = (owner, batch)
        lane.under_way[key] = monotonic()
        seconds = max(pending.call.expires_at for pending in batch) - now
        properties = {
            "correlation_id": key,
            "reply_to": self._queue,
            "delivery_mode": 1,
            "expiration": str(int(seconds * 1000)),
        }
        body = write_batch(pending.written for pending in batch)
        prepared = channel.prepare_message(body, properties=properties)
        channel.basic_publish(prepared, exchange="", routing_key=self._topology.command_queue(owner).name)

    def _forget_expired(self) -> None:
        """Drop batches that nobody waits for any more."""
        now = self._clock.now().timestamp()
        for key, (owner, batch) in list(self._batches.items()):
            if all(pending.call.expires_at < now for pending in batch):
                del self._batches[key]
                self._lanes[owner].under_way.pop(key, None)
