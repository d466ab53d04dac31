"""Why somebody and something fit one another; both services that compare them say it in these words."""

from typing import Literal

from shared.messages.declare import Shape, shape

Criterion = Literal["skills", "interests", "free_time", "area", "load", "turn", "shortage"]


@shape
class MatchReason(Shape):
    """
    What one criterion adds.

    criterion: skills, the member can do what is wanted, or what helps in the category. interests, they like to do such
    things. free_time, they are free then; who has said nothing of it gets some of the points. area, they live there, or
    with less points are registered there. load, how little they have taken on already, or for an activity whether they
    have nothing else on the day. turn, how little they have done in the last 90 days. shortage, it lacks people, or the
    wish has waited for more than two weeks. points: of `most`, which says how much the criterion weighs. words: the
    skills or interests by which it fits.
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
