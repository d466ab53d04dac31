"""What rows of a roster file are read by, and reading them; needs no database once the lists are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from services.membership.handlers.entries import FiledEntry
from services.membership.model import RosterSync
from services.membership.repository import MembershipUnitOfWork
from services.membership.roster.lines import Line, read_line
from services.membership.roster.repair import Remark
from services.membership.roster.rows import RowMarks
from services.membership.skills import canonical
from shared.clock import SHANGHAI
from shared.encryption import Cipher
from shared.messages.membership import RosterColumn, RosterEntry

Words = dict[str, dict[str, str]]
PARTS_A_STEP = 8


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
    """What rows are read by: the tenant's communities and words, and the day."""

    codes: set[str]
    words: Words
    marks: RowMarks
    today: date
    absent: Sequence[RosterColumn]
    cipher: Cipher

    @property
    def digest(self) -> str:
        """Another one once any of the lists is."""
        return self.marks.lists_digest

    def read(self, unknown: Rows) -> list[Said]:
        """What these rows say; needs no database."""
        return [Said(unknown.part, *self._say(row), unknown.marks[row[0]]) for row in unknown.rows]

    def line(self, row: list[Any]) -> Line:
        return read_line(row, communities=self.codes, today=self.today)

    def _say(self, row: list[Any]) -> tuple[Line, str | None]:
        line = self.line(row)
        if line.entry is None:
            return line, None
        line.remarks += self._unlisted(line.entry)
        return line, FiledEntry(line.entry, self.absent).digest(self.cipher)

    def _unlisted(self, entry: RosterEntry) -> list[Remark]:
        """Words that the tenant's lists don't have; they are kept all the same."""
        found = (
            (field, canonical(getattr(entry, field), self.words[kind])[1])
            for field, kind in (("skills", "skill"), ("interests", "interest"))
        )
        return [Remark(field, "warning", "roster.unlisted", word) for field, unlisted in found for word in unlisted]

    def listed(self, entry: RosterEntry) -> dict[str, list[str]]:
        """Skills and interests by their canonical names."""
        return {
            "skills": canonical(entry.skills, self.words["skill"])[0],
            "interests": canonical(entry.interests, self.words["interest"])[0],
        }


def parts_a_step(uow: MembershipUnitOfWork) -> int:
    """Of several parts one is read while another is written; a file that all write to is better left free soon."""
    return 1 if uow.session.get_bind().dialect.name == "sqlite" else PARTS_A_STEP


def lists_of(sync: RosterSync, uow: MembershipUnitOfWork) -> Lists:
    codes = uow.organisations.codes()
    words = {"skill": uow.skills.known("skill"), "interest": uow.skills.known("interest")}
    marks = RowMarks(uow.cipher, codes, words, sync.absent_columns)
    return Lists(codes, words, marks, uow.now.astimezone(SHANGHAI).date(), sync.absent_columns, uow.cipher)
