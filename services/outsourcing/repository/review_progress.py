"""How far the review of a call has come."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.outsourcing.model.calls import Call
from services.outsourcing.model.proposals import Proposal
from services.outsourcing.model.reviewers import REVIEWING, Reviewer
from services.outsourcing.model.reviews import Review
from shared.errors import Conflict
from shared.messages.declare import Command

UNCHECKED = ("opened", "damaged")
REVIEWED = ("admitted", "awarded", "reserve", "not_chosen", "dropped")


@dataclass(frozen=True)
class Progress:
    """
    What there is, in numbers; nothing of what reviews say.

    unchecked, missing: ids of proposals that are neither admitted nor rejected, and of those that lack a review. asked:
    reviewers who haven't said yet what ties them.
    """

    unchecked: list[str]
    admitted: int
    rejected: int
    asked: int
    reviewers: int
    assigned: int
    submitted: int
    missing: list[str]

    @property
    def is_complete(self) -> bool:
        return not (self.unchecked or self.missing or self.asked)


def progress_of(call: Call, session: Session) -> Progress:
    """
    Held against what the call asks for: each admitted proposal has so many reviews, and none is still to come. Once
    that is so in a call whose row is held, it stays so: whatever would change it is refused.
    """
    states: dict[str, str] = dict(session.execute(_PROPOSALS.where(Proposal.call_id == call.id)).all())
    admitted = [id_ for id_, state in states.items() if state in REVIEWED]
    counts = {
        (proposal_id, state): count
        for proposal_id, state, count in session.execute(
            select(Review.proposal_id, Review.state, func.count())
            .where(Review.call_id == call.id)
            .group_by(Review.proposal_id, Review.state)
        )
    }
    of_call = select(Reviewer.state, func.count()).where(Reviewer.call_id == call.id, Reviewer.state.in_(REVIEWING))
    reviewing: dict[str, int] = dict(session.execute(of_call.group_by(Reviewer.state)).all())
    return Progress(
        unchecked=[id_ for id_, state in states.items() if state in UNCHECKED],
        admitted=len(admitted),
        rejected=sum(state == "rejected" for state in states.values()),
        asked=reviewing.get("asked", 0),
        reviewers=sum(reviewing.values()),
        assigned=sum(count for (_, state), count in counts.items() if state == "assigned"),
        submitted=sum(count for (_, state), count in counts.items() if state == "submitted"),
        missing=[
            id_
            for id_ in admitted
            if counts.get((id_, "assigned"), 0) or counts.get((id_, "submitted"), 0) < call.reviewers_min
        ],
    )


def are_scores_told(call: Call, session: Session) -> bool:
    """Whether the department reads what all reviewers gave: all is in, or the review is concluded."""
    return call.reviewed_at is not None or (call.state == "opened" and progress_of(call, session).is_complete)


def check_reviewed_still(command: type[Command], call: Call, session: Session) -> None:
    """
    Hold that reviewers, and what they give, may change still: scores that are told don't change any more.

    Raises:
        Conflict: `call.not_in_step`; `call.reviews_in`.
    """
    call.check_reviewable(command)
    if are_scores_told(call, session):
        raise Conflict("call.reviews_in")


_PROPOSALS = select(Proposal.id, Proposal.state).order_by(Proposal.id)
