"""What a roster file does to members, prepared one by one as it will be written all at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from services.membership.handlers.entries import FiledEntry
from services.membership.handlers.roster_claims import Claimed, prepare_claims, prepare_takers, told
from services.membership.handlers.roster_reading import Lists, parts_a_step
from services.membership.model import RosterSync, masked_name
from services.membership.repository import Comparison, MembershipUnitOfWork, Stand
from services.membership.repository.members import COMPARED
from services.membership.repository.roster_changes import FACTS, LISTS
from services.membership.roster.facts import facts_of
from shared.ahead import one_ahead
from shared.ids import new_id
from shared.messages.declare import Event
from shared.messages.membership import MemberChanged, MemberEnrolled, MemberLeft, MemberMoved, RosterEntry
from shared.messages.wire import decode, encode

Context = tuple[RosterSync, MembershipUnitOfWork]
LEAVERS_A_STEP = 1000
UNDER_ANOTHER_NAME = {"phone": "phone_digest", "status": "state"}
NO_FACTS = dict.fromkeys((*FACTS, *LISTS, "state"))


class Prepared(NamedTuple):
    """What a part comes to. same: the numbers of lines that say what is known."""

    changes: list[dict[str, Any]]
    claims: list[Claimed]
    same: list[int]


def enrolment(number: int, entry: RosterEntry, digest: str, *, lists: Lists, context: Context) -> dict[str, Any]:
    """The change that a line makes which is about somebody new; needs no database. digest: of the entry."""
    sync, uow = context
    member_id = new_id()
    event = MemberEnrolled(member_id=member_id, unit_id=sync.unit_id, masked_name=masked_name(entry.name))
    said = facts_of(entry, uow.cipher) | _written(lists.listed(entry)) | {"entry_digest": digest}
    return {**_place(sync, number, "created", member_id, 0), **said, **told(event, uow)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Lines of which something is to be prepared, by their number with outcome and member, and what the members are."""

    lines: Mapping[int, tuple[str, str | None]]
    stands: Mapping[str, Stand]
    lists: Lists
    context: Context

    def prepare(self, content: str) -> Prepared:
        """Of the lines in a part; needs no database."""
        _, uow = self.context
        prepared = Prepared([], [], [])
        for line in (self.lists.line(row) for row in decode(uow.cipher.decrypt(content)) if row[0] in self.lines):
            if line.entry:
                self._add(line.number, line.entry, prepared)
        return prepared

    def _add(self, number: int, entry: RosterEntry, prepared: Prepared) -> None:
        sync, uow = self.context
        outcome, member_id = self.lines[number]
        if member_id is None:
            digest = FiledEntry(entry, sync.absent_columns).digest(uow.cipher)
            prepared.changes.append(enrolment(number, entry, digest, lists=self.lists, context=self.context))
            return
        stand, listed = self.stands[member_id], self.lists.listed(entry)
        if outcome == "conflict":
            prepared.claims.append(Claimed(entry, member_id, stand.unit_id))
        elif outcome == "changed" and _says_what_is_known(entry, listed, stand, self.context):
            prepared.same.append(number)
        elif not sync.is_dry_run:
            change = _change(number, entry, (outcome, member_id), stand, self.context)
            prepared.changes.append(change | _written(listed))


def prepare_parts(sync: RosterSync, comparison: Comparison, lists: Lists, uow: MembershipUnitOfWork) -> bool:
    """
    Prepare the changes that the next parts make, but for those which are since they were checked; False when there are
    none left. Lines that say what is known make none.
    """
    numbers = comparison.next_parts(sync.parts_prepared, parts_a_step(uow))
    if not numbers:
        sync.rows_prepared = sync.rows_total or 0
        return False
    lines = comparison.lines_to_prepare(numbers)
    stands = uow.members.stands_of([member_id for _, member_id in lines.values() if member_id])
    wanted = Wanted(lines, stands, lists, (sync, uow))
    contents = (uow.roster_syncs.find_part(sync.id, number) for number in numbers)
    for prepared in one_ahead(wanted.prepare, (part.content_encrypted for part in contents if part)):
        uow.roster_syncs.add_changes(prepared.changes)
        comparison.tell_nothing_new(prepared.same)
        prepare_claims(prepared.claims, sync, uow)
    sync.parts_prepared = numbers[-1] + 1
    sync.rows_prepared += len(lines)
    return True


def _says_what_is_known(entry: RosterEntry, listed: dict[str, list[str]], stand: Stand, context: Context) -> bool:
    sync, uow = context
    said = {name: getattr(entry, name, None) for name in COMPARED} | listed
    said["identity_digest"] = uow.cipher.digest(entry.identity_number)
    said["phone_digest"] = uow.cipher.digest(entry.phone) if entry.phone else None
    unsaid = {UNDER_ANOTHER_NAME.get(column, column) for column in sync.absent_columns}
    return all(value == stand.facts[name] for name, value in said.items() if name not in unsaid)


def _written(listed: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: encode(words).decode() for name, words in listed.items()}


def _change(
    number: int,
    entry: RosterEntry,
    decided: tuple[str, str],
    stand: Stand,
    context: Context,
) -> dict[str, Any]:
    sync, uow = context
    kind, member_id = decided
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


def prepare_leavers(sync: RosterSync, comparison: Comparison, lists: Lists, uow: MembershipUnitOfWork) -> bool:
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
    changes: list[dict[str, Any]] = []
    for number, (member_id, version) in enumerate(leavers, sync.leavers + 1):
        place = _place(sync, -number, "moved" if member_id in takers else "left", member_id, version)
        if member_id in takers:
            unit_id, filed = takers[member_id]
            event = _moved(member_id, filed.entry, unit_id=unit_id, from_unit_id=sync.unit_id, version=version)
            said = _said(filed, uow) | _written(lists.listed(filed.entry))
            changes.append(place | {"unit_id": unit_id} | said | told(event, uow))
        else:
            left = MemberLeft(member_id=member_id, unit_id=sync.unit_id, member_version=version + 1)
            changes.append(place | NO_FACTS | told(left, uow))
    uow.roster_syncs.add_changes(changes)
    sync.leavers += len(leavers)
    sync.leavers_through = leavers[-1][0]
    return True
