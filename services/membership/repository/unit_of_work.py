"""What membership's handlers and views work on."""

from collections.abc import Collection

from services.membership.model import Team
from services.membership.repository.access import NOBODY, Clients, Credentials
from services.membership.repository.admissions import Admissions
from services.membership.repository.appointments import Appointments, Contacts
from services.membership.repository.consents import Consents
from services.membership.repository.directory import Directory
from services.membership.repository.done_services import DoneServices
from services.membership.repository.dual_management import DualManagement
from services.membership.repository.duties import MemberDuties
from services.membership.repository.erasures import Erasures
from services.membership.repository.matching import MemberMatching
from services.membership.repository.members import Members
from services.membership.repository.onlooker import Onlooker
from services.membership.repository.organisations import Organisations, Tenants
from services.membership.repository.pairings import Pairings, Resources
from services.membership.repository.people import People
from services.membership.repository.phone_codes import PhoneCodes
from services.membership.repository.registrations import IssuedReceipts, Receipts, Registrations
from services.membership.repository.roster_conflicts import RosterConflicts
from services.membership.repository.rosters import RosterSyncs
from services.membership.repository.search import MemberSearch
from services.membership.repository.skills import Skills
from services.membership.repository.stands import Side, Stands
from services.membership.repository.stationings import Stationings
from services.membership.repository.team_suggestions import TeamSuggestions
from services.membership.repository.teams import Teams
from shared.errors import Forbidden
from shared.unit_of_work import UnitOfWork


class MembershipUnitOfWork(UnitOfWork):
    """What membership's handlers and views work on."""

    @property
    def tenants(self) -> Tenants:
        return Tenants(self.session)

    @property
    def organisations(self) -> Organisations:
        return Organisations(self.session, self.tenant_id)

    @property
    def clients(self) -> Clients:
        return Clients(self.session, self.tenant_id)

    @property
    def contacts(self) -> Contacts:
        return Contacts(self.session, self.tenant_id)

    @property
    def appointments(self) -> Appointments:
        return Appointments(self.session, self.tenant_id)

    @property
    def members(self) -> Members:
        return Members(self.session, self.tenant_id)

    @property
    def roster_syncs(self) -> RosterSyncs:
        return RosterSyncs(self.session, self.tenant_id)

    @property
    def roster_conflicts(self) -> RosterConflicts:
        return RosterConflicts(self.session, self.tenant_id)

    @property
    def consents(self) -> Consents:
        return Consents(self.session, self.tenant_id)

    @property
    def search(self) -> MemberSearch:
        return MemberSearch(self.session, self.tenant_id)

    @property
    def matching(self) -> MemberMatching:
        return MemberMatching(self.session, self.tenant_id)

    @property
    def duties(self) -> MemberDuties:
        return MemberDuties(self.session)

    @property
    def skills(self) -> Skills:
        return Skills(self.session, self.tenant_id)

    @property
    def directory(self) -> Directory:
        """The roster of the unit that the actor acts for; of who acts for none, nobody's."""
        unit_id = self.actor.organisation_id if self.actor.role == "unit" else None
        return Directory(self.session, unit_id or NOBODY)

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
    def phone_codes(self) -> PhoneCodes:
        return PhoneCodes(self.session)

    @property
    def erasures(self) -> Erasures:
        return Erasures(self.session)

    @property
    def people(self) -> People:
        return People(self.session)

    @property
    def has_oversight(self) -> bool:
        return self.actor.role == "department"

    def is_run_by_actor(self, organisation_id: str) -> bool:
        """Whether the actor acts for this organisation; a member belongs to a unit and acts for none."""
        return self.actor.role != "member" and self.actor.organisation_id == organisation_id

    @property
    def teams(self) -> Teams:
        return Teams(self.session, self.tenant_id)

    @property
    def admissions(self) -> Admissions:
        return Admissions(self.session, self.tenant_id)

    @property
    def stationings(self) -> Stationings:
        return Stationings(self.session, self.tenant_id)

    @property
    def done_services(self) -> DoneServices:
        return DoneServices(self.session, self.tenant_id)

    @property
    def stands(self) -> Stands:
        return Stands(self.session, self.tenant_id)

    def dual_management(self, side: Side, organisation_id: str) -> DualManagement:
        """What one unit, or one community, knows; it is of the tenant."""
        return DualManagement(self.session, side, organisation_id)

    def team_suggestions(self, unit_id: str) -> TeamSuggestions:
        return TeamSuggestions(self.session, unit_id)

    @property
    def acting_member_id(self) -> str:
        """
        Raises:
            Forbidden: `access.denied`, it is no member who acts.
        """
        if self.actor.role != "member" or self.actor.member_id is None:
            raise Forbidden("access.denied")
        return self.actor.member_id

    def is_actor(self, member_id: str | None) -> bool:
        """Whether it is this member who acts."""
        return self.actor.role == "member" and self.actor.member_id == member_id

    def leads(self, team: Team) -> bool:
        """Whether the actor acts for a team: as its leader, or for the unit that has founded it."""
        is_founding_unit = team.founder_id is None and self.is_run_by_actor(team.unit_id)
        return self.is_actor(team.leader_id) or is_founding_unit

    def onlooker(self, team_ids: Collection[str]) -> Onlooker:
        """What the actor sees of who is in these teams."""
        member_id = self.actor.member_id if self.actor.role == "member" else None
        return Onlooker(
            has_oversight=self.has_oversight,
            unit_id=self.actor.organisation_id if self.actor.role == "unit" else None,
            member_id=member_id,
            team_ids=frozenset(self.teams.among(team_ids, member_id)) if member_id and team_ids else frozenset(),
        )

    def check_in_charge(self, organisation_id: str, code: str = "organisation.not_yours") -> None:
        """
        Raises:
            Forbidden: this code; the department has charge of all, others of themselves.
        """
        if not (self.has_oversight or self.is_run_by_actor(organisation_id)):
            raise Forbidden(code)
