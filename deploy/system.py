"""Which services there are, what each listens to, and which process classes run them."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from shared.broker import Topology
from shared.config import SERVICES, Settings
from shared.migrate import drop, upgrade
from shared.service import Service

GATEWAY = "gateway"
BOARD = "board"
DATABASES = (*SERVICES, BOARD)


def definition(name: str) -> Service:
    """The definition of a service, or of the board."""
    module = import_module("gateway.board.projector" if name == BOARD else f"services.{name}.service")
    found: Service = getattr(module, name.upper())
    return found


def database_of(process: str) -> str:
    """The database that a process works with; the gateway's is the board."""
    return BOARD if process == GATEWAY else process


def process_of(service: str) -> str:
    """The process that works with a database; the board's is the gateway."""
    return GATEWAY if service == BOARD else service


def process_classes(name: str) -> list[type[Any]]:
    """The nameko classes that make up one process."""
    if name == GATEWAY:
        edge, projector = import_module("gateway.service"), import_module("gateway.board.projector")
        return [edge.GatewayService, projector.BoardProjector]
    return [getattr(import_module(f"services.{name}.service"), f"{name.capitalize()}Service")]


def consumed_topics() -> Mapping[str, frozenset[str]]:
    """Consuming service to the event types it is bound to."""
    topics = {name: definition(name).topics for name in DATABASES}
    return {name: types for name, types in topics.items() if types}


def migrate_all(settings: Settings) -> None:
    """Bring all databases to the newest version."""
    for name in DATABASES:
        upgrade(name, settings.database(name))


def declare_all(settings: Settings) -> None:
    """Declare exchange, queues and bindings."""
    Topology(settings.namespace).declare(settings.amqp_uri, consumed_topics(), SERVICES)


def remove_all(settings: Settings) -> None:
    """
    Delete a namespace's queues and databases with all that is in them.

    Raises:
        ValueError: no namespace is set; the installation itself is never removed.
    """
    if not settings.namespace:
        raise ValueError("only a namespace is removed")
    Topology(settings.namespace).remove(settings.amqp_uri, consumed_topics(), SERVICES)
    for name in DATABASES:
        drop(settings.database(name))
