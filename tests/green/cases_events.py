"""Events through outbox, relay and consumer: once, in order, and only the guilty one waits."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update

from shared.broker import Publisher, Topology
from shared.ids import new_id
from shared.inbox import list_parked
from shared.messages.envelope import Actor, Call
from shared.messages.wire import to_plain
from shared.outbox import OUTBOX, count_waiting
from tests.green.probe import AddNumber, Bench, NumberAdded, Trouble, probe, start_probe

FAR = 4_000_000_000.0


@pytest.fixture(params=["embedded", "real"])
def bench(request: Any) -> Iterator[Bench]:
    with probe(request.param) as found:
        yield found


def runtime(bench: Bench) -> Any:
    container = next(iter(bench.runner.containers))
    return next(one.runtime for one in container.dependencies if hasattr(one, "runtime"))


def add(bench: Bench, *pairs: tuple[str, int]) -> None:
    """One command for each pair of subject and number, in one batch."""
    calls = [
        Call(
            id=new_id(),
            topic=AddNumber.topic,
            data=to_plain(AddNumber(subject=subject, number=number)),
            actor=Actor.public(),
            expires_at=FAR,
        )
        for subject, number in pairs
    ]
    assert all(reply.result for reply in runtime(bench).executor.execute(calls))


def waiting(bench: Bench) -> int:
    with bench.database.reading() as session:
        return count_waiting(session)


def test_events_arrive_once_and_in_order(bench: Bench) -> None:
    for start in range(0, 300, 30):
        add(bench, *(("a", number) for number in range(start, start + 30)))

    bench.eventually(lambda: len(bench.numbers("event")) >= 300)
    assert bench.numbers("event") == list(range(300))
    bench.eventually(lambda: waiting(bench) == 0)


def test_an_event_that_loses_a_race_is_tried_again_and_keeps_its_place(bench: Bench) -> None:
    Trouble.passing[2] = 2

    add(bench, ("a", 1), ("a", 2), ("a", 3), ("b", 10))

    bench.eventually(lambda: len(bench.numbers("event")) == 4)
    assert bench.numbers("event", "a") == [1, 2, 3]


def test_an_event_that_cannot_succeed_is_parked_and_the_others_go_on(bench: Bench) -> None:
    Trouble.permanent.add(2)

    add(bench, ("a", 1), ("a", 2), ("a", 3), ("b", 10))

    bench.eventually(lambda: len(bench.numbers("event")) == 3)
    with bench.database.reading() as session:
        parked = list_parked(session, 10)
    assert [(row.type, row.subject, row.error) for row in parked] == [(NumberAdded.type, "series/a", "ValueError(2)")]


def test_a_parked_event_is_applied_once_its_cause_is_gone(bench: Bench) -> None:
    Trouble.permanent.add(2)
    add(bench, ("a", 2))
    rows: list[Any] = []

    def is_parked() -> bool:
        with bench.database.reading() as session:
            rows[:] = list_parked(session, 10)
        return bool(rows)

    bench.eventually(is_parked)
    Trouble.permanent.clear()

    assert runtime(bench).reactor.replay(rows[0].id)
    assert not runtime(bench).reactor.replay(rows[0].id)
    assert bench.numbers("event") == [2]


def test_an_event_delivered_twice_has_one_effect(bench: Bench) -> None:
    add(bench, ("a", 1))
    bench.eventually(lambda: bench.numbers("event") == [1])
    with bench.database.engine.begin() as connection:
        connection.execute(update(OUTBOX).values(published_at=None))
    add(bench, ("b", 2))

    bench.eventually(lambda: waiting(bench) == 0 and bench.numbers("event", "b") == [2])
    assert bench.numbers("event") == [1, 2]


def test_what_no_queue_is_bound_for_is_told_and_not_lost(bench: Bench) -> None:
    publisher = Publisher(bench.settings.amqp_uri, Topology(bench.settings.namespace).events)

    returned = publisher.publish([("linli.nobody.listens.v1", "{}"), (NumberAdded.type, "broken")])

    publisher.close()
    assert returned == {0}


def test_a_message_that_is_no_event_is_parked(bench: Bench) -> None:
    publisher = Publisher(bench.settings.amqp_uri, Topology(bench.settings.namespace).events)
    publisher.publish([(NumberAdded.type, "broken")])
    publisher.close()

    def is_parked() -> bool:
        with bench.database.reading() as session:
            return [row.body for row in list_parked(session, 10)] == ["broken"]

    bench.eventually(is_parked)
    add(bench, ("a", 1))
    bench.eventually(lambda: bench.numbers("event") == [1])


def test_what_waits_is_not_acknowledged_with_what_came_after_it(bench: Bench) -> None:
    if bench.settings.is_embedded:
        pytest.skip("the broker in memory goes with its process; deploy/recovery.py publishes again")
    Trouble.passing[1] = 1000
    add(bench, ("a", 1))
    bench.eventually(lambda: Trouble.passing[1] < 1000)
    for number in range(2, 42, 4):
        add(bench, *(("b", following) for following in range(number, number + 4)))
    bench.eventually(lambda: len(bench.numbers("event")) == 40)
    bench.runner.stop()
    Trouble.passing.clear()
    bench.runner = start_probe(bench.settings)

    bench.eventually(lambda: bench.numbers("event", "a") == [1])


def test_a_stopped_consumer_goes_on_where_it_was(bench: Bench) -> None:
    if bench.settings.is_embedded:
        pytest.skip("the broker in memory goes with its process; deploy/recovery.py publishes again")
    add(bench, *(("a", number) for number in range(50)))
    bench.runner.stop()
    bench.runner = start_probe(bench.settings)
    add(bench, ("a", 50))

    bench.eventually(lambda: len(set(bench.numbers("event"))) >= 51)
    assert bench.numbers("event") == list(range(51))
