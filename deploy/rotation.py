"""What is kept encrypted, written anew under the newest key, so that older keys can be given up."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Table, and_, bindparam, select, tuple_, update
from sqlalchemy.orm import Session

from deploy.system import DATABASES, definition
from shared.clock import SystemClock
from shared.config import Settings
from shared.db import Database
from shared.encryption import Cipher
from shared.inbox import COMMAND_LOG
from shared.messages.declare import COMMANDS
from shared.unit_of_work import Tools, transaction

BATCH = 500
LARGE_BATCH = 8  # of whole files


@dataclass(frozen=True)
class Place:
    """A column that holds encrypted texts; condition: in which rows."""

    service: str
    table: Table
    column: Column[Any]
    condition: ColumnElement[bool]

    @property
    def batch(self) -> int:
        """How many texts are held in memory at once."""
        return min(BATCH, LARGE_BATCH) if self.column.info.get("is_large") else BATCH

    def __str__(self) -> str:
        return f"{self.service}.{self.table.name}.{self.column.name}"


@dataclass
class Count:
    """How many texts of a place there are, and how many of them were under an older key."""

    texts: int = 0
    rotated: int = 0


def places() -> Iterator[Place]:
    """Everything that is kept encrypted: columns that are named or marked so, and answers of commands with secrets."""
    for service in DATABASES:
        described = definition(service)
        for table in described.metadata.sorted_tables:
            for column in table.columns:
                if column.name.endswith("_encrypted") or column.info.get("is_encrypted"):
                    yield Place(service, table, column, column.is_not(None))
        secret = [topic for topic, command in COMMANDS.items() if command.secret_result and command.owner == service]
        if secret:
            log = COMMAND_LOG.c
            holds = and_(log.topic.in_(secret), log.outcome == "done", log.result.is_not(None))
            yield Place(service, COMMAND_LOG, log.result, holds)


def rotate_all(settings: Settings, tell: Callable[[Place, Count], None]) -> bool:
    """
    Write all encrypted texts under the newest key, in small transactions beside whatever else goes on; once more, it
    goes on where it was stopped. A text that is changed meanwhile is left alone: it is under the newest key already.

    Returns:
        Whether everything is under the newest key now.

    Raises:
        InvalidToken: a text that none of the keys decrypts.
    """
    cipher = Cipher(settings.encryption_keys, settings.hash_key)
    tools = Tools(SystemClock(), cipher, settings)
    is_done = True
    for place in places():
        database = Database(settings.database(place.service))
        try:
            count = _rotate(place, database, tools)
            is_done = is_done and not _rotate(place, database, tools).rotated
        finally:
            database.close()
        tell(place, count)
    return is_done


def _rotate(place: Place, database: Database, tools: Tools) -> Count:
    count = Count()
    after: Sequence[Any] | None = None
    while True:
        with transaction(database, place.service, tools) as within:
            rows = _read(within.session, place, after)
            if not rows:
                return count
            after = rows[-1][:-1]
            stale = [row for row in rows if not tools.cipher.is_newest(row[-1])]
            count.texts += len(rows)
            count.rotated += len(stale)
            if stale:
                _write(within.session, place, [(row, tools.cipher.rotate(row[-1])) for row in stale])
                within.commit()


def _keys(place: Place) -> list[Column[Any]]:
    return list(place.table.primary_key.columns)


def _read(session: Session, place: Place, after: Sequence[Any] | None) -> list[tuple[Any, ...]]:
    """Key and text of the next rows, in the order of their keys."""
    keys = _keys(place)
    query = select(*keys, place.column).where(place.condition)
    if after is not None:
        reached = (bindparam(None, value, key.type) for key, value in zip(keys, after, strict=True))
        query = query.where(tuple_(*keys) > tuple_(*reached))
    return [tuple(row) for row in session.execute(query.order_by(*keys).limit(place.batch))]


def _write(session: Session, place: Place, rows: Sequence[tuple[tuple[Any, ...], str]]) -> None:
    keys = _keys(place)
    same = [key == bindparam(f"key_{key.name}", type_=key.type) for key in keys]
    change = update(place.table).where(*same, place.column == bindparam("old"))
    values = [
        {f"key_{key.name}": part for key, part in zip(keys, row, strict=False)} | {"old": row[-1], "new": token}
        for row, token in rows
    ]
    cast(Any, session.connection()).execute(change.values({place.column.name: bindparam("new")}), values)
