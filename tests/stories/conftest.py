"""Systems that stories share: each story has a tenant of its own, so that one start of a mode is enough for many."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.systems import System, running_system


@pytest.fixture(scope="session")
def system_in() -> Iterator[Callable[[str], System]]:
    """Gives the system of a mode, which is started when it is first asked for."""
    running: dict[str, System] = {}
    with ExitStack() as stack:

        def get(mode: str) -> System:
            if mode not in running:
                running[mode] = stack.enter_context(running_system(mode))
            return running[mode]

        yield get


@pytest.fixture(params=["embedded", pytest.param("real", marks=pytest.mark.real)])
def system(request: pytest.FixtureRequest, system_in: Callable[[str], System]) -> System:
    """A system in each mode; whoever ends its processes starts one of their own instead."""
    return system_in(request.param)
