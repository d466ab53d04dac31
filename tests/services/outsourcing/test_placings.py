from datetime import timedelta
from typing import Any

import pytest

from services.outsourcing.model.placings import Reviewed, outliers, rank, weighted
from shared.messages.outsourcing.terms import Criterion
from tests.harness import START

CRITERIA = [
    Criterion(id="team", name="团队", weight=25),
    Criterion(id="plan", name="方案", weight=60),
    Criterion(id="cost", name="预算", weight=15),
]


def scored(name: str, *reviews: tuple[int, int, int], amount: int = 100, hours: int = 0) -> Reviewed:
    """Points for plan, team and cost of each review."""
    points = [{"plan": plan, "team": team, "cost": cost} for plan, team, cost in reviews]
    return Reviewed(name, amount, START + timedelta(hours=hours), points)


def test_a_score_is_the_weighted_points_to_the_hundredth() -> None:
    assert weighted({"plan": 87, "team": 93, "cost": 71}, CRITERIA) == 60 * 87 + 25 * 93 + 15 * 71


@pytest.mark.parametrize(
    "reviews, score",
    [
        ([(1, 0, 0), (0, 0, 0)], 30),
        ([(0, 1, 0), (0, 0, 0)], 13),  # 12.5 hundredths
        ([(0, 1, 0), (0, 0, 0), (0, 0, 0)], 8),  # 8.33
        ([(0, 0, 1), (0, 0, 1), (0, 1, 0)], 18),  # 18.33
        ([(100, 100, 100)] * 3, 10_000),
    ],
)
def test_the_mean_is_rounded_half_up_to_hundredths(reviews: Any, score: int) -> None:
    assert scored("a", *reviews).score(CRITERIA) == score


@pytest.mark.parametrize(
    "better, worse",
    [
        (scored("z", (81, 80, 80)), scored("a", (80, 80, 80))),
        # 8000 each: the heaviest criterion decides, then the next one
        (scored("z", (85, 80, 60)), scored("a", (80, 80, 80))),
        (scored("z", (80, 83, 75)), scored("a", (80, 80, 80))),
        # alike in all: who asks for less, then who was earlier
        (scored("z", (80, 80, 80), amount=99, hours=1), scored("a", (80, 80, 80))),
        (scored("z", (80, 80, 80), hours=1), scored("a", (80, 80, 80), hours=2)),
    ],
)
def test_ties_are_broken_one_after_another(better: Reviewed, worse: Reviewed) -> None:
    assert rank([worse, better], CRITERIA) == [better, worse]
    assert rank([better, worse], CRITERIA) == [better, worse]


def test_the_score_as_it_is_published_makes_a_tie() -> None:
    higher, lower = scored("a", (80, 80, 80), (80, 80, 80)), scored("b", (80, 80, 80), (80, 80, 80), amount=1)

    assert rank([higher, lower], CRITERIA)[0] is lower


def test_what_is_further_from_the_median_than_so_many_points_is_an_outlier() -> None:
    scores = {"a": 8000, "b": 8200, "c": 6500, "d": 6499, "e": 9700, "f": 9501}

    assert outliers(scores, 15) == {"c", "d", "e"}
    assert outliers({"a": 8000, "b": 6500, "c": 8000}, 15) == set()
    assert outliers({}, 15) == set()
