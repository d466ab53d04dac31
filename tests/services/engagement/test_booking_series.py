import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.engagement.model import Span, occurrences
from shared.errors import Conflict, Forbidden, Invalid
from shared.messages import engagement as messages
from tests.services.engagement.meeting_places import OPENING, ROUND_THE_CLOCK, RULES, Places, at
from tests.services.engagement.world import World

TUESDAY = ("2026-12-01 09:00", "2026-12-01 11:00")
WEEKLY = "FREQ=WEEKLY;BYDAY=TU;COUNT=4"


@pytest.fixture
def places(world: World) -> Places:
    return Places(world)


def days(items: list[Any]) -> list[str]:
    """Each occurrence's date in Shanghai, as far as it is shown in UTC's same day here, and its outcome."""
    return [f"{str(one['starts_at'])[5:10]} {one['outcome']}" for one in items]


def check(places: Places, venue: Any, recurrence: str, starts: str = TUESDAY[0], ends: str = TUESDAY[1]) -> Any:
    query = messages.CheckBookingSeries(
        venue_id=venue["id"], starts_at=at(starts), ends_at=at(ends), recurrence=recurrence
    )
    return places.send(query, places.world.unit)


def test_a_series_books_all_its_times(places: Places) -> None:
    venue = places.add()
    series = places.series(venue, *TUESDAY, WEEKLY)

    assert days(series["occurrences"]) == ["12-01 booked", "12-08 booked", "12-15 booked", "12-22 booked"]
    page = places.send(messages.ListBookings(series_id=series["id"]), places.world.unit)
    assert {one["id"] for one in page["items"]} == {one["booking_id"] for one in series["occurrences"]}
    assert len(places.world.harness.events_of(messages.BookingConfirmed)) == 4


def test_a_check_tells_each_time_that_cannot_be_had_and_holds_nothing(places: Places) -> None:
    venue = places.add(opening=replace(OPENING, is_closed_on_holidays=True), rules=replace(RULES, days_ahead=60))
    places.book(venue, "2026-12-04 10:00", "2026-12-04 12:00")
    told = check(places, venue, "FREQ=WEEKLY;BYDAY=FR;UNTIL=20270129", "2026-12-04 09:00", "2026-12-04 11:00")
    outcomes = Counter(one["outcome"] for one in told["occurrences"])

    assert outcomes == {"free": 6, "taken": 1, "closed": 1, "too_far": 1}
    assert days(told["occurrences"])[0] == "12-04 taken"
    assert [str(one["starts_at"])[5:16].replace(" ", "T") for one in told["next_free"]] == [
        "12-04T04:00",
        "12-05T00:00",
        "12-06T00:00",
    ]
    assert len(places.world.harness.events_of(messages.BookingConfirmed)) == 1


def test_with_a_conflict_none_is_booked_unless_it_may_be_skipped(places: Places) -> None:
    venue = places.add()
    places.book(venue, "2026-12-08 10:00", "2026-12-08 12:00")
    with pytest.raises(Conflict, match=r"booking_series\.conflicts") as refused:
        places.series(venue, *TUESDAY, WEEKLY)
    series = places.series(venue, *TUESDAY, WEEKLY, skip_conflicts=True)

    assert [(one.pointer, one.code) for one in refused.value.errors] == [("#/occurrences/1", "taken")]
    assert refused.value.errors[0].detail == "2026-12-08T09:00+08:00/2026-12-08T11:00+08:00"
    assert days(series["occurrences"]) == ["12-01 booked", "12-08 taken", "12-15 booked", "12-22 booked"]
    with pytest.raises(Conflict, match=r"booking_series\.conflicts"):
        places.series(venue, *TUESDAY, WEEKLY, skip_conflicts=True)  # none is left


def test_times_of_one_series_that_meet_are_in_each_others_way(places: Places) -> None:
    venue = places.add(opening=ROUND_THE_CLOCK, rules=replace(RULES, buffer_after_minutes=60))
    told = check(places, venue, "FREQ=DAILY;COUNT=3", "2026-12-01 09:00", "2026-12-02 08:30")

    assert [one["outcome"] for one in told["occurrences"]] == ["free", "taken", "free"]


