"""Conflicts between rosters as they are kept."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select, update
from sqlalchemy.orm import Session, lazyload

from services.membership.model import ConflictChange, Member, RosterConflict, RosterLine, RosterSync
from services.membership.model.roster_conflicts import ENTRY
from services.membership.repository.roster_meaning import is_named_with_errors
from shared.bulk import is_one_of
from shared.errors import NotFound

# What was said of somebody stays when the claim is dismissed, for it may be decided anew.
IS_KEPT_DISMISSED = and_(RosterConflict.state == "dismissed", RosterConflict.entry_encrypted.is_not(None))
FORGOTTEN: dict[Any, Any] = {**dict.fromkeys(ENTRY), "version": RosterConflict.version + 1}


class RosterConflicts:
    """The conflicts between the tenant's rosters."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(RosterConflict).where(RosterConflict.tenant_id == tenant_id)
        self._rows = self._all.options(lazyload("*"))

    def get(self, conflict_id: str) -> RosterConflict:
        """
        Raises:
            NotFound: `roster_conflict.unknown`.
        """
        found = self._session.scalar(self._all.where(RosterConflict.id == conflict_id))
        if found is None:
            raise NotFound("roster_conflict.unknown")
        return found

    def hold(self, conflict_id: str) -> RosterConflict:
        """
        The conflict as it is now, which nobody else changes until the commit. The member must be held before: whoever
        changes both takes them in this order.
        """
        return self._lock(self._rows.where(RosterConflict.id == conflict_id))[0]

    def open_of(self, member_id: str) -> list[RosterConflict]:
        """The open conflicts about a member who is held, the oldest first; nobody else changes them."""
        query = self._rows.where(RosterConflict.member_id == member_id, RosterConflict.state == "open")
        return self._lock(query)

    def open_about(self, member_ids: Collection[str]) -> dict[str, list[RosterConflict]]:
        """The open conflicts about these members, the oldest first."""
        is_meant = is_one_of(self._session, RosterConflict.member_id, member_ids)
        query = self._all.where(is_meant, RosterConflict.state == "open").order_by(RosterConflict.id)
        found: dict[str, list[RosterConflict]] = {}
        for conflict in self._session.scalars(query.options(lazyload(RosterConflict.member))):
            found.setdefault(conflict.member_id, []).append(conflict)
        return found

    def standing(self, unit_id: str, member_ids: Collection[str]) -> dict[str, RosterConflict]:
        """A unit's conflicts about these members that are open, or were dismissed for who holds them now."""
        is_meant = is_one_of(self._session, RosterConflict.member_id, member_ids)
        is_standing = or_(
            RosterConflict.state == "open",
            and_(RosterConflict.state == "dismissed", RosterConflict.holding_unit_id == Member.unit_id),
        )
        query = self._rows.join(Member, Member.id == RosterConflict.member_id)
        query = query.where(RosterConflict.unit_id == unit_id, is_meant, is_standing)
        found = self._session.scalars(query.order_by(RosterConflict.state, RosterConflict.id))
        return {conflict.member_id: conflict for conflict in found}  # an open one comes behind a dismissed one

    def has_open(self, unit_id: str, member_id: str) -> bool:
        query = self._all.with_only_columns(RosterConflict.id).where(RosterConflict.unit_id == unit_id)
        query = query.where(RosterConflict.member_id == member_id, RosterConflict.state == "open")
        return self._session.scalar(query) is not None

    def forget_dismissed(self, unit_id: str, member_id: str) -> None:
        """What a unit said of a member when its claim was dismissed; there is no use for it where they are its own."""
        is_theirs = (RosterConflict.unit_id == unit_id, RosterConflict.member_id == member_id)
        self._session.execute(update(RosterConflict).where(*is_theirs, IS_KEPT_DISMISSED).values(FORGOTTEN))

    def unnamed(self, sync: RosterSync, limit: int) -> Sequence[RosterConflict]:
        """
        The next of a unit's claims whom no line of its file means: what is open, and what is still kept of a dismissed
        one's entry. Those are left out of which it is prepared what becomes of them.
        """
        is_named = exists().where(
            RosterLine.sync_id == sync.id,
            RosterLine.member_id == RosterConflict.member_id,
        )
        is_perhaps_named = is_named_with_errors(sync.id, RosterConflict.external_id, RosterConflict.identity_digest)
        is_prepared = exists().where(ConflictChange.sync_id == sync.id, ConflictChange.conflict_id == RosterConflict.id)
        is_kept = or_(RosterConflict.state == "open", IS_KEPT_DISMISSED)
        query = self._rows.where(RosterConflict.unit_id == sync.unit_id, is_kept)
        query = query.where(~is_named, ~is_perhaps_named, ~is_prepared)
        return self._session.scalars(query.order_by(RosterConflict.id).limit(limit)).all()

    def matching(self, *, state: str | None, unit_ids: Collection[str]) -> Select[RosterConflict]:
        """Those in a state in which each of these units has a part; all, where none is named."""
        query = self._all if state is None else self._all.where(RosterConflict.state == state)
        for unit_id in unit_ids:
            query = query.where(or_(RosterConflict.unit_id == unit_id, RosterConflict.holding_unit_id == unit_id))
        return query

    def _lock(self, query: Select[RosterConflict]) -> list[RosterConflict]:
        query = query.order_by(RosterConflict.id).with_for_update(of=RosterConflict)
        return list(self._session.scalars(query.execution_options(populate_existing=True)))
