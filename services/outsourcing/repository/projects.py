"""The tenant's projects."""

from collections.abc import Collection

from sqlalchemy import Select, or_, select

from services.outsourcing.model.project_runners import ProjectPartner
from services.outsourcing.model.projects import Project
from services.outsourcing.repository.rows import Rows


class Projects(Rows[Project]):
    kind = Project
    unknown = "project.unknown"

    def run_by(self, organisation_id: str) -> Select[str]:
        """The ids of the projects that a social organisation runs, alone, or with partners, or as one."""
        as_partner = select(ProjectPartner.project_id).where(ProjectPartner.organisation_id == organisation_id)
        query = select(Project.id).where(Project.tenant_id == self.tenant_id)
        return query.where(or_(Project.contractor_id == organisation_id, Project.id.in_(as_partner)))

    def is_run_by(self, project_id: str, organisation_id: str) -> bool:
        return self.session.scalar(self.run_by(organisation_id).where(Project.id == project_id)) is not None

    def put_partners(self, project_id: str, organisation_ids: Collection[str]) -> None:
        """Have these run the project together with its contractor."""
        self.session.add_all(ProjectPartner(project_id=project_id, organisation_id=one) for one in organisation_ids)
