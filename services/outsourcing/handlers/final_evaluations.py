"""The end of a project: its final evaluation closes it and frees what is left."""

from collections.abc import Mapping, Sequence

from services.outsourcing.handlers.contract_money import free_money
from services.outsourcing.model.contracts import Contract
from services.outsourcing.model.milestones import Milestone
from services.outsourcing.model.payments import FinalEvaluation
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.payments import evaluation_shape
from shared.errors import Conflict, Forbidden
from shared.messages.declare import Command
from shared.messages.outsourcing import payments as messages
from shared.messages.outsourcing.budgets import Stage
from shared.messages.outsourcing.call_states import PROJECT_STATES
from shared.messages.outsourcing.payment_events import ProjectEvaluated
from shared.service import Handler


def evaluate_project(command: messages.EvaluateProject, uow: OutsourcingUnitOfWork) -> messages.FinalEvaluation:
    """
    Evaluate a project of which nothing is open any more: it is completed.

    Raises:
        NotFound: `project.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `project.not_in_step`; `project.milestones_open`; `project.payments_open`, what is accepted isn't
            paid.

    Publishes:
        ProjectEvaluated, ContractCompleted, ProjectEnded.
    """
    project = uow.projects.get(command.project_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    uow.expect(project.version)
    PROJECT_STATES.follow(messages.EvaluateProject, project.state)
    contract = uow.contracts.get_in_force(project.id)
    milestones = uow.milestones.of_contract(contract.id)
    money = uow.ledger.balances("contract", [contract.id]).get(contract.id, {})
    _check_nothing_open(milestones, money)
    free_money(contract, money.get("committed", 0), uow)
    evaluation = _evaluation(command, milestones, money, uow)
    uow.session.add(evaluation)
    uow.record(_told(evaluation, contract))
    uow.record(contract.complete(messages.EvaluateProject, uow.now, freed_minor=evaluation.freed_minor))
    uow.record(project.end(messages.EvaluateProject))
    uow.track_records.add(
        contract.organisation_id,
        "project_completed",
        call_id=contract.call_id,
        project_id=project.id,
        note=command.result,
    )
    return evaluation_shape(evaluation)


def _evaluation(
    command: messages.EvaluateProject,
    milestones: Sequence[Milestone],
    money: Mapping[Stage, int],
    uow: OutsourcingUnitOfWork,
) -> FinalEvaluation:
    """money: what stands where of its contract, before what is left is free."""
    told = [one for one in milestones if one.satisfied is not None]
    return FinalEvaluation(
        project_id=command.project_id,
        tenant_id=uow.tenant_id,
        contract_id=milestones[0].contract_id,
        result=command.result,
        text=command.text,
        accepted_minor=sum(one.accepted_minor for one in milestones),
        paid_minor=money.get("paid", 0),
        freed_minor=money.get("committed", 0),
        raters=sum(one.raters for one in told),
        satisfied=sum(one.satisfied or 0 for one in told),
        evaluated_at=uow.now,
    )


def _told(evaluation: FinalEvaluation, contract: Contract) -> ProjectEvaluated:
    return ProjectEvaluated(
        project_id=evaluation.project_id,
        contract_id=evaluation.contract_id,
        call_id=contract.call_id,
        social_organisation_id=contract.organisation_id,
        result=evaluation.result,
        text=evaluation.text,
        accepted_minor=evaluation.accepted_minor,
        paid_minor=evaluation.paid_minor,
        freed_minor=evaluation.freed_minor,
    )


def _check_nothing_open(milestones: Sequence[Milestone], money: Mapping[Stage, int]) -> None:
    if waiting := [one.name for one in milestones if one.settled_at is None]:
        raise Conflict("project.milestones_open", f"{len(waiting)} are open.")
    if money.get("accepted") or money.get("requested"):
        raise Conflict("project.payments_open")


COMMANDS: Mapping[type[Command], Handler] = {messages.EvaluateProject: evaluate_project}
