"""Checking the rows of a roster file, and preparing those members who seem to be new."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from services.membership.handlers.roster_preparing import Context, enrolment
from services.membership.handlers.roster_reading import Lists, Rows, Said, parts_a_step
from services.membership.model import RosterSync
from services.membership.repository import Kept, MembershipUnitOfWork
from services.membership.roster.lines import Line
from services.membership.roster.rows import RowMarks
from shared.ahead import one_ahead
from shared.masks import hide_numbers
from shared.messages.wire import decode

MOST_REMARKS = 800
Row = dict[str, Any]


class Checked(NamedTuple):
    """What a part comes to, as it is kept."""

    lines: list[Row]
    findings: list[Row]
    changes: list[Row]


def check_parts(sync: RosterSync, lists: Lists, uow: MembershipUnitOfWork) -> bool:
    """Check the next parts that have come; whether there may be more of them."""
    until = sync.parts_checked + parts_a_step(uow)
    read = one_ahead(lists.read, _unknown_rows(sync, until, lists.marks, uow))
    for checked in one_ahead(partial(_check, lists=lists, context=(sync, uow)), _with_kept(read, sync, uow)):
        uow.roster_syncs.add_lines(*checked)
    return sync.parts_checked == until


def _unknown_rows(sync: RosterSync, until: int, marks: RowMarks, uow: MembershipUnitOfWork) -> Iterator[Rows]:
    """
    The rows of the parts that have come, one part after the other. A row that came just so the last time isn't read
    again: there was nothing to say of it.
    """
    while sync.parts_checked < until and (part := uow.roster_syncs.find_part(sync.id, sync.parts_checked)):
        rows = decode(uow.cipher.decrypt(part.content_encrypted))
        marked = {number: marks.mark(cells) for number, cells, _ in rows}
        came = [
            {"line": number, "external_id": cells[0], "mark": marked[number]}
            for number, cells, fault in rows
            if not fault
        ]
        known = uow.roster_syncs.add_known_lines(sync, part.number, came)
        sync.parts_checked += 1
        sync.rows_checked += part.rows
        yield Rows(part.number, [row for row in rows if row[0] not in known], marked)


def _with_kept(
    parts: Iterator[list[Said]], sync: RosterSync, uow: MembershipUnitOfWork
) -> Iterator[tuple[list[Said], Mapping[str, Kept]]]:
    """Each part with whom the unit has under the numbers in it."""
    for said in parts:
        numbers = [one.line.external_id for one in said if one.line.external_id]
        yield said, uow.members.kept_of(sync.unit_id, numbers) if numbers else {}


def _check(part: tuple[Sequence[Said], Mapping[str, Kept]], *, lists: Lists, context: Context) -> Checked:
    """
    What is kept of a part; needs no database. Whom the unit has under no number of theirs is most probably new, and
    prepared as such; what comparing finds to be otherwise is prepared once more.
    """
    checked = Checked([], [], [])
    sync, _ = context
    for said in part[0]:
        kept = part[1].get(said.line.external_id or "")
        row = _row(said, kept, context)
        if row["outcome"] == "good" and kept is None and not sync.is_dry_run and said.line.entry and said.digest:
            change = enrolment(said.line.number, said.line.entry, said.digest, lists=lists, context=context)
            checked.changes.append(change)
        checked.lines.append(row)
        checked.findings.extend(_findings(said.line, sync))
    return checked


def _row(said: Said, kept: Kept | None, context: Context) -> Row:
    sync, uow = context
    line, digest = said.line, said.digest
    is_unchanged = kept is not None and kept.entry_digest == digest
    return {
        "sync_id": sync.id,
        "tenant_id": sync.tenant_id,
        "part": said.part,
        "line": line.number,
        "external_id": line.external_id,
        "identity_digest": uow.cipher.digest(line.identity_number) if line.identity_number else None,
        "entry_digest": digest,
        "row_digest": said.mark + digest if digest and not line.remarks else None,
        "name": line.entry.name if line.entry else None,
        "outcome": _first_outcome(line, is_unchanged=is_unchanged),
        "member_id": kept.member_id if kept and is_unchanged else None,
    }


def _first_outcome(line: Line, *, is_unchanged: bool) -> str:
    if line.has_errors:
        return "error"
    if line.is_absent:
        return "absent"
    return "unchanged" if is_unchanged else "good"


def _findings(line: Line, sync: RosterSync) -> list[Row]:
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
