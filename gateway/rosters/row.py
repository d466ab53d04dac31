"""What a roster file is read to, and the bounds of all that is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

COLUMNS = (
    "external_id",
    "name",
    "gender",
    "birth_month",
    "identity_number",
    "phone",
    "department",
    "skills",
    "interests",
    "residence_code",
    "status",
)
REQUIRED = ("external_id", "name", "identity_number")
LISTS = frozenset({"skills", "interests"})
MALFORMED = "roster.line_malformed"
UNRESOLVED = "roster.formula_unresolved"

MAX_LINES = 1_000_000
MAX_CHARS = 64 * 1024 * 1024  # of all cells of a workbook, which packs what repeats
MAX_COLUMNS = 256
MAX_CELL_CHARS = 10_000
MAX_NAME_CHARS = 100
MAX_NAMES = 200  # of columns that mean nothing to us


class Stream(Protocol):
    """What a file comes from: `read(n)` gives up to n bytes, none at the end."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Row:
    """
    One line of a roster.

    line: where it begins in the file, from 1; quoted line breaks count. In a workbook the sheet's row.
    cells: in the order of COLUMNS, as they stand in the file; empty where it says nothing. Lists only from NDJSON, and
        an empty one in each place that `roster.formula_unresolved` is about.
    fault: code of what is wrong with the line; of one that can't be read at all, all cells are empty.
    """

    line: int
    cells: list[str | list[str]]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class RosterFile:
    """
    A roster of which the beginning is read.

    ignored: names of columns that mean nothing to us; of NDJSON those that its first lines hold.
    absent: columns that the file hasn't; of NDJSON none, since an object may leave out what is empty.
    rows: one line after the other, blank ones left out; read while they are asked for, which may still refuse the file.
    """

    ignored: tuple[str, ...]
    absent: tuple[str, ...]
    rows: Iterator[Row]


def malformed(line: int, fault: str = MALFORMED) -> Row:
    return Row(line, [""] * len(COLUMNS), fault)
