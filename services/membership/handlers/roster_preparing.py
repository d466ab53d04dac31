"""What a roster file does to members, prepared one by one as it will be written all at once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.membership.handlers.entries import FiledEntry
from services.membership.handlers.roster_claims import Claimed, prepare_claims, prepare_takers, told
from services.membership.handlers.roster_reading import Lists, lists_of, parts_a_step
from services.membership.model import RosterSync, masked_name
from services.membership.repository import Comparison, MembershipUnitOfWork, Stand
from services.membership.repository.roster_changes import FACTS, LISTS
from services.membership.roster.facts import facts_of
from shared.ahead import one_ahead
from shared.ids import new_id
from shared.messages.declare import Event
from shared.messages.membership import MemberChanged, MemberEnrolled, MemberLeft, MemberMoved, RosterEntry
from shared.messages.wire import decode

Context = tuple[RosterSync, MembershipUnitOfWork]
LEAVERS_A_STEP = 1000
NO_FACTS = dict.fromkeys((*FACTS, *LISTS, "state"))


def enrolment(number: int, entry: RosterEntry, lists: Lists, context: Context) -> dict[str, Any]:
    """The change that a line makes which is about somebody new; needs no database."""
    return _change(number, entry, ("good", None), {}, context) | lists.listed(entry)


def prepare_parts(sync: RosterSync, comparison: Comparison, uow: MembershipUnitOfWork) -> bool:
    """
    Prepare the changes that the next parts make, but for those which are when they were checked; False when there are
    none left.
    """
    numbers = [] if sync.is_dry_run else comparison.next_parts(sync.parts_prepared, parts_a_step(uow))
    if not numbers:
        sync.rows_prepared = sync.rows_total or 0
        return False
    wanted = comparison.lines_to_prepare(numbers)
    known = uow.members.stands_of([member_id for _, member_id in wanted.values() if member_id])
    lists = lists_of(sync, uow)

    def prepare(content: str) -> tuple[list[dict[str, Any]], list[Claimed]]:
        rows = [row for row in decode(uow.cipher.decrypt(content)) if row[0] in wanted]
        lines = [lists.line(row) for row in rows]
        entries = {line.number: line.entry for line in lines if line.entry}
        claimed = {number: str(wanted[number][1]) for number in entries if wanted[number][0] == "conflict"}
        changes = [
            _change(number, entry, wanted[number], known, (sync, uow)) | lists.listed(entry)
            for number, entry in entries.items()
            if number not in claimed
        ]
        return changes, [Claimed(entries[number], one, known[one].unit_id) for number, one in claimed.items()]

    contents = [part.content_encrypted for part in uow.roster_syncs.parts(sync.id, numbers)]
    for changes, claims in one_ahead(prepare, contents):
        uow.roster_syncs.add_changes(changes)
        prepare_claims(claims, sync, uow)
    sync.parts_prepared = numbers[-1] + 1
    sync.rows_prepared += len(wanted)
    return True


def _change(
    number: int,
    entry: RosterEntry,
    decided: tuple[str, str | None],
    known: Mapping[str, Stand],
    context: Context,
) -> dict[str, Any]:
    sync, uow = context
    outcome, member_id = decided
    kind = "created" if member_id is None else outcome
    member_id = member_id or new_id()
    stand = known.get(member_id, Stand(0, sync.unit_id, "active"))
    if kind == "changed" and stand.state == "inactive" and "status" in sync.absent_columns:
        entry = replace(entry, state="inactive")
    event = _event(kind, member_id, entry, stand=stand, sync=sync)
    said = _said(FiledEntry(entry, sync.absent_columns), uow)
    return {**_place(sync, number, kind, member_id, stand.version), **said, **told(event, uow)}


def _said(filed: FiledEntry, uow: MembershipUnitOfWork) -> dict[str, Any]:
    said = facts_of(filed.entry, uow.cipher) | {"entry_digest": filed.digest(uow.cipher)}
    return said | ({"phone_digest": None} if "phone" in filed.absent_columns else {})


def _event(kind: str, member_id: str, entry: RosterEntry, *, stand: Stand, sync: RosterSync) -> Event:
    name = masked_name(entry.name)
    if kind == "changed":
        return MemberChanged(member_id=member_id, unit_id=sync.unit_id, state=entry.state, masked_name=name)
    if stand.unit_id != sync.unit_id:
        return _moved(member_id, entry, unit_id=sync.unit_id, from_unit_id=stand.unit_id, version=stand.version)
    return MemberEnrolled(member_id=member_id, unit_id=sync.unit_id, masked_name=name)


def _moved(member_id: str, entry: RosterEntry, *, unit_id: str, from_unit_id: str, version: int) -> MemberMoved:
    return MemberMoved(
        member_id=member_id,
        unit_id=unit_id,
        from_unit_id=from_unit_id,
        masked_name=masked_name(entry.name),
        member_version=version + 1,
    )


def _place(sync: RosterSync, number: int, kind: str, member_id: str, version: int) -> dict[str, Any]:
    return {
        "sync_id": sync.id,
        "line": number,
        "tenant_id": sync.tenant_id,
        "kind": kind,
        "member_id": member_id,
        "unit_id": sync.unit_id,
        "expected_version": version,
    }


def prepare_leavers(sync: RosterSync, comparison: Comparison, uow: MembershipUnitOfWork) -> bool:
    """
    Prepare the leave of the next members whom the file doesn't have; False when there are none left. Whom another unit
    claims goes there.

    While it can't be told of a line whom it means, it might be any of them: then nobody leaves.
    """
    if comparison.has_nameless_lines():
        return False
    leavers = comparison.leavers(sync.leavers_through, LEAVERS_A_STEP)
    if not leavers:
        return False
    takers = prepare_takers([member_id for member_id, _ in leavers], sync, comparison, uow)
    lists = lists_of(sync, uow) if takers else None
    changes: list[dict[str, Any]] = []
    for number, (member_id, version) in enumerate(leavers, sync.leavers + 1):
        place = _place(sync, -number, "moved" if member_id in takers else "left", member_id, version)
        if lists and member_id in takers:
            unit_id, filed = takers[member_id]
            event = _moved(member_id, filed.entry, unit_id=unit_id, from_unit_id=sync.unit_id, version=version)
            said = _said(filed, uow) | lists.listed(filed.entry)
            changes.append(place | {"unit_id": unit_id} | said | told(event, uow))
        else:
            left = MemberLeft(member_id=member_id, unit_id=sync.unit_id, member_version=version + 1)
            changes.append(place | NO_FACTS | told(left, uow))
    uow.roster_syncs.add_changes(changes)
    sync.leavers += len(leavers)
    sync.leavers_through = leavers[-1][0]
    return True
