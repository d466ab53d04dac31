"""Projects as they are shown and listed, and what is held on a member."""

from collections.abc import Mapping

from sqlalchemy import select

from services.outsourcing.model.projects import Project
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.projects import project_shape
from shared.errors import Forbidden
from shared.messages.declare import Query
from shared.messages.outsourcing import projects as messages
from shared.paging import read_page
from shared.service import Handler


def show_project(query: messages.ShowProject, uow: OutsourcingUnitOfWork) -> messages.Project:
    """
    Show a project to the department and to its community; to social organisations once a call wants it.

    Raises:
        NotFound: `project.unknown`.
        Forbidden: `project.not_yours`.
    """
    project = uow.projects.get(query.project_id)
    is_called = uow.actor.role == "organisation" and project.call_id is not None
    if not (uow.has_oversight or uow.is_community(project.community_id) or is_called):
        raise Forbidden("project.not_yours")
    return project_shape(project)


def list_projects(query: messages.ListProjects, uow: OutsourcingUnitOfWork) -> messages.ProjectPage:
    """
    The tenant's projects for the department, its own for a community, those that calls want for a social organisation.

    Raises:
        Forbidden: `community.not_yours`, a community asks for another's.
    """
    is_organisation = uow.actor.role == "organisation"
    sees_all = uow.has_oversight or is_organisation
    community_id = query.community_id if sees_all else query.community_id or uow.actor.organisation_id
    if not (sees_all or uow.is_community(community_id or "")):
        raise Forbidden("community.not_yours")
    rows = select(Project).where(Project.tenant_id == uow.tenant_id)
    if is_organisation:
        rows = rows.where(Project.call_id.is_not(None))
    if community_id is not None:
        rows = rows.where(Project.community_id == community_id)
    if query.state is not None:
        rows = rows.where(Project.state == query.state)
    if query.since is not None:
        rows = rows.where(Project.registered_at >= query.since)
    items, following = read_page(uow.session, rows, Project.id, after=query.after, limit=query.limit, order=query.order)
    return messages.ProjectPage(items=[project_shape(item) for item in items], next=following)


QUERIES: Mapping[type[Query], Handler] = {
    messages.ShowProject: show_project,
    messages.ListProjects: list_projects,
}
