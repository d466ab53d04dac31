"""Calls through the broker: answered, gathered, refused in time and never run late."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import eventlet
import pytest
from cryptography.fernet import Fernet
from kombu import Connection

from shared.broker import Topology, connect
from shared.client import BrokerClient
from shared.clock import SystemClock
from shared.errors import Malformed, Unavailable
from shared.ids import new_id
from shared.messages.envelope import Actor, Call, Reply
from shared.messages.wire import to_plain
from tests.green.gate import Gate
from tests.green.probe import AddNumber, Bench, HideNumber, SquareNumber, probe, start_probe
from tests.systems import RABBITMQ


@pytest.fixture(params=["embedded", "real"])
def bench(request: Any) -> Iterator[Bench]:
    with probe(request.param) as found:
        yield found


@pytest.fixture
def client(bench: Bench) -> BrokerClient:
    client = BrokerClient(bench.settings, SystemClock())
    client.run()
    return client


def call(message: AddNumber | SquareNumber | HideNumber, seconds: float = 10, **options: Any) -> Call:
    return Call(
        **{
            "id": new_id(),
            "topic": message.topic,
            "data": to_plain(message),
            "actor": Actor.public(),
            "expires_at": time.time() + seconds,
        }
        | options
    )


def test_a_command_is_answered_and_its_event_consumed(bench: Bench, client: BrokerClient) -> None:
    reply = client.call(call(AddNumber(subject="a", number=7)))

    bench.eventually(lambda: bench.numbers("event") == [7])
    assert reply.result == {"value": 7}


def test_a_refusal_comes_back_with_its_code(client: BrokerClient) -> None:
    reply = client.call(call(AddNumber(subject="a", number=-1)))

    assert reply.refusal == {"status": 409, "code": "number.negative"}


def test_many_callers_get_each_their_own_answer(bench: Bench, client: BrokerClient) -> None:
    pool = eventlet.GreenPool(50)

    replies: list[Reply] = list(pool.imap(lambda n: client.call(call(AddNumber(subject="a", number=n))), range(200)))

    assert [reply.result["value"] for reply in replies] == list(range(200))
    bench.eventually(lambda: sorted(bench.numbers("event")) == list(range(200)))


@pytest.mark.parametrize("unwritable", ["\ud800", 2**64], ids=["half a pair", "beyond 64 bits"])
def test_a_call_that_cant_be_written_is_refused_at_once_and_alone(
    bench: Bench, client: BrokerClient, caplog: Any, unwritable: Any
) -> None:
    pool = eventlet.GreenPool(50)

    def ask(number: int) -> Reply | str:
        message = AddNumber(subject="a", number=number)
        data = to_plain(message) | ({"subject": unwritable} if number % 5 == 0 else {})
        try:
            return client.call(call(message, data=data))
        except Malformed as refusal:
            return refusal.code

    with eventlet.Timeout(5):  # half of what a call may take
        outcomes = list(pool.imap(ask, range(100)))

    wanted = ["call.unreadable" if number % 5 == 0 else {"value": number} for number in range(100)]
    assert [one if isinstance(one, str) else one.result for one in outcomes] == wanted
    assert "connection lost" not in caplog.text
    assert sorted(bench.numbers("command")) == [number for number in range(100) if number % 5]


def test_an_answer_that_cant_be_written_spoils_no_other(client: BrokerClient) -> None:
    pool = eventlet.GreenPool(50)

    def square(number: int) -> Reply:
        return client.call(call(SquareNumber(number=number)))

    with eventlet.Timeout(5):
        replies = list(pool.imap(square, [2**40 if number % 5 == 0 else number for number in range(100)]))

    assert [reply.result["value"] for reply in replies if not reply.refusal] == [n**2 for n in range(100) if n % 5]
    assert {reply.refusal["code"] for reply in replies if reply.refusal} == {"internal"}


def test_the_same_command_twice_has_one_effect(bench: Bench, client: BrokerClient) -> None:
    once = call(AddNumber(subject="a", number=7))

    first, second = client.call(once), client.call(once)

    assert (first.is_repeat, second.is_repeat) == (False, True)
    assert first.result == second.result
    assert bench.numbers("command") == [7]


def test_without_the_service_a_call_is_refused_in_time_and_never_run(bench: Bench, client: BrokerClient) -> None:
    bench.runner.stop()
    with pytest.raises(Unavailable, match=r"service\.unavailable"):
        client.call(call(AddNumber(subject="late", number=1), seconds=0.5))
    bench.runner = start_probe(bench.settings)

    client.call(call(AddNumber(subject="later", number=2)))

    assert bench.numbers("command") == [2]


def test_what_is_sealed_is_carried_out_and_answered_as_all_else_is(bench: Bench, client: BrokerClient) -> None:
    secret = HideNumber(subject="a", number=271828)
    hidden = client.call(call(secret))
    refused = client.call(call(HideNumber(subject="a", number=-1)))

    assert hidden.result == {"value": 271828}
    assert refused.refusal == {"status": 409, "code": "number.negative"}
    assert bench.numbers("hidden") == [271828]


def test_what_is_sealed_waits_in_its_queue_unseen(bench: Bench, client: BrokerClient) -> None:
    bench.runner.stop()
    waiting = [
        eventlet.spawn(client.call, call(message(subject="here", number=271828))) for message in (HideNumber, AddNumber)
    ]
    eventlet.sleep(0.3)
    bodies = []
    with connect(bench.settings.amqp_uri) as connection:
        queue = Topology(bench.settings.namespace).command_queue("probe")(connection.channel())
        while message := queue.get(no_ack=True):
            bodies.append(message.body if isinstance(message.body, bytes) else message.body.encode())
    for one in waiting:
        one.kill()
    bench.runner = start_probe(bench.settings)
    seen = [body for body in bodies if b"271828" in body]

    assert b"number.hide" in b"".join(bodies)
    assert [body.count(b"271828") for body in seen] == [1]
    assert all(b"number.add" in body for body in seen)


def test_what_another_key_has_sealed_is_refused_for_now_and_spoils_no_other(bench: Bench) -> None:
    settings = replace(bench.settings, encryption_keys=(Fernet.generate_key().decode(),))
    client = BrokerClient(settings, SystemClock())
    client.run()
    pool = eventlet.GreenPool(4)
    messages = [HideNumber(subject="a", number=1), AddNumber(subject="a", number=2)]
    hidden, added = pool.imap(lambda message: client.call(call(message)), messages)

    assert hidden.refusal == {"status": 503, "code": "service.unavailable", "retry_after_seconds": 2}
    assert added.result == {"value": 2}
    assert bench.numbers("hidden") == []


def test_a_slow_command_does_not_hold_up_the_others(client: BrokerClient) -> None:
    order: list[int] = []

    def add(number: int, pause_seconds: float) -> None:
        client.call(call(AddNumber(subject=str(number), number=number, pause_seconds=pause_seconds)))
        order.append(number)

    slow = eventlet.spawn(add, 1, 1.0)
    eventlet.sleep(0.1)
    if "memory" in client._uri:
        pytest.skip("SQLite has one writer at a time")
    eventlet.spawn(add, 2, 0.0).wait()
    slow.wait()

    assert order == [2, 1]


def test_with_the_connection_lost_calls_are_refused_soon_and_answered_again_later(bench: Bench) -> None:
    if bench.settings.is_embedded:
        pytest.skip("the broker in memory can't be cut off")
    gate = Gate(Connection(RABBITMQ).port or 5672)
    settings = replace(bench.settings, amqp_uri=f"amqp://guest:guest@127.0.0.1:{gate.port}//")
    client = BrokerClient(settings, SystemClock())
    client.run()
    client.call(call(AddNumber(subject="a", number=1)))
    under_way = eventlet.spawn(client.call, call(AddNumber(subject="a", number=2, pause_seconds=0.5), seconds=60))
    eventlet.sleep(0.2)
    gate.shut()
    with eventlet.Timeout(20):
        lost = under_way.wait()
        with pytest.raises(Unavailable, match=r"broker\.unavailable"):
            client.call(call(AddNumber(subject="a", number=3), seconds=60))
    gate.open()

    bench.eventually(lambda: client.is_connected)
    assert lost.refusal["code"] == "broker.unavailable"
    assert client.call(call(AddNumber(subject="a", number=4))).result == {"value": 4}
    gate.shut()
