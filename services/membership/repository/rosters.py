"""Roster syncs as they are kept: what is asked and changed of whole files, as sets."""

import functools
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    Integer,
    Table,
    TextClause,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.orm import Session, aliased

from services.membership.model import (
    ON_ROSTER,
    ConflictChange,
    Member,
    RosterChange,
    RosterFinding,
    RosterLine,
    RosterPart,
    RosterSync,
)
from services.membership.model.rosters import FINAL
from services.membership.repository.roster_meaning import is_meant_by, is_perhaps_meant_by
from shared.bulk import count_anew, insert_rows, is_one_of, records
from shared.db import ID
from shared.errors import NotFound
from shared.messages.membership import FindingKind
from shared.messages.wire import encode

TO_PREPARE = ("good", "changed", "returned", "conflict")
FOUND_BY_COMPARING = 900
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

    def parts(self, sync_id: str, numbers: Collection[int]) -> Sequence[RosterPart]:
        """Those of these parts that have come, in their order."""
        query = select(RosterPart).where(RosterPart.sync_id == sync_id, RosterPart.number.in_(numbers))
        return self._session.scalars(query.order_by(RosterPart.number)).all()

    def add_lines(self, lines: Sequence[Mapping[str, Any]], findings: Sequence[Mapping[str, Any]]) -> None:
        insert_rows(self._session, LINE, lines)
        insert_rows(self._session, FINDING, findings)

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
        "JOIN members AS m ON m.unit_id = :unit_id AND m.external_id = new.external_id "
        "WHERE m.state IN ('active', 'inactive') AND m.row_digest = new.mark || m.entry_digest RETURNING line"
    )
    ids = (bindparam(name, type_=ID) for name in ("sync_id", "tenant_id", "unit_id"))
    return text(insert_known).bindparams(*ids, bindparam("part", type_=Integer))


