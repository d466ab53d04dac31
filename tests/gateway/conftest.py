"""A fresh gateway for each test."""

import pytest

from tests.gateway.edge import Edge, new_edge


@pytest.fixture
def edge() -> Edge:
    return new_edge()
