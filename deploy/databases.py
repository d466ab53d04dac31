"""In which state the databases are; to look makes nothing, neither a file nor a database."""

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from deploy.system import DATABASES
from shared.config import BadSetting, Settings
from shared.db import Database, is_away
from shared.migrate import pending


class State(Enum):
    READY = auto()
    BEHIND = auto()
    MISSING = auto()
    AWAY = auto()


@dataclass(frozen=True)
class Sight:
    """One database as it was found; `detail` names the histories that are behind, or why it can't be reached."""

    service: str
    url: URL
    state: State
    detail: str = ""

    @property
    def name(self) -> str:
        """The path of a file, or the name of a database on the server."""
        return str(self.url.database)

    @property
    def is_on_server(self) -> bool:
        return self.url.get_backend_name() != "sqlite"


class NotReady(Exception):
    """A database isn't there, or not up to date; the message says what mends it."""


def look_at(settings: Settings, service: str) -> Sight:
    """
    Raises:
        BadSetting: there is no looking into the home.
    """
    url = settings.database(service)
    if url.get_backend_name() == "sqlite" and not _is_file(Path(str(url.database))):
        return Sight(service, url, State.MISSING)
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            behind = pending(service, connection)
    except Exception as error:
        if not is_away(error):
            raise
        return Sight(service, url, State.MISSING if _is_unmade(url) else State.AWAY, _cause(error))
    finally:
        database.close()
    return Sight(service, url, State.BEHIND if behind else State.READY, ", ".join(behind))


def is_new(settings: Settings) -> bool:
    """Whether not one database has been made."""
    return all(look_at(settings, service).state is State.MISSING for service in DATABASES)


def check_ready(settings: Settings) -> None:
    """
    Raises:
        NotReady: not all databases can be worked with. OperationalError: the server is away.
    """
    unready = [sight for service in DATABASES if (sight := look_at(settings, service)).state is not State.READY]
    for sight in unready:
        if sight.state is State.AWAY:
            Database(sight.url).check()
    if len(unready) == len(DATABASES) and all(sight.state is State.MISSING for sight in unready):
        where = f"under {settings.home}" if settings.database_url is None else "on the database server"
        raise NotReady(f"nothing is here yet {where}; `linli up` or `linli migrate` makes the databases")
    if unready:
        raise NotReady(f"not made or not up to date: {', '.join(sight.name for sight in unready)}; run `linli migrate`")


def _is_file(path: Path) -> bool:
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise BadSetting(f"LINLI_HOME: {error.filename}: {error.strerror}") from None
    return True


def _is_unmade(url: URL) -> bool:
    """Whether the server is reached and doesn't have this database."""
    if url.get_backend_name() == "sqlite":
        return False
    server = create_engine(url.set(database="postgres"), connect_args={"connect_timeout": 3})
    try:
        with server.connect() as connection:
            query = text("SELECT 1 FROM pg_database WHERE datname = :name")
            return connection.execute(query, {"name": url.database}).scalar() is None
    except SQLAlchemyError:
        return False
    finally:
        server.dispose()


def _cause(error: BaseException) -> str:
    return " ".join(str(getattr(error, "orig", None) or error).split())[:200]
