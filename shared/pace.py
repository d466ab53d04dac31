"""How batches are spaced under load, so that they are fewer and larger."""

from dataclasses import dataclass
from math import exp

BUSY_RATE = 120.0  # messages a second; below it nobody waits for a pair either
UNPACED, UNPACED_WHEN_BUSY = 2, 1
MEMORY_SECONDS = 0.5


@dataclass
class Rate:
    """How many messages there are in a second, by the last half second or so."""

    value: float = 0.0
    noted_at: float = 0.0

    def note(self, count: int, at: float) -> None:
        self.value = self.value * exp((self.noted_at - at) / MEMORY_SECONDS) + count / MEMORY_SECONDS
        self.noted_at = at

    @property
    def unpaced(self) -> int:
        """How large a batch may be that is followed by the next at once."""
        return UNPACED_WHEN_BUSY if self.value > BUSY_RATE else UNPACED


def pace_after(batch: int, most: int, *, full: int, unpaced: int = UNPACED) -> int:
    """
    How many steps to wait after a batch: none after a small one, then one for each message beyond, and none after a
    full one, for waiting makes it no larger.

    At a rate at which a step brings less than one message, the waits die out; at a higher one they grow to the most.
    """
    if batch >= full:
        return 0
    return min(max(0, batch - unpaced), most)