@pytest.mark.parametrize(
    "recurrence, starts",
    [
        ("RRULE:FREQ=DAILY;COUNT=3", ["12-01", "12-02", "12-03"]),
        ("FREQ=DAILY;INTERVAL=10;UNTIL=20261231", ["12-01", "12-11", "12-21", "12-31"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", ["12-01", "12-03", "12-08"]),
        ("FREQ=WEEKLY;UNTIL=20261208T010000Z", ["12-01", "12-08"]),
        ("FREQ=WEEKLY;UNTIL=20261208T005959Z", ["12-01"]),
        ("FREQ=MONTHLY;COUNT=3", ["12-01", "01-01", "02-01"]),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=3", ["12-01", "01-05", "02-02"]),
        ("FREQ=MONTHLY;BYMONTHDAY=1;COUNT=2", ["12-01", "01-01"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;COUNT=3", ["12-01", "01-01", "02-01"]),
    ],
)
def test_rules_are_read_as_the_standard_has_them(places: Places, recurrence: str, starts: list[str]) -> None:
    told = check(places, places.add(), recurrence)

    assert days(told["occurrences"]) == [f"{start} free" for start in starts]


@pytest.mark.parametrize(
    "recurrence, code",
    [
        ("", "recurrence.invalid"),
        ("every tuesday", "recurrence.invalid"),
        ("FREQ=WEEKLY", "recurrence.invalid"),
        ("FREQ=WEEKLY;COUNT=4;UNTIL=20261231", "recurrence.invalid"),
        ("FREQ=WEEKLY;COUNT=0", "recurrence.invalid"),
        ("FREQ=WEEKLY;COUNT=2;COUNT=3", "recurrence.invalid"),
        ("FREQ=WEEKLY;UNTIL=20261332", "recurrence.invalid"),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=4", "recurrence.invalid"),  # the first isn't a Monday
        ("FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=12;COUNT=2", "recurrence.invalid"),  # nor a 31st, ever
        ("FREQ=HOURLY;COUNT=4", "recurrence.invalid"),
        ("FREQ=SECONDLY;COUNT=100", "recurrence.invalid"),
        ("FREQ=YEARLY;COUNT=2", "recurrence.invalid"),
        ("FREQ=DAILY;BYDAY=MO;COUNT=2", "recurrence.invalid"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "recurrence.invalid"),
        ("FREQ=MONTHLY;BYDAY=6MO;COUNT=2", "recurrence.invalid"),
        ("FREQ=MONTHLY;BYDAY=1TU;BYSETPOS=1;COUNT=2", "recurrence.invalid"),
        ("FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=1;COUNT=2", "recurrence.invalid"),
        ("FREQ=WEEKLY;COUNT=4\nDTSTART:20200101T000000", "recurrence.invalid"),
        ("FREQ=DAILY;COUNT=105", "recurrence.too_long"),
        ("FREQ=DAILY;UNTIL=20270401", "recurrence.too_long"),
        ("FREQ=WEEKLY;UNTIL=20271207", "recurrence.too_long"),
        ("FREQ=MONTHLY;COUNT=14", "recurrence.too_long"),
    ],
)
def test_other_rules_are_refused(places: Places, recurrence: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(places, places.add(), recurrence)

    assert refused.value.code == code


def test_a_day_that_no_february_has_is_not_looked_for_until_the_end_of_time() -> None:
    begins = at("2027-02-28 09:00")
    started = time.process_time()
    with pytest.raises(Invalid, match=r"recurrence\.invalid"):
        occurrences("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30;COUNT=2", Span(begins, begins + timedelta(hours=1)))

    assert time.process_time() - started < 0.02


def test_a_hundred_and_four_times_are_taken(places: Places) -> None:
    told = check(places, places.add(rules=replace(RULES, days_ahead=400)), "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=104")

    assert Counter(one["outcome"] for one in told["occurrences"]) == {"free": 104}


def test_one_time_is_cancelled_or_all_from_a_day_on(places: Places) -> None:
    series = places.series(places.add(), *TUESDAY, WEEKLY)
    first, second, third, fourth = (one["booking_id"] for one in series["occurrences"])
    places.cancel({"id": third})
    places.world.harness.wait(timedelta(days=6, hours=12))  # the first is tomorrow
    cancel = messages.CancelBookingSeries(series_id=series["id"], from_on=date(2026, 12, 1))
    with pytest.raises(Forbidden, match=r"booking\.not_yours"):
        places.send(cancel, places.other_unit())
    told = places.send(cancel, places.world.unit)

    assert (told["cancelled"], told["kept"]) == ([second, fourth], [first])
    states = [places.show({"id": one})["state"] for one in (first, second, third, fourth)]
    assert states == ["confirmed", "cancelled", "cancelled", "cancelled"]
    with pytest.raises(Invalid, match=r"booking\.reason_needed"):
        places.send(cancel)


def test_from_a_day_on_is_meant_in_shanghai(places: Places) -> None:
    venue = places.add(opening=ROUND_THE_CLOCK)
    series = places.series(venue, "2026-12-01 00:30", "2026-12-01 01:00", "FREQ=DAILY;COUNT=3")
    cancel = messages.CancelBookingSeries(series_id=series["id"], from_on=date(2026, 12, 2))

    assert len(places.send(cancel, places.world.unit)["cancelled"]) == 2


def test_a_series_waits_for_approval_time_by_time(places: Places) -> None:
    series = places.series(places.add(rules=replace(RULES, needs_approval=True)), *TUESDAY, WEEKLY)
    first = {"id": series["occurrences"][0]["booking_id"]}

    assert places.send(messages.ApproveBooking(booking_id=first["id"]))["state"] == "confirmed"
    assert places.show({"id": series["occurrences"][1]["booking_id"]})["state"] == "requested"


def test_more_people_than_the_venue_takes(places: Places) -> None:
    venue = places.add(capacity=10)
    with pytest.raises(Invalid, match=r"booking\.too_many_people"):
        places.series(venue, *TUESDAY, WEEKLY)
