"""Fixtures that many tests share."""

import os

import pytest

os.environ.pop("COLUMNS", None)  # workers get it; a console that was made with it heeds no other width later


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Each test that asks for it runs on both databases."""
    return str(request.param)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: begun last, they would leave the other workers idle at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
