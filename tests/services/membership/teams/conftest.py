"""Fixtures of the tests of teams."""

import pytest

from tests.services.membership.teams.square import Square
from tests.services.membership.world import World


@pytest.fixture
def square(world: World) -> Square:
    return Square(world, world.open_unit())
