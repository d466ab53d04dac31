"""When a venue is open, as spans of time: cut, joined and subtracted."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shared.chinese_calendar import is_public_holiday
from shared.clock import SHANGHAI, instant_on
from shared.errors import Fault, Invalid
from shared.messages.engagement import Opening, OpeningHours, OpenSpan

DAY = timedelta(days=1)


class Span(NamedTuple):
    """From an instant, which is in, to another, which isn't."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "Span") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def widened(self, before: timedelta, after: timedelta) -> "Span":
        return Span(self.starts_at - before, self.ends_at + after)


def check_opening(opening: Opening) -> None:
    """
    Raises:
        Invalid: `venue.hours_clash`, hours end before they begin, or overlap; a date has two exceptions.
    """
    by_weekday: dict[object, list[OpeningHours | OpenSpan]] = {}
    for hours in opening.hours:
        by_weekday.setdefault(hours.weekday, []).append(hours)
    by_date: dict[object, list[OpeningHours | OpenSpan]] = {one.on: list(one.hours) for one in opening.exceptions}
    if not all(_are_apart(spans) for spans in (*by_weekday.values(), *by_date.values())):
        raise Invalid("venue.hours_clash", errors=[Fault("#/opening", "invalid", "Hours overlap, or end too early.")])
    if len(by_date) < len(opening.exceptions):
        raise Invalid("venue.hours_clash", errors=[Fault("#/opening/exceptions", "repeated", "A date stands twice.")])


def open_spans(opening: Opening, within: Span) -> list[Span]:
    """In the order of time; what goes on over midnight is one."""
    first, last = (instant.astimezone(SHANGHAI).date() for instant in within)
    days = (first + number * DAY for number in range((last - first).days + 1))
    spans = (_instants(day, hours) for day in days for hours in hours_on(opening, day))
    return join(Span(max(one.starts_at, within.starts_at), min(one.ends_at, within.ends_at)) for one in spans)


def is_open_through(opening: Opening, span: Span) -> bool:
    return open_spans(opening, span) == [span]


def hours_on(opening: Opening, day: date) -> Sequence[OpeningHours | OpenSpan]:
    """A date's exception, else nothing on a holiday that is kept, else what holds each week."""
    for exception in opening.exceptions:
        if exception.on == day:
            return exception.hours
    if opening.is_closed_on_holidays and is_public_holiday(day):
        return []
    return [hours for hours in opening.hours if hours.weekday == day.isoweekday()]


def describe_hours(opening: Opening, day: date) -> str:
    """`2026-12-01: 08:00–12:00, 14:00–22:00`, in Asia/Shanghai; `–` where it is closed."""
    hours = sorted(f"{one.from_time}–{one.to_time}" for one in hours_on(opening, day))
    return f"{day}: {', '.join(hours) or '–'}"


def join(spans: Iterable[Span]) -> list[Span]:
    """Those that meet or touch become one; empty ones go."""
    joined: list[Span] = []
    for span in sorted(one for one in spans if one.starts_at < one.ends_at):
        if joined and span.starts_at <= joined[-1].ends_at:
            joined[-1] = Span(joined[-1].starts_at, max(joined[-1].ends_at, span.ends_at))
        else:
            joined.append(span)
    return joined


def subtract(spans: Iterable[Span], taken: Iterable[Span]) -> Iterator[Span]:
    """What is left of spans, in their order."""
    holes = join(taken)
    for span in spans:
        begins = span.starts_at
        for hole in holes:
            if hole.meets(span):
                if begins < hole.starts_at:
                    yield Span(begins, hole.starts_at)
                begins = max(begins, hole.ends_at)
        if begins < span.ends_at:
            yield Span(begins, span.ends_at)


def _are_apart(spans: Iterable[OpeningHours | OpenSpan]) -> bool:
    """Times of day of one width are compared as texts."""
    ends = [(one.from_time, one.to_time) for one in sorted(spans, key=lambda one: one.from_time)]
    flat = [instant for pair in ends for instant in pair]
    return all(start < end for start, end in ends) and flat == sorted(flat)


def _instants(day: date, hours: OpeningHours | OpenSpan) -> Span:
    return Span(_instant(day, hours.from_time), _instant(day, hours.to_time))


def _instant(day: date, time_of_day: str) -> datetime:
    """24:00 is the next day's midnight."""
    hour, minute = map(int, time_of_day.split(":"))
    midnight = instant_on(day)
    return midnight + timedelta(hours=hour, minutes=minute)
