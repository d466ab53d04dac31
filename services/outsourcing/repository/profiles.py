"""What is kept of social organisations: profiles, inspections, qualifications, bans; and whether one may propose."""

from datetime import datetime

from sqlalchemy import Select, or_, select

from services.outsourcing.model.bans import Ban
from services.outsourcing.model.known import Organisation
from services.outsourcing.model.profiles import Inspection, Profile
from services.outsourcing.model.proposals import Proposal, ProposalPartner
from services.outsourcing.model.qualifications import Qualification
from services.outsourcing.model.standing import Standing
from services.outsourcing.repository.rows import Rows
from shared.errors import Conflict
from shared.messages.outsourcing.terms import Eligibility


class Profiles(Rows[Profile]):
    """By the organisations' ids."""

    kind = Profile
    unknown = "organisation.unknown"

    def inspections(self, organisation_id: str) -> list[Inspection]:
        """The latest year first."""
        query = select(Inspection).where(Inspection.organisation_id == organisation_id)
        query = query.where(Inspection.tenant_id == self.tenant_id)
        return list(self.session.scalars(query.order_by(Inspection.year.desc())))

    def standing(self, organisation_id: str) -> Standing:
        """
        All by which it is told whether a social organisation may propose.

        Raises:
            NotFound: `organisation.unknown`.
        """
        profile = self.get(organisation_id)
        ban = select(Ban).where(Ban.organisation_id == organisation_id, Ban.state == "standing")
        return Standing(
            organisation=self.session.get_one(Organisation, organisation_id),
            profile=profile,
            qualification=self.session.get_one(Qualification, organisation_id),
            inspections={one.year: one.result for one in self.inspections(organisation_id)},
            ban=self.session.scalar(ban),
        )

    def faults_of(self, organisation_id: str, eligibility: Eligibility, now: datetime) -> list[str]:
        """
        The codes of all that stands against its proposing, the gravest first.

        Raises:
            NotFound: `organisation.unknown`.
        """
        return list(self.standing(organisation_id).faults(eligibility, now))

    def check_may_propose(self, organisation_id: str, eligibility: Eligibility, now: datetime) -> None:
        """
        Raises:
            NotFound: `organisation.unknown`.
            Conflict: the gravest of `organisation.closed`, `organisation.banned`, `organisation.not_qualified`,
                `organisation.kind_not_eligible`, `organisation.rating_too_low`, `organisation.inspections_missing`.
        """
        if faults := self.faults_of(organisation_id, eligibility, now):
            raise Conflict(faults[0])


class Qualifications(Rows[Qualification]):
    """By the organisations' ids."""

    kind = Qualification
    unknown = "organisation.unknown"


class Bans(Rows[Ban]):
    kind = Ban
    unknown = "ban.unknown"

    def is_banned(self, *organisation_ids: str) -> bool:
        """Whether a ban stands of any of them, as far as the timer has come."""
        query = select(Ban.id).where(Ban.organisation_id.in_(organisation_ids), Ban.state == "standing").limit(1)
        return self.session.scalar(query) is not None

    def barred_proposals(self, call_id: str) -> set[str]:
        """The ids of a call's proposals of which an organisation, or a partner, is banned."""
        banned = select(Ban.organisation_id).where(Ban.tenant_id == self.tenant_id, Ban.state == "standing")
        carried_with = select(ProposalPartner.proposal_id).where(ProposalPartner.organisation_id.in_(banned))
        is_barred = or_(Proposal.organisation_id.in_(banned), Proposal.id.in_(carried_with))
        return set(self.session.scalars(select(Proposal.id).where(Proposal.call_id == call_id, is_barred)))

    def of(self, organisation_id: str) -> Select[Ban]:
        return select(Ban).where(Ban.organisation_id == organisation_id, Ban.tenant_id == self.tenant_id)
