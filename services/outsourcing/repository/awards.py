"""The tenant's awards, the objections to them, and the ranking that they follow."""

from collections.abc import Collection

from sqlalchemy import Select, func, or_, select

from services.outsourcing.model.awards import LIVE, UNDER_WAY, Award
from services.outsourcing.model.objections import Objection
from services.outsourcing.model.placings import Place
from services.outsourcing.model.proposals import Proposal, ProposalPartner
from services.outsourcing.repository.rows import Rows
from shared.bulk import is_one_of
from shared.messages.outsourcing.awards import AwardState
from shared.messages.outsourcing.objections import ObjectionState


class Awards(Rows[Award]):
    """A call's awards change only by who holds the call's row."""

    kind = Award
    unknown = "award.unknown"

    def of_call(self, call_id: str, states: Collection[AwardState]) -> list[Award]:
        """In the order of their rank."""
        query = self.all.where(Award.call_id == call_id, Award.state.in_(states))
        return list(self.session.scalars(query.order_by(Award.rank)))

    def live_of(self, call_id: str) -> list[Award]:
        """Those that hold their money."""
        return self.of_call(call_id, LIVE)

    def held_by(self, organisation_id: str) -> Select[str]:
        """The ids of the awards that an organisation has: as the lead, or as a partner."""
        joint = select(ProposalPartner.proposal_id).where(ProposalPartner.organisation_id == organisation_id)
        is_theirs = or_(Award.organisation_id == organisation_id, Award.proposal_id.in_(joint))
        return select(Award.id).where(Award.tenant_id == self.tenant_id, is_theirs)

    def is_held_by(self, award_id: str, organisation_id: str) -> bool:
        return self.session.scalar(self.held_by(organisation_id).where(Award.id == award_id)) is not None

    def under_way_of(self, call_id: str) -> list[Award]:
        """Those of which it isn't decided yet what becomes of them."""
        return self.of_call(call_id, UNDER_WAY)


class Objections(Rows[Objection]):
    kind = Objection
    unknown = "objection.unknown"

    def of_objector(self, key: str) -> list[Objection]:
        return list(self.session.scalars(self.all.where(Objection.objector_key == key).order_by(Objection.id)))

    def open_of(self, award_id: str) -> list[Objection]:
        query = self.all.where(Objection.award_id == award_id, Objection.state == "open")
        return list(self.session.scalars(query.order_by(Objection.id)))

    def counts_of(self, award_ids: Collection[str]) -> dict[str, dict[ObjectionState, int]]:
        """How many there are to each of these awards, by their states."""
        query = select(Objection.award_id, Objection.state, func.count()).where(
            is_one_of(self.session, Objection.award_id, award_ids)
        )
        counts: dict[str, dict[ObjectionState, int]] = {one: {} for one in award_ids}
        for award_id, state, count in self.session.execute(query.group_by(Objection.award_id, Objection.state)):
            counts[award_id][state] = count
        return counts


class Places(Rows[Place]):
    kind = Place
    unknown = "proposal.unknown"

    def of_call(self, call_id: str) -> list[tuple[Place, Proposal]]:
        """The whole ranking of a call, the best first."""
        query = select(Place, Proposal).join(Proposal, Proposal.id == Place.proposal_id)
        rows = self.session.execute(query.where(Place.call_id == call_id).order_by(Place.rank))
        return [(place, proposal) for place, proposal in rows]

    def reserves_of(self, call_id: str) -> list[tuple[Place, Proposal]]:
        """What follows where an award falls away, the best first."""
        return [(place, proposal) for place, proposal in self.of_call(call_id) if proposal.state == "reserve"]
