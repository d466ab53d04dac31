"""
Which times a rule of RFC 5545 (3.3.10) names, in Asia/Shanghai.

Of the rule those parts are taken that come round within a year or so: with others, the library would look through
thousands of years for a day that never comes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from itertools import islice, takewhile

from dateutil.rrule import rrulestr

from services.engagement.model.opening import Span
from shared.clock import SHANGHAI
from shared.errors import Fault, Invalid

MOST = 104
LONGEST = timedelta(days=366)

DAYS = r"(?:MO|TU|WE|TH|FR|SA|SU)"
INTERVAL = r"[1-9][0-9]?"
MONTH_DAY = r"-?(?:[1-9]|[12][0-9]|3[01])"
PARTS = {
    "DAILY": {"INTERVAL": INTERVAL},
    "WEEKLY": {"INTERVAL": INTERVAL, "BYDAY": rf"{DAYS}(?:,{DAYS})*", "WKST": DAYS},
    "MONTHLY": {
        "INTERVAL": INTERVAL,
        "BYDAY": rf"(?:-?[1-5])?{DAYS}(?:,(?:-?[1-5])?{DAYS})*",
        "BYMONTHDAY": rf"{MONTH_DAY}(?:,{MONTH_DAY})*",
        "BYSETPOS": r"-?[1-4]",
        "WKST": DAYS,
    },
}


def occurrences(recurrence: str, first: Span) -> list[Span]:
    """
    In the order of time, the first among them; all last as long as it does.

    Raises:
        Invalid: `recurrence.invalid`, not such a rule, without an end, or the first isn't one of its times;
            `recurrence.too_long`, more than 104 times, or over more than a year.
    """
    parts = _parts(recurrence)
    count, until = int(parts.pop("COUNT", "0")), parts.pop("UNTIL", "")
    if bool(count) == bool(until):
        raise _invalid("Give either COUNT or UNTIL.")
    begins = first.starts_at.astimezone(SHANGHAI).replace(tzinfo=None)
    last = _local(until) if until else begins + 2 * LONGEST
    # Whether the first is named, its interval says nothing of; asked with it, February is searched for a 30th for ever.
    every = {name: value for name, value in parts.items() if name != "INTERVAL"}
    if begins > last or next(iter(_rule(every, begins)), None) != begins:
        raise _invalid("The first time isn't one that the rule names.")
    within: Iterator[datetime] = takewhile(lambda start: start <= last, _rule(parts, begins))
    starts = list(islice(within, min(count or MOST + 1, MOST + 1)))
    if len(starts) > MOST or starts[-1] - begins > LONGEST:
        fault = Fault("#/recurrence", "out_of_range", f"Takes {MOST} times within a year.")
        raise Invalid("recurrence.too_long", errors=[fault])
    lasts = first.ends_at - first.starts_at
    instants = (start.replace(tzinfo=SHANGHAI).astimezone(UTC) for start in starts)
    return [Span(instant, instant + lasts) for instant in instants]


def _rule(parts: Mapping[str, str], begins: datetime) -> Iterable[datetime]:
    found: Iterable[datetime] = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=begins)
    return found


def _parts(recurrence: str) -> dict[str, str]:
    pairs = [part.partition("=")[::2] for part in recurrence.removeprefix("RRULE:").split(";")]
    parts = dict(pairs)
    known = PARTS.get(parts.get("FREQ", ""))
    if known is None or len(parts) < len(pairs):
        raise _invalid("Begins with FREQ=DAILY, WEEKLY or MONTHLY; each part stands once.")
    patterns = known | {"FREQ": r"[A-Z]+", "COUNT": r"[1-9][0-9]{0,2}", "UNTIL": r"[0-9]{8}(?:T[0-9]{6}Z)?"}
    for name, value in parts.items():
        if name not in patterns or not re.fullmatch(patterns[name], value, re.ASCII):
            raise _invalid(f"{name} isn't taken here, or not so.")
    if "BYSETPOS" in parts and ("BYDAY" not in parts or re.search("[0-9]", parts["BYDAY"])):
        raise _invalid("BYSETPOS goes with days of the week.")
    if "BYDAY" in parts and "BYMONTHDAY" in parts:
        raise _invalid("Give BYDAY or BYMONTHDAY.")
    return parts


def _local(until: str) -> datetime:
    """A date is in to its end; an instant is of UTC."""
    try:
        if len(until) == 8:
            return datetime.combine(datetime.strptime(until, "%Y%m%d"), time.max)  # noqa: DTZ007 (local by design)
        instant = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return instant.astimezone(SHANGHAI).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise _invalid("UNTIL is no date.") from None


def _invalid(detail: str) -> Invalid:
    return Invalid("recurrence.invalid", errors=[Fault("#/recurrence", "invalid", detail)])
