"""Public holidays of China, by a library that follows the law and the yearly notices of the State Council."""

import functools
from collections.abc import Container
from datetime import date

import holidays


def is_public_holiday(day: date) -> bool:
    """
    Whether work rests all over the country, also on days that are swapped for weekends.

    Which days are swapped is known once the State Council has published the year's notice and the library has it; until
    then the days are those of the law, by the lunar calendar where it goes by that. Weekends between them are weekends.
    """
    return day in _of_year(day.year)


@functools.cache
def _of_year(year: int) -> Container[date]:
    return holidays.country_holidays("CN", years=year, expand=False)
