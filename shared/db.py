"""Databases: one a service, PostgreSQL or a SQLite file, behind the same few calls."""

import contextlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, String, TypeDecorator, Uuid, create_engine, event, text
from sqlalchemy.engine import URL, Connection, Engine, ExceptionContext
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError as NoConnectionFree
from sqlalchemy.orm import DeclarativeBase, Session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, always UTC; `timestamptz` on PostgreSQL, ISO text of one width on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.isoformat(timespec="microseconds") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        return None if value is None else value.astimezone(UTC)


ID = Uuid(as_uuid=False)


class Base(DeclarativeBase):
    """What a service's model derives its own base from; each such base has its own metadata."""

    __abstract__ = True
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012 (declared so by SQLAlchemy)


def new_metadata() -> MetaData:
    return MetaData(naming_convention=NAMING)


def _hide_values(context: ExceptionContext) -> None:
    """
    Take out of a driver's error what may be personal: PostgreSQL's DETAIL tells the values of rows, and the messages of
    class 22, data exceptions, those that were given. The statement's parameters are hidden by SQLAlchemy.
    """
    diagnosis = getattr(context.original_exception, "diag", None)
    if diagnosis is None or not diagnosis.message_primary:
        return
    is_about_data = str(diagnosis.sqlstate).startswith("22")
    told = ["data exception" if is_about_data else diagnosis.message_primary, diagnosis.table_name]
    message = f"{diagnosis.sqlstate}: {' '.join(part for part in told if part)}"
    context.original_exception.args = (message,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (message,)


class Database:
    """
    One service's database: sessions to read and to write.

    A write on SQLite holds a lock of this process for its whole length: a greenlet that waited in SQLite's own
    busy handler would stop the very greenlet that holds the file.
    """

    def __init__(self, url: URL, engine: Engine | None = None) -> None:
        """engine: one that `engine_for` has made for this URL, whose pool and compiled statements are shared then."""
        self.url = url
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.engine = engine or engine_for(url)
        self._write_lock = threading.Lock() if self.is_sqlite else contextlib.nullcontext()
        self._readers = self.engine.execution_options(
            **({"linli_read_only": True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"})
        )

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in a transaction, rolled back unless the unit of work commits it."""
        with self._write_lock, Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees what is committed; each statement for itself on PostgreSQL."""
        with Session(self._readers, expire_on_commit=False, autoflush=False) as session:
            yield session

    def check(self) -> None:
        """
        Raises:
            OperationalError: the database can't be reached.
        """
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        self.engine.dispose()


def engine_for(url: URL) -> Engine:
    """What connects to a database, set as both kinds need it."""
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    event.listen(engine, "handle_error", _hide_values)
    return engine


def _sqlite(url: URL) -> Engine:
    connect_args = {"check_same_thread": False, "timeout": 30}
    engine = create_engine(url, connect_args=connect_args, pool_size=8, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_read_only = connection.get_execution_options().get("linli_read_only")
        connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")

    return engine


# Statements are short, or change many rows: compiling them anew each time costs more than it saves.
OPTIONS = "-c timezone=utc -c lock_timeout=8s -c statement_timeout=60s -c jit=off"


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=8,
        max_overflow=8,
        pool_timeout=5,
        connect_args={"connect_timeout": 3, "options": OPTIONS},
    )


TRANSIENT_SQLSTATES = {"40001", "40P01", "55P03"}


def is_away(error: BaseException) -> bool:
    """Whether the database itself can't be reached, so that nothing is wrong with the statement."""
    if isinstance(error, NoConnectionFree):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    if not isinstance(error, OperationalError):
        return False
    if name := getattr(error.orig, "sqlite_errorname", None):
        return str(name).startswith(("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_BUSY", "SQLITE_FULL"))
    code = getattr(error.orig, "sqlstate", None)
    return code is None or str(code).startswith(("08", "57P", "53"))


def constraint_of(error: BaseException) -> str | None:
    """The name of the constraint that a statement has broken, where the database tells it; never the values."""
    diagnosis = getattr(getattr(error, "orig", None), "diag", None)
    return getattr(diagnosis, "constraint_name", None)


def is_transient(error: BaseException) -> bool:
    """Whether the same transaction may well succeed when begun anew: a deadlock, a lock waited for too long."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in TRANSIENT_SQLSTATES
