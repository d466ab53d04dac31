"""The prepared changes of a roster, written into the members all at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast as sql_cast,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    text,
    true,
    type_coerce,
    union,
    update,
)
from sqlalchemy.orm import Session, aliased

from services.membership.model import (
    ConflictChange,
    Member,
    MemberTag,
    RosterChange,
    RosterLine,
    RosterSync,
    SignInCode,
    SignInTry,
    is_on_roster,
)
from services.membership.quarters import quarter_at
from services.membership.repository.conflict_changes import GOING
from services.membership.repository.roster_meaning import number_of
from shared.db import ID
from shared.outbox import OUTBOX

MEMBER = cast(Table, Member.__table__)
FACTS = (
    "external_id",
    "name",
    "gender",
    "birth_month",
    "identity_encrypted",
    "identity_digest",
    "phone_encrypted",
    "phone_digest",
    "department",
    "residence_code",
    "entry_digest",
)
LISTS = ("skills", "interests")
FACTS_OF = {"phone": ("phone_encrypted", "phone_digest"), "status": ()}  # the other columns are named as their facts
KNOWN = ("changed", "returned", "moved")  # kinds of changes to whom there was before
NO_NAMES: dict[str, Any] = dict.fromkeys(("user_name", "user_key", "provisioning_id", "name_parts"), null())


class RosterChanges:
    """What one roster does to the members of its tenant."""

    def __init__(self, session: Session, sync: RosterSync) -> None:
        self._session = session
        self._sync = sync
        self._is_postgresql = session.get_bind().dialect.name == "postgresql"
        self._all = RosterChange.sync_id == sync.id

    def hold(self) -> None:
        """Let nobody else change those whom the file is about until the commit; all lock in the same order."""
        kinds: tuple[Any, ...] = (RosterChange, ConflictChange)
        ids = union(*(select(kind.member_id).where(kind.sync_id == self._sync.id) for kind in kinds))
        held = select(Member.id).where(Member.id.in_(ids)).order_by(Member.id).with_for_update().subquery()
        self._session.execute(select(func.count()).select_from(held))

    def are_outdated(self) -> bool:
        """Whether a member has changed since its change was prepared, or since the file was compared."""
        is_other = and_(self._all, Member.id == RosterChange.member_id, Member.version != RosterChange.expected_version)
        conditions = (is_other, self._is_elsewhere(), *self._taken())
        return bool(self._session.scalar(select(or_(*map(self._exists, conditions)))))

    def _is_elsewhere(self) -> Any:
        """Whether who was on the unit's roster when the file was compared, or on none, was so no more when prepared."""
        is_here = and_(Member.unit_id == self._sync.unit_id, is_on_roster())
        is_as_compared = case((RosterChange.kind == "returned", Member.state == "left"), else_=is_here)
        return and_(self._all, Member.id == RosterChange.member_id, ~is_as_compared)

    def _taken(self) -> tuple[Any, Any]:
        """Whether somebody else has brought a new one, or given their number to another, meanwhile."""
        is_new = and_(self._all, RosterChange.kind == "created")
        is_to_be_there = and_(self._all, RosterChange.kind != "left")
        has_identity = and_(
            Member.tenant_id == self._sync.tenant_id, Member.identity_digest == RosterChange.identity_digest
        )
        other = aliased(RosterChange)
        has_number = and_(
            Member.unit_id == RosterChange.unit_id,
            number_of(Member.external_id) == number_of(RosterChange.external_id),
            is_on_roster(),
            ~exists().where(other.sync_id == self._sync.id, other.member_id == Member.id),
        )
        return and_(is_new, has_identity), and_(is_to_be_there, has_number)

    def _exists(self, condition: Any) -> Any:
        return exists(select(literal(1)).select_from(RosterChange).join(Member, true()).where(condition))

    def apply(self, now: datetime) -> int:
        """
        Write all changes, whose members are held, and the events that tell of them; whoever leaves or moves away goes
        first, for their numbers may be given anew.

        Returns:
            How many members were written.
        """
        written = self._take_off(now) + self._move_away(now)
        self._end_codes()
        self._free_numbers()
        written += self._change(now) + self._insert(now)
        self._keep_rows()
        self._write_tags()
        self._announce(now)
        return written

    def _run(self, statement: Any) -> int:
        done: Any = self._session.execute(statement, execution_options={"synchronize_session": False})
        return int(done.rowcount)

    def _is_due(self, *kinds: str) -> Any:
        return and_(
            self._all,
            RosterChange.kind.in_(kinds),
            RosterChange.member_id == Member.id,
            RosterChange.expected_version == Member.version,
        )

    def _take_off(self, now: datetime) -> int:
        values: dict[str, Any] = {"state": "left", "left_at": now, "changed_at": now, "version": Member.version + 1}
        values |= NO_NAMES | _placed(Member.unit_id, now)
        return self._run(update(Member).where(self._is_due("left")).values(values))

    def _move_away(self, now: datetime) -> int:
        values = self._facts(now) | NO_NAMES | _placed(Member.unit_id, now)
        return self._run(update(Member).where(self._is_due("moved")).values(values))

    def _end_codes(self) -> None:
        """The codes by which those who go might sign in, which their unit gave them."""
        going = select(RosterChange.member_id).where(self._all, RosterChange.kind.in_(GOING))
        for kind in (SignInTry, SignInCode):
            self._run(delete(kind).where(kind.member_id.in_(going)))

    def _free_numbers(self) -> None:
        """Numbers that pass from one member to another are nobody's in between, or the unique index would object."""
        is_renumbered = and_(self._is_due("changed"), RosterChange.external_id != Member.external_id)
        self._run(update(Member).where(is_renumbered).values(external_id=literal("~") + sql_cast(Member.id, String)))

    def _change(self, now: datetime) -> int:
        """
        Of a column that the file hasn't, what the unit itself knew stays. What another one knew of who comes from there
        isn't told: an identity number in a file would be enough to learn it.
        """
        unsaid = {fact for column in self._sync.absent_columns for fact in FACTS_OF.get(column, (column,))}
        is_own = Member.unit_id == RosterChange.unit_id
        values = {
            name: case((is_own, getattr(Member, name)), else_=value) if name in unsaid else value
            for name, value in self._facts(now).items()
        }
        values |= {"name_parts": case((RosterChange.name == Member.name, Member.name_parts))}
        is_back = RosterChange.kind == "returned"
        values |= {
            name: case((is_back, value), else_=getattr(Member, name)) for name, value in _placed(null(), now).items()
        }
        return self._run(update(Member).where(self._is_due("changed", "returned")).values(values))

    def _facts(self, now: datetime) -> dict[str, Any]:
        """What the file says of somebody, by the columns."""
        values: dict[str, Any] = {name: getattr(RosterChange, name) for name in (*FACTS, "unit_id", "state")}
        values |= {name: self._json(name) for name in LISTS}
        return values | {"left_at": None, "changed_at": now, "version": Member.version + 1}

    def _insert(self, now: datetime) -> int:
        names = (*FACTS, "tenant_id", "unit_id", "state")
        columns: dict[str, Any] = {name: getattr(RosterChange, name) for name in names}
        columns |= {name: self._json(name) for name in LISTS}
        columns |= {f"own_{name}": literal([], JSON) for name in LISTS}
        columns |= {"id": RosterChange.member_id, "version": literal(1)}
        columns |= {name: literal(now, MEMBER.c[name].type) for name in ("created_at", "changed_at", "placed_at")}
        columns |= {"row_digest": RosterLine.row_digest}
        is_same = and_(RosterLine.sync_id == RosterChange.sync_id, RosterLine.line == RosterChange.line)
        rows = select(*columns.values()).join(RosterLine, is_same).where(self._all, RosterChange.kind == "created")
        return self._run(insert(MEMBER).from_select(list(columns), rows.order_by(RosterChange.line)))

    def _keep_rows(self) -> None:
        """Remember by which rows those came who were there before; it is nothing that anybody sees of them."""
        is_theirs = and_(
            RosterLine.sync_id == self._sync.id,
            RosterLine.member_id == Member.id,
            Member.unit_id == self._sync.unit_id,
        )
        is_read = and_(RosterLine.row_digest.is_not(None), RosterLine.entry_digest == Member.entry_digest)
        self._run(update(Member).where(is_theirs, is_read).values(row_digest=RosterLine.row_digest))
        digests = {name: getattr(RosterLine, name) for name in ("row_digest", "entry_digest")}
        self._run(update(Member).where(is_theirs, RosterLine.outcome == "same").values(digests))

    def _json(self, name: str) -> Any:
        column = getattr(RosterChange, name)
        return sql_cast(column, JSON) if self._is_postgresql else type_coerce(column, String)

    def _write_tags(self) -> None:
        known = select(RosterChange.member_id).where(self._all, RosterChange.kind.in_(KNOWN))
        self._run(delete(MemberTag).where(MemberTag.member_id.in_(known)))
        # New ones in the order of their lines, which is that of their ids: so an index grows at its end.
        unfold = "json_array_elements_text(CAST({} AS json))" if self._is_postgresql else "json_each({})"
        for kind, name in (("skill", "skills"), ("interest", "interests")):
            of_new = (
                f"SELECT c.member_id, '{kind}', one.value, c.tenant_id "  # noqa: S608 (our names)
                f"FROM roster_changes AS c, {unfold.format(f'c.{name}')} AS one "
                "WHERE c.sync_id = :sync_id AND c.kind = 'created' ORDER BY c.line"
            )
            of_known = " UNION ".join(
                f"SELECT m.id, '{kind}', one.value, m.tenant_id "  # noqa: S608 (our names)
                "FROM roster_changes AS c JOIN members AS m ON m.id = c.member_id, "
                f"{unfold.format(f'm.{listed}')} AS one "
                f"WHERE c.sync_id = :sync_id AND c.kind IN {KNOWN}"
                for listed in (name, f"own_{name}")
            )
            for found in (of_new, of_known):
                statement = text(f"INSERT INTO member_tags (member_id, kind, value, tenant_id) {found}")
                self._session.execute(statement.bindparams(bindparam("sync_id", self._sync.id, ID)))

    def _announce(self, now: datetime) -> None:
        columns: Mapping[str, Any] = {
            "event_id": RosterChange.event_id,
            "type": RosterChange.event_type,
            "subject": RosterChange.event_subject,
            "body": RosterChange.event_body,
            "recorded_at": literal(now, OUTBOX.c.recorded_at.type),
        }
        rows = select(*columns.values()).where(self._all).order_by(RosterChange.line)
        self._run(insert(OUTBOX).from_select(list(columns), rows))

    def count(self) -> int:
        return int(self._session.scalar(select(func.count()).where(self._all)) or 0)


def _placed(stood_in: Any, now: datetime) -> dict[str, Any]:
    """As `Member._place` does it."""
    type_ = MEMBER.c.placed_at.type
    is_earlier = Member.placed_at < literal(quarter_at(now).begins_at, type_)
    return {
        "placed_at": literal(now, type_),
        "earlier_unit_id": case((is_earlier, stood_in), else_=Member.earlier_unit_id),
    }
