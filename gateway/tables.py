"""Tables as files: CSV a row at a time, and workbooks; no text in them is ever a formula."""

import csv
import io
import tempfile
import time
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from shared.cells import harmless, is_like_formula

CSV = "text/csv"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "s"
PIECE_BYTES = 65536
ROWS_A_PIECE = 200
ROWS_IN_A_ROW = 30

Cell = str | int | float | date | None
Rows = Iterable[Sequence[Cell]]


class Sheet(NamedTuple):
    title: str
    rows: Rows


def write_csv(rows: Rows) -> Iterator[bytes]:
    """A table as CSV in UTF-8, with the mark by which office software knows that, a piece at a time."""
    piece = io.StringIO(newline="")
    writer = csv.writer(piece)
    yield BOM_UTF8
    for number, row in enumerate(rows, 1):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
        if number % ROWS_A_PIECE == 0:
            yield _taken(piece)
    yield _taken(piece)


def _taken(piece: io.StringIO) -> bytes:
    text = piece.getvalue()
    piece.seek(0)
    piece.truncate()
    return text.encode()


def write_workbook(sheets: Iterable[Sheet]) -> BinaryIO:
    """Sheets as a workbook in a file that is gone when it is closed; rows are written as they come."""
    workbook = Workbook(write_only=True)
    file: Any = tempfile.TemporaryFile()  # noqa: SIM115 (whoever reads it closes it)
    try:
        for sheet in sheets:
            written: Any = workbook.create_sheet(sheet.title)
            for number, row in enumerate(sheet.rows, 1):
                written.append([_cell(written, one) for one in row])
                if number % ROWS_IN_A_ROW == 0:
                    time.sleep(0)  # others are to get their turn: a row takes a third of a millisecond
    except BaseException:
        file.close()
        raise
    finally:
        workbook.save(io.BytesIO() if file.closed else file)  # which also clears away what was written on the way
    file.seek(0)
    return file  # type: ignore[no-any-return]


def _cell(sheet: Any, value: Cell) -> Any:
    """A text is marked as text, and as typed with an apostrophe where an editor would make a formula of it."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = TEXT
    if is_like_formula(value):
        cell.quotePrefix = True
    return cell


def read_pieces(file: BinaryIO) -> Iterator[bytes]:
    """A file's content; it is closed at the end, or when the reader goes away."""
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece
