"""Projects: registered by the department for a community."""

from collections.abc import Mapping
from datetime import date

from services.outsourcing.model.projects import BudgetLine, Project
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.projects import project_shape
from shared.errors import Fault, Invalid, PassingConflict
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import projects as messages
from shared.service import Handler

LONGEST_YEARS = 3


def register_project(command: messages.RegisterProject, uow: OutsourcingUnitOfWork) -> messages.Project:
    """
    Register a project with its budget, which is the sum of its lines.

    Raises:
        Invalid: `project.dates`, it ends before it starts (`project.ends_before_start`) or lasts longer than 36
            months (`project.too_long`).
        PassingConflict: `community.unknown`, no such community in the tenant, or not heard of yet.

    Publishes:
        ProjectRegistered.
    """
    _check_dates(command.starts_on, command.ends_on)
    if uow.communities.find(command.community_id) is None:
        raise PassingConflict("community.unknown")
    project_id = new_id()
    project = Project(
        id=project_id,
        tenant_id=uow.tenant_id,
        community_id=command.community_id,
        title=command.title,
        purpose=command.purpose,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        budget_minor=sum(line.amount_minor for line in command.budget),
        state="planned",
        registered_at=uow.now,
        budget=[
            BudgetLine(
                project_id=project_id,
                position=position,
                tenant_id=uow.tenant_id,
                name=line.name,
                source=line.source,
                amount_minor=line.amount_minor,
            )
            for position, line in enumerate(command.budget)
        ],
    )
    uow.session.add(project)
    uow.record(project.register())
    return project_shape(project)


def _check_dates(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        fault = Fault("#/ends_on", "project.ends_before_start", "Before the day it starts.")
        raise Invalid("project.dates", errors=[fault])
    if (ends_on.year - LONGEST_YEARS, ends_on.month, ends_on.day) > (starts_on.year, starts_on.month, starts_on.day):
        fault = Fault("#/ends_on", "project.too_long", "More than 36 months after it starts.")
        raise Invalid("project.dates", errors=[fault])


COMMANDS: Mapping[type[Command], Handler] = {messages.RegisterProject: register_project}
