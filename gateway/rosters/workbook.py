"""Rosters as .xlsx workbooks: the first sheet that can be seen, with the values as Excel stored them."""

import contextlib
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import IO, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.reader.strings import read_string_table
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS

from gateway.rosters.header import HEADER_WITHIN, Header, count_known, read_header
from gateway.rosters.parts import Bottomless, Counted, Ended, Parts
from gateway.rosters.pieces import pieces_of
from gateway.rosters.row import COLUMNS, MAX_CHARS, MAX_COLUMNS, UNRESOLVED, RosterFile, Row, Stream, malformed
from shared.errors import Invalid, Malformed, Refusal, TooLarge

MAX_BYTES = 16 * 1024 * 1024
MAX_SHEETS = 100
MAX_SHEET_ROWS = 1_048_576  # of Excel itself
MANY_DIGITS = 10**15  # from here on Excel keeps not all digits of a number
UNREADABLE = "Takes a workbook as Excel saves it as .xlsx, without a password."
BIRTH_MONTH = COLUMNS.index("birth_month")


class _Unresolved(str):
    """A formula of which the workbook holds no result: who has written it hasn't had it calculated."""

    __slots__ = ()


class _Sheet(WorkSheetParser):
    """Tells a formula without a result from an empty cell."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["value"] = _Unresolved("=")
        return cell


class _Turns:
    """A file that lets others have their turn whenever some of it is read, since reading XML takes long."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek = file.seek
        self.tell = file.tell
        self.seekable = file.seekable

    def read(self, size: int = -1) -> bytes:
        time.sleep(0)
        return self._file.read(size)


def read_workbook(stream: Stream) -> RosterFile:
    """
    A roster in a workbook, which is kept in a temporary file until its rows are read.

    Raises:
        Invalid: `roster.empty`, `roster.header_missing`, `roster.header_repeated`.
        Malformed: `roster.workbook_unreadable`, also while the rows are read: no workbook, one with a password, or one
            that unpacks to more than any roster does.
        TooLarge: `roster.too_large`.
    """
    lines = _lines(stream)
    header = read_header(_header_names(lines))
    return RosterFile(header.ignored, header.absent, _rows(lines, header))


def _header_names(lines: Iterator[tuple[int, list[Any]]]) -> list[str]:
    """The names in the header; none where none of the first rows is one."""
    is_empty = True
    for names in islice(_filled(lines), HEADER_WITHIN):
        if count_known(names):
            return names
        is_empty = False
    if is_empty:
        raise Invalid("roster.empty")
    return []


def _filled(lines: Iterator[tuple[int, list[Any]]]) -> Iterator[list[str]]:
    """The texts of rows that aren't blank, up to the last of each."""
    for _, values in lines:
        texts = [_text(value).strip() for value in values]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            yield texts


def _rows(lines: Iterator[tuple[int, list[Any]]], header: Header) -> Iterator[Row]:
    month_at = header.places[BIRTH_MONTH]
    chars = 0
    for line, values in lines:
        cells = [_text(value) for value in values]
        if 0 <= month_at < len(values) and isinstance(values[month_at], date):
            cells[month_at] = values[month_at].isoformat()[:7]
        if row := header.row(line, cells):
            chars += sum(map(len, row.cells))
            if chars > MAX_CHARS:
                raise TooLarge("roster.too_large", f"At most {MAX_CHARS} characters in all cells.")
            yield _with_gaps(row) if any(isinstance(value, _Unresolved) for value in values) else row


def _with_gaps(row: Row) -> Row:
    """A row of whose values some have no result: it has a gap in place of each; those of no column are passed over."""
    if row.fault:
        return malformed(row.line, UNRESOLVED)
    cells: list[str | list[str]] = [[] if isinstance(cell, _Unresolved) else cell for cell in row.cells]
    return Row(row.line, cells, UNRESOLVED if [] in cells else None)


def _text(value: Any) -> str:
    """A cell's value as text: digits where they are certain, as `9.99101198309274E+17` where Excel has lost some."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        if abs(value) >= MANY_DIGITS:
            return f"{Decimal(value):.14E}"
        return str(int(value)) if value == value // 1 else str(value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    return "" if value is None else str(value)


def _lines(stream: Stream) -> Iterator[tuple[int, list[Any]]]:
    """Numbers of the sheet's rows, and the values of their cells."""
    with tempfile.TemporaryFile() as file:
        for piece in pieces_of(stream, MAX_BYTES):
            file.write(piece)
        try:
            turns: Any = _Turns(file)
            with Parts(turns) as parts:
                for line, cells in _sheet(turns, parts):
                    if not 0 < line <= MAX_SHEET_ROWS:
                        raise ValueError(f"there is no row {line}")
                    yield line, _in_places(cells)
        except Refusal:
            raise
        except Exception:  # noqa: BLE001 (a broken workbook makes openpyxl raise anything)
            raise Malformed("roster.workbook_unreadable", UNREADABLE) from None


def _sheet(file: Any, parts: Parts) -> Iterator[tuple[int, Sequence[Mapping[str, Any]]]]:
    """What openpyxl reads of the first sheet that can be seen, without what no roster needs: links, themes, charts."""
    warnings.filterwarnings("ignore", module=r"openpyxl\.")  # of what it leaves out
    reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
    reader.archive = parts
    reader.read_manifest()
    reader.read_workbook()
    apply_stylesheet(parts, reader.wb)
    name = _first_visible(reader)
    if name is None:
        return
    book: Any = reader.wb
    with parts.open(name) as source:
        parser = _Sheet(
            Counted(source, "row", last="sheetData"),
            _shared_texts(reader, parts),
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        with contextlib.suppress(Ended):
            for row in parser.parse():
                yield row
                parser.row_dimensions.clear()


def _first_visible(reader: ExcelReader) -> str | None:
    if len(reader.parser.sheets) > MAX_SHEETS:
        raise Bottomless
    for sheet, link in reader.parser.find_sheets():
        if sheet.state == "visible" and "chartsheet" not in link.Type:
            return str(link.target)
    return None


def _shared_texts(reader: ExcelReader, parts: Parts) -> list[str]:
    package: Any = reader.package
    table = package.find(SHARED_STRINGS)
    if table is None:
        return []
    with parts.open(table.PartName[1:]) as source:
        return read_string_table(Counted(source, "si"))


def _in_places(cells: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Values by their columns; those behind the last that a roster may have stand at its end, all in one place."""
    values: list[Any] = [None] * min(max((cell["column"] for cell in cells), default=0), MAX_COLUMNS + 1)
    for cell in cells:
        if cell["value"] is not None:
            values[min(cell["column"], MAX_COLUMNS + 1) - 1] = cell["value"]
    return values
