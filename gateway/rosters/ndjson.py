"""Rosters as NDJSON: one object a line, whose keys are named as columns are."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Any

import orjson

from gateway.rosters.header import MEANINGS, plain, refuse_missing, told
from gateway.rosters.row import (
    COLUMNS,
    LISTS,
    MAX_CELL_CHARS,
    MAX_LINES,
    RosterFile,
    Row,
    malformed,
)
from shared.errors import TooLarge

MAX_LINE_BYTES = 256 * 1024
FIRST_LINES = 200


def read_ndjson(pieces: Iterator[bytes]) -> RosterFile:
    """
    A roster in NDJSON; a line that isn't an object of texts, or of lists of texts, is a row with a fault.

    Raises:
        Invalid: `roster.header_missing`, a column that is needed is in none of the first lines.
        TooLarge: `roster.too_large`, while the rows are read.
    """
    objects = _objects(pieces)
    first = list(islice(objects, FIRST_LINES))
    keys = dict.fromkeys(key for _, found in first if found for key in found)
    if first:
        meant = {_meaning(key) for key in keys}
        refuse_missing([column for column in COLUMNS if column not in meant])
    rows = (_row(line, found) for line, found in chain(first, objects))
    return RosterFile(told(key for key in keys if _meaning(key) is None), (), rows)


@lru_cache(maxsize=1024)
def _meaning(key: str) -> str | None:
    return MEANINGS.get(plain(key))


def _objects(pieces: Iterator[bytes]) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """The number of each line that isn't blank, and its object; None where it is none."""
    for number, line in enumerate(_lines(pieces), start=1):
        if number > MAX_LINES:
            raise TooLarge("roster.too_large", f"At most {MAX_LINES} lines.")
        if line.strip():
            yield number, _object(line)


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    carry = next(pieces, b"").removeprefix(b"\xef\xbb\xbf")
    for piece in chain((b"",), pieces):
        *lines, carry = (carry + piece).split(b"\n")
        yield from lines
        carry = carry[: MAX_LINE_BYTES + 1]
    yield carry


def _object(line: bytes) -> dict[str, Any] | None:
    if len(line) > MAX_LINE_BYTES:
        return None
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _row(line: int, found: dict[str, Any] | None) -> Row:
    if found is None:
        return malformed(line)
    values: dict[str, Any] = {}
    for key, value in found.items():
        column = _meaning(key)
        if column and (column in values or not _is_cell(column, value)):
            return malformed(line)
        if column:
            values[column] = value or ""
    return Row(line, [values.get(column, "") for column in COLUMNS])


def _is_cell(column: str, value: Any) -> bool:
    if isinstance(value, list):
        is_text = column in LISTS and all(isinstance(one, str) for one in value)
        return is_text and sum(map(len, value)) + len(value) <= MAX_CELL_CHARS
    return value is None or (isinstance(value, str) and len(value) <= MAX_CELL_CHARS)
