"""Rows of a file as they came, by which one is known again without being read."""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from services.membership.roster.lines import Cell
from shared.encryption import Cipher
from shared.messages.wire import encode

READING = 2  # counted up when a row is read to something else than before: rows known until then are read once more
CELL, LIST = "\x1e", "\x1f"


class RowMarks:
    """
    Makes a mark of a row: the same as long as the row and what it is read by are.

    lists_digest: of all that rows are read by.
    communities, words: as rows are read by them. absent: the columns that the file hasn't.
    Rows that hold separators are never free of faults, so that none that
    is known by its mark is taken for another.
    """

    def __init__(
        self,
        cipher: Cipher,
        communities: Set[str],
        words: Mapping[str, Mapping[str, str]],
        absent: Sequence[str] = (),
    ) -> None:
        self._cipher = cipher
        self.lists_digest = cipher.digest(encode([READING, sorted(communities), words, sorted(absent)]).decode())

    def mark(self, cells: Sequence[Cell]) -> str:
        return self._cipher.digest(self.lists_digest + _text_of(cells))


def _text_of(cells: Sequence[Any]) -> str:
    try:
        return CELL.join(cells)
    except TypeError:
        return CELL.join(cell if isinstance(cell, str) else LIST + LIST.join(cell) for cell in cells)
