"""Why somebody and something fit one another; both services that compare them say it in these words."""

from typing import Literal

from shared.messages.declare import Shape, shape

Criterion = Literal["skills", "interests", "free_time", "area", "load", "turn", "shortage"]


@shape
class MatchReason(Shape):
    """
    What one criterion adds.

    points: of `most`, which says how much the criterion weighs. words: the skills or interests by which it fits.
    """

    criterion: Criterion
    points: int
    most: int
    words: list[str]


@shape
class KnownSkill(Shape):
    """What a member can do, and all words that stand for it, folded."""

    name: str
    words: list[str]
