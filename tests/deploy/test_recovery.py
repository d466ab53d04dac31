from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from deploy import recovery
from deploy.recovery import republish_unconsumed
from deploy.system import BOARD, consumed_topics, definition
from shared.clock import ManualClock
from shared.config import Settings
from shared.db import Database
from shared.encryption import Cipher
from shared.ids import new_id
from shared.inbox import record_fresh
from shared.messages.envelope import Actor, Envelope, read_event, write_event
from shared.outbox import OUTBOX, mark_published, take_waiting
from shared.reactor import Reactor
from shared.unit_of_work import Tools, UnitOfWork, transaction
from tests.deploy.installations import installation
from tests.gateway.board.town import Town, counts
from tests.harness import START, TENANT

SOURCE = "engagement"
TYPE = "linli.wish.published.v1"


class Kept:
    """What is left after a kill: the databases."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.tools = Tools(ManualClock(START), Cipher(settings.encryption_keys, settings.hash_key), settings)
        self._databases: dict[str, Database] = {}

    def database(self, name: str) -> Database:
        return self._databases.setdefault(name, Database(self.settings.database(name)))

    def close(self) -> None:
        for database in self._databases.values():
            database.close()

    def publish(self, count: int = 1, town: Town | None = None, at: datetime = START) -> list[Envelope]:
        """Wishes whose events the broker has taken at an instant."""
        happened = [(town or Town()).published(new_id()) for _ in range(count)]
        with transaction(self.database(SOURCE), SOURCE, self.tools) as within:
            uow = UnitOfWork(within, Actor.system(TENANT))
            for one in happened:
                uow.record(one)
            uow.hand_over()
            within.commit()
        return self.publish_waiting(count, at)

    def publish_waiting(self, count: int, at: datetime) -> list[Envelope]:
        with transaction(self.database(SOURCE), SOURCE, self.tools) as within:
            waiting = take_waiting(within.session, count)
            mark_published(within.session, [one.number for one in waiting], at)
            within.commit()
        return [envelope for one in waiting if (envelope := read_event(one.body))]

    def consume(self, envelope: Envelope, *, beside: str | None = None) -> None:
        """Have every consumer of the event know it, but one."""
        for name, types in consumed_topics().items():
            if envelope.type in types and name != beside:
                with transaction(self.database(name), name, self.tools) as within:
                    record_fresh(within.session, {envelope.id: envelope.type}, START)
                    within.commit()

    def reactor(self, name: str) -> Reactor:
        return Reactor(definition(name), self.database(name), self.tools)

    def unpublished(self) -> list[str]:
        with self.database(SOURCE).reading() as session:
            query = select(OUTBOX.c.event_id).where(OUTBOX.c.published_at.is_(None)).order_by(OUTBOX.c.number)
            return list(session.scalars(query))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with installation("embedded", tmp_path) as settings:
        kept = Kept(settings)
        yield kept
        kept.close()


CONSUMERS = sorted(name for name, types in consumed_topics().items() if TYPE in types)


def test_several_consume_what_is_tried_here() -> None:
    assert {BOARD, "notifications"} <= set(CONSUMERS)


def test_what_all_have_consumed_is_left_alone(kept: Kept) -> None:
    for envelope in kept.publish(3):
        kept.consume(envelope)

    assert (republish_unconsumed(kept.settings), kept.unpublished()) == (0, [])


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_what_one_consumer_has_not_recorded_is_published_again(kept: Kept, consumer: str) -> None:
    before, lost, after = kept.publish(3)
    for envelope in (before, after):
        kept.consume(envelope)
    kept.consume(lost, beside=consumer)

    assert (republish_unconsumed(kept.settings), kept.unpublished()) == (1, [lost.id])


def test_what_a_consumer_has_parked_counts_as_consumed(kept: Kept) -> None:
    (envelope,) = kept.publish()
    kept.consume(envelope, beside=BOARD)
    kept.reactor(BOARD).park(write_event(envelope), envelope.id, envelope.type, envelope.subject, "KeyError()", 1)

    assert (republish_unconsumed(kept.settings), kept.unpublished()) == (0, [])


def test_to_republish_twice_is_harmless(kept: Kept) -> None:
    lost = kept.publish(2)
    counted = [republish_unconsumed(kept.settings) for _ in range(2)]

    assert counted == [2, 0]
    assert kept.unpublished() == [envelope.id for envelope in lost]


def test_who_has_consumed_it_passes_over_what_comes_again(kept: Kept) -> None:
    town = Town()
    (envelope,) = kept.publish(town=town)
    kept.reactor(BOARD).react([envelope])
    republished = republish_unconsumed(kept.settings)
    kept.reactor(BOARD).react([envelope])

    assert republished == 1
    assert counts(kept.database(BOARD), town.community_id) == {"published": 1}


def test_all_that_was_published_in_the_last_day_is_looked_at(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "CHUNK", 2)
    envelopes = [*kept.publish(4, at=START - timedelta(days=1)), *kept.publish(3)]
    for envelope in envelopes[1:-1]:
        kept.consume(envelope)

    assert republish_unconsumed(kept.settings) == 2
    assert kept.unpublished() == [envelopes[0].id, envelopes[-1].id]


def test_the_day_ends_with_the_newest_event_however_long_the_system_was_off(kept: Kept) -> None:
    """The clock has no part in it: `START` is long ago."""
    (lost,) = kept.publish(at=START - timedelta(days=3000))

    assert (republish_unconsumed(kept.settings), kept.unpublished()) == (1, [lost.id])


def test_what_is_older_than_a_day_before_the_newest_is_not_read(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "CHUNK", 2)
    kept.publish(6, at=START - timedelta(days=1, seconds=1))
    recent = kept.publish(2)
    looked_up: list[int] = []
    settled = recovery._settled
    monkeypatch.setattr(
        recovery, "_settled", lambda database, ids: looked_up.append(len(ids)) or settled(database, ids)
    )

    assert republish_unconsumed(kept.settings) == 2
    assert sorted(kept.unpublished()) == sorted(one.id for one in recent)
    assert sum(looked_up) == 2 * len(CONSUMERS)


def test_an_old_event_that_was_published_again_lately_is_looked_at(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "CHUNK", 2)
    old = kept.publish(2, at=START - timedelta(days=9))
    republish_unconsumed(kept.settings)
    kept.publish_waiting(2, START)
    for envelope in kept.publish(2):
        kept.consume(envelope)

    assert republish_unconsumed(kept.settings) == 2
    assert kept.unpublished() == [envelope.id for envelope in old]