class Comparison:
    """A file whose lines are checked, held against the members that are known."""

    def __init__(self, session: Session, sync: RosterSync) -> None:
        self._session = session
        self._sync = sync
        self._is_line = RosterLine.sync_id == sync.id

    def run(self) -> None:
        """Find out what each line means."""
        for name, code in (
            ("external_id", "roster.duplicate_external_id"),
            ("identity_digest", "roster.duplicate_identity"),
        ):
            self._refuse_repeated(name, code)
        self._look_again()
        self._match_identities()
        self._match_numbers()
        while self._refuse_held_numbers():  # whoever was meant by such a line stays as well, with their number
            pass
        self._warn_of_conflicts()

    def _refuse_repeated(self, name: str, code: str) -> None:
        """Of lines that share a value, the first stands."""
        earlier = aliased(RosterLine)
        column, same = getattr(RosterLine, name), getattr(earlier, name)
        often = select(column).where(self._is_line, column.is_not(None)).group_by(column).having(func.count() > 1)
        is_repeated = and_(
            self._is_line,
            RosterLine.outcome.in_(("good", "unchanged")),
            column.in_(often),
            exists().where(
                earlier.sync_id == self._sync.id,
                same == column,
                earlier.line < RosterLine.line,
                earlier.outcome != "absent",
            ),
        )
        field = "external_id" if name == "external_id" else "identity_number"
        if self._say(is_repeated, "error", code, field):
            refuse = update(RosterLine).where(is_repeated).values(outcome="error", member_id=None)
            self._session.execute(refuse, execution_options={"synchronize_session": False})

    def _say(self, condition: Any, kind: str, code: str, field: str) -> int:
        """Add the same finding to each line for which a condition holds; how many they are."""
        place = 1 if kind == "error" else 2
        values = select(
            RosterLine.sync_id,
            RosterLine.line * 1000 + FOUND_BY_COMPARING + place + (10 if field == "external_id" else 0),
            RosterLine.tenant_id,
            RosterLine.line,
            literal(field),
            literal(kind),
            literal(code),
        ).where(condition)
        names = ["sync_id", "number", "tenant_id", "line", "field", "kind", "code"]
        return int(cast(Any, self._session.execute(insert(FINDING).from_select(names, values))).rowcount)

    def _look_again(self) -> None:
        """Lines that were unchanged when they were checked, unless their member has changed since."""
        is_still = exists().where(
            Member.id == RosterLine.member_id,
            Member.unit_id == self._sync.unit_id,
            Member.state.in_(ON_ROSTER),
            Member.entry_digest == RosterLine.entry_digest,
        )
        self._set(and_(self._is_line, RosterLine.outcome == "unchanged", ~is_still), outcome="good", member_id=None)

    def _match_identities(self) -> None:
        is_here = and_(Member.unit_id == self._sync.unit_id, Member.state.in_(ON_ROSTER))
        outcome = case((is_here, "changed"), (Member.state == "left", "returned"), else_="conflict")
        condition = and_(
            self._is_line,
            RosterLine.outcome == "good",
            Member.tenant_id == self._sync.tenant_id,
            Member.identity_digest == RosterLine.identity_digest,
        )
        self._set(condition, outcome=outcome, member_id=Member.id)

    def _match_numbers(self) -> None:
        """Who has the same number, and no other line, is the same person unless name and identity both differ."""
        other = aliased(RosterLine)
        condition = and_(
            self._is_line,
            RosterLine.outcome == "good",
            Member.unit_id == self._sync.unit_id,
            Member.external_id == RosterLine.external_id,
            Member.state.in_(ON_ROSTER),
            or_(Member.identity_digest.is_(None), Member.name == RosterLine.name),
            ~exists().where(other.sync_id == self._sync.id, other.member_id == Member.id),
        )
        self._set(condition, outcome="changed", member_id=Member.id)

    def _refuse_held_numbers(self) -> int:
        """A number isn't given to another while who has it stays because it can't be told that they are gone."""
        outer = aliased(RosterLine)
        stays = true() if self.has_nameless_lines() else is_perhaps_meant_by(self._sync.id)
        holder = exists().where(
            Member.unit_id == self._sync.unit_id,
            Member.external_id == outer.external_id,
            Member.state.in_(ON_ROSTER),
            or_(outer.member_id.is_(None), outer.member_id != Member.id),
            ~is_meant_by(self._sync.id),
            stays,
        )
        is_asking = and_(outer.sync_id == self._sync.id, outer.outcome.in_(("good", "changed", "returned")))
        lines = list(self._session.scalars(select(outer.line).where(is_asking, holder)))
        if lines:
            is_refused = and_(self._is_line, is_one_of(self._session, RosterLine.line, lines))
            self._say(is_refused, "error", "roster.number_held", "external_id")
            self._set(is_refused, outcome="error", member_id=None)
        return len(lines)

    def _warn_of_conflicts(self) -> None:
        is_conflict = and_(self._is_line, RosterLine.outcome == "conflict")
        self._say(is_conflict, "warning", "member.on_other_roster", "identity_number")

    def _set(self, condition: Any, **values: Any) -> None:
        change = update(RosterLine).where(condition).values(**values)
        self._session.execute(change, execution_options={"synchronize_session": False})

    def start_anew(self) -> None:
        """Forget what was compared and prepared: somebody has changed members meanwhile."""
        for kind in (RosterChange, ConflictChange):
            self._session.execute(delete(kind).where(kind.sync_id == self._sync.id))
        is_compared = RosterLine.outcome.in_(("changed", "returned", "conflict"))
        self._set(and_(self._is_line, is_compared), outcome="good", member_id=None)
        warned = and_(RosterFinding.sync_id == self._sync.id, RosterFinding.code == "member.on_other_roster")
        self._session.execute(delete(RosterFinding).where(warned))

    def next_parts(self, after: int, limit: int) -> list[int]:
        """The numbers of parts, from one on, with lines of which something is to be prepared."""
        is_wanted = and_(self._is_line, RosterLine.outcome.in_(TO_PREPARE), RosterLine.part >= after)
        query = select(RosterLine.part).where(is_wanted).distinct().order_by(RosterLine.part).limit(limit)
        return list(self._session.scalars(query))

    def lines_to_prepare(self, parts: Collection[int]) -> dict[int, tuple[str, str | None]]:
        """Outcome and member of the lines in these parts of which something is to be prepared, by their number."""
        query = select(RosterLine.line, RosterLine.outcome, RosterLine.member_id).where(
            self._is_line, RosterLine.outcome.in_(TO_PREPARE), RosterLine.part.in_(parts)
        )
        return {line: (outcome, member_id) for line, outcome, member_id in self._session.execute(query)}

    def has_nameless_lines(self) -> bool:
        """Whether there are lines with errors of which can't be told whom they mean."""
        is_nameless = and_(self._is_line, RosterLine.outcome == "error", RosterLine.external_id.is_(None))
        return bool(self._session.scalar(select(exists().where(is_nameless))))

    def numbers_taken(self, wanted: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of these numbers, each of a unit, that members have there, or are prepared to bring along."""
        units, numbers = ({pair[place] for pair in wanted} for place in (0, 1))
        found: list[Any] = []
        for kind, condition in (
            (Member, Member.state.in_(ON_ROSTER)),
            (RosterChange, and_(RosterChange.sync_id == self._sync.id, RosterChange.kind == "moved")),
        ):
            is_named = is_one_of(self._session, kind.external_id, numbers)
            is_there = is_one_of(self._session, kind.unit_id, units)
            query = select(kind.unit_id, kind.external_id).where(is_there, is_named, condition)
            found += self._session.execute(query)
        return {(unit_id, external_id) for unit_id, external_id in found}

    def leavers(self, after: str | None, limit: int) -> list[tuple[str, int]]:
        """Ids and versions of members on the roster whom no line means, in the order of their ids."""
        query = select(Member.id, Member.version).where(
            Member.unit_id == self._sync.unit_id,
            Member.state.in_(ON_ROSTER),
            ~is_meant_by(self._sync.id),
            ~is_perhaps_meant_by(self._sync.id),
        )
        if after is not None:
            query = query.where(Member.id > after)
        return [(row[0], row[1]) for row in self._session.execute(query.order_by(Member.id).limit(limit))]
