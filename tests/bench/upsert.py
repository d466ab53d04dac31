"""Bare PostgreSQL taking in the same members: COPY into a temporary table, one INSERT … ON CONFLICT DO UPDATE."""

import contextlib
from collections.abc import Iterator
from time import monotonic
from typing import Any

import psycopg
from sqlalchemy.engine import URL

from services.membership.model import Member
from shared.ids import new_id
from tests.bench.contest import WrongOutcome

COLUMNS = tuple(Member.__table__.columns.keys())
NAMES = ", ".join(COLUMNS)


class BareUpsert:
    """A table with the columns and the indexes of members, and nothing that watches over what is put into it."""

    def __init__(self, connection: psycopg.Connection[Any], unit_id: str) -> None:
        self._connection = connection
        self._table = f"bare_{new_id()[-10:]}"
        query = f"COPY (SELECT {NAMES} FROM members WHERE unit_id = '{unit_id}') TO STDOUT"  # noqa: S608
        with connection.cursor() as cursor, cursor.copy(query) as copy:  # type: ignore[call-overload]
            self._rows = [bytes(row) for row in copy]
        connection.execute(f"CREATE TABLE {self._table} (LIKE members INCLUDING ALL)")  # type: ignore[call-overload]
        connection.commit()

    def run(self) -> float:
        """
        Rows a second, until they are committed; the first time all are new, afterwards all are there.

        Raises:
            WrongOutcome: not all of them are there.
        """
        taken = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "id")
        began_at = monotonic()
        with self._connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE incoming (LIKE members) ON COMMIT DROP")
            with cursor.copy(f"COPY incoming ({NAMES}) FROM STDIN") as copy:
                for row in self._rows:
                    copy.write(row)
            insert = f"INSERT INTO {self._table} ({NAMES}) SELECT {NAMES} FROM incoming"  # noqa: S608 (our names)
            cursor.execute(f"{insert} ON CONFLICT (id) DO UPDATE SET {taken}")  # type: ignore[call-overload]
            count = cursor.rowcount
        self._connection.commit()
        seconds = monotonic() - began_at
        if count != len(self._rows):
            raise WrongOutcome(f"bare upsert: {count} of {len(self._rows)} rows")
        return count / seconds

    def drop(self) -> None:
        self._connection.execute(f"DROP TABLE {self._table}")  # type: ignore[call-overload]
        self._connection.commit()


@contextlib.contextmanager
def bare_upsert(url: URL, unit_id: str) -> Iterator[BareUpsert]:
    """The members of a unit once more, in a table of their own beside those of the product."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        upsert = BareUpsert(connection, unit_id)
        try:
            yield upsert
        finally:
            connection.rollback()
            upsert.drop()
