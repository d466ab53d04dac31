"""Parts of a workbook within bounds: openpyxl builds in memory what a part holds, and a part can hold anything."""

from typing import Any, Protocol
from xml.parsers import expat
from zipfile import ZipFile

MAX_BYTES = 128 * 1024 * 1024
MAX_WHOLE_BYTES = 2 * 1024 * 1024  # of a part that is read whole
MAX_RATIO = 100  # sheets are packed to a tenth of their size, or a fortieth where all lines are alike
MIN_BYTES_FOR_RATIO = 1024 * 1024
MAX_PARTS = 2000
MAX_UNITS = 1_000_000
MAX_UNIT_ELEMENTS = 20_000
MAX_UNIT_BYTES = 4 * 1024 * 1024
MAX_ELEMENTS_BETWEEN = 20_000
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Bottomless(Exception):
    """A workbook would take more memory than any roster needs."""


class Ended(Exception):
    """The rows of a sheet have ended; what comes behind them isn't read."""


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Parts(ZipFile):
    """
    The parts of a workbook.

    Raises:
        Bottomless: at once, for all together; by `read`, for a part that isn't small.
    """

    def __init__(self, file: Any) -> None:
        super().__init__(file)
        parts = self.infolist()
        large = [part for part in parts if part.file_size > MIN_BYTES_FOR_RATIO]
        is_bomb = any(part.file_size > part.compress_size * MAX_RATIO for part in large)
        if is_bomb or len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_BYTES:
            raise Bottomless

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        if self.getinfo(name).file_size > MAX_WHOLE_BYTES:
            raise Bottomless
        return super().read(name, pwd)


class Counted:
    """
    A part that is read element by element, counted before openpyxl sees them.

    unit: what openpyxl forgets the content of as soon as it ends.
    last: behind whose end nothing is wanted.

    Raises, by `read`:
        Bottomless: too many units, too much in one of them, or too much outside.
        Ended: the last was given out before.
    """

    def __init__(self, source: Readable, unit: str, last: str = "") -> None:
        self._source = source
        self._unit = f"{MAIN} {unit}"
        self._last = f"{MAIN} {last}"
        self._depth = self._inside = self._units = self._between = 0
        self._size = self._ended_at = 0
        self._is_over = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close

    def read(self, size: int = -1, /) -> bytes:
        if self._is_over:
            raise Ended
        piece = self._source.read(size)
        self._parser.Parse(piece, not piece)
        self._size += len(piece)
        if self._size - self._ended_at > MAX_UNIT_BYTES:
            raise Bottomless
        return piece

    def _open(self, name: str, _: dict[str, str]) -> None:
        if name == self._unit:
            self._depth += 1
        if self._depth:
            self._inside += 1
        else:
            self._between += 1
        if self._inside > MAX_UNIT_ELEMENTS or self._between > MAX_ELEMENTS_BETWEEN:
            raise Bottomless

    def _close(self, name: str) -> None:
        if name == self._unit:
            self._depth -= 1
            if not self._depth:
                self._inside = 0
                self._units += 1
                self._ended_at = self._parser.CurrentByteIndex
                if self._units > MAX_UNITS:
                    raise Bottomless
        elif name == self._last:
            self._is_over = True
