"""Fixtures of membership's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.membership.service import MEMBERSHIP
from tests.harness import Harness, harness_for
from tests.services.membership.world import World, open_world


@pytest.fixture
def harness(backend: str, tmp_path: Path) -> Iterator[Harness]:
    yield from harness_for(MEMBERSHIP, backend, tmp_path)


@pytest.fixture
def world(harness: Harness) -> World:
    return open_world(harness)
