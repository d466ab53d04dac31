"""Reviewers, reviews and what comes of them, as callers get them."""

from collections.abc import Collection, Mapping, Sequence

from services.outsourcing.model.calls import Call
from services.outsourcing.model.placings import Place, points_of, weighted
from services.outsourcing.model.proposals import Proposal
from services.outsourcing.model.reviewers import Reviewer
from services.outsourcing.model.reviews import Review
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.awards import partner_shapes
from shared.messages.outsourcing import conclusions, reviews as messages
from shared.messages.outsourcing.reviews import CriterionScore, ReviewState
from shared.messages.wire import decode, encode, from_plain


def write_scores(scores: Sequence[CriterionScore], uow: OutsourcingUnitOfWork) -> str:
    """As they are kept."""
    return uow.cipher.encrypt(encode(list(scores)).decode())


def read_scores(review: Review, uow: OutsourcingUnitOfWork) -> list[CriterionScore]:
    """All that stand; nobody but the reviewer is told them before all of the call are in."""
    if review.scores_encrypted is None:
        return []
    return from_plain(decode(uow.cipher.decrypt(review.scores_encrypted)), list[CriterionScore])


def reviewer_shape(
    reviewer: Reviewer, call: Call, counts: Mapping[ReviewState, int], uow: OutsourcingUnitOfWork
) -> messages.Reviewer:
    return messages.Reviewer(
        id=reviewer.id,
        call_id=reviewer.call_id,
        member_id=reviewer.member_id,
        appointment_id=reviewer.appointment_id,
        name=uow.cipher.decrypt(reviewer.name_encrypted) if reviewer.name_encrypted else "",
        state=reviewer.state,
        interests=[messages.Interest(organisation_id=one.organisation_id, kind=one.kind) for one in reviewer.interests],
        reason=reviewer.reason,
        assigned=counts.get("assigned", 0),
        submitted=counts.get("submitted", 0),
        barred=counts.get("barred", 0),
        review_until=call.review_until,
        assigned_at=reviewer.assigned_at,
        declared_at=reviewer.declared_at,
        version=reviewer.version,
    )


def review_shape(
    review: Review, call: Call, uow: OutsourcingUnitOfWork, *, outliers: Collection[str] | None = None
) -> messages.Review:
    """
    Its scores are the reviewer's alone until all of the call are in, and the department's too then.

    outliers: which reviews are far from the others; None where scores aren't told to the actor.
    """
    is_seen = outliers is not None or uow.is_reviewer(uow.reviewers.get(review.reviewer_id))
    scores = read_scores(review, uow) if is_seen else None
    is_whole = review.state == "submitted" and scores is not None
    return messages.Review(
        id=review.id,
        call_id=review.call_id,
        reviewer_id=review.reviewer_id,
        proposal_id=review.proposal_id,
        state=review.state,
        scores=scores,
        score=weighted(points_of(scores), call.criteria) if is_whole and scores else None,
        is_outlier=None if outliers is None else review.id in outliers,
        conflict=review.conflict if uow.has_oversight else None,
        reason=uow.cipher.decrypt(review.reason_encrypted) if review.reason_encrypted and uow.has_oversight else None,
        assigned_at=review.assigned_at,
        submitted_at=review.submitted_at,
        version=review.version,
    )


def checked_shape(proposal: Proposal) -> conclusions.CheckedProposal:
    if proposal.checked_at is None or proposal.state not in ("admitted", "rejected"):
        raise LookupError("it isn't checked")
    return conclusions.CheckedProposal(
        id=proposal.id,
        call_id=proposal.call_id,
        state=proposal.state,
        reason=proposal.rejected_because,
        checked_at=proposal.checked_at,
        version=proposal.version,
    )


def ranked_shapes(
    ranking: Sequence[tuple[Place, Proposal]], uow: OutsourcingUnitOfWork
) -> list[conclusions.RankedProposal]:
    partner_ids = uow.proposals.partner_ids_of([proposal.id for _, proposal in ranking])
    joint = {id_ for ids in partner_ids.values() for id_ in ids}
    names = uow.organisations.names_of(joint | {proposal.organisation_id for _, proposal in ranking})
    return [
        conclusions.RankedProposal(
            proposal_id=proposal.id,
            organisation_id=proposal.organisation_id,
            organisation_name=names.get(proposal.organisation_id),
            title=proposal.title or "",
            amount_minor=proposal.amount_minor or 0,
            rank=place.rank,
            score=place.score,
            is_passing=place.is_passing,
            partners=partner_shapes(partner_ids[proposal.id], names),
        )
        for place, proposal in ranking
    ]
