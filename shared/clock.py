"""The only source of the time, so that tests can move it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def instant_on(day: date, at: time = time()) -> datetime:
    """A time of day in Shanghai, the midnight with which the day begins if nothing is said."""
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


def day_of(instant: datetime) -> date:
    """The day that it is in Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """The midnight at which a day in Shanghai is over."""
    return instant_on(day + timedelta(days=1))


class Clock(Protocol):
    """Tells the present instant, always in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta) -> None:
        self._now += step
