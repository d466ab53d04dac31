import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from shared.broker import Topology
from shared.ids import new_id
from shared.messages.engagement import WishClaimed, WishEdited, WishPublished
from shared.messages.envelope import Actor, Envelope, read_event
from shared.outbox import count_waiting
from shared.relay import BATCH, Relay
from shared.unit_of_work import UnitOfWork, transaction
from tests.harness import TENANT, Harness
from tests.shared.test_broker import Place

SERVICE = "engagement"


@dataclass
class Line:
    """An outbox, its relay, and a queue that is bound to some types."""

    harness: Harness
    place: Place
    relay: Relay

    def record(self, count: int = 1, kind: type[WishPublished | WishEdited | WishClaimed] = WishPublished) -> None:
        common = {"wish_id": new_id(), "community_id": new_id(), "title": "一台收音机"}
        own: dict[type, dict[str, str]] = {
            WishPublished: {"category": "生活用品", "beneficiary_kind": "独居老人"},
            WishEdited: {"category": "生活用品"},
            WishClaimed: {"claim_id": new_id(), "member_id": new_id(), "unit_id": new_id()},
        }
        with transaction(self.harness.database, SERVICE, self.harness.tools) as within:
            uow = UnitOfWork(within, Actor.system(TENANT))
            for _ in range(count):
                uow.record(kind(**common, **own[kind]))
            uow.hand_over()
            within.commit()

    def bind(self, *kinds: type[WishPublished | WishEdited | WishClaimed]) -> None:
        self.place.topology.declare(self.place.uri, {"probe": [kind.type for kind in kinds]}, [])

    @property
    def waiting(self) -> int:
        with self.harness.database.reading() as session:
            return count_waiting(session)

    def arrived(self, count: int) -> list[Envelope]:
        return [envelope for body in self.place.take(count) if (envelope := read_event(body))]


@pytest.fixture
def line(harness: Harness) -> Iterator[Line]:
    place = Place("memory://")
    topology = place.topology.events.name.removesuffix(".linli.events")
    tools = replace(harness.tools, settings=replace(harness.tools.settings, namespace=topology))
    assert Topology(topology).events.name == place.topology.events.name
    yield Line(harness, place, Relay(SERVICE, harness.database, tools))
    place.close()


def complaints(caplog: pytest.LogCaptureFixture) -> list[list[str]]:
    """The types in each line that says that no queue is bound."""
    return [record.types for record in caplog.records if record.levelno == logging.ERROR]  # type: ignore[attr-defined]


def test_events_leave_in_order_and_once(line: Line) -> None:
    line.record(3)
    line.record(2)
    published = [line.relay.publish_batch() for _ in range(2)]
    arrived = line.arrived(5)

    assert (published, line.waiting) == ([5, 0], 0)
    assert [envelope.data for envelope in arrived] == line.harness.events
    assert [envelope.sequence for envelope in arrived] == sorted(envelope.sequence for envelope in arrived)


def test_many_events_leave_in_several_batches(line: Line) -> None:
    line.record(BATCH + 1)

    assert [line.relay.publish_batch() for _ in range(3)] == [BATCH, 1, 0]
    assert len(line.arrived(BATCH + 1)) == BATCH + 1


def test_what_no_queue_is_bound_for_waits_until_one_is(line: Line) -> None:
    line.record(1)
    line.record(2, WishClaimed)
    line.record(1)
    first = line.relay.publish_batch()
    before = line.waiting
    line.bind(WishClaimed)
    later = [line.relay.publish_batch() for _ in range(3)]

    assert (first, before, later, line.waiting) == (2, 2, [1, 1, 0], 0)
    assert [type(envelope.data) for envelope in line.arrived(4)] == [WishPublished] * 2 + [WishClaimed] * 2


def test_however_many_events_have_no_queue_the_others_leave(line: Line) -> None:
    line.record(BATCH + 10, WishClaimed)
    line.record(3)
    published = [line.relay.publish_batch() for _ in range(3)]

    assert published == [0, 3, 0]
    assert [type(envelope.data) for envelope in line.arrived(3)] == [WishPublished] * 3


def test_types_without_a_queue_are_told_once_until_they_change(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    line.record(2, WishClaimed)
    for _ in range(5):
        line.relay.publish_batch()
    once = complaints(caplog)
    line.record(1, WishEdited)
    for _ in range(3):
        line.relay.publish_batch()

    assert once == [[WishClaimed.type]]
    assert complaints(caplog) == [[WishClaimed.type], [WishClaimed.type, WishEdited.type]]


def test_a_type_that_loses_its_queue_again_is_told_again(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    line.record(1, WishClaimed)
    line.relay.publish_batch()
    line.bind(WishClaimed)
    line.relay.publish_batch()
    line.place.topology.remove(line.place.uri, ["probe"], [])
    line.bind(WishPublished)
    line.record(1, WishClaimed)
    line.relay.publish_batch()

    assert complaints(caplog) == [[WishClaimed.type]] * 2


def test_what_is_not_confirmed_waits(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ConnectionError("away")

    line.record(2)
    with monkeypatch.context() as patched:
        patched.setattr(line.relay._publisher, "publish", fail)
        with pytest.raises(ConnectionError):
            line.relay.publish_batch()

    assert line.waiting == 2
    assert (line.relay.publish_batch(), line.waiting) == (2, 0)


def test_to_wake_a_relay_that_is_awake_costs_nothing(line: Line) -> None:
    for _ in range(3):
        line.relay.wake()

    assert line.relay._signal.ready()
