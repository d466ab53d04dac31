"""How batches are spaced under load, so that they are fewer and larger."""

UNPACED = 2


def pace_after(batch: int, most: int) -> int:
    """
    How many steps to wait after a batch: none after one or two messages, then one for each beyond.

    At a rate at which a step brings less than one message, the waits die out; at a higher one they grow to the most.
    """
    return min(max(0, batch - UNPACED), most)
