import pytest

from gateway.words import SaidTwice, together


def test_what_several_say_is_put_together() -> None:
    assert together({"one": 1}, {}, {"two": 2}) == {"one": 1, "two": 2}


def test_the_same_name_twice_is_no_words_lost_but_an_error() -> None:
    with pytest.raises(SaidTwice, match=r"^two$"):
        together({"one": 1, "two": 2}, {"three": 3}, {"two": 2})
