"""How much is measured. The load itself is the same in every size; a larger one only measures for longer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """
    rounds: how often each system takes its turn; medians count.
    clients: how many at a time contend for wishes, each number a measure of its own; the first serves all else.
    wishes: contested in a round, a multiple of a quarter of the clients. bare_wishes: the same for pgbench.
    reads: of the board, by each client in a round.
    paced_seconds: how long commands come at their steady pace.
    roster_rows: how many people are on the roster that is synced.
    """

    rounds: int
    clients: tuple[int, ...]
    wishes: int
    bare_wishes: int
    reads: int
    paced_seconds: float
    roster_rows: int


SHORT = Size(rounds=3, clients=(16,), wishes=400, bare_wishes=4_000, reads=250, paced_seconds=15, roster_rows=20_000)
FULL = Size(
    rounds=5, clients=(16, 64), wishes=2_000, bare_wishes=16_000, reads=1_000, paced_seconds=60, roster_rows=100_000
)
TINY = Size(rounds=1, clients=(4,), wishes=8, bare_wishes=8, reads=3, paced_seconds=0.4, roster_rows=600)
