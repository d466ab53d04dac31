"""How much each criterion weighs where members and what they could do are compared: see the decision on matching."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from shared.messages.matching import Criterion, MatchReason
from shared.weeks import Slot, slots_between

WEIGHTS: Mapping[Criterion, int] = {
    "skills": 40,
    "interests": 15,
    "free_time": 20,
    "area": 10,
    "load": 10,
    "turn": 5,
    "shortage": 5,
}
# Of who has said nothing of when they are free nobody knows better: less than who is free, more than who isn't.
TIME_UNKNOWN = 8
# Somebody of the kind is less than somebody with the very skill that is asked for.
BY_CATEGORY = 30
REGISTERED_ELSEWHERE = 5
# What lasts longer isn't compared with an ordinary week: nobody is to be there all the time.
LONGEST_COMPARED = timedelta(hours=24)
PER_DUTY = 3
PER_SERVICE = 1


def slots_compared(starts_at: datetime | None, ends_at: datetime | None) -> list[Slot]:
    """When of the week somebody has to be free; none where the time isn't set, or too long to be compared."""
    if starts_at is None or ends_at is None or ends_at - starts_at > LONGEST_COMPARED:
        return []
    return list(slots_between(starts_at, ends_at))


def score_of(reasons: Sequence[MatchReason]) -> int:
    """Points of a hundred; what isn't known adds none."""
    return sum(reason.points for reason in reasons)
