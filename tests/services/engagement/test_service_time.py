"""That nobody's confirmed service overlaps, whoever confirms at once and whatever was done before."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import insert, inspect, select, update
from sqlalchemy.exc import IntegrityError

from services.engagement.model import COUNTED, ServiceRecord, Span
from services.engagement.model.service_records import NO_OVERLAP, minutes_of
from services.engagement.service import ENGAGEMENT
from shared.clock import SHANGHAI, day_of, end_of_day
from shared.ids import new_id
from shared.messages.engagement import service_records as messages
from tests.harness import Harness, harness_for
from tests.overlaps import is_overlap
from tests.races import at_once
from tests.services.engagement.menu import HOUR, Menu
from tests.services.engagement.serving import MINUTE, Serving
from tests.services.engagement.test_no_overlap import deadlocks
from tests.services.engagement.world import open_world

RACERS = 8


def counted(harness: Harness, member_id: str) -> list[Span]:
    with harness.database.reading() as session:
        query = select(ServiceRecord.starts_at, ServiceRecord.ends_at)
        query = query.where(ServiceRecord.member_id == member_id, ServiceRecord.state.in_(COUNTED))
        return sorted(Span(*row) for row in session.execute(query))


def assert_apart(spans: list[Span]) -> None:
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(spans))


@pytest.fixture
def racing(on_postgresql: Harness) -> Serving:
    return Serving(Menu(open_world(on_postgresql)))


def test_of_overlapping_records_that_are_confirmed_at_once_one_is(racing: Serving) -> None:
    harness = racing.world.harness
    before = deadlocks(harness.database)
    for _ in range(3):
        member = racing.world.enrol()
        claims = racing.long_at_posts(RACERS, member)
        now = racing.now
        records = [
            racing.record(claim, now - 3 * HOUR + number * MINUTE, now - HOUR + number * MINUTE)
            for number, claim in enumerate(claims)
        ]
        calls = [racing.confirmation_of(record) for record in records]
        replies = at_once(RACERS, lambda number: harness.reply(calls[number], racing.world.community))  # noqa: B023
        codes = Counter(reply.result["records"][0]["code"] for reply in replies)

        assert codes == {None: 1, "service_record.overlaps": RACERS - 1}
        assert len(counted(harness, str(member.member_id))) == 1
    assert deadlocks(harness.database) == before


def test_whoever_confirms_and_corrects_the_same_people_at_once_waits_for_nobody_in_a_circle(racing: Serving) -> None:
    """Each list names the same people in another order; corrections move the times that others are about to take."""
    harness, community = racing.world.harness, racing.world.community
    before = deadlocks(harness.database)
    people = [racing.world.enrol() for _ in range(4)]
    claims = [racing.long_at_posts(3, person) for person in people]
    now = racing.now
    kept, waiting = [], []
    for first, *others in claims:
        kept.append(racing.record(first, now - 3 * HOUR, now - 2 * HOUR))
        waiting += [racing.record(other, now - 2 * HOUR, now - HOUR) for other in others]
    racing.confirm(*kept)
    lists = [waiting, waiting[::-1], waiting[3:] + waiting[:3], waiting[::2]]
    calls: list[Any] = [racing.confirmation_of(*some) for some in lists]
    calls += [
        messages.CorrectServiceRecord(service_record_id=one["id"], reason="更正", ends_at=now - 90 * MINUTE)
        for one in kept
    ]
    replies = at_once(RACERS, lambda number: harness.reply(calls[number], community))

    assert {reply.refusal["code"] for reply in replies if reply.refusal} <= {"service_record.overlaps"}
    for person in people:
        spans = counted(harness, str(person.member_id))
        assert_apart(spans)
        assert len(spans) in (1, 2)
    assert deadlocks(harness.database) == before


def test_two_lists_of_the_same_people_whose_records_overlap_crosswise_dont_wait_for_each_other(racing: Serving) -> None:
    """What one list is about to take of the first person the other has, and the other way round for the second."""
    harness = racing.world.harness
    before = deadlocks(harness.database)
    for _ in range(4):
        people = [racing.world.enrol() for _ in range(2)]
        claims = [[racing.at_post(person)[1] for person in some] for some in (people, people[::-1]) * 4]
        harness.wait(3 * HOUR)
        now = racing.now
        lists = [[racing.record(claim, now - 2 * HOUR, now - HOUR) for claim in some] for some in claims]
        calls = [racing.confirmation_of(*some) for some in lists]
        replies = at_once(RACERS, lambda number: harness.reply(calls[number], racing.world.community))  # noqa: B023

        assert [reply.refusal for reply in replies] == [None] * RACERS
        assert [len(counted(harness, str(person.member_id))) for person in people] == [1, 1]
    assert deadlocks(harness.database) == before


def test_the_database_itself_refuses_what_no_handler_has_looked_at(serving: Serving) -> None:
    record = serving.confirmed()
    with serving.world.harness.database.writing() as session:
        row = session.get_one(ServiceRecord, record["id"])
        values = {attribute.key: getattr(row, attribute.key) for attribute in inspect(ServiceRecord).column_attrs}
        ids = {"id": new_id(), "root_id": new_id(), "attendance_id": None}
        later = {"starts_at": row.ends_at, "ends_at": row.ends_at + HOUR}
        session.execute(insert(ServiceRecord).values(values | ids | later))
        session.execute(insert(ServiceRecord).values(values | ids | {"id": new_id(), "state": "recorded"}))
        session.commit()
    moved = update(ServiceRecord).where(ServiceRecord.id == ids["id"]).values(starts_at=row.ends_at - MINUTE)
    for statement in (moved, insert(ServiceRecord).values(values | ids | {"id": new_id()})):
        with serving.world.harness.database.writing() as session, pytest.raises(IntegrityError) as refused:
            session.execute(statement)
        assert is_overlap(refused.value, NO_OVERLAP.name)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def long_after(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Serving, list[Any]]]:
    """In April 2028, when much can have been done by three claims of 2026."""
    folder: Path = tmp_path_factory.mktemp("service")
    for harness in harness_for(ENGAGEMENT, request.param, folder):
        serving = Serving(Menu(open_world(harness)))
        claims = [serving.at_post()[1] for _ in range(3)]
        harness.clock.advance(datetime(2028, 4, 1, tzinfo=UTC) - harness.clock.now())
        yield serving, claims


# Around midnights: of any day, of the end of a month, a year and February, which has a leap day in 2028.
MIDNIGHTS = [datetime(*day, tzinfo=SHANGHAI) for day in ((2028, 1, 1), (2028, 2, 29), (2028, 3, 1), (2027, 11, 30))]
SPANS = st.builds(
    lambda midnight, start, length: Span(midnight + start * 10 * MINUTE, midnight + (start + length) * 10 * MINUTE),
    st.sampled_from(MIDNIGHTS),
    st.integers(-144, 144),
    st.integers(1, 144),
)
STEPS = st.tuples(st.sampled_from(["confirm", "correct", "void", "dispute"]), SPANS, st.integers(0, 20))


@settings(max_examples=12, deadline=None, database=None)
@given(st.lists(STEPS, max_size=14))
def test_whatever_is_confirmed_corrected_and_voided_nobody_serves_more_than_a_day_has(
    long_after: tuple[Serving, list[Any]], steps: list[tuple[str, Span, int]]
) -> None:
    serving, claims = long_after
    member = serving.world.member
    void_all(serving)
    live: dict[str, Span] = {}
    for kind, span, pick in steps:
        if kind == "confirm" or not live:
            do_confirm(serving, claims[pick % 3], span, live)
            continue
        record_id = sorted(live)[pick % len(live)]
        if kind == "void":
            serving.void({"id": record_id})
            del live[record_id]
        elif kind == "correct":
            do_correct(serving, record_id, span, live)
        elif serving.shown({"id": record_id})["state"] == "confirmed":
            serving.dispute({"id": record_id}, member)

    spans = counted(serving.world.harness, str(member.member_id))
    assert spans == sorted(live.values())
    assert_apart(spans)
    days: Counter[Any] = Counter()
    for one in spans:
        days.update(minutes_by_day(one))
    assert all(minutes <= 24 * 60 for minutes in days.values())
    assert sum(days.values()) == sum(map(minutes_of, spans))


def void_all(serving: Serving) -> None:
    """What the example before has left."""
    with serving.world.harness.database.reading() as session:
        ids = list(session.scalars(select(ServiceRecord.id).where(ServiceRecord.state.in_(COUNTED))))
    for record_id in ids:
        serving.void({"id": record_id})


def do_confirm(serving: Serving, claim: Any, span: Span, live: dict[str, Span]) -> None:
    is_free = not any(span.meets(other) for other in live.values())
    command = messages.RecordService(
        community_id=str(serving.world.community.organisation_id),
        place_claim_id=claim["id"],
        starts_at=span.starts_at,
        ends_at=span.ends_at,
    )
    reply = serving.world.harness.reply(command, serving.world.community)
    assert (reply.refusal is None) == is_free
    if reply.refusal is None:
        serving.confirm(reply.result)
        live[reply.result["id"]] = span


def do_correct(serving: Serving, record_id: str, span: Span, live: dict[str, Span]) -> None:
    is_free = not any(span.meets(other) for other_id, other in live.items() if other_id != record_id)
    command = messages.CorrectServiceRecord(
        service_record_id=record_id, reason="更正", starts_at=span.starts_at, ends_at=span.ends_at
    )
    reply = serving.world.harness.reply(command, serving.world.community)
    assert (reply.refusal is None) == is_free
    if reply.refusal is None:
        del live[record_id]
        live[reply.result["id"]] = span


def minutes_by_day(span: Span) -> Counter[Any]:
    """In Shanghai."""
    days: Counter[Any] = Counter()
    begins_at = span.starts_at
    while begins_at < span.ends_at:
        ends_at = min(span.ends_at, end_of_day(day_of(begins_at)))
        days[day_of(begins_at)] += (ends_at - begins_at) // timedelta(minutes=1)
        begins_at = ends_at
    return days


def test_records_of_one_person_in_different_communities_dont_overlap_either(serving: Serving) -> None:
    """The rule is about a person, whoever confirms."""
    record = serving.confirmed()
    other = replace(serving.world.community, organisation_id=new_id())
    with serving.world.harness.database.writing() as session:
        row = session.get_one(ServiceRecord, record["id"])
        values = {attribute.key: getattr(row, attribute.key) for attribute in inspect(ServiceRecord).column_attrs}
        ids = {"id": new_id(), "root_id": new_id(), "attendance_id": None, "community_id": other.organisation_id}
        session.execute(insert(ServiceRecord).values(values | ids | {"state": "recorded"}))
        session.commit()
    command = replace(
        serving.confirmation_of({"id": ids["id"]}), community_id=str(other.organisation_id), record_ids=[str(ids["id"])]
    )
    outcome = serving.send(command, other)["records"][0]

    assert outcome["code"] == "service_record.overlaps"
