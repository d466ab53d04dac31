"""What became of a project's activities."""

from collections.abc import Mapping

from services.outsourcing.model.project_activities import ProjectActivity
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.project_activities import Served
from services.outsourcing.schemas.project_activities import project_activity_shape, project_sums_shape
from shared.errors import Forbidden
from shared.messages.declare import Query
from shared.messages.outsourcing import project_activities as messages
from shared.paging import read_page
from shared.service import Handler


def list_project_activities(
    query: messages.ListProjectActivities, uow: OutsourcingUnitOfWork
) -> messages.ProjectActivityPage:
    """
    A project's activities with who came and what they served, and its sums; to the department, the community and those
    who run it, newest first.

    Raises:
        NotFound: `project.unknown`.
        Forbidden: `project.not_yours`.
    """
    project = uow.projects.get(query.project_id)
    if not uow.may_read(project):
        raise Forbidden("project.not_yours")
    rows = uow.project_activities.of_project(project.id)
    if query.kind is not None:
        rows = rows.where(ProjectActivity.kind == query.kind)
    if query.state is not None:
        rows = rows.where(ProjectActivity.state == query.state)
    items, following = read_page(
        uow.session,
        rows,
        ProjectActivity.id,
        after=query.after,
        limit=query.limit,
        order=query.order,
        soonest=ProjectActivity.begins_at,
    )
    served = uow.project_activities.served_at(project.id, [item.id for item in items])
    return messages.ProjectActivityPage(
        items=[project_activity_shape(item, served.get(item.id, Served())) for item in items],
        sums=project_sums_shape(
            uow.project_activities.counts(project.id), uow.project_activities.served_in(project.id)
        ),
        next=following,
    )


QUERIES: Mapping[type[Query], Handler] = {messages.ListProjectActivities: list_project_activities}
