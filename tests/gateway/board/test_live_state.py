"""Whatever is done with wishes, in whatever order: the board shows what engagement keeps."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.board.commitments import COUNTED
from gateway.board.model import BoardCommitment, BoardWish
from gateway.board.projector import BOARD
from services.engagement.model import Claim, Commitment, Wish
from services.engagement.service import ENGAGEMENT
from shared.errors import Refusal
from shared.messages.envelope import read_event
from shared.outbox import OUTBOX
from shared.reactor import Reactor
from tests.gateway.board.town import counts
from tests.harness import Harness, harness_for
from tests.services.engagement.world import World, open_world

STEPS = 120
HOURS = (1, 6, 12, 30)


@pytest.fixture
def kept(backend: str, tmp_path: Path) -> Iterator[World]:
    folder = tmp_path / "engagement"
    folder.mkdir()
    for harness in harness_for(ENGAGEMENT, backend, folder):
        yield open_world(harness)


def live(world: World, chance: random.Random) -> None:
    """Many steps, each of which may be refused where it doesn't fit."""
    wishes, claims = [world.publish()], [world.claim()]

    def publish() -> None:
        days = chance.choice((None, 2, 6))
        expires_at = world.harness.clock.now() + timedelta(days=days) if days else None
        wishes.append(world.publish(expires_at=expires_at))

    of_claims = (world.commit, world.extend, world.deliver, world.send_back, world.give_back)
    acts: tuple[Any, ...] = (
        publish,
        lambda: claims.append(world.claim(chance.choice(wishes[-5:]))),
        lambda: claims.append(world.claim(chance.choice(wishes[-5:]))),
        *(lambda act=act: act(chance.choice(claims[-4:])) for act in of_claims),
        lambda: world.confirm(chance.choice(claims[-4:]), chance.choice((None, "kept", "partly"))),
        lambda: world.withdraw(chance.choice(wishes[-5:])) if chance.random() < 0.2 else None,
        lambda: world.reopen(chance.choice(wishes[-5:])),
        lambda: world.harness.wait(timedelta(hours=chance.choice(HOURS))),
    )
    for _ in range(STEPS):
        with suppress(Refusal):
            chance.choice(acts)()
    world.harness.wait(timedelta(0))


@pytest.mark.parametrize("seed", range(20261201, 20261205))
def test_the_board_shows_what_is_kept(kept: World, harness: Harness, seed: int) -> None:
    live(kept, random.Random(seed))
    with kept.harness.database.reading() as session:
        bodies = session.scalars(select(OUTBOX.c.body).order_by(OUTBOX.c.number)).all()
        wishes = {one.id: (one.state, one.expires_at, one.title) for one in session.scalars(select(Wish))}
        commitments = {one.id: (one.state, one.due_at) for one in session.scalars(select(Commitment))}
        claims = session.scalars(select(Claim)).unique().all()
    envelopes = [
        envelope for body in bodies if (envelope := read_event(body)) and type(envelope.data) in BOARD.listens_to
    ]
    Reactor(BOARD, harness.database, harness.tools).react(envelopes)
    with harness.database.reading() as session:
        shown = {one.id: (one.state, one.expires_at, one.title) for one in session.scalars(select(BoardWish))}
        promised = {one.id: (one.state, one.due_at) for one in session.scalars(select(BoardCommitment))}

    assert len({state for state, *_ in wishes.values()}) >= 3
    assert (shown, promised) == (wishes, commitments)
    of_commitments = Counter(f"commitments_{state}" for state, _ in commitments.values())
    counted = {name: of_commitments[name] for name in (f"commitments_{state}" for state in COUNTED)}
    expected = {**Counter(state for state, *_ in wishes.values()), **{name: n for name, n in counted.items() if n}}
    assert counts(harness.database, str(kept.community.organisation_id)) == expected
    held = Counter(claim.wish_id for claim in claims if claim.state in ("claimed", "committed", "delivered"))
    assert held == Counter(id_ for id_, (state, *_) in wishes.items() if state in ("claimed", "delivered"))
