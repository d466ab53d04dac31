"""Whole lives of wishes, drawn at random: the counts are those that a recount of the rows gives."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import select

from gateway.board.commitments import COUNTED
from gateway.board.model import BoardCommitment, BoardWish
from gateway.board.projector import BOARD
from shared.ids import new_id
from shared.messages.declare import Event
from shared.messages.envelope import Envelope
from shared.reactor import Reactor
from tests.gateway.board.town import Town, counts
from tests.harness import Harness

LIVES = 25
LONGEST_BATCH = 12
STATES = ("published", "claimed", "delivered", "fulfilled")


@dataclass
class Chance:
    """Tells of one wish at a time, each step one that may follow the last, and remembers what must come of it."""

    random: random.Random
    town: Town
    ratings: list[int] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)

    def life(self) -> Iterator[Event]:
        """From the wall to wherever it ends, perhaps on the way."""
        town = replace(self.town, wish_id=new_id())
        yield town.published()
        while self.random.random() < 0.9:
            if self.random.random() < 0.2:
                yield town.expired()
                if self.random.random() < 0.5:
                    self.ends["expired"] += 1
                    return
                yield town.reopened()
            if self.random.random() < 0.3:
                yield town.edited(f"心愿{self.random.randrange(100)}")
            town = replace(town, claim_id=new_id(), commitment_id=new_id())
            yield town.claimed()
            if has_commitment := self.random.random() < 0.7:
                yield town.committed()
                if self.random.random() < 0.3:
                    yield town.extended()
            if self.random.random() < 0.1:
                yield from self._withdraw(town, has_commitment)
                return
            if self.random.random() < 0.4:
                yield from self._lapse(town, has_commitment)
                continue
            yield from self._finish(town, has_commitment)
            return
        self.ends["published"] += 1

    def _withdraw(self, town: Town, has_commitment: bool) -> Iterator[Event]:
        self.ends["withdrawn"] += 1
        if has_commitment:
            self.verdicts["released"] += 1
            yield town.released()
        yield town.withdrawn()

    def _lapse(self, town: Town, has_commitment: bool) -> Iterator[Event]:
        if has_commitment:
            self.verdicts["lapsed"] += 1
            yield town.lapsed()
        yield town.returned()

    def _finish(self, town: Town, has_commitment: bool) -> Iterator[Event]:
        end = self.random.choice(STATES[1:])
        if self.random.random() < 0.3:
            yield town.delivered()
            yield town.sent_back(has_commitment=has_commitment)
        self.ends[end] += 1
        if end != "claimed":
            yield town.delivered()
        if end == "fulfilled":
            verdict = self.random.choice(("kept", "partly", "broken"))
            yield town.confirmed(verdict=verdict, has_commitment=has_commitment)
            for score in self.random.choices(range(1, 6), k=self.random.randrange(3)):
                self.ratings.append(score)
                yield town.rated(score)
        if has_commitment:
            self.verdicts[verdict if end == "fulfilled" else "open"] += 1


def interleaved(chance: random.Random, lives: list[list[Event]]) -> Iterator[Event]:
    """All events of all lives, those of each in their order."""
    while left := [life for life in lives if life]:
        yield chance.choice(left).pop(0)


def batches(chance: random.Random, envelopes: list[Envelope]) -> Iterator[list[Envelope]]:
    """Cut at random, with events that were delivered before mixed in."""
    start = 0
    while start < len(envelopes):
        end = start + chance.randint(1, LONGEST_BATCH)
        again = chance.sample(envelopes[:end], chance.randint(0, min(end, len(envelopes), 4)))
        yield envelopes[start:end] + again
        start = end


@pytest.mark.parametrize("seed", range(20261124, 20261130))
def test_counts_are_those_of_the_rows_whatever_happens(harness: Harness, seed: int) -> None:
    chance = random.Random(seed)
    told = Chance(chance, Town())
    events = list(interleaved(chance, [list(told.life()) for _ in range(LIVES)]))
    events.insert(chance.randrange(len(events)), told.town.opened())
    reactor = Reactor(BOARD, harness.database, harness.tools)
    for batch in batches(chance, [harness.wrap(event) for event in events]):
        reactor.react(batch)
    with harness.database.reading() as session:
        wishes = Counter(session.scalars(select(BoardWish.state)))
        commitments = Counter(session.scalars(select(BoardCommitment.state)))
    expected = Counter(
        {
            **wishes,
            **{f"commitments_{state}": commitments[state] for state in COUNTED},
            "ratings": len(told.ratings),
            "ratings_sum": sum(told.ratings),
            "ratings_satisfied": sum(score >= 4 for score in told.ratings),
        }
    )

    assert (wishes, commitments) == (told.ends, told.verdicts)
    assert counts(harness.database, told.town.community_id) == {name: n for name, n in expected.items() if n}
