"""Contested claims: four clients want each wish at about the same time; one gets it, three are refused."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import monotonic, sleep
from typing import Protocol

from tests.bench.load import LoadGenerator, Plan

RIVALS = 4
SEED = 999101
POLL_SECONDS = 0.01
LONGEST_CATCH_UP_SECONDS = 120.0


class Contestant(Protocol):
    """A system in which wishes can be claimed, and whose state can be looked into."""

    label: str
    address: tuple[str, int]

    def publish(self, count: int) -> list[str]: ...

    def claim(self, client: int, wish_id: str) -> bytes: ...

    def begin(self) -> None: ...

    def has_caught_up(self) -> bool: ...

    def check(self, wish_ids: Sequence[str]) -> list[str]: ...


class WrongOutcome(Exception):
    """A system answered or kept something that it must not; its speed is of no interest."""


@dataclass(frozen=True)
class Outcome:
    """
    One contest.

    caught_up_seconds: until every answer had come and every consumer had all events.
    """

    answers: int
    wins: int
    seconds: float
    caught_up_seconds: float
    median_ms: float

    @property
    def answers_per_second(self) -> float:
        return self.answers / self.caught_up_seconds

    @property
    def answers_per_second_before_catching_up(self) -> float:
        return self.answers / self.seconds

    @property
    def wins_per_second(self) -> float:
        return self.wins / self.caught_up_seconds


def draw(wishes: int, clients: int) -> list[list[int]]:
    """
    For each client the numbers of the wishes that it claims, in order.

    With every request all clients are dealt out anew, four to a wish; the same arguments give the same draw.
    """
    dealer = random.Random(SEED)
    lots: list[list[int]] = [[] for _ in range(clients)]
    at_once = clients // RIVALS
    for first in range(0, wishes, at_once):
        order = list(range(clients))
        dealer.shuffle(order)
        for place, client in enumerate(order):
            lots[client].append(first + place % at_once)
    return lots


def hold_contest(contestant: Contestant, generator: LoadGenerator, *, wishes: int, clients: int) -> Outcome:
    """
    Have clients contend for fresh wishes.

    Raises:
        WrongOutcome: an answer, a claim or an event is missing, or is there twice.
    """
    wish_ids = contestant.publish(wishes)
    contestant.begin()
    requests = [
        [contestant.claim(client, wish_ids[number]) for number in lot]
        for client, lot in enumerate(draw(wishes, clients))
    ]
    answers = [answer for each in generator.run(Plan(contestant.address, requests)) for answer in each]
    ends_at = monotonic() + LONGEST_CATCH_UP_SECONDS
    while not contestant.has_caught_up():
        if monotonic() > ends_at:
            raise WrongOutcome(f"{contestant.label}: consumers haven't caught up")
        sleep(POLL_SECONDS)
    caught_up_at = monotonic()
    statuses = Counter(answer.status for answer in answers)
    faults = contestant.check(wish_ids)
    if statuses != {201: wishes, 409: wishes * (RIVALS - 1)} or faults:
        raise WrongOutcome(f"{contestant.label}: answers {dict(statuses)}; {'; '.join(faults[:5])}")
    began_at = min(answer.sent_at for answer in answers)
    answered_at = max(answer.answered_at for answer in answers)
    return Outcome(
        answers=len(answers),
        wins=statuses[201],
        seconds=answered_at - began_at,
        caught_up_seconds=caught_up_at - began_at,
        median_ms=median(answer.seconds for answer in answers) * 1000,
    )
