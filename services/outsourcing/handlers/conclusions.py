"""The review of a call is concluded: its proposals are ranked, and the first of them are awarded."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from services.outsourcing.handlers.awarding import award_next, tell_places
from services.outsourcing.handlers.call_money import free_money
from services.outsourcing.handlers.called_projects import let_go
from services.outsourcing.model.calls import Call
from services.outsourcing.model.placings import HUNDREDTHS, Place, Reviewed, points_of, rank
from services.outsourcing.model.proposals import ADMITTED
from services.outsourcing.model.reviews import Review
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.review_progress import progress_of
from services.outsourcing.schemas.calls import call_shape
from services.outsourcing.schemas.reviews import ranked_shapes, read_scores
from shared.errors import Conflict, Forbidden
from shared.messages.declare import Command
from shared.messages.outsourcing import calls, conclusions as messages
from shared.messages.outsourcing.award_events import CallReviewed
from shared.messages.outsourcing.call_events import CallUnsuccessful
from shared.messages.outsourcing.call_states import CALL_STATES
from shared.service import Handler


def conclude_review(command: messages.ConcludeReview, uow: OutsourcingUnitOfWork) -> calls.Call:
    """
    Rank the proposals of a call by their reviews, and award the first: as many as are sought, within its money. Where
    none is good enough, or none of those asks for as little as there is and may carry it out, the call came to nothing:
    its money is free and its projects are planned again.

    Raises:
        NotFound: `call.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `call.not_in_step`; `call.proposals_unchecked`, `call.reviews_missing`, naming the proposals;
            `call.reviewers_undeclared`.

    Publishes:
        CallReviewed with the ranking, and AwardNoticed for each award; or CallUnsuccessful. ProposalPlaced, to the
        owner of each proposal without an award.
    """
    call = uow.calls.get(command.call_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    uow.expect(call.version)
    uow.subject = call.subject
    CALL_STATES.follow(messages.ConcludeReview, call.state, "reviewed")
    _check_complete(call, uow)
    is_successful = _rank(call, uow)
    call.conclude_review(is_successful=is_successful, now=uow.now)
    uow.session.flush()
    ranking = uow.places.of_call(call.id)
    if ranking:
        shapes = ranked_shapes(ranking, uow)
        uow.record(CallReviewed(call_id=call.id, ranking=shapes, reviewed_at=uow.now))
    if is_successful:
        award_next(messages.ConcludeReview, call, uow)
    else:
        free_money(call, uow)
        let_go(messages.ConcludeReview, call, uow)
        uow.record(CallUnsuccessful(call_id=call.id))
    tell_places([(place, one) for place, one in ranking if one.state != "awarded"], uow)
    return call_shape(call, uow)


def _check_complete(call: Call, uow: OutsourcingUnitOfWork) -> None:
    progress = progress_of(call, uow.session)
    if progress.unchecked:
        raise Conflict("call.proposals_unchecked", f"Proposals: {', '.join(progress.unchecked)}.")
    if progress.missing:
        raise Conflict("call.reviews_missing", f"Proposals: {', '.join(progress.missing)}.")
    if progress.asked:
        raise Conflict("call.reviewers_undeclared")


def _rank(call: Call, uow: OutsourcingUnitOfWork) -> bool:
    """Give each admitted proposal its place; whether one of them is good enough, and can be awarded."""
    ranked = rank(_reviewed(call, uow), call.criteria)
    passing = {one.proposal_id for one in ranked if one.score(call.criteria) >= call.passing_score * HUNDREDTHS}
    left = uow.ledger.balance("reserved", call_id=call.id)
    possible = passing - uow.bans.barred_proposals(call.id)
    is_successful = any(one.proposal_id in possible and one.amount_minor <= left for one in ranked)
    for position, one in enumerate(ranked, start=1):
        is_passing = one.proposal_id in passing
        uow.session.add(
            Place(
                proposal_id=one.proposal_id,
                tenant_id=uow.tenant_id,
                call_id=call.id,
                rank=position,
                score=one.score(call.criteria),
                is_passing=is_passing,
            )
        )
        proposal = uow.proposals.get(one.proposal_id)
        proposal.place(messages.ConcludeReview, "reserve" if is_passing and is_successful else "not_chosen")
    return is_successful


def _reviewed(call: Call, uow: OutsourcingUnitOfWork) -> Sequence[Reviewed]:
    reviews: dict[str, list[Mapping[str, int]]] = defaultdict(list)
    query = select(Review).where(Review.call_id == call.id, Review.state == "submitted").order_by(Review.id)
    for review in uow.session.scalars(query):
        reviews[review.proposal_id].append(points_of(read_scores(review, uow)))
    return [
        Reviewed(one.id, one.amount_minor or 0, one.submitted_at or one.drafted_at, reviews[one.id])
        for one in uow.proposals.hold(call.id, ADMITTED)
    ]


COMMANDS: Mapping[type[Command], Handler] = {messages.ConcludeReview: conclude_review}
