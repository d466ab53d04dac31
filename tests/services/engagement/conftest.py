"""Fixtures of engagement's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from services.engagement.service import ENGAGEMENT
from shared.ids import new_id
from tests.harness import Harness, harness_for
from tests.services.engagement.menu import Menu
from tests.services.engagement.needing import Needing, resident_of
from tests.services.engagement.running import Running
from tests.services.engagement.serving import Serving
from tests.services.engagement.world import World, open_world


@pytest.fixture
def harness(backend: str, tmp_path: Path) -> Iterator[Harness]:
    yield from harness_for(ENGAGEMENT, backend, tmp_path)


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[Harness]:
    """For races: sessions that really run at once."""
    yield from harness_for(ENGAGEMENT, "postgresql", tmp_path)


@pytest.fixture
def world(harness: Harness) -> World:
    return open_world(harness)


@pytest.fixture
def needing(world: World) -> Needing:
    return Needing(world, resident_of(world))


@pytest.fixture
def menu(world: World) -> Menu:
    return Menu(world)


@pytest.fixture
def elsewhere(harness: Harness) -> World:
    """Another tenant in the same database."""
    return open_world(harness, new_id())


@pytest.fixture
def statements(harness: Harness) -> list[str]:
    """The SQL that is sent, in order."""
    sent: list[str] = []
    event.listen(harness.database.engine, "before_cursor_execute", lambda *call: sent.append(call[2]))
    return sent


@pytest.fixture
def serving(menu: Menu) -> Serving:
    return Serving(menu)


@pytest.fixture
def running(menu: Menu) -> Running:
    """A project that has begun today."""
    running = Running(menu)
    running.register()
    running.start()
    return running
