"""Lines of a text that comes in pieces; those of a record that turns out to be none can be read again."""

import io
from collections import deque
from collections.abc import Iterator

MAX_RECORD_LINES = 100
MAX_RECORD_CHARS = 65536


class Endless(Exception):
    """A record goes on for longer than any does: something in it was opened and never closed."""


class Lines:
    """
    Iterates over lines with their ends: LF, CRLF or CR.

    number: how many were given out and not taken back.

    Raises, when iterated over:
        Endless: more lines or characters than a record has, since `begin`.
    """

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts
        self._carry = ""
        self._ahead: deque[str] = deque()
        self._record: list[str] = []
        self._chars = 0
        self.number = 0

    def begin(self) -> int:
        """A record begins with the next line; its number."""
        self._record.clear()
        self._chars = 0
        return self.number + 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self._ahead and not self._find_more():
            raise StopIteration
        line = self._ahead.popleft()
        self.number += 1
        self._record.append(line)
        self._chars += len(line)
        if self._chars > MAX_RECORD_CHARS or len(self._record) > MAX_RECORD_LINES:
            raise Endless
        return line

    def take_back(self, *, but: int) -> None:
        """The lines since `begin` come again, all but the first so many."""
        again = self._record[but:]
        self._ahead.extendleft(reversed(again))
        self.number -= len(again)
        del self._record[but:]

    def _find_more(self) -> bool:
        for text in self._texts:
            lines = io.StringIO(self._carry + text, newline="").readlines()
            self._carry = lines.pop() if lines and not lines[-1].endswith("\n") else ""
            # What is cut off here is part of a line that is too long already.
            self._carry = self._carry[: MAX_RECORD_CHARS + 1]
            if lines:
                self._ahead.extend(lines)
                return True
        if self._carry:
            self._ahead.append(self._carry)
            self._carry = ""
        return bool(self._ahead)
