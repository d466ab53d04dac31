"""What outsourcing's handlers and views work on."""

from typing import Any

from services.outsourcing.model.projects import Project
from services.outsourcing.model.reviewers import Reviewer
from services.outsourcing.ocds.tags import CALL_ID, Tag, tags_of
from services.outsourcing.repository.awards import Awards, Objections, Places
from services.outsourcing.repository.budgets import Budgets
from services.outsourcing.repository.calls import Calls, Enquiries
from services.outsourcing.repository.contracts import Contracts, Milestones
from services.outsourcing.repository.files import Files
from services.outsourcing.repository.known import Communities, Needs, Organisations
from services.outsourcing.repository.ledger import Ledger
from services.outsourcing.repository.payments import Payments
from services.outsourcing.repository.profiles import Bans, Profiles, Qualifications
from services.outsourcing.repository.project_activities import ProjectActivities
from services.outsourcing.repository.projects import Projects
from services.outsourcing.repository.proposals import Proposals
from services.outsourcing.repository.releases import Releases
from services.outsourcing.repository.reviews import Affiliations, Reviewers, Reviews
from services.outsourcing.repository.track_records import TrackRecords
from shared.messages.declare import Event
from shared.messages.envelope import Actor
from shared.unit_of_work import Transaction, UnitOfWork


class OutsourcingUnitOfWork(UnitOfWork):
    """
    What outsourcing's handlers and views work on.

    What the public may follow by the Open Contracting Data Standard is told of here: no handler can forget it.
    """

    def __init__(self, within: Transaction, actor: Actor, **options: Any) -> None:
        super().__init__(within, actor, **options)
        self._released: dict[str, list[Tag]] = {}

    def record(self, happened: Event, *, tenant_id: str | None = None) -> None:
        """Have an event published once the transaction is committed, and a release that tells of it."""
        super().record(happened, tenant_id=tenant_id)
        if tags := tags_of(happened):
            self._released.setdefault(getattr(happened, CALL_ID), []).extend(tags)

    def hand_over(self) -> None:
        """As all do; one release for each process that has changed, however many events tell of it."""
        for call_id, tags in sorted(self._released.items()):
            self.releases.write(call_id, tags, self.now)
        super().hand_over()

    @property
    def releases(self) -> Releases:
        return Releases(self.session, self.settings)

    @property
    def affiliations(self) -> Affiliations:
        return Affiliations(self.session, self.tenant_id)

    @property
    def awards(self) -> Awards:
        return Awards(self.session, self.tenant_id)

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
    def ledger(self) -> Ledger:
        return Ledger(self.session, self.tenant_id, self.now)

    @property
    def objections(self) -> Objections:
        return Objections(self.session, self.tenant_id)

    @property
    def needs(self) -> Needs:
        return Needs(self.session, self.tenant_id)

    @property
    def contracts(self) -> Contracts:
        return Contracts(self.session, self.tenant_id)

    @property
    def milestones(self) -> Milestones:
        return Milestones(self.session, self.tenant_id)

    @property
    def payments(self) -> Payments:
        return Payments(self.session, self.tenant_id)

    @property
    def enquiries(self) -> Enquiries:
        return Enquiries(self.session, self.tenant_id)

    @property
    def organisations(self) -> Organisations:
        return Organisations(self.session, self.tenant_id)

    @property
    def places(self) -> Places:
        return Places(self.session, self.tenant_id)

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
    def project_activities(self) -> ProjectActivities:
        return ProjectActivities(self.session, self.tenant_id)

    @property
    def proposals(self) -> Proposals:
        return Proposals(self.session, self.tenant_id)

    @property
    def reviewers(self) -> Reviewers:
        return Reviewers(self.session, self.tenant_id)

    @property
    def reviews(self) -> Reviews:
        return Reviews(self.session, self.tenant_id)

    @property
    def has_oversight(self) -> bool:
        return self.actor.role == "department"

    def is_community(self, community_id: str) -> bool:
        """Whether the actor acts for this community."""
        return self.actor.role == "community" and self.actor.organisation_id == community_id

    def may_read(self, project: Project) -> bool:
        """Whether the actor oversees a project, is the community that it is for, or runs it."""
        return self.has_oversight or self.is_community(project.community_id) or self.runs(project)

    def runs(self, project: Project) -> bool:
        """Whether the acting social organisation runs a project, alone, or with partners, or as one."""
        organisation_id = self.actor.organisation_id if self.actor.role == "organisation" else None
        return organisation_id is not None and self.projects.is_run_by(project.id, organisation_id)

    def is_organisation(self, organisation_id: str) -> bool:
        """Whether the actor acts for this social organisation."""
        return self.actor.role == "organisation" and self.actor.organisation_id == organisation_id

    def is_reviewer(self, reviewer: Reviewer) -> bool:
        """Whether the actor is this person: a member, or staff who have signed in by their appointment."""
        if self.actor.member_id is not None:
            return reviewer.member_id == self.actor.member_id
        return reviewer.appointment_id == self.actor.client_id
