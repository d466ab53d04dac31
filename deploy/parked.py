"""Events that a service could not apply: shown with their error, applied again, or dropped for good."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from deploy.system import DATABASES, definition
from shared.clock import SystemClock
from shared.config import Settings
from shared.db import Database
from shared.encryption import Cipher
from shared.inbox import list_parked
from shared.reactor import Reactor
from shared.unit_of_work import Tools

SHOWN = 200


@dataclass(frozen=True)
class ParkedEvent:
    service: str
    id: str
    type: str
    subject: str
    error: str
    tries: int
    parked_at: datetime


def _reactor(settings: Settings, service: str) -> Reactor:
    tools = Tools(SystemClock(), Cipher(settings.encryption_keys, settings.hash_key), settings)
    return Reactor(definition(service), Database(settings.database(service)), tools)


def show_parked(settings: Settings) -> Iterator[ParkedEvent]:
    """The oldest parked events of each service."""
    for service in DATABASES:
        with Database(settings.database(service)).reading() as session:
            for row in list_parked(session, SHOWN):
                yield ParkedEvent(service, row.id, row.type, row.subject, row.error, row.tries, row.parked_at)


def replay_parked(settings: Settings, service: str, parked_id: str) -> bool:
    """Apply a parked event now; what fails again stays parked and raises. Tells whether there was one."""
    return _reactor(settings, service).replay(parked_id)


def drop_parked(settings: Settings, service: str, parked_id: str) -> bool:
    """Forget a parked event; tells whether there was one."""
    return _reactor(settings, service).drop(parked_id)
