"""Fixtures of outsourcing's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.outsourcing.service import OUTSOURCING
from shared.ids import new_id
from shared.messages.envelope import Actor
from tests.harness import TENANT, Harness, harness_for
from tests.services.outsourcing.world import open_community, open_organisation


@pytest.fixture
def harness(backend: str, tmp_path: Path) -> Iterator[Harness]:
    yield from harness_for(OUTSOURCING, backend, tmp_path)


@pytest.fixture
def department() -> Actor:
    return Actor(role="department", client_id="department", tenant_id=TENANT, organisation_id=new_id())


@pytest.fixture
def community(harness: Harness) -> Actor:
    return open_community(harness)


@pytest.fixture
def organisation(harness: Harness) -> Actor:
    return open_organisation(harness)
