"""What a service's process holds while it runs: database, executor, reactor, relay. The nameko side of `Service`."""

import contextlib
from dataclasses import dataclass
from typing import Any

import eventlet
from eventlet.event import Event as Signal
from eventlet.support.greenlets import GreenletExit
from nameko.extensions import DependencyProvider

from shared.clock import SystemClock
from shared.config import Settings
from shared.db import Database
from shared.encryption import Cipher
from shared.executor import Executor
from shared.reactor import Reactor
from shared.relay import Relay
from shared.service import Service
from shared.timer import DeadlineKeeper
from shared.unit_of_work import Tools


class Bell:
    """Ends somebody's wait; rung while nobody waits, it ends the next one at once."""

    def __init__(self) -> None:
        self._signal = Signal()

    def ring(self) -> None:
        if not self._signal.ready():
            self._signal.send(None)

    def wait(self, seconds: float) -> None:
        with eventlet.Timeout(seconds, False):
            self._signal.wait()
        self._signal = Signal()


@dataclass(frozen=True)
class Runtime:
    """The parts of one running service. due: rung when a deadline is set that is due already."""

    database: Database
    tools: Tools
    executor: Executor
    reactor: Reactor
    deadlines: DeadlineKeeper
    relay: Relay
    due: Bell


def build_runtime(service: Service, settings: Settings) -> Runtime:
    tools = Tools(SystemClock(), Cipher(settings.encryption_keys, settings.hash_key), settings)
    database = Database(settings.database(service.name))
    relay = Relay(service.name, database, tools)
    due = Bell()
    executor = Executor(service, database, tools, relay.wake, due.ring)
    reactor = Reactor(service, database, tools, relay.wake)
    return Runtime(database, tools, executor, reactor, DeadlineKeeper(executor), relay, due)


def end(thread: Any) -> None:
    """End a greenlet and wait until it has put away what it held."""
    thread.kill()
    with contextlib.suppress(GreenletExit):
        thread.wait()


class ServiceRuntime(DependencyProvider):
    """Builds the runtime when the container starts and runs the relay beside it."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self.service = service
        self.runtime: Runtime | None = None

    def setup(self) -> None:
        self.runtime = build_runtime(self.service, self.container.config["settings"])

    def start(self) -> None:
        if self.runtime:
            self._relay = self.container.spawn_managed_thread(self.runtime.relay.run)

    def stop(self) -> None:
        if self.runtime:
            end(self._relay)
            self.runtime.database.close()

    def get_dependency(self, worker_ctx: Any) -> Runtime | None:
        return self.runtime


def runtime_of(container: Any) -> Runtime:
    """The runtime of the service in a container."""
    for dependency in container.dependencies:
        if isinstance(dependency, ServiceRuntime) and dependency.runtime:
            return dependency.runtime
    raise LookupError("this container has no runtime")
