"""What is done line by line: checking rows, and preparing the members as the file will have them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from services.membership.handlers.entries import FiledEntry
from services.membership.handlers.roster_claims import Claimed, prepare_claims, prepare_takers, told
from services.membership.model import RosterPart, RosterSync, masked_name
from services.membership.repository import Comparison, Kept, MembershipUnitOfWork, Stand
from services.membership.repository.roster_changes import FACTS, LISTS
from services.membership.roster.facts import facts_of
from services.membership.roster.lines import Line, read_line
from services.membership.roster.repair import Remark
from services.membership.roster.rows import RowMarks
from services.membership.skills import canonical
from shared.ahead import one_ahead
from shared.clock import SHANGHAI
from shared.encryption import Cipher
from shared.ids import new_id
from shared.masks import hide_numbers
from shared.messages.declare import Event
from shared.messages.membership import MemberChanged, MemberEnrolled, MemberLeft, MemberMoved, RosterColumn, RosterEntry
from shared.messages.wire import decode, encode

Words = dict[str, dict[str, str]]
Context = tuple[RosterSync, MembershipUnitOfWork]
PARTS_A_STEP = 8
LEAVERS_A_STEP = 1000
MOST_REMARKS = 800
NO_FACTS = dict.fromkeys((*FACTS, *LISTS, "state"))


class Rows(NamedTuple):
    """Rows of a part that aren't known from the last time, with the marks by which they will be."""

    part: int
    rows: list[list[Any]]
    marks: Mapping[int, str]


class Said(NamedTuple):
    """What a row says. digest: of its entry, where it has one."""

    part: int
    line: Line
    digest: str | None
    mark: str


@dataclass(frozen=True, slots=True)
class Lists:
    """What rows are read by."""

    codes: set[str]
    words: Words
    marks: RowMarks
    today: date
    absent: Sequence[RosterColumn]
    cipher: Cipher

    def read(self, unknown: Rows) -> list[Said]:
        """What these rows say; needs no database."""
        return [Said(unknown.part, *self._say(row), unknown.marks[row[0]]) for row in unknown.rows]

    def _say(self, row: list[Any]) -> tuple[Line, str | None]:
        line = read_line(row, communities=self.codes, today=self.today)
        if line.entry is None:
            return line, None
        line.remarks += _unlisted(line.entry, self.words)
        return line, FiledEntry(line.entry, self.absent).digest(self.cipher)


def check_parts(sync: RosterSync, uow: MembershipUnitOfWork) -> bool:
    """Check the next parts that have come; whether there may be more of them."""
    at_most = parts_a_step(uow)
    parts = uow.roster_syncs.parts(sync.id, range(sync.parts_checked, sync.parts_checked + at_most))
    if parts:
        lists = _lists(sync, uow)
        for said in one_ahead(lists.read, _unknown_rows(sync, parts, lists.marks, uow)):
            _keep(said, sync, uow)
    return len(parts) == at_most


def parts_a_step(uow: MembershipUnitOfWork) -> int:
    """Of several parts one is read while another is written; a file that all write to is better left free soon."""
    return 1 if uow.session.get_bind().dialect.name == "sqlite" else PARTS_A_STEP


def _lists(sync: RosterSync, uow: MembershipUnitOfWork) -> Lists:
    codes, words = uow.organisations.codes(), _known_words(uow)
    marks = RowMarks(uow.cipher, codes, words, sync.absent_columns)
    return Lists(codes, words, marks, uow.now.astimezone(SHANGHAI).date(), sync.absent_columns, uow.cipher)


def _known_words(uow: MembershipUnitOfWork) -> Words:
    """The listed words of skills and of interests."""
    return {"skill": uow.skills.known("skill"), "interest": uow.skills.known("interest")}


def _unknown_rows(
    sync: RosterSync, parts: Sequence[RosterPart], marks: RowMarks, uow: MembershipUnitOfWork
) -> Iterator[Rows]:
    """A row that came just so the last time isn't read again: there was nothing to say of it."""
    for part in parts:
        if part.number != sync.parts_checked:  # of two that came at once, the later one is there first
            return
        rows = decode(uow.cipher.decrypt(part.content_encrypted))
        marked = {number: marks.mark(cells) for number, cells, _ in rows}
        came = [{"line": number, "external_id": cells[0], "mark": marked[number]} for number, cells, _ in rows]
        known = uow.roster_syncs.add_known_lines(sync, part.number, came)
        sync.parts_checked += 1
        sync.rows_checked += part.rows
        yield Rows(part.number, [row for row in rows if row[0] not in known], marked)


def _keep(said: Sequence[Said], sync: RosterSync, uow: MembershipUnitOfWork) -> None:
    numbers = [one.line.external_id for one in said if one.line.external_id]
    kept = uow.members.kept_of(sync.unit_id, numbers) if numbers else {}
    rows = [_said_by(one, kept.get(one.line.external_id or ""), sync, uow.cipher) for one in said]
    uow.roster_syncs.add_lines(rows, [finding for one in said for finding in _findings(one.line, sync)])


