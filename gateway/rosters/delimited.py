"""Rosters as CSV (RFC 4180) with commas, semicolons or tabs: whichever makes the most sense of the header."""

import csv
from collections.abc import Iterator
from operator import itemgetter

from gateway.rosters.header import HEADER_WITHIN, Header, count_known, read_header
from gateway.rosters.lines import Endless, Lines
from gateway.rosters.row import MAX_LINES, RosterFile, Row, malformed
from shared.errors import Invalid, TooLarge

DELIMITERS = ",;\t"
BLANK = f'{DELIMITERS}\r\n "\u3000'


def read_delimited(texts: Iterator[str]) -> RosterFile:
    """
    A roster in CSV.

    A line whose quotes are wrong is a row with a fault, and reading goes on behind it.

    Raises:
        Invalid: `roster.empty`, `roster.header_missing`, `roster.header_repeated`.
        TooLarge: `roster.too_large`, too many columns; later also too many lines.
    """
    lines = Lines(texts)
    delimiter, names = _find_header(lines)
    header = read_header(names)
    return RosterFile(header.ignored, header.absent, _rows(lines, delimiter, header))


def _find_header(lines: Lines) -> tuple[str, list[str]]:
    """The delimiter and the names of the header; no names where none of the first lines is one."""
    try:
        if not _skip_blank(lines):
            raise Invalid("roster.empty")
        for _ in range(HEADER_WITHIN):
            if not _skip_blank(lines):
                break
            most_known, delimiter = max(_known_by_delimiter(lines), key=itemgetter(0))
            cells = next(_records(lines, delimiter))[1] or []
            if most_known[0]:
                return delimiter, cells
    except Endless:
        pass
    return DELIMITERS[0], []


def _known_by_delimiter(lines: Lines) -> Iterator[tuple[tuple[int, int], str]]:
    """Of the next line, which comes again: how many names are known and how many there are, with each delimiter."""
    for delimiter in DELIMITERS:
        cells = next(_records(lines, delimiter))[1] or []
        lines.take_back(but=0)
        yield (count_known(cells), len(cells)), delimiter


def _skip_blank(lines: Lines) -> bool:
    """Whether there is a line that isn't blank; it comes next."""
    while True:
        lines.begin()
        line = next(lines, None)
        if line is None:
            return False
        if line.strip(BLANK):
            lines.take_back(but=0)
            return True


def _records(lines: Lines, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Where each record begins and its cells; None where it can't be read."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = lines.begin()
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except (csv.Error, Endless):
            lines.take_back(but=1)
            yield line, None


def _rows(lines: Lines, delimiter: str, header: Header) -> Iterator[Row]:
    for line, cells in _records(lines, delimiter):
        if line > MAX_LINES:
            raise TooLarge("roster.too_large", f"At most {MAX_LINES} lines.")
        row = malformed(line) if cells is None else header.row(line, cells)
        if row:
            yield row
