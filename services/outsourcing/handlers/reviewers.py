"""Who reviews the proposals of a call: assigned by the department, ready when they have declared what ties them."""

from collections.abc import Mapping

from services.outsourcing.handlers.conflicts import assign_reviews, conflict_with, known_ties, person_ids
from services.outsourcing.model.reviewers import Reviewer
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.review_progress import check_reviewed_still
from services.outsourcing.schemas.reviews import reviewer_shape
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import reviews as messages
from shared.messages.outsourcing.review_states import REVIEWER_STATES
from shared.service import Handler


def assign_reviewer(command: messages.AssignReviewer, uow: OutsourcingUnitOfWork) -> messages.Reviewer:
    """
    Ask a person to review the proposals of a call; they get them when they have declared what ties them.

    Raises:
        NotFound: `call.unknown`.
        Forbidden: `access.denied`, not the department.
        Conflict: as `check_reviewed_still`; `reviewer.exists`, they review it already; `reviewer.all_barred`, they are
            or were appointed at an organisation that proposes.
        Invalid: `reviewer.person_needed`, neither a member nor an appointment, or both.
    """
    call = uow.calls.get(command.call_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    check_reviewed_still(messages.AssignReviewer, call, uow.session)
    if (command.member_id is None) == (command.appointment_id is None):
        fault = Fault("#/member_id", "invalid", "Give member_id or appointment_id, and not both.")
        raise Invalid("reviewer.person_needed", errors=[fault])
    if uow.reviewers.find_reviewing(call.id, person_ids(command.member_id, command.appointment_id, uow)):
        raise Conflict("reviewer.exists")
    ties = known_ties(command.member_id, command.appointment_id, uow)
    if conflict_with(uow.reviews.bidders_of(call.id), ties):
        raise Conflict("reviewer.all_barred")
    reviewer = Reviewer(
        id=new_id(),
        tenant_id=uow.tenant_id,
        call_id=call.id,
        member_id=command.member_id,
        appointment_id=command.appointment_id,
        name_encrypted=uow.cipher.encrypt(command.name),
        state="asked",
        assigned_at=uow.now,
    )
    uow.session.add(reviewer)
    uow.subject = reviewer.subject
    return reviewer_shape(reviewer, call, {}, uow)


def declare_interests(command: messages.DeclareInterests, uow: OutsourcingUnitOfWork) -> messages.Reviewer:
    """
    Have a reviewer say what ties them to social organisations, or that nothing does. They get the proposals then,
    unless it is one of those that propose: it bars them from all.

    Raises:
        NotFound: `reviewer.unknown`.
        Forbidden: `reviewer.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `reviewer.not_in_step`; as `check_reviewed_still`.
        Invalid: `reviewer.interests_unfit`, not an organisation of the tenant.
    """
    reviewer = _get_own(command.reviewer_id, messages.DeclareInterests, uow)
    faults = [
        Fault(f"#/interests/{position}/organisation_id", "organisation.unknown", "No social organisation here.")
        for position, one in enumerate(command.interests)
        if uow.organisations.find(one.organisation_id) is None
    ]
    if faults:
        raise Invalid("reviewer.interests_unfit", errors=faults)
    reviewer.declare(command.interests, uow.now)
    uow.session.flush()
    reviews, call_id = uow.reviews, reviewer.call_id
    assign_reviews(reviewer, reviews.admitted_of(call_id), reviews.bidders_of(call_id), uow)
    return _shape(reviewer, uow)


def decline_reviewing(command: messages.DeclineReviewing, uow: OutsourcingUnitOfWork) -> messages.Reviewer:
    """
    Have a reviewer say that they don't review, or not any more; what they have submitted stays.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `declare_interests`.
    """
    reviewer = _get_own(command.reviewer_id, messages.DeclineReviewing, uow)
    return _leave(reviewer, messages.DeclineReviewing, command.reason, uow)


def release_reviewer(command: messages.ReleaseReviewer, uow: OutsourcingUnitOfWork) -> messages.Reviewer:
    """
    Have the department let a reviewer go; what they have submitted stays.

    Raises:
        NotFound: `reviewer.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `reviewer.not_in_step`; as `check_reviewed_still`.
    """
    reviewer = uow.reviewers.get(command.reviewer_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    _check(reviewer, messages.ReleaseReviewer, uow)
    return _leave(reviewer, messages.ReleaseReviewer, command.reason, uow)


def _get_own(reviewer_id: str, command: type[Command], uow: OutsourcingUnitOfWork) -> Reviewer:
    reviewer = uow.reviewers.get(reviewer_id)
    if not uow.is_reviewer(reviewer):
        raise Forbidden("reviewer.not_yours")
    _check(reviewer, command, uow)
    return reviewer


def _check(reviewer: Reviewer, command: type[Command], uow: OutsourcingUnitOfWork) -> None:
    uow.expect(reviewer.version)
    uow.subject = reviewer.subject
    REVIEWER_STATES.follow(command, reviewer.state)
    check_reviewed_still(command, uow.calls.get(reviewer.call_id), uow.session)


def _leave(reviewer: Reviewer, command: type[Command], reason: str, uow: OutsourcingUnitOfWork) -> messages.Reviewer:
    reviewer.leave(command, reason)
    for review in uow.reviews.of_reviewer(reviewer.id):
        if review.state == "assigned":
            review.release(command)
    uow.reason = reason
    return _shape(reviewer, uow)


def _shape(reviewer: Reviewer, uow: OutsourcingUnitOfWork) -> messages.Reviewer:
    uow.session.flush()
    counts = uow.reviewers.counts_of([reviewer.id])[reviewer.id]
    return reviewer_shape(reviewer, uow.calls.get(reviewer.call_id), counts, uow)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.AssignReviewer: assign_reviewer,
    messages.DeclareInterests: declare_interests,
    messages.DeclineReviewing: decline_reviewing,
    messages.ReleaseReviewer: release_reviewer,
}
