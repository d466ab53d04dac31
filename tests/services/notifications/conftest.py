"""Notifications on each database, with a receiver on this machine that webhooks may reach."""

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from services.notifications.addresses import CheckedSession
from services.notifications.delivery import WebhookSender
from services.notifications.service import NOTIFICATIONS
from tests.harness import Harness, harness_for
from tests.services.notifications.receiver import Receiver

LOOPBACK = ip_network("127.0.0.0/8")


def _notifications(backend: str, folder: Path) -> Iterator[Harness]:
    for harness in harness_for(NOTIFICATIONS, backend, folder):
        settings = replace(harness.tools.settings, webhook_allow=(LOOPBACK,))
        harness.tools = replace(harness.tools, settings=settings)
        yield harness


@pytest.fixture
def harness(backend: str, tmp_path: Path) -> Iterator[Harness]:
    yield from _notifications(backend, tmp_path)


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[Harness]:
    """For races: two sessions that really run at once."""
    yield from _notifications("postgresql", tmp_path)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def http() -> Iterator[CheckedSession]:
    with CheckedSession((LOOPBACK,)) as session:
        yield session


@pytest.fixture
def sender(harness: Harness, http: CheckedSession) -> WebhookSender:
    return WebhookSender(harness.database, harness.tools, http)
