"""Projects as they are shown and listed, and what is held on a member."""

from collections.abc import Mapping

from sqlalchemy import or_

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
    Show a project to the department, to its community and to those who run it; to all social organisations once a call
    wants it.

    Raises:
        NotFound: `project.unknown`.
        Forbidden: `project.not_yours`.
    """
    project = uow.projects.get(query.project_id)
    is_called = uow.actor.role == "organisation" and project.call_id is not None
    if not (uow.may_read(project) or is_called):
        raise Forbidden("project.not_yours")
    return project_shape(project)


def list_projects(query: messages.ListProjects, uow: OutsourcingUnitOfWork) -> messages.ProjectPage:
    """
    The tenant's projects for the department, its own for a community; for a social organisation those that it runs and
    those that calls want.

    Raises:
        Forbidden: `community.not_yours`, a community asks for another's.
    """
    rows, community_id = uow.projects.all, query.community_id
    if uow.actor.role == "organisation" and uow.actor.organisation_id:
        own = Project.id.in_(uow.projects.run_by(uow.actor.organisation_id))
        rows = rows.where(or_(own, Project.call_id.is_not(None)))
    elif not uow.has_oversight:
        community_id = community_id or uow.actor.organisation_id
        if not uow.is_community(community_id or ""):
            raise Forbidden("community.not_yours")
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
