"""Runs one service's handlers on a real database, without a broker."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import event as listening, select

from shared.clock import ManualClock
from shared.config import Settings
from shared.db import Database
from shared.encryption import Cipher
from shared.errors import refusal_from_wire
from shared.executor import Executor
from shared.ids import new_id
from shared.messages.declare import Event
from shared.messages.envelope import Actor, Call, Envelope, Reply, read_event
from shared.messages.wire import to_plain
from shared.outbox import OUTBOX
from shared.reactor import Reactor
from shared.service import Service
from shared.timer import DeadlineKeeper
from shared.unit_of_work import Tools
from tests.databases import fresh_database

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TENANT = "01976a00-0000-7000-8000-000000000001"


def settings_for_tests(home: Path = Path("var")) -> Settings:
    return Settings(
        home=home,
        database_url=None,
        amqp_uri="memory://",
        http_address="127.0.0.1:0",
        public_url="http://127.0.0.1:8000",
        operator_secret="operator-secret-for-tests",
        encryption_keys=(Fernet.generate_key().decode(),),
        hash_key="hash-key-for-tests",
    )


@dataclass
class Harness:
    """One service on one database, with a clock that is moved by hand."""

    service: Service
    database: Database
    clock: ManualClock
    tools: Tools

    @property
    def executor(self) -> Executor:
        return Executor(self.service, self.database, self.tools)

    def call(self, message: Any, actor: Actor, **options: Any) -> Call:
        defaults = {"id": new_id(), "expires_at": self.clock.now().timestamp() + 10}
        return Call(topic=message.topic, data=to_plain(message), actor=actor, **(defaults | options))

    def reply(self, message: Any, actor: Actor, **options: Any) -> Reply:
        return self.executor.execute([self.call(message, actor, **options)])[0]

    def send(self, message: Any, actor: Actor, **options: Any) -> Any:
        """The answer of a command or query; raises the refusal."""
        reply = self.reply(message, actor, **options)
        if reply.refusal:
            raise refusal_from_wire(reply.refusal)
        return reply.result

    def tell(self, *events: Event, tenant_id: str = TENANT) -> None:
        """Have events from elsewhere consumed, each once."""
        Reactor(self.service, self.database, self.tools).react([self.wrap(event, tenant_id) for event in events])

    def wrap(self, event: Event, tenant_id: str = TENANT) -> Envelope:
        return Envelope(
            id=new_id(),
            source="/linli/elsewhere",
            type=type(event).type,
            subject=event.subject,
            time=self.clock.now(),
            tenant=tenant_id,
            community=getattr(event, "community_id", None),
            traceparent="",
            data=event,
        )

    def wait(self, step: timedelta) -> int:
        """Let time pass and the deadlines that fall due be carried out; their number."""
        self.clock.advance(step)
        return DeadlineKeeper(self.executor).run_due()

    @property
    def events(self) -> list[Event]:
        """All events recorded so far, in order."""
        with self.database.reading() as session:
            bodies = session.execute(select(OUTBOX.c.body).order_by(OUTBOX.c.number)).scalars()
            return [envelope.data for body in bodies if (envelope := read_event(body))]

    def statements(self, act: Callable[[], object]) -> list[str]:
        """What the database is sent meanwhile."""
        sent: list[str] = []

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            sent.append(statement)

        listening.listen(self.database.engine, "before_cursor_execute", note)
        try:
            act()
        finally:
            listening.remove(self.database.engine, "before_cursor_execute", note)
        return sent

    def events_of(self, kind: type[Event]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


def harness_for(service: Service, backend: str, folder: Path) -> Iterator[Harness]:
    """Use in a fixture: `yield from harness_for(ENGAGEMENT, backend, tmp_path)`."""
    settings = settings_for_tests(folder)
    clock = ManualClock(START)
    tools = Tools(clock, Cipher(settings.encryption_keys, settings.hash_key), settings)
    for database in fresh_database(service.name, backend):
        yield Harness(service, database, clock, tools)
