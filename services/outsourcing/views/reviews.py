"""Reviewers and reviews: each reviewer sees their own, the department who reviews and, in the end, what they gave."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Select, select

from services.outsourcing.model.calls import Call
from services.outsourcing.model.placings import outliers, points_of, weighted
from services.outsourcing.model.reviewers import Reviewer
from services.outsourcing.model.reviews import Review
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.review_progress import are_scores_told, progress_of
from services.outsourcing.schemas.reviews import read_scores, review_shape, reviewer_shape
from shared.bulk import is_one_of
from shared.errors import Forbidden
from shared.messages.declare import Query
from shared.messages.outsourcing import reviews as messages
from shared.paging import read_page
from shared.service import Handler


def list_reviewers(query: messages.ListReviewers, uow: OutsourcingUnitOfWork) -> messages.ReviewerPage:
    """
    Raises:
        NotFound: `call.unknown`.
        Forbidden: `access.denied`, not the department.
    """
    return _reviewer_page(query, uow.reviewers.of_call(_get_overseen(query.call_id, uow).id), uow)


def list_own_reviewers(query: messages.ListOwnReviewers, uow: OutsourcingUnitOfWork) -> messages.ReviewerPage:
    """In which calls somebody reviews."""
    return _reviewer_page(query, uow.reviewers.of_actor(uow.actor), uow)


def list_own_reviews(query: messages.ListOwnReviews, uow: OutsourcingUnitOfWork) -> messages.ReviewPage:
    """What somebody has to review, and has reviewed."""
    rows = uow.reviews.of_actor(uow.actor)
    if query.call_id is not None:
        rows = rows.where(Review.call_id == query.call_id)
    return _review_page(query, rows, uow)


def list_reviews(query: messages.ListReviews, uow: OutsourcingUnitOfWork) -> messages.ReviewPage:
    """
    Who reviews what, for the department; what they gave once all are in.

    Raises:
        NotFound: `call.unknown`.
        Forbidden: `access.denied`, not the department.
    """
    rows = uow.reviews.of_call(_get_overseen(query.call_id, uow).id)
    if query.proposal_id is not None:
        rows = rows.where(Review.proposal_id == query.proposal_id)
    return _review_page(query, rows, uow)


def show_review(query: messages.ShowReview, uow: OutsourcingUnitOfWork) -> messages.Review:
    """
    Raises:
        NotFound: `review.unknown`.
        Forbidden: `review.not_yours`, neither the reviewer nor the department.
    """
    review = uow.reviews.get(query.review_id)
    if not (uow.has_oversight or uow.is_reviewer(uow.reviewers.get(review.reviewer_id))):
        raise Forbidden("review.not_yours")
    [shown] = review_shapes([review], uow)
    return shown


def show_review_progress(query: messages.ShowReviewProgress, uow: OutsourcingUnitOfWork) -> messages.ReviewProgress:
    """
    Raises:
        NotFound: `call.unknown`.
        Forbidden: `access.denied`, not the department.
    """
    call = _get_overseen(query.call_id, uow)
    progress = progress_of(call, uow.session)
    return messages.ReviewProgress(
        call_id=call.id,
        unchecked=len(progress.unchecked),
        admitted=progress.admitted,
        rejected=progress.rejected,
        asked=progress.asked,
        reviewers=progress.reviewers,
        assigned=progress.assigned,
        submitted=progress.submitted,
        short=len(progress.missing),
        is_complete=progress.is_complete,
    )


def _get_overseen(call_id: str, uow: OutsourcingUnitOfWork) -> Call:
    call = uow.calls.get(call_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    return call


def _reviewer_page(
    query: messages.ListReviewers | messages.ListOwnReviewers, rows: Select[Reviewer], uow: OutsourcingUnitOfWork
) -> messages.ReviewerPage:
    if query.state is not None:
        rows = rows.where(Reviewer.state == query.state)
    items, following = read_page(
        uow.session, rows, Reviewer.id, after=query.after, limit=query.limit, order=query.order
    )
    counts = uow.reviewers.counts_of([one.id for one in items])
    calls = uow.calls.find_all({one.call_id for one in items})
    shapes = [reviewer_shape(one, calls[one.call_id], counts[one.id], uow) for one in items]
    return messages.ReviewerPage(items=shapes, next=following)


def _review_page(
    query: messages.ListReviews | messages.ListOwnReviews, rows: Select[Review], uow: OutsourcingUnitOfWork
) -> messages.ReviewPage:
    if query.state is not None:
        rows = rows.where(Review.state == query.state)
    items, following = read_page(uow.session, rows, Review.id, after=query.after, limit=query.limit, order=query.order)
    return messages.ReviewPage(items=review_shapes(items, uow), next=following)


def review_shapes(reviews: Sequence[Review], uow: OutsourcingUnitOfWork) -> list[messages.Review]:
    """As the actor gets them: with scores and outliers for the department, once all of the call are in."""
    calls = uow.calls.find_all({one.call_id for one in reviews})
    proposal_ids = {one.proposal_id for one in reviews}
    marked = {id_: _outliers(call, proposal_ids, uow) for id_, call in calls.items()}
    return [review_shape(one, calls[one.call_id], uow, outliers=marked[one.call_id]) for one in reviews]


def _outliers(call: Call, proposal_ids: set[str], uow: OutsourcingUnitOfWork) -> set[str] | None:
    """Which reviews of these proposals are far from the others; None where the actor isn't told."""
    if not (uow.has_oversight and are_scores_told(call, uow.session)):
        return None
    scores: dict[str, dict[str, int]] = defaultdict(dict)
    query = select(Review).where(Review.call_id == call.id, Review.state == "submitted")
    for one in uow.session.scalars(query.where(is_one_of(uow.session, Review.proposal_id, sorted(proposal_ids)))):
        scores[one.proposal_id][one.id] = weighted(points_of(read_scores(one, uow)), call.criteria)
    return {id_ for each in scores.values() for id_ in outliers(each, call.outlier_points)}


QUERIES: Mapping[type[Query], Handler] = {
    messages.ListReviewers: list_reviewers,
    messages.ListOwnReviewers: list_own_reviewers,
    messages.ListOwnReviews: list_own_reviews,
    messages.ListReviews: list_reviews,
    messages.ShowReview: show_review,
    messages.ShowReviewProgress: show_review_progress,
}
