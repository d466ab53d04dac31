from datetime import date

import pytest

from shared.chinese_calendar import after_working_days, is_public_holiday, is_working_day


@pytest.mark.parametrize(
    "day, is_work",
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),  # a Saturday on which is worked for the holiday
        (date(2026, 10, 11), False),
        (date(2026, 12, 1), True),
    ],
)
def test_a_working_day_is_no_weekend_and_no_holiday_unless_days_are_swapped(day: date, is_work: bool) -> None:
    assert is_working_day(day) is is_work
    assert not (is_work and is_public_holiday(day))


@pytest.mark.parametrize(
    "day, count, expected",
    [
        (date(2026, 12, 1), 3, date(2026, 12, 4)),
        (date(2026, 12, 4), 3, date(2026, 12, 9)),
        (date(2026, 12, 5), 1, date(2026, 12, 7)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # past the national holiday; the Saturday is a working day
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # the new year's day, a Friday, then a weekend
        (date(2028, 2, 28), 2, date(2028, 3, 1)),  # the leap day is one
    ],
)
def test_working_days_are_counted_from_the_next_day_on(day: date, count: int, expected: date) -> None:
    assert after_working_days(day, count) == expected
