import contextlib
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from kombu import Queue

from deploy.demo.api import eventually
from deploy.demo.play import free_port
from shared.broker import BROKER_ERRORS, DELIVERY_LIMIT, Publisher, Topology, Unconfirmed, connect
from shared.ids import new_id
from tests.systems import RABBITMQ, need_rabbitmq

TYPE = "linli.wish.published.v1"
OTHER = "linli.wish.claimed.v1"


class Place:
    """A broker with one consumer's queues, which hold what nobody takes."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.topology = Topology(f"test_{new_id()[-10:]}")
        self.topology.declare(uri, {"probe": [TYPE]}, ["probe"])
        self.publisher = Publisher(uri, self.topology.events)

    def close(self) -> None:
        self.publisher.close()
        self.topology.remove(self.uri, ["probe"], ["probe"])

    def with_channel(self, act: Callable[[Any], Any]) -> Any:
        with connect(self.uri) as connection, connection.channel() as channel:
            return act(channel)

    def take(self, count: int, queue: Queue | None = None) -> list[str]:
        """What is in a queue, in order, after so many have come; it is gone then."""
        taken: list[str] = []
        with connect(self.uri) as connection, connection.channel() as channel:
            (queue or self.topology.event_queue("probe"))(channel).consume(
                callback=lambda message: taken.append(text_of(message)), no_ack=True
            )
            with contextlib.suppress(TimeoutError):
                while True:
                    connection.drain_events(timeout=5 if len(taken) < count else 0.05)
        return taken


def text_of(message: Any) -> str:
    return message.body if isinstance(message.body, str) else bytes(message.body).decode()


@pytest.fixture(params=["memory://", RABBITMQ], ids=["embedded", "real"])
def place(request: Any) -> Iterator[Place]:
    if request.param == RABBITMQ:
        need_rabbitmq()
    place = Place(request.param)
    yield place
    place.close()


@pytest.fixture
def real() -> Iterator[Place]:
    need_rabbitmq()
    place = Place(RABBITMQ)
    yield place
    place.close()


def test_names_are_fixed_text_behind_the_namespace() -> None:
    alone, beside = Topology(), Topology("demo")

    assert [alone.event_queue("evaluation").name, alone.parked_queue("evaluation").name] == [
        "evaluation.events",
        "evaluation.parked",
    ]
    assert [alone.command_queue("evaluation").name, alone.events.name, alone.parked.name] == [
        "evaluation.commands",
        "linli.events",
        "linli.parked",
    ]
    assert [beside.event_queue("evaluation").name, beside.events.name] == [
        "demo.evaluation.events",
        "demo.linli.events",
    ]


def test_events_are_published_in_order(place: Place) -> None:
    bodies = [f"心愿{number}" for number in range(300)]
    for start in range(0, 300, 100):
        returned = place.publisher.publish([(TYPE, body) for body in bodies[start : start + 100]])
        assert returned == set()

    assert place.take(300) == bodies


def test_what_no_queue_is_bound_for_is_told_each_time(place: Place) -> None:
    batch = [(TYPE, "1"), (OTHER, "2"), (TYPE, "3"), (OTHER, "4")]
    returned = [place.publisher.publish(batch), place.publisher.publish(batch[2:]), place.publisher.publish([batch[0]])]

    assert returned == [{1, 3}, {1}, set()]
    assert place.take(4) == ["1", "3", "3", "1"]


def test_a_topology_is_declared_again_without_harm(place: Place) -> None:
    place.publisher.publish([(TYPE, "kept")])
    place.topology.declare(place.uri, {"probe": [TYPE, OTHER]}, ["probe"])
    returned = place.publisher.publish([(OTHER, "bound now")])

    assert (returned, place.take(2)) == (set(), ["kept", "bound now"])


def test_nothing_is_published_for_nothing(place: Place) -> None:
    assert (place.publisher.publish([]), place.take(0)) == (set(), [])


def test_a_publisher_goes_on_after_it_was_closed(place: Place) -> None:
    for body in ("1", "2"):
        place.publisher.publish([(TYPE, body)])
        place.publisher.close()

    assert place.take(2) == ["1", "2"]


def test_without_a_broker_publishing_fails_and_works_once_there_is_one(real: Place) -> None:
    publisher = Publisher(f"amqp://guest:guest@127.0.0.1:{free_port()}//", real.topology.events)
    with pytest.raises(BROKER_ERRORS):
        publisher.publish([(TYPE, "1")])
    publisher._uri = real.uri

    assert publisher.publish([(TYPE, "1")]) == set()
    publisher.close()
    assert real.take(1) == ["1"]


def test_without_the_exchange_publishing_fails_and_works_once_it_is_declared(real: Place) -> None:
    real.with_channel(lambda channel: real.topology.events(channel).delete())
    with pytest.raises(BROKER_ERRORS):
        real.publisher.publish([(TYPE, "1")])
    real.topology.declare(real.uri, {"probe": [TYPE]}, ["probe"])

    assert real.publisher.publish([(TYPE, "1")]) == set()
    assert real.take(1) == ["1"]


def test_a_message_that_the_broker_refuses_is_not_taken_for_published(real: Place) -> None:
    """A queue that is full and says so."""
    name, arguments = f"{real.topology.events.name}.full", {"x-max-length": 1, "x-overflow": "reject-publish"}

    def declare(channel: Any) -> None:
        channel.queue_declare(name, arguments=arguments, auto_delete=False)
        channel.queue_bind(name, real.topology.events.name, OTHER)

    real.with_channel(declare)
    try:
        with pytest.raises(Unconfirmed, match="was refused"):
            real.publisher.publish([(OTHER, str(number)) for number in range(5)])
    finally:
        real.with_channel(lambda channel: channel.queue_delete(name))


def test_events_outlive_the_broker(real: Place) -> None:
    real.publisher.publish([(TYPE, "kept")])
    found: list[dict[str, Any]] = []

    def look(channel: Any) -> None:
        queue = real.topology.event_queue("probe").name
        channel.basic_consume(queue, callback=lambda message: found.append(message.properties))
        channel.connection.drain_events(timeout=5)

    real.with_channel(look)

    assert (found[0]["delivery_mode"], found[0]["content_type"]) == (2, "application/cloudevents+json")


def test_what_kills_its_consumer_again_and_again_is_put_aside(real: Place) -> None:
    """A consumer that dies leaves its message unacknowledged."""
    real.publisher.publish([(TYPE, "poison")])
    parked = real.topology.parked_queue("probe")
    deliveries: list[str] = []

    def die(channel: Any) -> None:
        queue = real.topology.event_queue("probe").name
        channel.basic_consume(queue, callback=lambda message: deliveries.append(text_of(message)))
        with contextlib.suppress(TimeoutError):
            channel.connection.drain_events(timeout=2)

    def is_aside() -> bool:
        real.with_channel(die)
        return bool(real.with_channel(lambda channel: parked(channel).queue_declare(passive=True).message_count))

    eventually("the poison is put aside", is_aside, seconds=60)

    assert deliveries == ["poison"] * (DELIVERY_LIMIT + 1)
    assert (real.take(0), real.take(1, parked)) == ([], ["poison"])


def test_one_consumer_at_a_time_gets_events(real: Place) -> None:
    def get_two(channel: Any) -> tuple[list[str], list[str]]:
        first, second = [], []
        queue = real.topology.event_queue("probe").name
        channel.basic_consume(queue, callback=lambda message: first.append(text_of(message)), no_ack=True)
        with connect(real.uri) as other, other.channel() as beside:
            beside.basic_consume(queue, callback=lambda message: second.append(text_of(message)), no_ack=True)
            real.publisher.publish([(TYPE, str(number)) for number in range(50)])
            while len(first) + len(second) < 50:
                channel.connection.drain_events(timeout=5)
        return first, second

    first, second = real.with_channel(get_two)

    assert (len(first), second) == (50, [])


def test_a_consumer_in_memory_sleeps_until_something_arrives() -> None:
    place = Place("memory://")
    arrived: list[str] = []

    def consume() -> None:
        with connect(place.uri) as connection, connection.channel() as channel:
            queue = place.topology.event_queue("probe")(channel)
            queue.consume(callback=lambda message: arrived.append(text_of(message)), no_ack=True)
            connection.drain_events(timeout=10)

    thread = Thread(target=consume)
    thread.start()
    place.publisher.publish([(TYPE, "收音机")])
    thread.join(5)

    assert (thread.is_alive(), arrived) == (False, ["收音机"])
    place.close()


def test_a_consumer_in_memory_waits_no_longer_than_it_wants() -> None:
    with connect("memory://") as connection, connection.channel(), pytest.raises(TimeoutError):
        connection.drain_events(timeout=0.05)
