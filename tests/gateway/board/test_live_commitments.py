"""Whatever is done with promises about places, in whatever order: the board shows what engagement keeps."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.board.model import BoardCommitment
from gateway.board.projector import BOARD
from services.engagement.model import Commitment, PlaceClaim
from services.engagement.service import ENGAGEMENT
from shared.errors import Refusal
from shared.messages.envelope import Actor, read_event
from shared.outbox import OUTBOX
from shared.reactor import Reactor
from tests.gateway.board.town import counts
from tests.harness import Harness, harness_for
from tests.services.engagement.menu import Menu
from tests.services.engagement.promising import Promising
from tests.services.engagement.world import open_world

STEPS = 120
SHOWN = ("kind", "target_id", "title", "text", "made_at", "due_at", "extended_from", "state")
COUNTED = tuple(f"commitments_{state}" for state in ("open", "kept", "partly", "broken", "lapsed"))


@pytest.fixture
def promising(backend: str, tmp_path: Path) -> Iterator[Promising]:
    folder = tmp_path / "engagement"
    folder.mkdir()
    for harness in harness_for(ENGAGEMENT, backend, folder):
        yield Promising(Menu(open_world(harness)))


def live(promising: Promising, chance: random.Random) -> None:
    """Many steps, each of which may be refused where it doesn't fit."""
    menu, world = promising.menu, promising.menu.world
    claims, promises = [promising.hold()], [promising.make()]
    actors: tuple[Actor, ...] = (world.unit, world.community)
    acts: tuple[Any, ...] = (
        lambda: claims.append(promising.hold()),
        lambda: promises.append(promising.make(chance.choice(claims), days=chance.choice((1, 3, 6)))),
        lambda: promises.append(promising.make(days=4)),
        lambda: promising.extend(chance.choice(promises[-5:])),
        lambda: promising.report(chance.choice(promises[-5:])),
        lambda: promising.judge(chance.choice(promises[-8:]), chance.choice(("kept", "partly", "broken"))),
        lambda: promising.nudge(chance.choice(promises[-5:]), chance.choice(actors)),
        lambda: promising.appeal(chance.choice(promises)),
        lambda: promising.decide(chance.choice(promises), chance.choice((None, "kept", "broken"))),
        lambda: menu.withdraw(chance.choice(claims[-4:])),
        lambda: world.harness.wait(timedelta(hours=chance.choice((1, 6, 12, 30)))),
    )
    for _ in range(STEPS):
        with suppress(Refusal):
            chance.choice(acts)()
    world.harness.wait(timedelta(0))


@pytest.mark.parametrize("seed", range(20261201, 20261205))
def test_the_board_shows_what_is_kept(promising: Promising, harness: Harness, seed: int) -> None:
    live(promising, random.Random(seed))
    world = promising.menu.world
    with world.harness.database.reading() as session:
        bodies = session.scalars(select(OUTBOX.c.body).order_by(OUTBOX.c.number)).all()
        kept = list(session.scalars(select(Commitment)))
        held = set(session.scalars(select(PlaceClaim.id).where(PlaceClaim.state == "held")))
    envelopes = [
        envelope for body in bodies if (envelope := read_event(body)) and type(envelope.data) in BOARD.listens_to
    ]
    Reactor(BOARD, harness.database, harness.tools).react(envelopes)
    with harness.database.reading() as session:
        shown = {one.id: one for one in session.scalars(select(BoardCommitment))}

    assert shown.keys() == {one.id for one in kept}
    names = [name for name in SHOWN if name != "title"]
    assert all(getattr(shown[one.id], name) == getattr(one, name) for one in kept for name in names)
    states = Counter(f"commitments_{one.state}" for one in kept)
    assert len(states) >= 3
    told = counts(harness.database, str(world.community.organisation_id))
    assert {name: told.get(name, 0) for name in COUNTED} == {name: states[name] for name in COUNTED}
    assert all(one.place_claim_id in held or one.reported_at or one.state != "open" for one in kept)
