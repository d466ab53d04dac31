"""What outsourcing's handlers and views work on."""

from services.outsourcing.repository.budgets import Budgets
from services.outsourcing.repository.calls import Calls, Enquiries
from services.outsourcing.repository.files import Files
from services.outsourcing.repository.known import Communities, Needs, Organisations
from services.outsourcing.repository.ledger import Ledger
from services.outsourcing.repository.profiles import Bans, Profiles, Qualifications
from services.outsourcing.repository.projects import Projects
from services.outsourcing.repository.proposals import Proposals
from services.outsourcing.repository.track_records import TrackRecords
from shared.unit_of_work import UnitOfWork


class OutsourcingUnitOfWork(UnitOfWork):
    """What outsourcing's handlers and views work on."""

    @property
    def budgets(self) -> Budgets:
        return Budgets(self.session, self.tenant_id)

    @property
    def calls(self) -> Calls:
        return Calls(self.session, self.tenant_id)

    @property
    def communities(self) -> Communities:
        return Communities(self.session, self.tenant_id)

    @property
    def enquiries(self) -> Enquiries:
        return Enquiries(self.session, self.tenant_id)

    @property
    def needs(self) -> Needs:
        return Needs(self.session, self.tenant_id)

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.session, self.tenant_id, self.now)

    @property
    def organisations(self) -> Organisations:
        return Organisations(self.session, self.tenant_id)

    @property
    def profiles(self) -> Profiles:
        return Profiles(self.session, self.tenant_id)

    @property
    def qualifications(self) -> Qualifications:
        return Qualifications(self.session, self.tenant_id)

    @property
    def bans(self) -> Bans:
        return Bans(self.session, self.tenant_id)

    @property
    def track_records(self) -> TrackRecords:
        return TrackRecords(self)

    @property
    def files(self) -> Files:
        return Files(self.session, self.tenant_id)

    @property
    def projects(self) -> Projects:
        return Projects(self.session, self.tenant_id)

    @property
    def proposals(self) -> Proposals:
        return Proposals(self.session, self.tenant_id)

    @property
    def has_oversight(self) -> bool:
        return self.actor.role == "department"

    def is_community(self, community_id: str) -> bool:
        """Whether the actor acts for this community."""
        return self.actor.role == "community" and self.actor.organisation_id == community_id

    def is_organisation(self, organisation_id: str) -> bool:
        """Whether the actor acts for this social organisation."""
        return self.actor.role == "organisation" and self.actor.organisation_id == organisation_id
