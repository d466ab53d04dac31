"""RabbitMQ, or kombu's memory transport in its place: connections, the topology, publishing with confirms."""

import contextlib
import threading
from collections.abc import Iterable, Mapping, Sequence
from queue import Empty
from time import monotonic
from typing import Any

from amqp import Message
from amqp.exceptions import AMQPError
from kombu import Connection, Exchange, Queue
from kombu.exceptions import KombuError
from kombu.transport import memory

HEARTBEAT_SECONDS = 10
CONFIRM_TIMEOUT_SECONDS = 10.0
DELIVERY_LIMIT = 20


class _Arrivals:
    """Lets consumers of the memory transport sleep until something is put into any queue."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.count = 0

    def announce(self) -> None:
        with self._condition:
            self.count += 1
            self._condition.notify_all()

    def wait_beyond(self, seen: int, timeout_seconds: float | None) -> None:
        with self._condition:
            self._condition.wait_for(lambda: self.count != seen, timeout_seconds)


class InProcessChannel(memory.Channel):
    """A channel that announces what it puts."""

    def _put(self, queue: str, message: Any, **options: Any) -> None:
        super()._put(queue, message, **options)
        self.connection.arrivals.announce()


class InProcessTransport(memory.Transport):
    """kombu's memory transport, woken by arrivals where the original polls."""

    Channel = InProcessChannel
    arrivals = _Arrivals()
    cycle: Any

    def drain_events(self, connection: Any, timeout: float | None = None, **_: Any) -> None:
        ends_at = None if timeout is None else monotonic() + timeout
        while True:
            seen = self.arrivals.count
            try:
                self.cycle.get(self._deliver, timeout=timeout)
                return
            except Empty:
                left = None if ends_at is None else ends_at - monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError from None
                self.arrivals.wait_beyond(seen, left)


def connect(uri: str) -> Connection:
    """An unopened connection; its errors are `connection.recoverable_connection_errors`."""
    if uri.startswith("memory"):
        return Connection("memory://", transport=InProcessTransport)
    return Connection(uri, heartbeat=HEARTBEAT_SECONDS, connect_timeout=3)


BROKER_ERRORS = (AMQPError, KombuError, OSError)


class Topology:
    """
    The names of exchanges and queues, as fixed text: renaming code must not leave an orphaned queue behind.

    namespace: keeps systems that share a broker apart; empty for the one that has it to itself.
    """

    def __init__(self, namespace: str = "") -> None:
        self._prefix = f"{namespace}." if namespace else ""
        self.events = Exchange(f"{self._prefix}linli.events", type="topic", durable=True)
        self.parked = Exchange(f"{self._prefix}linli.parked", type="direct", durable=True)

    def event_queue(self, service: str) -> Queue:
        """A service's events: replicated, one active consumer so that order holds, poison to `<service>.parked`."""
        return Queue(
            f"{self._prefix}{service}.events",
            durable=True,
            queue_arguments={
                "x-queue-type": "quorum",
                "x-single-active-consumer": True,
                "x-delivery-limit": DELIVERY_LIMIT,
                "x-dead-letter-exchange": self.parked.name,
                "x-dead-letter-routing-key": service,
            },
        )

    def parked_queue(self, service: str) -> Queue:
        """Events whose delivery has killed the consumer again and again."""
        name, arguments = f"{self._prefix}{service}.parked", {"x-queue-type": "quorum"}
        return Queue(name, self.parked, routing_key=service, durable=True, queue_arguments=arguments)

    def command_queue(self, service: str) -> Queue:
        """Calls to a service; each message expires with its deadline."""
        return Queue(f"{self._prefix}{service}.commands", durable=True)

    def declare(self, uri: str, topics: Mapping[str, Iterable[str]], callees: Iterable[str]) -> None:
        """
        Declare exchanges, queues and bindings; what a service no longer listens to is unbound only by an operator.

        topics: consuming service to event types. callees: services that take calls.
        """
        with connect(uri) as connection, connection.channel() as channel:
            self.events(channel).declare()
            self.parked(channel).declare()
            for service, types in topics.items():
                self.parked_queue(service)(channel).declare()
                queue = self.event_queue(service)(channel)
                queue.declare()
                for type_ in sorted(types):
                    queue.bind_to(self.events, routing_key=type_)
            for service in callees:
                self.command_queue(service)(channel).declare()

    def remove(self, uri: str, consumers: Iterable[str], callees: Iterable[str]) -> None:
        """Delete queues and exchanges with all that is in them."""
        queues = [make(name) for name in consumers for make in (self.event_queue, self.parked_queue)]
        queues += [self.command_queue(name) for name in callees]
        with connect(uri) as connection, connection.channel() as channel:
            for queue in queues:
                queue(channel).delete()
            self.events(channel).delete()
            self.parked(channel).delete()


