from datetime import UTC, datetime

import pytest

from shared.weeks import Slot, joined, minute_of, slots_between, time_of


@pytest.mark.parametrize("text, minute", [("00:00", 0), ("09:30", 570), ("23:59", 1439), ("24:00", 1440)])
def test_a_time_of_day_is_a_minute_and_back(text: str, minute: int) -> None:
    assert (minute_of(text), time_of(minute)) == (minute, text)


def test_slots_that_touch_become_one_and_others_stay_apart() -> None:
    slots = [Slot(2, 600, 660), Slot(1, 1380, 1440), Slot(2, 0, 60), Slot(2, 540, 600), Slot(2, 661, 700)]

    assert joined(slots) == [Slot(1, 1380, 1440), Slot(2, 0, 60), Slot(2, 540, 660), Slot(2, 661, 700)]


def test_a_range_of_instants_falls_into_the_days_of_shanghai() -> None:
    # 2026-11-24 is a Tuesday; 15:30 in UTC is 23:30 in Shanghai.
    found = list(
        slots_between(datetime(2026, 11, 24, 15, 30, tzinfo=UTC), datetime(2026, 11, 24, 17, 0, 1, tzinfo=UTC))
    )

    assert found == [Slot(2, 1410, 1440), Slot(3, 0, 61)]


def test_a_range_that_ends_at_midnight_does_not_touch_the_next_day() -> None:
    found = list(slots_between(datetime(2026, 11, 24, 15, 0, tzinfo=UTC), datetime(2026, 11, 24, 16, 0, tzinfo=UTC)))

    assert found == [Slot(2, 1380, 1440)]
