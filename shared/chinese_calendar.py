"""Public holidays of China, by a library that follows the law and the yearly notices of the State Council."""

import functools
from datetime import date, timedelta

import holidays

# Which days are swapped is known once the State Council has published the year's notice and the library has it; until
# then the days are those of the law, by the lunar calendar where it goes by that.


def is_public_holiday(day: date) -> bool:
    """Whether work rests all over the country, also on days that are swapped for weekends; weekends are weekends."""
    return day in _of_year(day.year)


def is_working_day(day: date) -> bool:
    """Neither a weekend nor a holiday, but for weekends on which is worked for a holiday (调休)."""
    return _of_year(day.year).is_working_day(day)


def after_working_days(day: date, count: int) -> date:
    """The day that is the `count`th working day after a day, which itself isn't counted."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


@functools.cache
def _of_year(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year, expand=False)
