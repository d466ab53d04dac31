"""Installations to look after: databases and queues without the processes that work on them."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.system import DATABASES, declare_all, remove_all
from shared.config import Settings
from shared.migrate import upgrade
from tests.databases import need_postgresql
from tests.systems import need_rabbitmq, settings_of_a_system


@contextlib.contextmanager
def installation(mode: str, home: Path, services: Sequence[str] = DATABASES) -> Iterator[Settings]:
    """The settings of an installation with the databases of these services; it is gone afterwards."""
    if mode == "real":
        need_postgresql()
        need_rabbitmq()
    settings = settings_of_a_system(mode, home)
    try:
        for service in services:
            upgrade(service, settings.database(service))
        if mode == "real":
            declare_all(settings)
        yield settings
    finally:
        if mode == "real":
            remove_all(settings)
