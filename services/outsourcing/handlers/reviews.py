"""Reviews as they are written: by one reviewer each, unseen by all others until all are in."""

from collections.abc import Iterator, Mapping

from services.outsourcing.handlers.conflicts import bar_reviews, conflict_with, ties_of
from services.outsourcing.model.calls import Call
from services.outsourcing.model.reviews import Review
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.review_progress import check_reviewed_still
from services.outsourcing.schemas.reviews import read_scores, review_shape, write_scores
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.messages.declare import Command
from shared.messages.outsourcing import reviews as messages
from shared.messages.outsourcing.review_states import REVIEW_STATES
from shared.service import Handler


def save_scores(command: messages.SaveScores, uow: OutsourcingUnitOfWork) -> messages.Review:
    """
    Let other scores stand in a review that isn't submitted yet.

    Raises:
        NotFound: `review.unknown`.
        Forbidden: `review.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `review.conflict`, the reviewer is barred; `review.not_in_step`; as `check_reviewed_still`.
        Invalid: `review.unfit`, a criterion that the call doesn't have, or twice.
    """
    review, call = _get_own(command.review_id, messages.SaveScores, uow)
    if faults := list(_faults([one.criterion_id for one in command.scores], call)):
        raise Invalid("review.unfit", errors=faults)
    review.save(write_scores(command.scores, uow))
    return review_shape(review, call, uow)


def submit_review(command: messages.SubmitReview, uow: OutsourcingUnitOfWork) -> messages.Review:
    """
    Give a review, for good.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `save_scores`.
        Invalid: `review.unfit`, a criterion has no score yet.
    """
    review, call = _get_own(command.review_id, messages.SubmitReview, uow)
    scored = {one.criterion_id for one in read_scores(review, uow)}
    faults = [
        Fault("#/scores", "review.criterion_missing", f"{one.name} has no score.")
        for one in call.criteria
        if one.id not in scored
    ]
    if faults:
        raise Invalid("review.unfit", errors=faults)
    review.submit(uow.now)
    return review_shape(review, call, uow)


def recuse_reviewer(command: messages.RecuseReviewer, uow: OutsourcingUnitOfWork) -> messages.Review:
    """
    Bar a reviewer from a proposal, and so from all of its call, by themselves or by the department: a conflict was
    found later.

    Raises:
        NotFound: `review.unknown`.
        Forbidden: `review.not_yours`, neither the reviewer nor the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `review.not_in_step`; as `check_reviewed_still`.
    """
    review = uow.reviews.get(command.review_id)
    if not (uow.has_oversight or uow.is_reviewer(uow.reviewers.get(review.reviewer_id))):
        raise Forbidden("review.not_yours")
    call = _check(review, messages.RecuseReviewer, uow)
    bar_reviews(review.reviewer_id, "recused", uow, uow.cipher.encrypt(command.reason))
    return review_shape(review, call, uow)


def _faults(given: list[str], call: Call) -> Iterator[Fault]:
    known = {one.id for one in call.criteria}
    for position, id_ in enumerate(given):
        pointer = f"#/scores/{position}/criterion_id"
        if id_ not in known:
            yield Fault(pointer, "review.criterion_unknown", "Not a criterion of the call.")
        if id_ in given[:position]:
            yield Fault(pointer, "review.criterion_repeated", "It stands there twice.")


def _get_own(review_id: str, command: type[Command], uow: OutsourcingUnitOfWork) -> tuple[Review, Call]:
    review = uow.reviews.get(review_id)
    reviewer = uow.reviewers.get(review.reviewer_id)
    if not uow.is_reviewer(reviewer):
        raise Forbidden("review.not_yours")
    uow.expect(review.version)
    bidders = uow.reviews.bidders_of(review.call_id)
    if review.state == "barred" or conflict_with(bidders, ties_of(reviewer, uow)):
        raise Conflict("review.conflict")
    return review, _check(review, command, uow)


def _check(review: Review, command: type[Command], uow: OutsourcingUnitOfWork) -> Call:
    uow.expect(review.version)
    uow.subject = review.subject
    REVIEW_STATES.follow(command, review.state)
    call = uow.calls.get(review.call_id)
    check_reviewed_still(command, call, uow.session)
    return call


COMMANDS: Mapping[type[Command], Handler] = {
    messages.SaveScores: save_scores,
    messages.SubmitReview: submit_review,
    messages.RecuseReviewer: recuse_reviewer,
}
