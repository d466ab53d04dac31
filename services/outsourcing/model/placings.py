"""How the proposals of a call came out in its review, and how that is worked out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from statistics import median

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.outsourcing.reviews import CriterionScore
from shared.messages.outsourcing.terms import Criterion

HUNDREDTHS = 100


class Place(Base):
    """A proposal's place in the ranking of its call; nothing changes it. score: in hundredths of points."""

    __tablename__ = "places"

    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposals.id"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("calls.id"))
    rank: Mapped[int]
    score: Mapped[int]
    is_passing: Mapped[bool]

    __table_args__ = (
        UniqueConstraint("call_id", "rank"),
        CheckConstraint("rank > 0", name="rank"),
        CheckConstraint("score BETWEEN 0 AND 10000", name="score"),
    )


@dataclass(frozen=True)
class Reviewed:
    """A proposal with all that its reviewers gave it: for each review the points by criterion."""

    proposal_id: str
    amount_minor: int
    submitted_at: datetime
    reviews: Sequence[Mapping[str, int]]

    def score(self, criteria: Sequence[Criterion]) -> int:
        """The mean of its reviews' scores, rounded half up to hundredths of points."""
        total, count = sum(weighted(one, criteria) for one in self.reviews), len(self.reviews)
        return (2 * total + count) // (2 * count)

    def mean(self, criterion: Criterion) -> Fraction:
        return Fraction(sum(one[criterion.id] for one in self.reviews), len(self.reviews))


def points_of(scores: Sequence[CriterionScore]) -> dict[str, int]:
    return {one.criterion_id: one.points for one in scores}


def weighted(points: Mapping[str, int], criteria: Sequence[Criterion]) -> int:
    """The score of one review in hundredths of points: exactly, for the weights total 100."""
    return sum(one.weight * points[one.id] for one in criteria)


def rank(proposals: Sequence[Reviewed], criteria: Sequence[Criterion]) -> list[Reviewed]:
    """
    The best first: by the score; then by the mean of the heaviest criterion, then of the next one, and so on; then who
    asks for less; then who has submitted earlier.
    """
    by_weight = sorted(criteria, key=lambda one: -one.weight)

    def merits(one: Reviewed) -> tuple[object, ...]:
        means = [-one.mean(criterion) for criterion in by_weight]
        return (-one.score(criteria), *means, one.amount_minor, one.submitted_at, one.proposal_id)

    return sorted(proposals, key=merits)


def outliers(scores: Mapping[str, int], outlier_points: int) -> set[str]:
    """Which of a proposal's reviews, by their ids, are further from the median than so many points."""
    if not scores:
        return set()
    middle = Fraction(median(scores.values()))
    return {id_ for id_, score in scores.items() if abs(score - middle) > outlier_points * HUNDREDTHS}
