"""Rows of the board that a batch of events reads and changes."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from shared.bulk import insert_rows, is_one_of, update_rows


class OutOfStep(Exception):
    """What an event follows upon isn't on the board: an earlier event of the wish is parked, to be replayed first."""


class Rows:
    """
    Rows of one table that a batch speaks of: loaded at once and locked, for a parked event may be replayed while the
    projector works on the same ones; changed as dicts, written at once.
    """

    def __init__(self, session: Session, table: Table, name: str, ids: Iterable[str | None]) -> None:
        self._session = session
        self._table = table
        self._name = name
        self._fresh: dict[str, dict[str, Any]] = {}
        self._changed: set[str] = set()
        self._removed: set[str] = set()
        self._found: dict[str, dict[str, Any]] = {}
        if wanted := sorted({one for one in ids if one}):
            query = select(table).where(is_one_of(session, table.c.id, wanted)).order_by(table.c.id).with_for_update()
            self._found = {row["id"]: dict(row) for row in session.execute(query).mappings()}

    def add(self, row: dict[str, Any]) -> None:
        self._fresh[row["id"]] = self._found[row["id"]] = row

    def find(self, row_id: str) -> Mapping[str, Any] | None:
        return self._found.get(row_id)

    def get(self, row_id: str, *states: str) -> Mapping[str, Any]:
        """
        Raises:
            OutOfStep: no such row, or it isn't in a state that is asked for.
        """
        row, name = self._found.get(row_id), f"{self._name}/{row_id}"
        if row is None:
            raise OutOfStep(f"{name} isn't on the board: the event that puts it there is missing")
        if states and row["state"] not in states:
            expected = " or ".join(states)
            raise OutOfStep(f"{name} is {row['state']} on the board, not {expected}: an earlier event is missing")
        return row

    def change(self, row_id: str, **values: Any) -> None:
        self._found[row_id] |= values
        if row_id not in self._fresh:
            self._changed.add(row_id)

    def remove(self, row_id: str) -> None:
        self.get(row_id)
        del self._found[row_id]
        self._changed.discard(row_id)
        if self._fresh.pop(row_id, None) is None:
            self._removed.add(row_id)

    def write(self) -> None:
        if self._removed:
            self._session.execute(delete(self._table).where(is_one_of(self._session, self._table.c.id, self._removed)))
        insert_rows(self._session, self._table, list(self._fresh.values()))
        update_rows(self._session, self._table, [self._found[row_id] for row_id in sorted(self._changed)])
