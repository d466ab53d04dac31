"""The tenant's reviewers with what ties them to organisations, and their reviews."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from services.outsourcing.model.affiliations import Affiliation
from services.outsourcing.model.calls import Call
from services.outsourcing.model.proposals import Proposal, ProposalPartner
from services.outsourcing.model.reviewers import REVIEWING, Reviewer
from services.outsourcing.model.reviews import Review
from services.outsourcing.repository.rows import Rows
from shared.bulk import is_one_of
from shared.ids import is_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.reviews import ReviewState

UNREADABLE = ("damaged", "rejected")  # a damaged one is never opened, and may be rejected


class Affiliations(Rows[Affiliation]):
    kind = Affiliation
    unknown = "appointment.unknown"

    def of_person(self, member_id: str | None, appointment_id: str | None) -> list[Affiliation]:
        """All appointments of a person, of a member's those too by which they don't act here."""
        if member_id is None and (own := self.find(appointment_id or "")):
            member_id = own.member_id
        is_theirs = Affiliation.appointment_id == appointment_id
        if member_id is not None:
            is_theirs = Affiliation.member_id == member_id
        return list(self.session.scalars(select(Affiliation).where(Affiliation.tenant_id == self.tenant_id, is_theirs)))


class Reviewers(Rows[Reviewer]):
    """A call's reviewers change only by who holds the call's row."""

    kind = Reviewer
    unknown = "reviewer.unknown"

    def of_call(self, call_id: str) -> Select[Reviewer]:
        return select(Reviewer).where(Reviewer.call_id == call_id)

    def of_member(self, member_id: str) -> list[Reviewer]:
        rows = select(Reviewer).where(Reviewer.tenant_id == self.tenant_id, Reviewer.member_id == member_id)
        return list(self.session.scalars(rows.order_by(Reviewer.id)))

    def of_actor(self, actor: Actor) -> Select[Reviewer]:
        """As whom somebody reviews, in whatever call."""
        return select(Reviewer).where(Reviewer.tenant_id == self.tenant_id, is_person(actor))

    def find_reviewing(self, call_id: str, person_ids: Collection[str]) -> Reviewer | None:
        """One who reviews a call and is this person. person_ids: of a member and of their appointments."""
        is_theirs = or_(Reviewer.member_id.in_(person_ids), Reviewer.appointment_id.in_(person_ids))
        return self.session.scalar(self.of_call(call_id).where(is_theirs, Reviewer.state.in_(REVIEWING)).limit(1))

    def hold_calls(self, person_ids: Collection[str]) -> None:
        """Lock the calls in which a person reviews, so that none of their reviews is concluded meanwhile."""
        is_theirs = or_(Reviewer.member_id.in_(person_ids), Reviewer.appointment_id.in_(person_ids))
        theirs = select(Reviewer.call_id).where(Reviewer.tenant_id == self.tenant_id, is_theirs)
        query = select(Call.id).where(Call.id.in_(theirs), Call.state == "opened").order_by(Call.id)
        self.session.execute(query.with_for_update(key_share=True))

    def reviewing_as(self, person_ids: Collection[str]) -> list[Reviewer]:
        """As whom a person reviews, in all calls whose review goes on."""
        is_theirs = or_(Reviewer.member_id.in_(person_ids), Reviewer.appointment_id.in_(person_ids))
        query = select(Reviewer).join(Call, Call.id == Reviewer.call_id).where(Call.state == "opened", is_theirs)
        return list(self.session.scalars(query.where(Reviewer.tenant_id == self.tenant_id).order_by(Reviewer.id)))

    def counts_of(self, reviewer_ids: Collection[str]) -> dict[str, dict[ReviewState, int]]:
        """How many reviews each of them has, by their states."""
        query = select(Review.reviewer_id, Review.state, func.count()).where(
            is_one_of(self.session, Review.reviewer_id, reviewer_ids)
        )
        counts: dict[str, dict[ReviewState, int]] = {one: {} for one in reviewer_ids}
        for reviewer_id, state, count in self.session.execute(query.group_by(Review.reviewer_id, Review.state)):
            counts[reviewer_id][state] = count
        return counts


class Reviews(Rows[Review]):
    """A call's reviews change only by who holds the call's row."""

    kind = Review
    unknown = "review.unknown"

    def of_call(self, call_id: str) -> Select[Review]:
        return select(Review).where(Review.call_id == call_id)

    def of_reviewer(self, reviewer_id: str) -> list[Review]:
        query = select(Review).where(Review.reviewer_id == reviewer_id)
        return list(self.session.scalars(query.order_by(Review.id)))

    def of_member(self, member_id: str) -> list[Review]:
        rows = select(Review).join(Reviewer, Reviewer.id == Review.reviewer_id)
        rows = rows.where(Reviewer.tenant_id == self.tenant_id, Reviewer.member_id == member_id)
        return list(self.session.scalars(rows.order_by(Review.id)))

    def of_actor(self, actor: Actor) -> Select[Review]:
        """The reviews that somebody writes or has written."""
        own = select(Reviewer.id).where(Reviewer.tenant_id == self.tenant_id, is_person(actor))
        return select(Review).where(Review.reviewer_id.in_(own))

    def has_to_read(self, proposal_id: str, actor: Actor) -> bool:
        """Whether somebody reviews a proposal, or has: without a conflict that bars them from it."""
        query = self.of_actor(actor).where(Review.proposal_id == proposal_id)
        return self.session.scalar(query.where(Review.state.in_(("assigned", "submitted"))).limit(1)) is not None

    def admitted_of(self, call_id: str) -> list[str]:
        """The ids of a call's proposals that are reviewed."""
        query = select(Proposal.id).where(Proposal.call_id == call_id, Proposal.state == "admitted")
        return list(self.session.scalars(query.order_by(Proposal.id)))

    def bidders_of(self, call_id: str) -> set[str]:
        """The organisations of whatever was in at the deadline of a call: leads and partners, of rejected ones too."""
        was_in = and_(Proposal.call_id == call_id, or_(Proposal.opened_at.is_not(None), Proposal.state.in_(UNREADABLE)))
        leads = select(Proposal.organisation_id).where(was_in)
        partners = select(ProposalPartner.organisation_id).join(Proposal).where(was_in)
        return set(self.session.scalars(leads.union(partners)))


def is_person(actor: Actor) -> ColumnElement[bool]:
    """Whether a reviewer is this person. A client of an organisation is none: its id is in no appointment."""
    if actor.member_id is not None:
        return Reviewer.member_id == actor.member_id
    return Reviewer.appointment_id == actor.client_id if is_id(actor.client_id) else false()