def _said_by(said: Said, kept: Kept | None, sync: RosterSync, cipher: Cipher) -> dict[str, Any]:
    line, digest = said.line, said.digest
    is_unchanged = kept is not None and kept.entry_digest == digest
    return {
        "sync_id": sync.id,
        "tenant_id": sync.tenant_id,
        "part": said.part,
        "line": line.number,
        "external_id": line.external_id,
        "identity_digest": cipher.digest(line.identity_number) if line.identity_number else None,
        "entry_digest": digest,
        "row_digest": said.mark + digest if digest and not line.remarks else None,
        "name": line.entry.name if line.entry else None,
        "outcome": _first_outcome(line, is_unchanged=is_unchanged),
        "member_id": kept.member_id if kept and is_unchanged else None,
    }


def _unlisted(entry: RosterEntry, words: Words) -> list[Remark]:
    """Words that the tenant's lists don't have; they are kept all the same."""
    found = (
        (field, canonical(getattr(entry, field), words[kind])[1])
        for field, kind in (("skills", "skill"), ("interests", "interest"))
    )
    return [Remark(field, "warning", "roster.unlisted", word) for field, unlisted in found for word in unlisted]


def _first_outcome(line: Line, *, is_unchanged: bool) -> str:
    if line.has_errors:
        return "error"
    if line.is_absent:
        return "absent"
    return "unchanged" if is_unchanged else "good"


def _findings(line: Line, sync: RosterSync) -> list[dict[str, Any]]:
    return [
        {
            "sync_id": sync.id,
            "number": line.number * 1000 + place,
            "tenant_id": sync.tenant_id,
            "line": line.number,
            "field": remark.field or None,
            "kind": remark.kind,
            "code": remark.code,
            "before": remark.before and hide_numbers(remark.before),
            "after": remark.after and hide_numbers(remark.after),
        }
        for place, remark in enumerate(line.remarks[:MOST_REMARKS])
    ]


def prepare_parts(sync: RosterSync, comparison: Comparison, uow: MembershipUnitOfWork) -> bool:
    """Prepare the changes that the next parts make; False when there are none left."""
    numbers = comparison.next_parts(sync.parts_prepared, parts_a_step(uow))
    if not numbers:
        sync.rows_prepared = sync.rows_total or 0
        return False
    wanted = comparison.lines_to_prepare(numbers)
    known = uow.members.stands_of([member_id for _, member_id in wanted.values() if member_id])
    lists = _lists(sync, uow)

    def prepare(content: str) -> tuple[list[dict[str, Any]], list[Claimed]]:
        rows = [row for row in decode(uow.cipher.decrypt(content)) if row[0] in wanted]
        lines = [read_line(row, communities=lists.codes, today=lists.today) for row in rows]
        entries = {line.number: line.entry for line in lines if line.entry}
        claimed = {number: str(wanted[number][1]) for number in entries if wanted[number][0] == "conflict"}
        changes = [
            _change(number, entry, wanted[number], known, (sync, uow)) | _listed(entry, lists.words)
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
    event = _event(kind, member_id, entry, from_unit_id=stand.unit_id, sync=sync)
    said = _said(FiledEntry(entry, sync.absent_columns), uow)
    return {**_place(sync, number, kind, member_id, stand.version), **said, **told(event, uow)}


def _said(filed: FiledEntry, uow: MembershipUnitOfWork) -> dict[str, Any]:
    return facts_of(filed.entry, uow.cipher) | {"entry_digest": filed.digest(uow.cipher)}


def _listed(entry: RosterEntry, words: Words) -> dict[str, str]:
    """Skills and interests by their canonical names."""
    return {
        "skills": encode(canonical(entry.skills, words["skill"])[0]).decode(),
        "interests": encode(canonical(entry.interests, words["interest"])[0]).decode(),
    }


def _event(kind: str, member_id: str, entry: RosterEntry, *, from_unit_id: str, sync: RosterSync) -> Event:
    name = masked_name(entry.name)
    if kind == "changed":
        return MemberChanged(member_id=member_id, unit_id=sync.unit_id, state=entry.state, masked_name=name)
    if from_unit_id != sync.unit_id:
        return _moved(member_id, entry, unit_id=sync.unit_id, from_unit_id=from_unit_id)
    return MemberEnrolled(member_id=member_id, unit_id=sync.unit_id, masked_name=name)


def _moved(member_id: str, entry: RosterEntry, *, unit_id: str, from_unit_id: str) -> MemberMoved:
    name = masked_name(entry.name)
    return MemberMoved(member_id=member_id, unit_id=unit_id, from_unit_id=from_unit_id, masked_name=name)


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
    words = _known_words(uow) if takers else {}
    changes: list[dict[str, Any]] = []
    for number, (member_id, version) in enumerate(leavers, sync.leavers + 1):
        place = _place(sync, -number, "moved" if member_id in takers else "left", member_id, version)
        if member_id in takers:
            unit_id, filed = takers[member_id]
            event = _moved(member_id, filed.entry, unit_id=unit_id, from_unit_id=sync.unit_id)
            said = _said(filed, uow) | _listed(filed.entry, words)
            changes.append(place | {"unit_id": unit_id} | said | told(event, uow))
        else:
            left = MemberLeft(member_id=member_id, unit_id=sync.unit_id)
            changes.append(place | NO_FACTS | told(left, uow))
    uow.roster_syncs.add_changes(changes)
    sync.leavers += len(leavers)
    sync.leavers_through = leavers[-1][0]
    return True
