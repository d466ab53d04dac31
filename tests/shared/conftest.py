"""Engagement as the service that shared machinery is tried on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.engagement.service import ENGAGEMENT
from tests.harness import Harness, harness_for
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
