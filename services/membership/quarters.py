"""Periods of whole days, and quarters, in Asia/Shanghai."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from shared.clock import SHANGHAI, instant_on

DAY = timedelta(days=1)


class Period(NamedTuple):
    """From the first day to the last, both in it."""

    starts_on: date
    ends_on: date

    @property
    def begins_at(self) -> datetime:
        return instant_on(self.starts_on)

    @property
    def ends_at(self) -> datetime:
        """The first instant that isn't in it any more."""
        return instant_on(self.ends_on + DAY)


def quarter_named(name: str) -> Period:
    """The days of `2026-Q4`."""
    return _quarter(int(name[:4]), int(name[-1]))


def quarter_of(instant: datetime) -> str:
    """The name of the quarter in which an instant is."""
    day = instant.astimezone(SHANGHAI)
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_at(instant: datetime) -> Period:
    """The days of the quarter in which an instant is."""
    return quarter_named(quarter_of(instant))


def _quarter(year: int, number: int) -> Period:
    following = date(year + number // 4, number % 4 * 3 + 1, 1)
    return Period(date(year, number * 3 - 2, 1), following - DAY)
