"""How batches are spaced under load, so that they are fewer and larger."""

UNPACED = 2


def pace_after(batch: int, most: int, *, full: int) -> int:
    """
    How many steps to wait after a batch: none after one or two messages, then one for each beyond, and none after a
    full one, for waiting makes it no larger.

    At a rate at which a step brings less than one message, the waits die out; at a higher one they grow to the most.
    """
    if batch >= full:
        return 0
    return min(max(0, batch - UNPACED), most)
