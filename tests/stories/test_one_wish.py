"""The story of one wish, whole, on both run modes."""

import pytest

from deploy.demo.api import Api
from deploy.demo.receiver import Receiver
from deploy.demo.story import Story
from shared.ids import new_id
from tests.systems import System


@pytest.mark.slow
def test_the_story_of_one_wish_ends_well(system: System) -> None:
    receiver = Receiver()
    try:
        story = Story(Api(system.url), system.settings.operator_secret, new_id())
        lines = story.play(receiver)
    finally:
        receiver.close()

    told = [line.position for line in lines if line.topic]
    between = [position for positions in story.unmentioned.values() for position in positions]
    assert all(told)
    assert sorted(told + between) == list(range(1, len(receiver.events) + 1))
