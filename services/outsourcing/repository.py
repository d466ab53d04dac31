"""Reading what outsourcing keeps, confined to one tenant."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.outsourcing.model import Community, Organisation, Project
from shared.errors import NotFound
from shared.unit_of_work import UnitOfWork


class Communities:
    """The local copy of the tenant's communities."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(Community).where(Community.tenant_id == tenant_id)

    def find(self, community_id: str) -> Community | None:
        return self._session.scalar(self._all.where(Community.id == community_id))


class Organisations:
    """The local copy of the tenant's subdistricts and social organisations."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(Organisation).where(Organisation.tenant_id == tenant_id)

    def find(self, organisation_id: str) -> Organisation | None:
        return self._session.scalar(self._all.where(Organisation.id == organisation_id))


class Projects:
    """The tenant's projects."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(Project).where(Project.tenant_id == tenant_id)

    def get(self, project_id: str) -> Project:
        """
        Raises:
            NotFound: `project.unknown`.
        """
        found = self._session.scalar(self._all.where(Project.id == project_id))
        if found is None:
            raise NotFound("project.unknown")
        return found


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
    def has_oversight(self) -> bool:
        return self.actor.role == "department"

    def is_community(self, community_id: str) -> bool:
        """Whether the actor acts for this community."""
        return self.actor.role == "community" and self.actor.organisation_id == community_id
