"""
Which conflicts reviewers have: what they have declared, and what the platform knows.

Who is tied to one bidder of a call has a say in none of its proposals: what takes from the rivals gives to the bidder.
"""

from collections.abc import Collection, Iterable, Mapping

from services.outsourcing.model.reviewers import Reviewer
from services.outsourcing.model.reviews import Review
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.review_progress import are_scores_told
from shared.ids import new_id
from shared.messages.outsourcing.reviews import Conflict


def person_ids(member_id: str | None, appointment_id: str | None, uow: OutsourcingUnitOfWork) -> set[str]:
    """The member and all appointments that are one person, as far as membership has told of them."""
    known = uow.affiliations.of_person(member_id, appointment_id)
    ids = {one.appointment_id for one in known} | {one.member_id for one in known} | {member_id, appointment_id}
    return {one for one in ids if one is not None}


def known_ties(member_id: str | None, appointment_id: str | None, uow: OutsourcingUnitOfWork) -> dict[str, Conflict]:
    """The social organisations at which a person is or was appointed."""
    known = uow.affiliations.of_person(member_id, appointment_id)
    return {one.organisation_id: "appointed" for one in known if one.is_social}


def ties_of(reviewer: Reviewer, uow: OutsourcingUnitOfWork) -> dict[str, Conflict]:
    """All that ties a reviewer to social organisations; what they have declared themselves comes first."""
    declared: dict[str, Conflict] = {one.organisation_id: one.kind for one in reviewer.interests}
    return known_ties(reviewer.member_id, reviewer.appointment_id, uow) | declared


def conflict_with(bidders: Collection[str], ties: Mapping[str, Conflict]) -> Conflict | None:
    """What bars somebody with these ties from a call in which these organisations propose."""
    return next((ties[one] for one in sorted(bidders) if one in ties), None)


def assign_reviews(
    reviewer: Reviewer, proposal_ids: Iterable[str], bidders: Collection[str], uow: OutsourcingUnitOfWork
) -> None:
    """
    Give a reviewer who has declared each of these proposals that they don't have yet; who is tied to a bidder of the
    call is barred from all.
    """
    has = {one.proposal_id for one in uow.reviews.of_reviewer(reviewer.id)}
    conflict = conflict_with(bidders, ties_of(reviewer, uow))
    for proposal_id in proposal_ids:
        if proposal_id in has:
            continue
        uow.session.add(
            Review(
                id=new_id(),
                tenant_id=uow.tenant_id,
                call_id=reviewer.call_id,
                reviewer_id=reviewer.id,
                proposal_id=proposal_id,
                state="barred" if conflict else "assigned",
                conflict=conflict,
                assigned_at=uow.now,
            )
        )


def bar_if_tied(reviewer: Reviewer, uow: OutsourcingUnitOfWork) -> None:
    """Bar a reviewer who has become known to be tied to a bidder; when all reviews are in it is too late for that."""
    if are_scores_told(uow.calls.get(reviewer.call_id), uow.session):
        return
    if conflict := conflict_with(uow.reviews.bidders_of(reviewer.call_id), ties_of(reviewer, uow)):
        bar_reviews(reviewer.id, conflict, uow)


def bar_reviews(
    reviewer_id: str, conflict: Conflict, uow: OutsourcingUnitOfWork, reason_encrypted: str | None = None
) -> None:
    """Have nothing count that a reviewer has given or is to give."""
    for review in uow.reviews.of_reviewer(reviewer_id):
        if review.state in ("assigned", "submitted"):
            review.bar(conflict, reason_encrypted)
