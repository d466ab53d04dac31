"""A service that does nothing but what a test wants to see: it adds numbers up by subject."""

import contextlib
import dataclasses
import tempfile
from collections.abc import Iterator
from pathlib import Path

import eventlet
from nameko.runners import ServiceRunner
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

import shared.deadlines
import shared.inbox  # noqa: F401 (declares its tables)
from shared import db
from shared.broker import Topology
from shared.config import Settings
from shared.db import Database, new_metadata
from shared.edge import ServiceEdge
from shared.errors import Conflict
from shared.ids import new_id
from shared.messages.declare import Command, Event, Query, Shape, command, event, query, shape
from shared.migrate import drop
from shared.outbox import INFRASTRUCTURE
from shared.runtime import ServiceRuntime
from shared.service import Service
from shared.unit_of_work import UnitOfWork
from tests.databases import POSTGRESQL
from tests.harness import settings_for_tests
from tests.systems import RABBITMQ, need_rabbitmq


@shape
class Sum(Shape):
    value: int


@command("number.add")
class AddNumber(Command):
    subject: str
    number: int
    pause_seconds: float = 0.0


@event("number.added", subject="series_id")
class NumberAdded(Event):
    series_id: str
    number: int


@query("number.square")
class SquareNumber(Query):
    number: int


@command("number.hide", secret_result=True, is_sealed=True)
class HideNumber(Command):
    subject: str
    number: int


AddNumber.owner = SquareNumber.owner = HideNumber.owner = "probe"


class Base(db.Base):
    __abstract__ = True
    metadata = new_metadata()


class Row(Base):
    __tablename__ = "rows"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(100))
    number: Mapped[int]


class Trouble:
    """What the reaction raises, by number; taken away as it is raised unless it is permanent."""

    passing: dict[int, int] = {}  # noqa: RUF012 (one probe at a time)
    permanent: set[int] = set()  # noqa: RUF012


def add_number(command: AddNumber, uow: UnitOfWork) -> Sum:
    if command.number < 0:
        raise Conflict("number.negative")
    eventlet.sleep(command.pause_seconds)
    uow.session.add(Row(kind="command", subject=command.subject, number=command.number))
    uow.record(NumberAdded(series_id=command.subject, number=command.number))
    return Sum(value=command.number)


def hide_number(command: HideNumber, uow: UnitOfWork) -> Sum:
    if command.number < 0:
        raise Conflict("number.negative")
    uow.session.add(Row(kind="hidden", subject=command.subject, number=command.number))
    return Sum(value=command.number)


def square_number(query: SquareNumber, uow: UnitOfWork) -> Sum:
    return Sum(value=query.number**2)


def keep_number(event: NumberAdded, uow: UnitOfWork) -> None:
    if event.number in Trouble.permanent:
        raise ValueError(event.number)
    if Trouble.passing.get(event.number):
        Trouble.passing[event.number] -= 1
        uow.session.add(Row(id=1, kind="clash", subject="", number=0))
        uow.session.add(Row(id=1, kind="clash", subject="", number=0))
        uow.session.flush()
    uow.session.add(Row(kind="event", subject=event.series_id, number=event.number))


PROBE = Service(
    name="probe",
    unit_of_work=UnitOfWork,
    metadata=Base.metadata,
    commands={AddNumber: add_number, HideNumber: hide_number},
    queries={SquareNumber: square_number},
    reactions={NumberAdded: keep_number},
)


class ProbeService(ServiceEdge):
    name = "probe"
    runtime = ServiceRuntime(PROBE)


@dataclasses.dataclass
class Bench:
    """A running probe."""

    settings: Settings
    database: Database
    runner: ServiceRunner

    def numbers(self, kind: str, subject: str | None = None) -> list[int]:
        query = select(Row.number).where(Row.kind == kind).order_by(Row.id)
        if subject:
            query = query.where(Row.subject == subject)
        with self.database.reading() as session:
            return list(session.execute(query).scalars())

    def eventually(self, holds: object, seconds: float = 20) -> None:
        with eventlet.Timeout(seconds):
            while not holds():  # type: ignore[operator]
                eventlet.sleep(0.02)


def start_probe(settings: Settings) -> ServiceRunner:
    runner = ServiceRunner({"settings": settings})
    runner.add_service(ProbeService)
    runner.start()
    return runner


@contextlib.contextmanager
def probe(mode: str) -> Iterator[Bench]:
    """A probe on SQLite and the memory transport, or on PostgreSQL and RabbitMQ."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for_tests(Path(folder))
        settings = dataclasses.replace(settings, namespace=f"probe_{new_id()[-10:]}")
        if mode == "real":
            need_rabbitmq()
            settings = dataclasses.replace(settings, amqp_uri=RABBITMQ, database_url=POSTGRESQL)
        create(settings)
        topology = Topology(settings.namespace)
        topology.declare(settings.amqp_uri, {"probe": PROBE.topics}, ["probe"])
        database = Database(settings.database("probe"))
        bench = Bench(settings, database, start_probe(settings))
        try:
            yield bench
        finally:
            Trouble.passing.clear()
            Trouble.permanent.clear()
            bench.runner.stop()
            database.close()
            topology.remove(settings.amqp_uri, ["probe"], ["probe"])
            drop(settings.database("probe"))


def create(settings: Settings) -> None:
    from shared.migrate import _create_database

    url = settings.database("probe")
    _create_database(url)
    database = Database(url)
    INFRASTRUCTURE.create_all(database.engine)
    Base.metadata.create_all(database.engine)
    database.close()
