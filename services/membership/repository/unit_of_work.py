"""What membership's handlers and views work on."""

from services.membership.repository.access import Clients, Credentials
from services.membership.repository.members import Members
from services.membership.repository.organisations import Organisations
from services.membership.repository.pairings import Pairings, Resources
from services.membership.repository.registrations import IssuedReceipts, Receipts, Registrations
from services.membership.repository.rosters import RosterSyncs
from shared.unit_of_work import UnitOfWork


class MembershipUnitOfWork(UnitOfWork):
    """What membership's handlers and views work on."""

    @property
    def organisations(self) -> Organisations:
        return Organisations(self.session, self.tenant_id)

    @property
    def clients(self) -> Clients:
        return Clients(self.session, self.tenant_id)

    @property
    def members(self) -> Members:
        return Members(self.session, self.tenant_id)

    @property
    def roster_syncs(self) -> RosterSyncs:
        return RosterSyncs(self.session, self.tenant_id)

    @property
    def registrations(self) -> Registrations:
        return Registrations(self.session, self.tenant_id)

    @property
    def receipts(self) -> Receipts:
        return Receipts(self.session, self.tenant_id)

    @property
    def issued_receipts(self) -> IssuedReceipts:
        return IssuedReceipts(self.session)

    @property
    def pairings(self) -> Pairings:
        return Pairings(self.session, self.tenant_id)

    @property
    def resources(self) -> Resources:
        return Resources(self.session, self.tenant_id)

    @property
    def credentials(self) -> Credentials:
        return Credentials(self.session)

    @property
    def has_oversight(self) -> bool:
        return self.actor.role == "department"

    def is_run_by_actor(self, organisation_id: str) -> bool:
        """Whether the actor acts for this organisation; a member belongs to a unit and acts for none."""
        return self.actor.role != "member" and self.actor.organisation_id == organisation_id
