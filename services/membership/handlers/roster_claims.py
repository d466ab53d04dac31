"""What a roster file makes of people whom two units claim, prepared with what it makes of its own members."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from services.membership.handlers.entries import FiledEntry
from services.membership.handlers.moves import can_take, filed_entry
from services.membership.model import RosterConflict, RosterSync
from services.membership.model.roster_conflicts import ENTRY
from services.membership.repository import Comparison, ConflictChanges, MembershipUnitOfWork
from services.membership.roster.facts import sealed
from shared.ids import new_id
from shared.messages.declare import Event
from shared.messages.membership import (
    ConflictDecider,
    ConflictOutcome,
    RosterConflictDecided,
    RosterConflictOpened,
    RosterEntry,
)

CLAIMS_A_STEP = 1000
NOT_TOLD: Mapping[str, Any] = dict.fromkeys(("event_id", "event_type", "event_subject", "event_body"))


class Claimed(NamedTuple):
    """A line about somebody who is on another unit's roster."""

    entry: RosterEntry
    member_id: str
    holding_unit_id: str


def prepare_claims(claimed: Sequence[Claimed], sync: RosterSync, uow: MembershipUnitOfWork) -> None:
    """
    Prepare a conflict for each, unless one is open, or was dismissed against the same holder; of those that are, what
    the file says now is kept.
    """
    if not claimed:
        return
    standing = uow.roster_conflicts.standing(sync.unit_id, [one.member_id for one in claimed])
    changes: list[dict[str, Any]] = []
    for one in claimed:
        kept = {
            "entry_encrypted": sealed(one.entry, uow.cipher),
            "entry_digest": FiledEntry(one.entry, sync.absent_columns).digest(uow.cipher),
            "identity_digest": uow.cipher.digest(one.entry.identity_number),
            "external_id": one.entry.external_id,
            "absent_columns": sync.absent_columns,
        }
        conflict = standing.get(one.member_id)
        if conflict is None:
            changes.append(_opened(one, sync, uow) | kept)
        elif conflict.entry_digest != kept["entry_digest"]:
            changes.append(_as_it_is(conflict, sync) | kept)
    ConflictChanges(uow.session, sync).add(changes)


def _opened(claimed: Claimed, sync: RosterSync, uow: MembershipUnitOfWork) -> dict[str, Any]:
    parties = {
        "conflict_id": new_id(),
        "unit_id": sync.unit_id,
        "holding_unit_id": claimed.holding_unit_id,
        "member_id": claimed.member_id,
    }
    return {
        "sync_id": sync.id,
        "tenant_id": sync.tenant_id,
        **parties,
        "expected_version": 0,
        "state": "open",
        "decided_by": None,
        **told(RosterConflictOpened(**parties), uow),
    }


def _as_it_is(conflict: RosterConflict, sync: RosterSync) -> dict[str, Any]:
    return {
        "sync_id": sync.id,
        "tenant_id": sync.tenant_id,
        **conflict.parties,
        "expected_version": conflict.version,
        "state": conflict.state,
        "decided_by": conflict.decided_by,
        **{name: getattr(conflict, name) for name in ENTRY},
        **NOT_TOLD,
    }


def _decided(
    conflict: RosterConflict, state: ConflictOutcome, by: ConflictDecider, sync: RosterSync, uow: MembershipUnitOfWork
) -> dict[str, Any]:
    event = RosterConflictDecided(**conflict.parties, outcome=state, decided_by=by)
    gone = dict.fromkeys(ENTRY)
    return _as_it_is(conflict, sync) | {"state": state, "decided_by": by} | gone | told(event, uow)


def _passed(conflict: RosterConflict, unit_id: str, sync: RosterSync, uow: MembershipUnitOfWork) -> dict[str, Any]:
    """Against another holder from now on."""
    parties = conflict.parties | {"holding_unit_id": unit_id}
    return _as_it_is(conflict, sync) | parties | told(RosterConflictOpened(**parties), uow)


def told(event: Event, uow: MembershipUnitOfWork) -> dict[str, Any]:
    """An event as a prepared change has it."""
    row = uow.outbox_row(event)
    return {f"event_{name}": row[name] for name in ("type", "subject", "body")} | {"event_id": row["event_id"]}


def prepare_withdrawals(sync: RosterSync, comparison: Comparison, uow: MembershipUnitOfWork) -> bool:
    """
    Prepare that the next claims lapse of which the file says nothing any more; of dismissed ones, what was kept of the
    entry goes. False when there are none left, or while it can't be told of a line whom it means.
    """
    if comparison.has_nameless_lines():
        return False
    unnamed = uow.roster_conflicts.unnamed(sync, CLAIMS_A_STEP)
    ConflictChanges(uow.session, sync).add(
        [
            _decided(conflict, "lapsed", "claimer", sync, uow)
            if conflict.state == "open"
            else _as_it_is(conflict, sync) | dict.fromkeys(ENTRY)
            for conflict in unnamed
        ]
    )
    return bool(unnamed)


def prepare_takers(
    member_ids: Sequence[str], sync: RosterSync, comparison: Comparison, uow: MembershipUnitOfWork
) -> dict[str, tuple[str, FiledEntry]]:
    """
    Who takes those who leave: by member the unit that has claimed them first, and its entry, under a number that is
    free there. What becomes of all claims on them is prepared.
    """
    takers: dict[str, tuple[RosterConflict, FiledEntry]] = {}
    changes: list[dict[str, Any]] = []
    open_ones = uow.roster_conflicts.open_about(member_ids)
    members = uow.members.load(open_ones.keys())
    for member_id, conflicts in open_ones.items():
        taker = next((one for one in conflicts if can_take(one, members[member_id])), None)
        if taker is not None:
            takers[member_id] = taker, filed_entry(taker, uow.cipher)
        for conflict in conflicts:
            if taker is None:
                changes.append(_decided(conflict, "lapsed", "system", sync, uow))
            elif conflict is taker:
                changes.append(_decided(conflict, "moved", "holder", sync, uow))
            else:
                changes.append(_passed(conflict, taker.unit_id, sync, uow))
    ConflictChanges(uow.session, sync).add(changes)
    return _numbered(takers, comparison)


def _numbered(
    takers: dict[str, tuple[RosterConflict, FiledEntry]], comparison: Comparison
) -> dict[str, tuple[str, FiledEntry]]:
    wanted = {
        member_id: (taker.unit_id, filed.entry.external_id.lower()) for member_id, (taker, filed) in takers.items()
    }
    taken = comparison.numbers_taken(list(wanted.values())) if wanted else set()
    found: dict[str, tuple[str, FiledEntry]] = {}
    for member_id, (taker, filed) in takers.items():
        place = wanted[member_id]
        number = filed.entry.external_id if place not in taken else f"~{new_id()}"
        taken.add(place)
        found[member_id] = taker.unit_id, filed.numbered(number)
    return found
