"""A line of a roster file: what it says of a person, and what there is to say of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from services.membership.roster.repair import (
    Remark,
    code_of,
    gender_of,
    identity_of,
    is_sheet_error,
    masked,
    month_of,
    name_of,
    phone_of,
    plain_text,
    state_of,
    values_of,
)
from services.membership.roster.rules import faults_of, holds_identity
from shared.messages.membership import ROSTER_COLUMNS, RosterEntry

Cell = str | list[str]
GAP: Cell = []  # where a file has something that can't be told


@dataclass(slots=True)
class Line:
    """
    One line of a file.

    external_id, identity_number: also of a line with errors, so that whom it means isn't taken for gone.
    entry: none where the line has errors. is_absent: it says that the person has left.
    """

    number: int
    external_id: str | None = None
    identity_number: str | None = None
    entry: RosterEntry | None = None
    is_absent: bool = False
    remarks: list[Remark] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return any(remark.kind == "error" for remark in self.remarks)


def read_line(row: Sequence[Any], *, communities: Collection[str], today: date) -> Line:
    """
    What a row of the file says.

    row: `[line, cells, fault]`, as the file's reader gives it. communities: the codes that there are.
    """
    number, cells, fault = row
    line = Line(number)
    gaps: list[str] = []
    if fault:
        gaps = [name for name, cell in zip(ROSTER_COLUMNS, cells, strict=True) if cell == GAP]
        line.remarks = [Remark(name, "error", fault) for name in gaps or [""]]
        if not gaps:
            return line
        cells = [cell or "" for cell in cells]
    if any("#" in cell or "＃" in cell for cell in cells):
        cells, broken = _without_sheet_errors(cells, line)
        gaps += broken
    say = line.remarks.append
    external_id, name, gender, birth_month, identity_number, phone, department, skills, interests, residence, status = (
        cells
    )
    line.external_id = _needed("external_id", code_of(external_id, "external_id", say), line)
    if holds_identity(line.external_id):  # the line's number is kept in the clear, whatever else is wrong with it
        say(Remark("external_id", "error", "roster.identity_misplaced", masked("identity_number", external_id)))
        line.external_id = None
    state = state_of(status, say)
    if state == "absent" and not gaps:
        line.is_absent = True
        line.remarks = [remark for remark in line.remarks if remark.field in ("external_id", "status")]
        return line
    if "identity_number" not in gaps:
        line.identity_number = identity_of(identity_number, say)
    entry = {
        "external_id": line.external_id,
        "name": _needed("name", name_of(name, say), line),
        "gender": gender_of(gender, say),
        "birth_month": month_of(birth_month, say),
        "identity_number": line.identity_number,
        "phone": phone_of(phone, say),
        "department": plain_text(department, "department", say, longest=200),
        "skills": values_of(skills, "skills", say),
        "interests": values_of(interests, "interests", say),
        "residence_code": code_of(residence, "residence_code", say),
        "state": state,
    }
    if not line.has_errors:
        line.entry = _judged(RosterEntry(**cast(Any, entry)), line, communities, today)
    return line


def _without_sheet_errors(cells: Sequence[Cell], line: Line) -> tuple[list[Cell], list[str]]:
    """The cells with nothing where a spreadsheet's error stands, and the columns of those, which are told."""
    broken: list[str] = [name for name, cell in zip(ROSTER_COLUMNS, cells, strict=True) if is_sheet_error(cell)]
    line.remarks += [Remark(name, "error", "roster.cell_error") for name in broken]
    return ["" if is_sheet_error(cell) else cell for cell in cells], broken


def _needed(name: str, value: str | None, line: Line) -> str | None:
    if value is None and not any(remark.field == name and remark.kind == "error" for remark in line.remarks):
        line.remarks.append(Remark(name, "error", "roster.missing"))
    return value


def _judged(entry: RosterEntry, line: Line, communities: Collection[str], today: date) -> RosterEntry | None:
    for found in faults_of(0, entry, communities=communities, today=today):
        name = found.pointer.rpartition("/")[2]
        line.remarks.append(Remark(name, "error", found.code, masked(name, str(getattr(entry, name)))))
    return None if line.has_errors else entry
