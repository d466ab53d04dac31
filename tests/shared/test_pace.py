import pytest

from shared.pace import UNPACED, UNPACED_WHEN_BUSY, Rate, pace_after

MOST = 8
FULL = 100


def test_what_comes_singly_is_never_waited_for() -> None:
    assert [pace_after(batch, MOST, full=FULL) for batch in range(UNPACED + 1)] == [0] * (UNPACED + 1)


def test_waits_are_bounded() -> None:
    assert pace_after(FULL - 1, MOST, full=FULL) == MOST


def test_what_can_get_no_larger_is_not_waited_for() -> None:
    assert pace_after(FULL, MOST, full=FULL) == 0


@pytest.mark.parametrize("per_step, ends_at", [(0.6, 0), (2.5, MOST)])
def test_waits_die_out_at_a_low_rate_and_grow_to_the_most_at_a_high_one(per_step: float, ends_at: int) -> None:
    batch = 6
    for _ in range(20):
        batch = round(1 + per_step * pace_after(batch, MOST, full=FULL))

    assert pace_after(batch, MOST, full=FULL) == ends_at


def test_pairs_are_waited_for_where_many_come_and_no_longer() -> None:
    rate = Rate()
    for turn in range(100):
        rate.note(1, 10 + turn / 50)
    before = rate.unpaced
    for turn in range(100):
        rate.note(1, 12 + turn / 200)
    many = rate.unpaced
    rate.note(1, 14)

    assert (before, many, rate.unpaced) == (UNPACED, UNPACED_WHEN_BUSY, UNPACED)
