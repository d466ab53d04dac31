"""Planned projects follow the call that wants them."""

from collections.abc import Iterable

from services.outsourcing.model.calls import Call
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.messages.declare import Command


def follow_call(command: type[Command], call: Call, project_ids: Iterable[str], uow: OutsourcingUnitOfWork) -> None:
    """
    Have these projects be wanted by the call; those that are wanted already are it no more.

    Raises:
        Conflict: `project.not_in_step`.

    Publishes:
        ProjectCalled, ProjectFreed.
    """
    for project_id in project_ids:
        uow.record(uow.projects.get(project_id).follow(command, call.id))


def let_go(command: type[Command], call: Call, uow: OutsourcingUnitOfWork) -> None:
    """Have all projects that the call wants be planned again, for it came to nothing."""
    follow_call(command, call, call.project_ids, uow)
