"""Fixtures of evaluation's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.evaluation.service import EVALUATION
from tests.harness import Harness, harness_for
from tests.services.evaluation.world import World


@pytest.fixture
def harness(backend: str, tmp_path: Path) -> Iterator[Harness]:
    yield from harness_for(EVALUATION, backend, tmp_path)


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[Harness]:
    """For races: sessions that really run at once."""
    yield from harness_for(EVALUATION, "postgresql", tmp_path)


@pytest.fixture
def world(harness: Harness) -> World:
    return World(harness)