class Unconfirmed(ConnectionError):
    """The broker has not taken a message; it must be published again."""


class Publisher:
    """
    Publishes batches of events, each confirmed by the broker and routed to at least one queue.

    Not for several greenlets at once.
    """

    def __init__(self, uri: str, exchange: Exchange) -> None:
        self._uri = uri
        self._exchange = exchange.name
        self._connection: Any = None
        self._channel: Any = None
        self._last_tag = 0
        self._unconfirmed: set[int] = set()
        self._returned: set[int] = set()

    def publish(self, messages: Sequence[tuple[str, str]]) -> set[int]:
        """
        Publish (type, body) pairs in order.

        Returns:
            The indices of those that no queue is bound for.

        Raises:
            Unconfirmed, or one of BROKER_ERRORS: some may have been taken; publish all of them again.
        """
        try:
            self._open()
            if self._uri.startswith("memory"):
                return self._put(messages)
            return self._confirmed(messages)
        except BaseException:
            self.close()
            raise

    def attend(self) -> None:
        """Keep the connection alive while there is nothing to publish; a lost one is opened anew when needed."""
        if self._connection is not None:
            try:
                attend(self._connection)
            except Exception:  # noqa: BLE001 (whatever it is, the connection is of no use)
                self.close()

    def close(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        self._unconfirmed.clear()
        if connection is not None:
            release(connection)

    def _open(self) -> None:
        if self._connection is not None:
            return
        self._connection = connect(self._uri)
        self._connection.connect()
        self._channel = self._connection.channel()
        self._last_tag = 0
        if not self._uri.startswith("memory"):
            self._channel.confirm_select()
            self._channel.events["basic_ack"].add(self._take_ack)
            self._channel.events["basic_nack"].add(self._take_nack)
            self._channel.events["basic_return"].add(self._take_return)

    def _put(self, messages: Sequence[tuple[str, str]]) -> set[int]:
        returned = set()
        for index, (type_, body) in enumerate(messages):
            table = self._channel.get_table(self._exchange)
            if not self._channel.typeof(self._exchange).lookup(table, self._exchange, type_, None):
                returned.add(index)
                continue
            message = self._channel.prepare_message(body, properties={"delivery_mode": 2})
            self._channel.basic_publish(message, self._exchange, type_)
        return returned

    def _confirmed(self, messages: Sequence[tuple[str, str]]) -> set[int]:
        self._returned = set()
        first_tag = self._last_tag + 1
        for index, (type_, body) in enumerate(messages):
            self._last_tag += 1
            self._unconfirmed.add(self._last_tag)
            properties = {"delivery_mode": 2, "content_type": "application/cloudevents+json", "message_id": str(index)}
            self._channel.basic_publish(Message(body.encode(), **properties), self._exchange, type_, mandatory=True)
        ends_at = monotonic() + CONFIRM_TIMEOUT_SECONDS
        while any(tag >= first_tag for tag in self._unconfirmed):
            left = ends_at - monotonic()
            if left <= 0:
                raise Unconfirmed("no confirm in time")
            self._connection.drain_events(timeout=left)
        return self._returned

    def _take_ack(self, tag: int, multiple: bool) -> None:
        if multiple:
            self._unconfirmed = {waiting for waiting in self._unconfirmed if waiting > tag}
        else:
            self._unconfirmed.discard(tag)

    def _take_nack(self, tag: int, multiple: bool) -> None:
        raise Unconfirmed(f"message {tag} was refused")

    def _take_return(self, error: Exception, exchange: str, routing_key: str, message: Any) -> None:
        self._returned.add(int(message.properties["message_id"]))


def release(connection: Any) -> None:
    """Close a connection, whatever state it is in."""
    with contextlib.suppress(Exception):
        connection.release()


def keep_alive(connection: Any) -> None:
    """
    Send a heartbeat when one is due; call it about once a second.

    Raises:
        One of BROKER_ERRORS: the broker has been silent for too long.
    """
    if connection.supports_heartbeats and connection.get_heartbeat_interval():
        connection.heartbeat_check(rate=2)


def attend(connection: Any) -> None:
    """
    Keep a connection alive that is only written to; call it about once a second.

    Raises:
        One of BROKER_ERRORS: the broker has been silent for too long.
    """
    if connection.supports_heartbeats:
        with contextlib.suppress(TimeoutError):
            connection.drain_events(timeout=0.001)  # takes in the broker's heartbeats
        keep_alive(connection)
