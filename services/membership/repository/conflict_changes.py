"""What a roster makes of conflicts, prepared and written all at once with its members."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, case, exists, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from services.membership.model import (
    ConflictChange,
    Member,
    Organisation,
    RosterChange,
    RosterConflict,
    RosterSync,
    is_on_roster,
)
from services.membership.model.roster_conflicts import ENTRY
from services.membership.repository.roster_conflicts import FORGOTTEN, IS_KEPT_DISMISSED
from shared.bulk import insert_rows
from shared.outbox import OUTBOX

CONFLICT = cast(Table, RosterConflict.__table__)
CHANGE = cast(Table, ConflictChange.__table__)
GOING = ("left", "moved")
COMING = ("returned", "moved")  # to a unit that may have claimed them


class ConflictChanges:
    """What one roster does to the conflicts in which its unit has a part."""

    def __init__(self, session: Session, sync: RosterSync) -> None:
        self._session = session
        self._sync = sync
        self._all = ConflictChange.sync_id == sync.id

    def add(self, changes: Sequence[Mapping[str, Any]]) -> None:
        insert_rows(self._session, CHANGE, changes)

    @property
    def are_told(self) -> bool:
        """Whether there is anything that the units need to know."""
        return bool(self._session.scalar(select(exists().where(self._all, ConflictChange.event_id.is_not(None)))))

    def are_outdated(self) -> bool:
        """
        Whether a conflict, or whom it is about, has changed since that was prepared, or a unit that takes somebody is
        closed. The members must be held.
        """
        self._hold_takers()
        conditions = (
            self._has_changed(),
            self._has_gone(),
            self._is_open_by_now(),
            self._is_overlooked(),
            self._is_closed(),
        )
        return bool(self._session.scalar(select(or_(*conditions))))

    def _hold_takers(self) -> None:
        """Let nobody close the units that take somebody."""
        takers = select(RosterChange.unit_id).where(RosterChange.sync_id == self._sync.id, RosterChange.kind == "moved")
        query = select(Organisation.id).where(Organisation.id.in_(takers)).order_by(Organisation.id)
        self._session.execute(query.with_for_update(read=True)).all()

    def _is_closed(self) -> ColumnElement[bool]:
        return exists().where(
            RosterChange.sync_id == self._sync.id,
            RosterChange.kind == "moved",
            Organisation.id == RosterChange.unit_id,
            Organisation.state != "open",
        )

    def _has_changed(self) -> ColumnElement[bool]:
        return exists().where(
            self._all,
            ConflictChange.expected_version > 0,
            RosterConflict.id == ConflictChange.conflict_id,
            RosterConflict.version != ConflictChange.expected_version,
        )

    def _has_gone(self) -> ColumnElement[bool]:
        """Whether somebody whom a new conflict is about isn't on that other roster any more, or is somebody else."""
        is_there = and_(
            Member.unit_id == ConflictChange.holding_unit_id,
            Member.unit_id != ConflictChange.unit_id,
            is_on_roster(),
            Member.identity_digest == ConflictChange.identity_digest,
        )
        return exists().where(
            self._all,
            ConflictChange.expected_version == 0,
            Member.id == ConflictChange.member_id,
            ~is_there,
        )

    def _is_open_by_now(self) -> ColumnElement[bool]:
        return exists().where(
            self._all,
            ConflictChange.expected_version == 0,
            RosterConflict.unit_id == ConflictChange.unit_id,
            RosterConflict.member_id == ConflictChange.member_id,
            RosterConflict.state == "open",
        )

    def _is_overlooked(self) -> ColumnElement[bool]:
        """Whether another unit claims somebody by now who is prepared to leave."""
        is_prepared = exists().where(self._all, ConflictChange.conflict_id == RosterConflict.id)
        return exists().where(
            RosterChange.sync_id == self._sync.id,
            RosterChange.kind.in_(GOING),
            RosterConflict.member_id == RosterChange.member_id,
            RosterConflict.state == "open",
            ~is_prepared,
        )

    def apply(self, now: datetime) -> None:
        """Write all of it, and the events that tell of it."""
        self._change(now)
        self._open(now)
        self._forget_dismissed()
        self._announce(now)

    def _run(self, statement: Any) -> None:
        self._session.execute(statement, execution_options={"synchronize_session": False})

    def _change(self, now: datetime) -> None:
        is_decided_now = and_(RosterConflict.state == "open", ConflictChange.state != "open")
        at = literal(now, CONFLICT.c.decided_at.type)
        values: dict[str, Any] = {
            name: getattr(ConflictChange, name) for name in ("state", "holding_unit_id", "decided_by", *ENTRY)
        }
        values |= {"decided_at": case((is_decided_now, at), else_=RosterConflict.decided_at)}
        values |= {"version": RosterConflict.version + 1}
        is_due = (
            self._all,
            ConflictChange.conflict_id == RosterConflict.id,
            ConflictChange.expected_version == RosterConflict.version,
        )
        self._run(update(RosterConflict).where(*is_due).values(values))

    def _open(self, now: datetime) -> None:
        names = ("tenant_id", "unit_id", "holding_unit_id", "member_id", "state", *ENTRY)
        columns: dict[str, Any] = {name: getattr(ConflictChange, name) for name in names}
        columns |= {"id": ConflictChange.conflict_id, "version": literal(1)}
        columns |= {"opened_at": literal(now, CONFLICT.c.opened_at.type)}
        rows = select(*columns.values()).where(self._all, ConflictChange.expected_version == 0)
        self._run(insert(CONFLICT).from_select(list(columns), rows))

    def _forget_dismissed(self) -> None:
        """As `RosterConflicts.forget_dismissed`, of all whom the file brings to a unit."""
        is_met = exists().where(
            RosterChange.sync_id == self._sync.id,
            RosterChange.kind.in_(COMING),
            RosterChange.member_id == RosterConflict.member_id,
            RosterChange.unit_id == RosterConflict.unit_id,
        )
        self._run(update(RosterConflict).where(IS_KEPT_DISMISSED, is_met).values(FORGOTTEN))

    def _announce(self, now: datetime) -> None:
        columns: Mapping[str, Any] = {
            "event_id": ConflictChange.event_id,
            "type": ConflictChange.event_type,
            "subject": ConflictChange.event_subject,
            "body": ConflictChange.event_body,
            "recorded_at": literal(now, OUTBOX.c.recorded_at.type),
        }
        rows = select(*columns.values()).where(self._all, ConflictChange.event_id.is_not(None))
        self._run(insert(OUTBOX).from_select(list(columns), rows.order_by(ConflictChange.conflict_id)))
