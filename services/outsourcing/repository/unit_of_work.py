"""What outsourcing's handlers and views work on."""

from services.outsourcing.repository.calls import Calls, Enquiries
from services.outsourcing.repository.known import Communities, Organisations
from services.outsourcing.repository.projects import Projects
from shared.unit_of_work import UnitOfWork


class OutsourcingUnitOfWork(UnitOfWork):
    """What outsourcing's handlers and views work on."""

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
    def organisations(self) -> Organisations:
        return Organisations(self.session, self.tenant_id)

    @property
    def projects(self) -> Projects:
        return Projects(self.session, self.tenant_id)

    @property
    def has_oversight(self) -> bool:
        return self.actor.role == "department"

    def is_community(self, community_id: str) -> bool:
        """Whether the actor acts for this community."""
        return self.actor.role == "community" and self.actor.organisation_id == community_id

    def is_organisation(self, organisation_id: str) -> bool:
        """Whether the actor acts for this social organisation."""
        return self.actor.role == "organisation" and self.actor.organisation_id == organisation_id
