import tracemalloc
from collections.abc import Iterator

import pytest

from gateway.rosters.lines import MAX_RECORD_CHARS, Endless, Lines


def test_lines_are_cut_where_they_end_however_the_pieces_are_cut() -> None:
    lines = Lines(iter(["a\r", "\nb", "", "\rc\n\n", "d\u2028\x85e"]))

    assert list(lines) == ["a\r\n", "b\r", "c\n", "\n", "d\u2028\x85e"]
    assert lines.number == 5


def test_what_is_taken_back_comes_again_under_its_numbers() -> None:
    lines = Lines(iter(["a\nb\nc\nd\n"]))
    next(lines)
    begins = lines.begin()
    taken = [next(lines), next(lines), next(lines)]
    lines.take_back(but=1)

    assert (begins, taken, lines.number) == (2, ["b\n", "c\n", "d\n"], 2)
    assert (lines.begin(), list(lines)) == (3, ["c\n", "d\n"])


def test_a_line_without_end_takes_no_memory_without_end() -> None:
    def texts() -> Iterator[str]:
        for _ in range(300):
            yield "x" * 65536

    lines = Lines(texts())
    tracemalloc.start()
    try:
        with pytest.raises(Endless):
            next(lines)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 40 * MAX_RECORD_CHARS
    assert list(lines) == []
