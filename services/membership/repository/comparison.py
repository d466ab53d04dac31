"""What a roster file comes to when it is held against the members that are known, as sets."""

from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import Table, and_, case, delete, exists, func, insert, literal, null, or_, select, true, update
from sqlalchemy.orm import Session, aliased

from services.membership.model import (
    ConflictChange,
    Member,
    RosterChange,
    RosterFinding,
    RosterLine,
    RosterSync,
    is_on_roster,
)
from services.membership.repository.roster_meaning import HAS_ERROR, is_meant_by, is_perhaps_meant_by, number_of
from shared.bulk import is_one_of

TO_PREPARE = ("good", "changed", "returned", "conflict")
TO_COMPARE = ("changed",)  # of a dry run these alone: whether they say anything new
FOUND_BY_COMPARING = 900
FINDING = cast(Table, RosterFinding.__table__)


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
        self._drop_enrolments()

    def _refuse_repeated(self, name: str, code: str) -> None:
        """Of lines that share a value, the first stands; of numbers the letters' case doesn't count, as in SCIM."""
        column = getattr(RosterLine, name)
        if name == "external_id":
            column = number_of(column)
        is_said = and_(self._is_line, column.is_not(None), RosterLine.outcome != "absent")
        repeated = select(column.label("value"), func.min(RosterLine.line).label("line")).where(is_said)
        first = repeated.group_by(column).having(func.count() > 1).subquery()
        is_repeated = and_(
            self._is_line,
            RosterLine.outcome.in_(("good", "unchanged")),
            column == first.c.value,
            RosterLine.line > first.c.line,
        )
        field = "external_id" if name == "external_id" else "identity_number"
        if self._say(is_repeated, "error", code, field, other_line=first.c.line):
            refuse = update(RosterLine).where(is_repeated).values(outcome="error", member_id=None)
            self._session.execute(refuse, execution_options={"synchronize_session": False})

    def _say(self, condition: Any, kind: str, code: str, field: str, *, other_line: Any = None) -> int:
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
            null() if other_line is None else other_line,
        ).where(condition)
        names = ["sync_id", "number", "tenant_id", "line", "field", "kind", "code", "other_line"]
        return int(cast(Any, self._session.execute(insert(FINDING).from_select(names, values))).rowcount)

    def _look_again(self) -> None:
        """Lines that were unchanged when they were checked, unless their member has changed since."""
        is_still = exists().where(
            Member.id == RosterLine.member_id,
            Member.unit_id == self._sync.unit_id,
            is_on_roster(),
            Member.entry_digest == RosterLine.entry_digest,
        )
        self._set(and_(self._is_line, RosterLine.outcome == "unchanged", ~is_still), outcome="good", member_id=None)

    def _match_identities(self) -> None:
        is_here = and_(Member.unit_id == self._sync.unit_id, is_on_roster())
        outcome = case((is_here, "changed"), (Member.state == "left", "returned"), else_="conflict")
        condition = and_(
            self._is_line,
            RosterLine.outcome == "good",
            Member.tenant_id == self._sync.tenant_id,
            Member.identity_digest == RosterLine.identity_digest,
        )
        self._set(condition, outcome=outcome, member_id=Member.id)

    def _match_numbers(self) -> None:
        """
        Who has the same number, and no other line, is the same person unless name and identity both differ. Letters'
        case doesn't count, but for two from before who differ in nothing else.
        """
        other = aliased(RosterLine)
        condition = and_(
            self._is_line,
            RosterLine.outcome == "good",
            Member.unit_id == self._sync.unit_id,
            is_on_roster(),
            or_(Member.identity_digest.is_(None), Member.name == RosterLine.name),
            ~exists().where(other.sync_id == self._sync.id, other.member_id == Member.id),
        )
        is_exact = Member.external_id == RosterLine.external_id
        for is_same in (is_exact, number_of(Member.external_id) == number_of(RosterLine.external_id)):
            self._set(and_(condition, is_same), outcome="changed", member_id=Member.id)

    def _refuse_held_numbers(self) -> int:
        """A number isn't given to another while who has it stays because it can't be told that they are gone."""
        if not self._session.scalar(select(exists().where(self._is_line, HAS_ERROR))):
            return 0
        stays = true() if self.has_nameless_lines() else is_perhaps_meant_by(self._sync.id)
        is_held = number_of(RosterLine.external_id).in_(
            select(number_of(Member.external_id)).where(
                Member.unit_id == self._sync.unit_id, is_on_roster(), ~is_meant_by(self._sync.id), stays
            )
        )
        is_asking = and_(self._is_line, RosterLine.outcome.in_(("good", "changed", "returned")))
        lines = list(self._session.scalars(select(RosterLine.line).where(is_asking, is_held)))
        if lines:
            is_refused = and_(self._is_line, is_one_of(self._session, RosterLine.line, lines))
            self._say(is_refused, "error", "roster.number_held", "external_id")
            self._set(is_refused, outcome="error", member_id=None)
        return len(lines)

    def _warn_of_conflicts(self) -> None:
        is_conflict = and_(self._is_line, RosterLine.outcome == "conflict")
        self._say(is_conflict, "warning", "member.on_other_roster", "identity_number")

    def _drop_enrolments(self) -> None:
        """Of lines that aren't about somebody new, as it had seemed."""
        is_other = and_(self._is_line, RosterLine.outcome != "good", RosterLine.line == RosterChange.line)
        drop = delete(RosterChange).where(RosterChange.sync_id == self._sync.id, exists().where(is_other))
        self._session.execute(drop, execution_options={"synchronize_session": False})

    def _set(self, condition: Any, **values: Any) -> None:
        change = update(RosterLine).where(condition).values(**values)
        self._session.execute(change, execution_options={"synchronize_session": False})

    def start_anew(self) -> None:
        """Forget what was compared and prepared of who is known: somebody has changed members meanwhile."""
        is_known = (RosterChange.sync_id == self._sync.id, RosterChange.kind != "created")
        self._session.execute(delete(RosterChange).where(*is_known))
        self._session.execute(delete(ConflictChange).where(ConflictChange.sync_id == self._sync.id))
        is_compared = RosterLine.outcome.in_(("changed", "returned", "same", "conflict"))
        self._set(and_(self._is_line, is_compared), outcome="good", member_id=None)
        warned = and_(RosterFinding.sync_id == self._sync.id, RosterFinding.code == "member.on_other_roster")
        self._session.execute(delete(RosterFinding).where(warned))

    def next_parts(self, after: int, limit: int) -> list[int]:
        """The numbers of parts, from one on, with lines of which something is to be prepared."""
        query = select(RosterLine.part).where(self._is_to_be_prepared(), RosterLine.part >= after)
        query = query.distinct().order_by(RosterLine.part).limit(limit)
        return list(self._session.scalars(query))

    def lines_to_prepare(self, parts: Collection[int]) -> dict[int, tuple[str, str | None]]:
        """Outcome and member of the lines in these parts of which something is to be prepared, by their number."""
        query = select(RosterLine.line, RosterLine.outcome, RosterLine.member_id).where(
            self._is_to_be_prepared(), RosterLine.part.in_(parts)
        )
        return {line: (outcome, member_id) for line, outcome, member_id in self._session.execute(query)}

    def _is_to_be_prepared(self) -> Any:
        is_prepared = exists().where(RosterChange.sync_id == self._sync.id, RosterChange.line == RosterLine.line)
        outcomes = TO_COMPARE if self._sync.is_dry_run else TO_PREPARE
        return and_(self._is_line, RosterLine.outcome.in_(outcomes), ~is_prepared)

    def tell_nothing_new(self, lines: Collection[int]) -> None:
        """Of lines about known members that say what is known."""
        if lines:
            self._set(and_(self._is_line, is_one_of(self._session, RosterLine.line, lines)), outcome="same")

    def has_nameless_lines(self) -> bool:
        """Whether there are lines with errors of which can't be told whom they mean."""
        is_nameless = and_(self._is_line, RosterLine.outcome == "error", RosterLine.external_id.is_(None))
        return bool(self._session.scalar(select(exists().where(is_nameless))))

    def numbers_taken(self, wanted: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """
        Those of these numbers, each of a unit and in small letters, that members have there, or are prepared to bring
        along.
        """
        units, numbers = ({pair[place] for pair in wanted} for place in (0, 1))
        found: list[Any] = []
        for kind, condition in (
            (Member, is_on_roster()),
            (RosterChange, and_(RosterChange.sync_id == self._sync.id, RosterChange.kind == "moved")),
        ):
            number = number_of(kind.external_id)
            is_named = is_one_of(self._session, number, numbers)
            is_there = is_one_of(self._session, kind.unit_id, units)
            query = select(kind.unit_id, number).where(is_there, is_named, condition)
            found += self._session.execute(query)
        return {(unit_id, external_id) for unit_id, external_id in found}

    def leavers(self, after: str | None, limit: int) -> list[tuple[str, int]]:
        """Ids and versions of members on the roster whom no line means, in the order of their ids."""
        query = select(Member.id, Member.version).where(
            Member.unit_id == self._sync.unit_id,
            is_on_roster(),
            ~is_meant_by(self._sync.id),
            ~is_perhaps_meant_by(self._sync.id),
        )
        if after is not None:
            query = query.where(Member.id > after)
        return [(row[0], row[1]) for row in self._session.execute(query.order_by(Member.id).limit(limit))]
