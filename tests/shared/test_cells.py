import pytest

from shared.cells import harmless


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_begins_like_a_formula_gets_an_apostrophe(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "陈华英", "a=1", "'=1", "1+1", " ="])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
