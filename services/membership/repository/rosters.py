"""Roster syncs as they are kept: what is asked and changed of whole files, as sets."""

import functools
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    Integer,
    Table,
    TextClause,
    bindparam,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.orm import Session

from services.membership.model import (
    ConflictChange,
    RosterChange,
    RosterFinding,
    RosterLine,
    RosterPart,
    RosterSync,
)
from services.membership.model.rosters import FINAL
from shared.bulk import count_anew, insert_all, insert_rows, records
from shared.db import ID
from shared.errors import NotFound
from shared.messages.membership import FindingKind
from shared.messages.wire import encode

FIRST_OF_A_LINE = 1000  # before it there are findings about the columns
LINE = cast(Table, RosterLine.__table__)
CHANGE = cast(Table, RosterChange.__table__)
CLAIM = cast(Table, ConflictChange.__table__)
FINDING = cast(Table, RosterFinding.__table__)


class Received(NamedTuple):
    """How much of a file has come in."""

    parts: int
    rows: int
    last_at: datetime | None


class RosterSyncs:
    """Files on their way into the tenant's rosters."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self.all = select(RosterSync).where(RosterSync.tenant_id == tenant_id)

    def get(self, sync_id: str, *, is_locked: bool = False) -> RosterSync:
        """
        Raises:
            NotFound: `job.unknown`.
        """
        query = self.all.where(RosterSync.id == sync_id)
        found = self._session.scalar(query.with_for_update() if is_locked else query)
        if found is None:
            raise NotFound("job.unknown")
        return found

    def find_running(self, unit_id: str) -> RosterSync | None:
        query = self.all.where(RosterSync.unit_id == unit_id, RosterSync.state.not_in(FINAL))
        return self._session.scalar(query.with_for_update())

    def received(self, sync_id: str) -> Received:
        columns = (func.count(), func.coalesce(func.sum(RosterPart.rows), 0), func.max(RosterPart.received_at))
        return Received(*self._session.execute(select(*columns).where(RosterPart.sync_id == sync_id)).one())

    def rows_received(self, sync: RosterSync) -> int:
        """How many rows have come in; of a file that is complete its row knows."""
        if sync.state == "receiving":
            return self.received(sync.id).rows
        return sync.rows_checked if sync.rows_total is None else sync.rows_total

    def find_part(self, sync_id: str, number: int) -> RosterPart | None:
        return self._session.get(RosterPart, (sync_id, number))

    def add_lines(
        self,
        lines: Sequence[Mapping[str, Any]],
        findings: Sequence[Mapping[str, Any]],
        changes: Sequence[Mapping[str, Any]],
    ) -> None:
        insert_all(self._session, {LINE: lines, FINDING: findings, CHANGE: changes})

    def add_known_lines(self, sync: RosterSync, part: int, rows: Sequence[Mapping[str, Any]]) -> set[int]:
        """
        Add those lines that came as the same rows the last time, of members on the roster who are as those said.

        rows: each with `line`, `external_id` and `mark`.

        Returns:
            The numbers of these lines.
        """
        given = {"sync_id": sync.id, "tenant_id": sync.tenant_id, "unit_id": sync.unit_id, "part": part}
        statement = _known_lines(self._session.get_bind().dialect.name)
        found = self._session.execute(statement, given | {"rows": encode(list(rows)).decode()})
        return set(found.scalars())

    def count_lines_anew(self) -> None:
        count_anew(self._session, LINE, "sync_id", "outcome", "external_id", "identity_digest", "member_id")
        count_anew(self._session, CHANGE, "sync_id", "line", "kind")

    def add_changes(self, changes: Sequence[Mapping[str, Any]]) -> None:
        insert_rows(self._session, CHANGE, changes)

    def count_changes_anew(self) -> None:
        count_anew(self._session, CHANGE, "sync_id", "kind", "external_id", "identity_digest", "member_id")
        count_anew(self._session, CLAIM, "sync_id", "conflict_id", "member_id", "expected_version")

    def outcomes(self, sync_id: str) -> dict[str, int]:
        query = select(RosterLine.outcome, func.count()).where(RosterLine.sync_id == sync_id)
        return dict(self._session.execute(query.group_by(RosterLine.outcome)).all())

    def finding_counts(self, sync_id: str) -> dict[FindingKind, int]:
        query = select(RosterFinding.kind, func.count()).where(RosterFinding.sync_id == sync_id)
        return dict(self._session.execute(query.group_by(RosterFinding.kind)).all())

    def findings(
        self, sync_id: str, *, kind: FindingKind | None = None, after: int | None = None, limit: int
    ) -> Sequence[RosterFinding]:
        """What there is to say of a file's lines, in their order."""
        query = select(RosterFinding).where(RosterFinding.sync_id == sync_id)
        if kind is not None:
            query = query.where(RosterFinding.kind == kind)
        if after is not None:
            query = query.where(RosterFinding.number > after)
        return self._session.scalars(query.order_by(RosterFinding.number).limit(limit)).all()

    def forget(self, sync: RosterSync) -> None:
        self._session.execute(delete(RosterFinding).where(RosterFinding.sync_id == sync.id))
        self._session.delete(sync)

    def forget_reading(self, sync_id: str) -> None:
        """Forget all that was read in a file, and what followed from it; what its header left to say stays."""
        for kind in (RosterLine, RosterChange, ConflictChange):
            self._session.execute(delete(kind).where(kind.sync_id == sync_id))
        is_read = (RosterFinding.sync_id == sync_id, RosterFinding.number >= FIRST_OF_A_LINE)
        self._session.execute(delete(RosterFinding).where(*is_read))

    def clear(self, sync_id: str) -> None:
        """Leave nothing of the file but what is told of it."""
        for kind in (RosterPart, RosterLine, RosterChange, ConflictChange):
            self._session.execute(delete(kind).where(kind.sync_id == sync_id))


@functools.cache
def _known_lines(dialect: str) -> TextClause:
    types = {"line": "integer", "external_id": "text", "mark": "text"}
    insert_known = (
        "INSERT INTO roster_lines (sync_id, tenant_id, part, line, external_id, identity_digest, entry_digest, name, "  # noqa: S608 (our names)
        "outcome, member_id) SELECT :sync_id, :tenant_id, :part, new.line, m.external_id, m.identity_digest, "
        f"m.entry_digest, m.name, 'unchanged', m.id FROM {records('rows', types, dialect)} "
        "CROSS JOIN members AS m "  # SQLite takes tables in this order then: each row looks for its member
        "WHERE m.unit_id = :unit_id AND m.external_id = new.external_id AND m.state IN ('active', 'inactive') "
        "AND m.row_digest = new.mark || m.entry_digest RETURNING line"
    )
    ids = (bindparam(name, type_=ID) for name in ("sync_id", "tenant_id", "unit_id"))
    return text(insert_known).bindparams(*ids, bindparam("part", type_=Integer))
