"""What rows are read to, held against the number under which they are known."""

import hashlib
from datetime import date

import pytest
from cryptography.fernet import Fernet

from services.membership.roster.lines import read_line
from services.membership.roster.rows import READING, RowMarks
from shared.encryption import Cipher
from tests.services.membership.roster_files import DATA, rows_of

# Whoever changes what a row is read to counts READING up and adds the new digest: rows known until then are read anew.
READ_TO = {2: "8765a2d5830a930c9bbc53135a5639b615070e7b5bc3ceb6eceb9f79bed6dd9d"}
COMMUNITIES = {"SFJ", "BL", "YB", "GHT"}
TODAY = date(2026, 11, 24)
BROKEN = [[9, ["A9", name, *[""] * 9], None] for name in ("#REF!", " #REF!", "＃N/A")]


def test_what_rows_are_read_to_changes_only_with_its_number() -> None:
    rows = [*rows_of(), *rows_of(DATA / "roster_messy_bom.csv"), *BROKEN]
    lines = [read_line(row, communities=COMMUNITIES, today=TODAY) for row in rows]

    assert hashlib.sha256(repr(lines).encode()).hexdigest() == READ_TO[READING]


CELLS = ["A1", "陈华英", "", "", "", "", "", "摄影", "", "", ""]


@pytest.mark.parametrize(
    "cells, communities, words",
    [
        ([*CELLS[:-1], "在职"], COMMUNITIES, {"skill": {"摄影": "摄影"}}),
        (["A1", "陈华英", "", "", "", "", "摄影", "", "", "", ""], COMMUNITIES, {"skill": {"摄影": "摄影"}}),
        ([*CELLS[:7], ["摄影"], *CELLS[8:]], COMMUNITIES, {"skill": {"摄影": "摄影"}}),
        (CELLS, COMMUNITIES - {"YB"}, {"skill": {"摄影": "摄影"}}),
        (CELLS, COMMUNITIES, {"skill": {"摄影": "拍照"}}),
        (CELLS, COMMUNITIES, {"skill": {"摄影": "摄影", "拍照": "摄影"}}),
    ],
)
def test_another_row_and_the_same_row_read_by_other_lists_have_other_marks(
    cells: list[str | list[str]], communities: set[str], words: dict[str, dict[str, str]]
) -> None:
    cipher = Cipher([Fernet.generate_key().decode()], "hash key")
    usual = RowMarks(cipher, COMMUNITIES, {"skill": {"摄影": "摄影"}})

    assert usual.mark(list(CELLS)) == usual.mark(CELLS)
    assert RowMarks(cipher, communities, words).mark(cells) != usual.mark(CELLS)
