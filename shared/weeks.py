"""Times of an ordinary week in Asia/Shanghai, as minutes of a day."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.clock import SHANGHAI
from shared.messages.membership import FreeTime

END_OF_DAY = 24 * 60


class Slot(NamedTuple):
    """weekday: 1 is Monday. to_minute: the first that isn't in it any more, 1440 at the end of the day."""

    weekday: int
    from_minute: int
    to_minute: int


def minute_of(time_of_day: str) -> int:
    """`09:30` as the minute of the day, `24:00` as its end."""
    hours, _, minutes = time_of_day.partition(":")
    return int(hours) * 60 + int(minutes)


def time_of(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def slot_of(time: FreeTime) -> Slot:
    return Slot(time.weekday, minute_of(time.from_time), minute_of(time.to_time))


def shape_of(slot: Slot) -> FreeTime:
    return FreeTime(weekday=slot.weekday, from_time=time_of(slot.from_minute), to_time=time_of(slot.to_minute))


def joined(slots: Iterable[Slot]) -> list[Slot]:
    """The slots in order, those that touch made one."""
    found: list[Slot] = []
    for slot in sorted(slots):
        if found and (found[-1].weekday, found[-1].to_minute) == slot[:2]:
            found[-1] = found[-1]._replace(to_minute=slot.to_minute)
        else:
            found.append(slot)
    return found


def slots_between(starts_at: datetime, ends_at: datetime) -> Iterator[Slot]:
    """The parts of each day's that a range of instants falls into; a part of a minute counts as the whole."""
    begin, end = starts_at.astimezone(SHANGHAI), ends_at.astimezone(SHANGHAI)
    while begin < end:
        midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
        to = min(end, midnight + timedelta(days=1))
        minutes = (to - midnight + timedelta(seconds=59, microseconds=999_999)) // timedelta(minutes=1)
        yield Slot(begin.isoweekday(), begin.hour * 60 + begin.minute, minutes)
        begin = to
