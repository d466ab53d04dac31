"""A file on its way: read while it is sent, never whole in memory."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from gateway.rosters import CSV, NDJSON, WORKBOOK

CONTENT_TYPES = {
    ".csv": CSV,
    ".tsv": CSV,
    ".txt": CSV,
    ".ndjson": NDJSON,
    ".jsonl": NDJSON,
    ".xlsx": WORKBOOK,
}


class Upload:
    """
    The body of a request, as requests takes it.

    tell: is told after each piece how many bytes have been read.
    """

    def __init__(self, path: Path, tell: Callable[[int], None]) -> None:
        self._file = path.open("rb")
        self._size = path.stat().st_size
        self._sent = 0
        self._tell = tell

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(65536), b"")

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self._sent += len(piece)
        self._tell(self._sent)
        return piece
