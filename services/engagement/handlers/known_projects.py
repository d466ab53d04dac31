"""What engagement knows of projects, by what outsourcing tells; and what is called off when one has ended."""

from collections.abc import Callable, Mapping

from services.engagement.handlers.menu_items import call_off
from services.engagement.handlers.need_links import link_project, notice_done, notice_ended
from services.engagement.model import Project
from services.engagement.model.known import PROJECT_ENDED
from services.engagement.repository import EngagementUnitOfWork
from shared.messages.declare import Command, Event
from shared.messages.engagement import project_items as messages
from shared.messages.outsourcing import ProjectRegistered
from shared.messages.outsourcing.project_events import ProjectEnded, ProjectRescheduled, ProjectStarted
from shared.messages.outsourcing.projects import ProjectEdited, ProjectWithdrawn
from shared.service import Handler


def keep_project(event: ProjectRegistered, uow: EngagementUnitOfWork) -> None:
    """Know a project, so that needs can be linked with it, and link those that it is for."""
    uow.session.merge(_told(event, uow))
    link_project(event, uow)


def follow_project(event: ProjectEdited, uow: EngagementUnitOfWork) -> None:
    """Know what a project is called now, and when it is planned."""
    uow.session.merge(_told(event, uow))


def withdraw_project(event: ProjectWithdrawn, uow: EngagementUnitOfWork) -> None:
    """Note with the needs that wait for a project that nothing comes of it; no other is linked with it any more."""
    if project := uow.projects.find_held(event.project_id):
        project.state = "cancelled"
        notice_ended("project", [project.id], uow)


def begin_project(event: ProjectStarted, uow: EngagementUnitOfWork) -> None:
    """Know who runs a project, so that its activities can be planned."""
    project = _told(event, uow)
    project.state, project.contractor_id = "active", event.social_organisation_id
    uow.session.merge(project)
    uow.session.flush()  # before those that name it
    uow.projects.put_partners(event.project_id, event.partner_ids)


def move_project(event: ProjectRescheduled, uow: EngagementUnitOfWork) -> None:
    """Know a project's dates as they are now; what is planned or published already stays where it is."""
    if project := uow.projects.find_held(event.project_id):
        project.starts_on, project.ends_on = event.starts_on, event.ends_on


def end_project(event: ProjectEnded, uow: EngagementUnitOfWork) -> None:
    """
    Let nothing more be planned in a project, note its end with the needs that wait for it, and have what is to come of
    its activities be called off, as soon as the timer comes by.
    """
    project = uow.projects.find_held(event.project_id)
    if project is None:
        return
    project.state = event.outcome
    if project.has_failed:
        notice_ended("project", [project.id], uow)
    else:
        notice_done("project", project.id, uow)
    uow.schedule(project.subject, {PROJECT_ENDED: uow.now})


def call_off_project_items(command: messages.CallOffProjectItems, uow: EngagementUnitOfWork) -> messages.CalledOffItems:
    """
    Call off what is to come of a project that has ended: drafts, activities that haven't begun, posts that go on.

    Raises:
        NotFound: `project.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `project.not_ended`.

    Publishes:
        MenuItemCalledOff for each that was published; PlaceGivenUp for each claim.
    """
    uow.check_timer()
    project = uow.projects.get(command.project_id)
    project.check_ended()
    to_come = [item for item in uow.menu_items.all_of_project(project.id) if item.is_to_come(uow.now)]
    for kind in ("activity", "post"):
        if items := [item for item in to_come if item.kind == kind]:
            call_off(items, "project_ended", None, uow)
    uow.subject = project.subject
    uow.schedule(project.subject, {})
    return messages.CalledOffItems(project_id=project.id, called_off=len(to_come))


def calling_off(project_id: str) -> Command:
    return messages.CallOffProjectItems(project_id=project_id)


def _told(event: ProjectRegistered | ProjectEdited | ProjectStarted, uow: EngagementUnitOfWork) -> Project:
    return Project(
        id=event.project_id,
        tenant_id=uow.tenant_id,
        community_id=event.community_id,
        title=event.title,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
    )


COMMANDS: Mapping[type[Command], Handler] = {messages.CallOffProjectItems: call_off_project_items}
REACTIONS: Mapping[type[Event], Handler] = {
    ProjectRegistered: keep_project,
    ProjectEdited: follow_project,
    ProjectWithdrawn: withdraw_project,
    ProjectStarted: begin_project,
    ProjectRescheduled: move_project,
    ProjectEnded: end_project,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {PROJECT_ENDED: calling_off}
