"""The story of one wish, whole, on both run modes."""

import pytest

from deploy.demo.api import Api
from deploy.demo.receiver import Receiver
from deploy.demo.story import Story
from shared.ids import new_id
from tests.systems import running_system


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["embedded", pytest.param("real", marks=pytest.mark.real)])
def test_the_story_of_one_wish_ends_well(mode: str) -> None:
    with running_system(mode) as system:
        receiver = Receiver()
        try:
            lines = Story(Api(system.url), system.settings.operator_secret, new_id()).play(receiver)
        finally:
            receiver.close()

    assert all(line.position for line in lines if line.topic)
