"""How many rows of a roster are sent together: many, but never much text at once."""

import pytest

from gateway.roster_upload import CHARS_A_PART, parts_of
from gateway.rosters import COLUMNS, Row
from shared.messages.membership import ROWS_A_PART

LONG = CHARS_A_PART // 10


def rows(count: int, chars: int) -> list[Row]:
    return [Row(line, ["x" * chars, *[""] * (len(COLUMNS) - 1)]) for line in range(count)]


@pytest.mark.parametrize(
    "count, chars, expected",
    [
        (0, 10, []),
        (1, 10, [1]),
        (ROWS_A_PART, 10, [ROWS_A_PART]),
        (2 * ROWS_A_PART + 1, 10, [ROWS_A_PART, ROWS_A_PART, 1]),
        (25, LONG, [10, 10, 5]),
        (2, 2 * CHARS_A_PART, [1, 1]),
    ],
)
def test_a_part_ends_with_its_last_row_or_when_it_holds_much(count: int, chars: int, expected: list[int]) -> None:
    given = rows(count, chars)
    parts = list(parts_of(given))

    assert [len(part) for part in parts] == expected
    assert [row for part in parts for row in part] == given
