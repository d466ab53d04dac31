"""Which conflicts reviewers have: what they have declared, and what the platform knows."""

from collections.abc import Collection, Mapping

from services.outsourcing.model.reviewers import Reviewer
from services.outsourcing.model.reviews import Review
from services.outsourcing.repository import OutsourcingUnitOfWork
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


def conflict_with(parties: Collection[str], ties: Mapping[str, Conflict]) -> Conflict | None:
    """What bars somebody with these ties from a proposal of these organisations."""
    return next((ties[one] for one in sorted(parties) if one in ties), None)


def assign_reviews(reviewer: Reviewer, parties: Mapping[str, set[str]], uow: OutsourcingUnitOfWork) -> None:
    """
    Give a reviewer who has declared each of these proposals that they don't have yet; they are barred from those of
    organisations that they are tied to. parties: who proposes, by the proposals' ids.
    """
    has = {one.proposal_id for one in uow.reviews.of_reviewer(reviewer.id)}
    ties = ties_of(reviewer, uow)
    for proposal_id, organisation_ids in parties.items():
        if proposal_id in has:
            continue
        conflict = conflict_with(organisation_ids, ties)
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


def bar_reviews(reviewer: Reviewer, uow: OutsourcingUnitOfWork) -> None:
    """Bar a reviewer from what they have become known to be tied to."""
    ties, parties = ties_of(reviewer, uow), uow.reviews.parties_of(reviewer.call_id)
    for review in uow.reviews.of_reviewer(reviewer.id):
        conflict = conflict_with(parties.get(review.proposal_id, ()), ties)
        if conflict and review.state in ("assigned", "submitted"):
            review.bar(conflict)
