"""When a member is reminded of a public commitment: in the morning, and never after its deadline."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple

from shared.clock import SHANGHAI, instant_on
from shared.errors import Conflict
from shared.messages.engagement import WishStepKind

MORNING, EVENING = time(9), time(18)


class Remind(NamedTuple):
    """A reminder by its deadline's kind. step: what it is in the wish's history."""

    days_left: int
    step: WishStepKind


REMINDERS: Mapping[str, Remind] = {
    "commitment.due_in_3_days": Remind(3, "due_in_3_days"),
    "commitment.due_in_1_day": Remind(1, "due_in_1_day"),
    "commitment.due_today": Remind(0, "due_today"),
}
STEPS: Mapping[int, WishStepKind] = {one.days_left: one.step for one in REMINDERS.values()}
DAYS_LEFT: Mapping[WishStepKind, int] = {step: days_left for days_left, step in STEPS.items()}


def remind_at(due_at: datetime, days_left: int) -> datetime:
    """At nine in Shanghai so many days before; of a deadline that comes before nine, the evening before it."""
    due = due_at.astimezone(SHANGHAI)
    day = due.date() - timedelta(days=days_left)
    if days_left == 0 and due.time() <= MORNING:
        return instant_on(day - timedelta(days=1), EVENING)
    return instant_on(day, MORNING)


def reminders_of(due_at: datetime, now: datetime) -> Mapping[str, datetime]:
    """Those still to come, kind to instant."""
    return {kind: at for kind, one in REMINDERS.items() if (at := remind_at(due_at, one.days_left)) > now}


def is_time_to_remind(due_at: datetime, days_left: int, now: datetime) -> bool:
    """
    Whether this reminder is to be told; not, where the timer is so late that the next one is due too.

    Raises:
        Conflict: `reminder.not_due`.
    """
    if remind_at(due_at, days_left) > now:
        raise Conflict("reminder.not_due")
    later = (one.days_left for one in REMINDERS.values() if one.days_left < days_left)
    return all(remind_at(due_at, one) > now for one in later)
