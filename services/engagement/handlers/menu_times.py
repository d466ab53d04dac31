"""What the times of an activity or a post must be like."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from services.engagement.model import Project
from shared.clock import end_of_day, instant_on
from shared.errors import Fault, Invalid
from shared.messages.engagement import MenuItemKind

LONGEST_ACTIVITY = timedelta(hours=24)
FURTHEST = timedelta(days=400)


def check_times(kind: MenuItemKind, times: Mapping[str, Any], now: datetime) -> None:
    """
    Raises:
        Invalid: `menu_item.times_unfit`, each field that doesn't go with the others is named.
    """
    faults = [*(_of_activity(times, now) if kind == "activity" else _of_post(times, now)), *_of_sign_up(times, now)]
    if faults:
        raise Invalid("menu_item.times_unfit", errors=faults)


def check_within(project: Project, times: Mapping[str, Any], now: datetime) -> None:
    """
    Raises:
        Invalid: `menu_item.outside_project`, each field that isn't within the project's days is named.
    """
    faults = list(outside(project, times, now))
    if faults:
        raise Invalid("menu_item.outside_project", errors=faults)


def outside(project: Project, times: Mapping[str, Any], now: datetime) -> Iterator[Fault]:
    """
    What of the times isn't within a project's days. A post that begins at once must do so on one of these; one without
    an end of its own isn't within them.
    """
    if project.starts_on is None or project.ends_on is None:
        raise LookupError("a project that is run has dates")
    within = f"Takes a time of the project: {project.starts_on} until {project.ends_on}."
    since, until = instant_on(project.starts_on), end_of_day(project.ends_on)
    if times["starts_at"]:
        begins = ("starts_at", times["starts_at"])
        ends = ("ends_at", times["ends_at"])
    else:
        begins = ("from_on", instant_on(times["from_on"]) if times["from_on"] else now)
        ends = ("until_on", end_of_day(times["until_on"]) if times["until_on"] else None)
    if not since <= begins[1] < until:
        yield _unfit(begins[0], within)
    if ends[1] is None or not since < ends[1] <= until:
        yield _unfit(ends[0], within)


def _of_activity(times: Mapping[str, Any], now: datetime) -> Iterator[Fault]:
    starts_at, ends_at = times["starts_at"], times["ends_at"]
    if not now < starts_at <= now + FURTHEST:
        yield _unfit("starts_at", f"Takes an instant within {FURTHEST.days} days from now.")
    if not starts_at < ends_at <= starts_at + LONGEST_ACTIVITY:
        yield _unfit("ends_at", "Takes an instant behind the beginning, 24 hours at most.")
    for name in ("from_on", "until_on"):
        if times[name] is not None:
            yield Fault(f"#/{name}", "unexpected", "An activity has instants, and no days.")


def _of_post(times: Mapping[str, Any], now: datetime) -> Iterator[Fault]:
    from_on, until_on = times["from_on"], times["until_on"]
    if until_on and end_of_day(until_on) <= now:
        yield _unfit("until_on", "Takes a day that isn't over.")
    if from_on and until_on and until_on < from_on:
        yield _unfit("until_on", "Takes no day before the first.")
    for name in ("starts_at", "ends_at"):
        if times[name] is not None:
            yield Fault(f"#/{name}", "unexpected", "A post has days, and no instants.")


def _of_sign_up(times: Mapping[str, Any], now: datetime) -> Iterator[Fault]:
    opens_at, closes_at, extends_until = (
        times[name] for name in ("sign_up_opens_at", "sign_up_closes_at", "extends_until")
    )
    ends = times["starts_at"] or (end_of_day(times["until_on"]) if times["until_on"] else None)
    latest = ends or now + FURTHEST
    if closes_at and not now < closes_at <= latest:
        yield _unfit("sign_up_closes_at", "Takes an instant that is to come and not behind the beginning or the end.")
    if opens_at and opens_at >= (closes_at or latest):
        yield _unfit("sign_up_opens_at", "Takes an instant before the sign-up closes.")
    if extends_until and not (closes_at and closes_at < extends_until <= latest):
        yield _unfit("extends_until", "Takes an instant behind the close of the sign-up, and needs one.")


def _unfit(name: str, detail: str) -> Fault:
    return Fault(f"#/{name}", "out_of_range", detail)
