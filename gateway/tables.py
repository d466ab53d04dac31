"""Tables as files: CSV a row at a time, and workbooks; no text in them is ever a formula."""

import csv
import io
import tempfile
import time
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from shared.cells import harmless, is_like_formula

CSV = "text/csv"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "s"
PIECE_BYTES = 65536
ROWS_A_PIECE = 200
ROWS_IN_A_ROW = 30
ROWS_MEASURED = 200
NARROWEST, WIDEST = 8, 60
DOUBLE_WIDTH = ("W", "F", "A")  # Unicode's East Asian widths; fonts for Chinese have ambiguous ones wide too
BOLD = Font(bold=True)
PERCENT = "0.00%"
MONEY = "#,##0.00"
MOMENT = "yyyy-mm-dd hh:mm:ss"

Cell = str | int | float | Decimal | date | None
Rows = Iterable[Sequence[Cell]]


class Percent(float):
    """A part of a whole, shown by the hundred."""


class Yuan(Decimal):
    """An amount of money, shown with two digits."""

    @classmethod
    def of(cls, amount_minor: int) -> "Yuan":
        """amount_minor: in fen."""
        return cls(Decimal(amount_minor).scaleb(-2))


class Heading(list[Cell]):
    """A row that names columns."""


class Sheet(NamedTuple):
    """frozen_rows: how many stay in sight while the others are scrolled."""

    title: str
    rows: Rows
    frozen_rows: int = 0


def write_csv(rows: Rows) -> Iterator[bytes]:
    """A table as CSV in UTF-8, with the mark by which office software knows that, a piece at a time."""
    piece = io.StringIO(newline="")
    writer = csv.writer(piece)
    yield BOM_UTF8
    for number, row in enumerate(rows, 1):
        writer.writerow([_text_of(cell) for cell in row])
        if number % ROWS_A_PIECE == 0:
            yield _taken(piece)
    yield _taken(piece)


def _text_of(cell: Cell) -> Cell:
    """An instant in ISO 8601, with its offset."""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    return harmless(cell) if isinstance(cell, str) else cell


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
            for number, row in enumerate(_laid_out(written, sheet), 1):
                written.append([_cell(written, one, is_bold=isinstance(row, Heading)) for one in row])
                if number % ROWS_IN_A_ROW == 0:
                    time.sleep(0)  # others are to get their turn: a row takes a third of a millisecond
    except BaseException:
        file.close()
        raise
    finally:
        workbook.save(io.BytesIO() if file.closed else file)  # which also clears away what was written on the way
    file.seek(0)
    return file  # type: ignore[no-any-return]


def _laid_out(written: Any, sheet: Sheet) -> Rows:
    """The rows of a sheet whose columns are made as wide as the first of them ask for: that comes before any row."""
    rows = iter(sheet.rows)
    first = list(islice(rows, ROWS_MEASURED))
    for number, width in _widths(first).items():
        written.column_dimensions[get_column_letter(number)].width = width
    if sheet.frozen_rows:
        written.freeze_panes = f"A{sheet.frozen_rows + 1}"
    return chain(first, rows)


def _widths(rows: Rows) -> dict[int, int]:
    """How wide each column is, in characters; what stands alone in its row may reach over those beside it."""
    widths: dict[int, int] = {}
    for row in rows:
        for number, cell in enumerate(row, 1):
            if len(row) > 1 and cell is not None:
                widths[number] = max(widths.get(number, NARROWEST), min(_width(cell), WIDEST))
    return widths


def _width(cell: Cell) -> int:
    text = f"{cell:.2%}" if isinstance(cell, Percent) else str(cell)
    lines = (sum(1 + (east_asian_width(one) in DOUBLE_WIDTH) for one in line) for line in text.splitlines())
    return max(lines, default=0) + 2


def _cell(sheet: Any, value: Cell, *, is_bold: bool) -> Any:
    """
    A text is marked as text, and as typed with an apostrophe where an editor would make a formula of it. An instant is
    the time of day that it has: workbooks know no offsets.
    """
    if isinstance(value, Percent):
        cell = WriteOnlyCell(sheet, float(value))
        cell.number_format = PERCENT
        return cell
    if isinstance(value, Yuan):
        cell = WriteOnlyCell(sheet)
        cell.value = value
        cell.number_format = MONEY
        return cell
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value.replace(tzinfo=None, microsecond=0))
        cell.number_format = MOMENT
        return cell
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = TEXT
    if is_bold:
        cell.font = BOLD
    if is_like_formula(value):
        cell.quotePrefix = True
    return cell


def read_pieces(file: BinaryIO) -> Iterator[bytes]:
    """A file's content; it is closed at the end, or when the reader goes away."""
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece
