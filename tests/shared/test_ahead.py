import threading

import pytest

from shared.ahead import one_ahead


def test_all_is_made_in_its_order() -> None:
    assert list(one_ahead(lambda number: number * 2, range(5))) == [0, 2, 4, 6, 8]
    assert list(one_ahead(str, [])) == []


def test_the_next_one_is_being_made_while_the_caller_deals_with_this_one() -> None:
    has_begun = [threading.Event() for _ in range(3)]

    def make(number: int) -> int:
        has_begun[number].set()
        return number

    for number in one_ahead(make, range(2)):
        assert has_begun[min(number + 1, 1)].wait(10)
        assert not has_begun[2].is_set()


def test_what_goes_wrong_is_raised_where_it_is_waited_for() -> None:
    def make(number: int) -> int:
        return 1 // number

    made = one_ahead(make, [1, 0, 1])

    assert next(made) == 1
    with pytest.raises(ZeroDivisionError):
        next(made)
