from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from deploy.demo.api import eventually
from shared.bulk import insert_rows
from shared.db import Database
from shared.ids import new_id
from shared.messages.engagement import WishPublished
from shared.messages.envelope import Actor, read_event, with_sequence
from shared.outbox import (
    OUTBOX,
    Waiting,
    count_waiting,
    has_waiting,
    mark_published,
    mark_unpublished,
    take_waiting,
)
from shared.unit_of_work import UnitOfWork, transaction
from tests.harness import START, TENANT, Harness


def rows(*subjects: str) -> list[dict[str, object]]:
    common = {"type": "linli.wish.published.v1", "body": "{}", "recorded_at": START, "published_at": None}
    return [common | {"event_id": new_id(), "subject": subject} for subject in subjects]


def keep(database: Database, *subjects: str) -> list[str]:
    """Events of one transaction; their ids."""
    kept = rows(*subjects)
    with database.writing() as session:
        insert_rows(session, OUTBOX, kept)
        session.commit()
    return [str(row["event_id"]) for row in kept]


def take(database: Database, limit: int = 100) -> list[Waiting]:
    with database.writing() as session:
        return take_waiting(session, limit)


def mark(database: Database, taken: Sequence[Waiting]) -> None:
    with database.writing() as session:
        mark_published(session, [one.number for one in taken], START + timedelta(seconds=1))
        session.commit()


def ids(taken: Sequence[Waiting]) -> list[str]:
    return [one.event_id for one in taken]


def waiting(database: Database) -> tuple[bool, int]:
    with database.reading() as session:
        return has_waiting(session), count_waiting(session)


def test_the_oldest_are_taken_first_and_no_more_than_asked_for(harness: Harness) -> None:
    first, second = keep(harness.database, "a", "b"), keep(harness.database, "a")

    assert ids(take(harness.database)) == first + second
    assert ids(take(harness.database, 2)) == first


def test_events_of_one_transaction_keep_their_order(harness: Harness) -> None:
    kept = keep(harness.database, *(str(number) for number in range(1500)))

    assert ids(take(harness.database, 2000)) == kept


def test_what_is_marked_is_not_taken_again(harness: Harness) -> None:
    before = waiting(harness.database)
    kept = keep(harness.database, "a", "b", "c")
    mark(harness.database, take(harness.database, 2))

    assert (before, waiting(harness.database)) == ((False, 0), (True, 1))
    assert ids(take(harness.database)) == kept[2:]
    with harness.database.reading() as session:
        published = session.scalars(select(OUTBOX.c.published_at).order_by(OUTBOX.c.number)).all()
    assert published == [START + timedelta(seconds=1)] * 2 + [None]


def test_what_is_marked_unpublished_takes_its_old_place(harness: Harness) -> None:
    kept = keep(harness.database, "a", "b", "c")
    mark(harness.database, take(harness.database, 2))
    with harness.database.writing() as session:
        mark_unpublished(session, [kept[0], new_id()])
        session.commit()

    assert ids(take(harness.database)) == [kept[0], kept[2]]


def test_what_is_not_committed_is_not_taken(harness: Harness) -> None:
    with harness.database.writing() as session:
        insert_rows(session, OUTBOX, rows("a"))

    assert take(harness.database) == []


def test_nothing_is_kept_for_nothing(harness: Harness) -> None:
    assert (keep(harness.database), take(harness.database)) == ([], [])


def test_an_event_that_commits_late_is_not_passed_over(on_postgresql: Harness) -> None:
    database = on_postgresql.database
    with database.writing() as late:
        kept = rows("late")
        insert_rows(late, OUTBOX, kept)
        (early,) = keep(database, "early")
        first = take(database)
        mark(database, first)
        late.commit()
    second = take(database)

    assert (ids(first), ids(second)) == ([early], [kept[0]["event_id"]])
    assert second[0].number < first[0].number


def test_a_second_relay_waits_for_the_first_and_takes_what_it_left(on_postgresql: Harness) -> None:
    database = on_postgresql.database
    kept = keep(database, "a", "b")
    with ThreadPoolExecutor(1) as thread, database.writing() as first:
        taken = take_waiting(first, 1)
        second = thread.submit(take, database)
        _wait_for_lock(database)
        is_waiting = not second.done()
        mark_published(first, [one.number for one in taken], START)
        first.commit()
        left = second.result(10)

    assert (is_waiting, ids(taken), ids(left)) == (True, kept[:1], kept[1:])


def _wait_for_lock(database: Database) -> None:
    """Until somebody waits for the relay's lock in this database."""
    query = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with database.reading() as session:
        eventually("a relay waits", lambda: session.execute(query).scalar_one(), seconds=5)


def test_a_recorded_event_is_a_cloudevent_with_its_number_as_sequence(harness: Harness) -> None:
    happened = WishPublished(
        wish_id=new_id(),
        community_id=new_id(),
        title="陈华英奶奶想要一台收音机",
        category="生活用品",
        beneficiary_kind="独居老人",
    )
    with transaction(harness.database, "engagement", harness.tools) as within:
        uow = UnitOfWork(within, Actor.system(TENANT), traceparent="00-1-2-01")
        uow.record(happened)
        uow.hand_over()
        has_events = within.commit()
    (one,) = take(harness.database)
    envelope: Any = read_event(with_sequence(one.body, one.number))

    assert has_events
    assert (envelope.id, envelope.type, envelope.data) == (one.event_id, one.type, happened)
    assert (envelope.source, envelope.subject) == ("/linli/engagement", f"wish/{happened.wish_id}")
    assert (envelope.tenant, envelope.community, envelope.traceparent) == (TENANT, happened.community_id, "00-1-2-01")
    assert (envelope.time, envelope.sequence) == (START, f"{one.number:020d}")


@pytest.mark.parametrize("number", [1, 10**19])
def test_sequences_sort_as_their_numbers_do(number: int) -> None:
    assert with_sequence('{"a":1}', number) == f'{{"a":1,"sequence":"{number:020d}"}}'
