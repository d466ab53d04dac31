"""Fixtures that many tests share."""

import os

import pytest

os.environ.pop("COLUMNS", None)  # workers get it; a console that was made with it heeds no other width later


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Each test that asks for it runs on both databases."""
    return str(request.param)
