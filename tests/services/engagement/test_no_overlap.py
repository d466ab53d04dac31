"""That bookings of a venue never overlap, whoever comes at once and whatever was done before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from services.engagement.model import HOLDING, Booking, Span
from services.engagement.model.bookings import NO_OVERLAP
from services.engagement.model.opening import join, open_spans, subtract
from services.engagement.service import ENGAGEMENT
from shared.db import Database
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.engagement import Opening, OpeningHours
from tests.harness import Harness, harness_for
from tests.overlaps import is_overlap
from tests.races import at_once
from tests.services.engagement.meeting_places import OPENING, RULES, Places, at
from tests.services.engagement.test_races import outcomes
from tests.services.engagement.world import World, open_world

RACERS = 64
MORNING = ("2026-12-01 09:00", "2026-12-01 11:00")


def deadlocks(database: Database) -> int:
    """As PostgreSQL has counted them; it tells them a moment late, so it is asked to write them down first."""
    with database.reading() as session:
        session.execute(text("SELECT pg_stat_force_next_flush()"))
        session.execute(text("SELECT pg_stat_clear_snapshot()"))
        count = session.scalar(text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
    return int(count or 0)


def test_of_bookings_of_one_time_at_once_one_wins(on_postgresql: Harness) -> None:
    places = Places(open_world(on_postgresql))
    before = deadlocks(on_postgresql.database)
    for _ in range(2):
        venue = places.add()
        calls = [
            places.booking_of(venue, *MORNING, people=number + 1 if number < 60 else 60) for number in range(RACERS)
        ]
        units = [places.other_unit() for _ in range(RACERS)]
        replies = at_once(RACERS, lambda number: on_postgresql.reply(calls[number], units[number]))  # noqa: B023

        assert outcomes(replies) == {"done": 1, "booking.overlaps": RACERS - 1}
    assert deadlocks(on_postgresql.database) == before
    assert len(on_postgresql.events_of(messages.BookingConfirmed)) == 2


def test_of_bookings_that_meet_partly_and_come_in_batches_none_overlap(on_postgresql: Harness) -> None:
    places = Places(open_world(on_postgresql))
    venue = places.add()
    before = deadlocks(on_postgresql.database)

    def book_all(number: int) -> list[Any]:
        times = [(f"2026-12-01 {hour:02}:00", f"2026-12-01 {hour + 2:02}:00") for hour in range(8, 20)]
        calls = [on_postgresql.call(places.booking_of(venue, *one), places.other_unit()) for one in times]
        return on_postgresql.executor.execute(calls[number % 3 :: 2] if number % 2 else calls[::-1])

    replies = [reply for batch in at_once(8, book_all) for reply in batch]

    assert set(outcomes(replies)) == {"done", "booking.overlaps"}
    assert deadlocks(on_postgresql.database) == before
    assert_apart(on_postgresql.database)


def test_a_venue_is_booked_before_it_is_closed_or_not_at_all(on_postgresql: Harness) -> None:
    places = Places(open_world(on_postgresql))
    for _ in range(5):
        venue = places.add()
        close = messages.CloseVenue(venue_id=venue["id"], reason="装修")
        calls = [(places.booking_of(venue, *MORNING), places.world.unit), (close, places.world.community)]
        booked, closed = at_once(2, lambda number: on_postgresql.reply(*calls[number]))  # noqa: B023

        codes = {reply.refusal["code"] for reply in (booked, closed) if reply.refusal}
        assert codes in ({"venue.booked"}, {"venue.closed"})


def row(venue_id: str, starts: str, ends: str, state: str = "confirmed") -> dict[str, Any]:
    times = {"starts_at": at(starts), "ends_at": at(ends), "held_from": at(starts), "held_until": at(ends)}
    ids = {name: new_id() for name in ("id", "tenant_id", "owner_id", "booker_id")}
    return {
        **ids,
        **times,
        "venue_id": venue_id,
        "booker_kind": "organisation",
        "purpose": "义诊",
        "people": 1,
        "state": state,
        "made_at": at(starts),
        "version": 1,
    }


@pytest.mark.parametrize("state", HOLDING)
def test_the_database_itself_refuses_what_no_handler_has_looked_at(world: World, state: str) -> None:
    venue = Places(world).add()
    kept, other = row(venue["id"], *MORNING, state), row(venue["id"], "2026-12-01 12:00", "2026-12-01 13:00")
    late = insert(Booking).values(row(venue["id"], "2026-12-01 10:00", "2026-12-01 12:00"))
    moved = update(Booking).where(Booking.id == other["id"]).values(held_from=at("2026-12-01 10:00"))
    with world.harness.database.writing() as session:
        session.execute(insert(Booking), [kept, other])
        session.commit()
    for statement in (late, moved):
        with world.harness.database.writing() as session, pytest.raises(IntegrityError) as refused:
            session.execute(statement)
        assert is_overlap(refused.value, NO_OVERLAP.name)


def assert_apart(database: Database) -> list[Span]:
    with database.reading() as session:
        query = select(Booking.held_from, Booking.held_until).where(Booking.state.in_(HOLDING))
        held = sorted(Span(*one) for one in session.execute(query))
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(held))
    return held


QUARTER = timedelta(minutes=15)
FIRST = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
STEPS = st.tuples(st.booleans(), st.integers(0, 4 * 24 * 4), st.integers(1, 16))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_harness(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harness]:
    folder: Path = tmp_path_factory.mktemp("bookings")
    yield from harness_for(ENGAGEMENT, request.param, folder)


@settings(max_examples=15, deadline=None, database=None)
@given(st.lists(STEPS, max_size=14), st.integers(0, 3), st.integers(0, 3))
def test_whatever_is_booked_and_cancelled_the_free_slots_are_exactly_the_rest(
    shared_harness: Harness, steps: list[tuple[bool, int, int]], before: int, after: int
) -> None:
    """Each step books a time of the week, or cancels an earlier booking."""
    places = Places(open_world(shared_harness, new_id()))
    rules = replace(RULES, buffer_before_minutes=15 * before, buffer_after_minutes=15 * after)
    venue = places.add(rules=rules)
    live: dict[str, Span] = {}
    for is_booking, at_quarter, quarters in steps:
        if is_booking or not live:
            span = Span(FIRST + at_quarter * QUARTER, FIRST + (at_quarter + quarters) * QUARTER)
            book(places, venue, span, live)
        else:
            booking_id = sorted(live)[at_quarter % len(live)]
            places.cancel({"id": booking_id}, places.world.community, "漏水")
            del live[booking_id]

    week = Span(FIRST, FIRST + timedelta(days=6))
    query = messages.ListVenueSlots(venue_id=venue["id"], since=week.starts_at, until=week.ends_at, minutes=1)
    told = [Span(one["starts_at"], one["ends_at"]) for one in places.send(query)["items"]]
    buffers = (before * QUARTER, after * QUARTER)
    held = [one.widened(*buffers) for one in live.values()]
    # Quarter by quarter, as somebody would who tries each.
    tried = join(one for one in quarters_of(week) if not any(one.widened(*buffers).meets(each) for each in held))
    expected = [one for day in open_spans(OPENING, week) for one in cut(tried, day)]
    assert told == expected


def book(places: Places, venue: Any, span: Span, live: dict[str, Span]) -> None:
    command = messages.RequestBooking(
        venue_id=venue["id"], purpose="义诊", people=1, starts_at=span.starts_at, ends_at=span.ends_at
    )
    reply = places.world.harness.reply(command, places.world.unit)
    if reply.refusal:
        assert reply.refusal["code"] in ("booking.overlaps", "booking.outside_hours")
    else:
        live[reply.result["id"]] = span


def quarters_of(span: Span) -> Iterator[Span]:
    begins = span.starts_at
    while begins < span.ends_at:
        yield Span(begins, begins + QUARTER)
        begins += QUARTER


def cut(spans: list[Span], within: Span) -> list[Span]:
    both = (Span(max(one.starts_at, within.starts_at), min(one.ends_at, within.ends_at)) for one in spans)
    return [one for one in both if one.starts_at < one.ends_at]


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10)), max_size=12)


@given(SPANS, SPANS)
def test_subtracting_leaves_what_is_in_the_one_and_not_in_the_other(
    spans: list[tuple[int, int]], taken: list[tuple[int, int]]
) -> None:
    def of(pairs: list[tuple[int, int]]) -> list[Span]:
        return [Span(FIRST + start * QUARTER, FIRST + (start + length) * QUARTER) for start, length in pairs]

    def instants(many: list[Span]) -> set[datetime]:
        return {one.starts_at for span in many for one in quarters_of(span)}

    left = list(subtract(join(of(spans)), of(taken)))

    assert instants(left) == instants(of(spans)) - instants(of(taken))
    assert join(left) == left


def test_hours_of_one_day_lie_apart() -> None:
    split = Opening(
        hours=[
            OpeningHours(weekday=2, from_time="14:00", to_time="18:00"),
            OpeningHours(weekday=2, from_time="08:00", to_time="12:00"),
        ],
        exceptions=[],
        is_closed_on_holidays=False,
    )
    day = Span(at("2026-12-01 09:00"), at("2026-12-01 15:00"))

    assert [(one.ends_at - one.starts_at) for one in open_spans(split, day)] == [timedelta(hours=3), timedelta(hours=1)]
