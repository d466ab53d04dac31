"""Projects: registered by the department for a community, and changed until a call wants them."""

from collections.abc import Mapping
from datetime import date

from services.outsourcing.model.projects import Project, ProjectNeed
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.projects import project_shape
from shared.errors import Conflict, Fault, Forbidden, Invalid, PassingConflict
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import projects as messages
from shared.messages.outsourcing.call_states import PROJECT_STATES
from shared.service import Handler

LONGEST_YEARS = 3


def register_project(command: messages.RegisterProject, uow: OutsourcingUnitOfWork) -> messages.Project:
    """
    Register a project with its budget, which is the sum of its lines, and with the needs that it is for.

    Raises:
        Invalid: `project.dates`, it ends before it starts (`project.ends_before_start`) or lasts longer than 36
            months (`project.too_long`).
        PassingConflict: `community.unknown`, no such community in the tenant, or not heard of yet; `need.unknown`, the
            community has no such need that the public may see, or not heard of yet.
        Conflict: `need.not_in_step`, nothing is done about it.

    Publishes:
        ProjectRegistered.
    """
    _check_dates(command.starts_on, command.ends_on)
    if uow.communities.find(command.community_id) is None:
        raise PassingConflict("community.unknown")
    need_ids = sorted(set(command.need_ids))
    _check_needs(need_ids, command.community_id, uow)
    project = Project(
        id=new_id(),
        tenant_id=uow.tenant_id,
        community_id=command.community_id,
        title=command.title,
        purpose=command.purpose,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        state="planned",
        registered_at=uow.now,
        needs=[ProjectNeed(need_id=need_id) for need_id in need_ids],
    )
    project.plan(command.budget)
    uow.session.add(project)
    uow.record(project.register())
    return project_shape(project)


def edit_project(command: messages.EditProject, uow: OutsourcingUnitOfWork) -> messages.Project:
    """
    Change a planned project.

    Raises:
        NotFound: `project.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `project.not_in_step`.
        Invalid: `project.dates`, as `register_project`.

    Publishes:
        ProjectEdited.
    """
    project = _get_own(command.project_id, uow)
    PROJECT_STATES.follow(messages.EditProject, project.state)
    _check_dates(command.starts_on or project.starts_on, command.ends_on or project.ends_on)
    names = ("title", "purpose", "starts_on", "ends_on")
    given = {name: value for name in names if (value := getattr(command, name)) is not None}
    uow.record(project.edit(given, command.budget))
    return project_shape(project)


def withdraw_project(command: messages.WithdrawProject, uow: OutsourcingUnitOfWork) -> messages.Project:
    """
    Give a planned project up, for good.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `edit_project`.

    Publishes:
        ProjectWithdrawn.
    """
    project = _get_own(command.project_id, uow)
    uow.record(project.withdraw(command.reason))
    uow.reason = command.reason
    return project_shape(project)


def _get_own(project_id: str, uow: OutsourcingUnitOfWork) -> Project:
    project = uow.projects.get(project_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    uow.expect(project.version)
    return project


def _check_needs(need_ids: list[str], community_id: str, uow: OutsourcingUnitOfWork) -> None:
    for need_id in need_ids:
        need = uow.needs.find(need_id)
        if need is None or need.community_id != community_id:
            raise PassingConflict("need.unknown")
        if not need.is_seen_to:
            raise Conflict("need.not_in_step", f"The need is {need.state}.")


def _check_dates(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        fault = Fault("#/ends_on", "project.ends_before_start", "Before the day it starts.")
        raise Invalid("project.dates", errors=[fault])
    if (ends_on.year - LONGEST_YEARS, ends_on.month, ends_on.day) > (starts_on.year, starts_on.month, starts_on.day):
        fault = Fault("#/ends_on", "project.too_long", "More than 36 months after it starts.")
        raise Invalid("project.dates", errors=[fault])


COMMANDS: Mapping[type[Command], Handler] = {
    messages.RegisterProject: register_project,
    messages.EditProject: edit_project,
    messages.WithdrawProject: withdraw_project,
}
