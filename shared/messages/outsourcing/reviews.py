"""
Messages of outsourcing: who reviews (评审) the proposals of a call, and the scores that they give.

Nobody reads the scores of others before all are in, so these messages travel encrypted.
"""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import Code, Command, Id, Length, Name, Query, Range, Shape, Text, command, query, shape
from shared.messages.outsourcing.awards import Score
from shared.messages.paging import Cursor, Limit, Order

ReviewerState = Literal["asked", "ready", "declined", "released"]
ReviewState = Literal["assigned", "submitted", "barred", "released"]
# What a reviewer declares: where they are or were employed, where they have an interest, where a relative works.
InterestKind = Literal["employed", "interest", "relative"]
# What bars a reviewer from the proposals of a call; appointed: the platform knows of an appointment, present or ended.
Conflict = Literal["employed", "interest", "relative", "appointed", "recused"]
Points = Annotated[int, Range(0, 100)]


@shape
class Interest(Shape):
    """What ties a reviewer to a social organisation."""

    organisation_id: Id
    kind: InterestKind


Interests = Annotated[list[Interest], Length(0, 200)]


@shape
class Reviewer(Shape):
    """
    A person who reviews the proposals of a call: a member, or staff by their appointment.

    interests: what they have declared. assigned, submitted, barred: how many of their reviews are so. review_until: by
    when the review of the call is to be done.
    """

    id: Id
    call_id: Id
    member_id: Id | None
    appointment_id: Id | None
    name: str
    state: ReviewerState
    interests: list[Interest]
    reason: str | None
    assigned: int
    submitted: int
    barred: int
    review_until: datetime | None
    assigned_at: datetime
    declared_at: datetime | None
    version: int


@shape
class ReviewerPage(Shape):
    items: list[Reviewer]
    next: str | None


@shape
class CriterionScore(Shape):
    """criterion_id: of the call's criteria."""

    criterion_id: Code
    points: Points
    comment: Text | None = None


Scores = Annotated[list[CriterionScore], Length(0, 30)]


@shape
class Review(Shape):
    """
    What one reviewer says of one proposal.

    scores, score: the reviewer's own; of others null until all reviews of the call are in, then for the department
    alone. score: in hundredths of points, by the weights. is_outlier: further from the median than the call has it;
    null until then. conflict, reason: why they are barred; told to the department alone.
    """

    id: Id
    call_id: Id
    reviewer_id: Id
    proposal_id: Id
    state: ReviewState
    scores: list[CriterionScore] | None
    score: Score | None
    is_outlier: bool | None
    conflict: Conflict | None
    reason: str | None
    assigned_at: datetime
    submitted_at: datetime | None
    version: int


@shape
class ReviewPage(Shape):
    items: list[Review]
    next: str | None


@shape
class ReviewProgress(Shape):
    """
    How far the review of a call has come: numbers alone.

    unchecked: proposals that are neither admitted nor rejected. asked: reviewers who haven't declared yet. short:
    admitted proposals that have fewer reviews than they need. is_complete: all reviews are in; the department reads
    them, nothing of them changes any more, and it can be concluded.
    """

    call_id: Id
    unchecked: int
    admitted: int
    rejected: int
    asked: int
    reviewers: int
    assigned: int
    submitted: int
    short: int
    is_complete: bool


@command("reviewer.assign", secret_result=True, is_sealed=True)
class AssignReviewer(Command):
    """A member by `member_id`, or staff by `appointment_id`, and what they are called."""

    call_id: Id
    name: Name
    member_id: Id | None = None
    appointment_id: Id | None = None


@command("reviewer.declare", secret_result=True, is_sealed=True)
class DeclareInterests(Command):
    """By the reviewer, before they read anything: all that ties them to social organisations, or nothing."""

    reviewer_id: Id
    interests: Interests


@command("reviewer.decline", secret_result=True, is_sealed=True)
class DeclineReviewing(Command):
    """By the reviewer; what they have submitted stays."""

    reviewer_id: Id
    reason: Text


@command("reviewer.release", secret_result=True, is_sealed=True)
class ReleaseReviewer(Command):
    """By the department, as where somebody else takes their place; what they have submitted stays."""

    reviewer_id: Id
    reason: Text


@command("review.save", secret_result=True, is_sealed=True)
class SaveScores(Command):
    """All scores so far in place of those that stand."""

    review_id: Id
    scores: Scores


@command("review.submit", secret_result=True, is_sealed=True)
class SubmitReview(Command):
    """With a score for each criterion; for good."""

    review_id: Id


@command("review.recuse", secret_result=True, is_sealed=True)
class RecuseReviewer(Command):
    """By the reviewer or the department, where a conflict is found later: nothing of theirs counts in this call."""

    review_id: Id
    reason: Text


@query("reviewers.list", is_sealed=True)
class ListReviewers(Query):
    call_id: Id
    state: ReviewerState | None = None
    order: Order = "oldest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("reviewers.list_own", is_sealed=True)
class ListOwnReviewers(Query):
    """The calls in which the caller is a reviewer."""

    state: ReviewerState | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("reviews.list_own", is_sealed=True)
class ListOwnReviews(Query):
    """The caller's own."""

    call_id: Id | None = None
    state: ReviewState | None = None
    order: Order = "oldest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("reviews.list", is_sealed=True)
class ListReviews(Query):
    """Of a call; with their scores once all are in."""

    call_id: Id
    proposal_id: Id | None = None
    state: ReviewState | None = None
    order: Order = "oldest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("review.show", is_sealed=True)
class ShowReview(Query):
    review_id: Id


@query("review_progress.show")
class ShowReviewProgress(Query):
    call_id: Id
