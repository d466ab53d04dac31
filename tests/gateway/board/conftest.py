"""A board on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.board.projector import BOARD
from gateway.board.queries import BoardQueries
from tests.gateway.board.town import Town
from tests.harness import Harness, harness_for


@pytest.fixture
def harness(backend: str, tmp_path: Path) -> Iterator[Harness]:
    yield from harness_for(BOARD, backend, tmp_path)


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[Harness]:
    """For what only PostgreSQL has: sessions that really run at once, plans."""
    yield from harness_for(BOARD, "postgresql", tmp_path)


@pytest.fixture
def queries(harness: Harness) -> BoardQueries:
    return BoardQueries(harness.database, harness.clock)


@pytest.fixture
def town(harness: Harness) -> Town:
    """A community whose name is known."""
    town = Town()
    harness.tell(town.opened())
    return town
