"""What outsourcing's handlers and views work on."""

from services.outsourcing.model.projects import Project
from services.outsourcing.repository.known import Communities, Organisations
from services.outsourcing.repository.project_activities import ProjectActivities
from services.outsourcing.repository.projects import Projects
from shared.unit_of_work import UnitOfWork


class OutsourcingUnitOfWork(UnitOfWork):
    """What outsourcing's handlers and views work on."""

    @property
    def communities(self) -> Communities:
        return Communities(self.session, self.tenant_id)

    @property
    def organisations(self) -> Organisations:
        return Organisations(self.session, self.tenant_id)

    @property
    def projects(self) -> Projects:
        return Projects(self.session, self.tenant_id)

    @property
    def project_activities(self) -> ProjectActivities:
        return ProjectActivities(self.session, self.tenant_id)

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
