"""Roster files for tests: streams that give what they like, and what is read from them."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from gateway.rosters import COLUMNS, CSV, RosterFile, Row, open_roster

SHEET = "xl/worksheets/sheet1.xml"
DATA = Path(__file__).parent / "data"
HEADER = "人员编号,姓名,性别,出生年月,身份证号,手机号,部门,专业特长,兴趣方向,居住社区代码,在职状态"
LINE = "WB1,罗军,男,1965-11,999101196511237330,19900000321,信息中心,摄影,治安巡逻;矛盾调解,YB,在职"


class Trickle:
    """A stream that gives at most so many bytes at a time."""

    def __init__(self, content: bytes, most: int = 1 << 30) -> None:
        self._content = io.BytesIO(content)
        self._most = most
        self.taken = 0

    def read(self, size: int, /) -> bytes:
        part = self._content.read(min(size, self._most))
        self.taken += len(part)
        return part


def opened(content: bytes, content_type: str = CSV, charset: str | None = None) -> RosterFile:
    return open_roster(Trickle(content), content_type, charset=charset)


def rows_of(content: bytes, content_type: str = CSV, charset: str | None = None) -> list[Row]:
    return list(opened(content, content_type, charset).rows)


def short(*lines: str) -> str:
    """A roster with the columns that are needed."""
    return "\n".join(["external_id,name,identity_number", *lines])


def told(rows: Iterable[Row]) -> list[tuple[int, str]]:
    """Lines with what tells them apart: the number of the person, or the fault."""
    return [(row.line, row.fault or str(row.cells[0])) for row in rows]


def written(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def cell(row: Row, column: str) -> str | list[str]:
    return row.cells[COLUMNS.index(column)]


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def workbook(*rows: Sequence[Any]) -> bytes:
    """The rows on one sheet, texts as texts even if they look like formulas."""
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    for cells in sheet.iter_rows():
        for one in cells:
            if isinstance(one.value, str):
                one.data_type = "s"
    return saved(book)


def changed(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """A workbook with its parts changed, and further ones."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in more.items():
            new.writestr(name, part)
    return file.getvalue()


def with_sheet(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    return changed(content, lambda name, part: change(part) if name == SHEET else part)
