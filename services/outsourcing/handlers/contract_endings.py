"""How contracts end early, and how payments go on after a milestone has failed."""

from collections.abc import Mapping

from services.outsourcing.handlers.contract_money import about, free_money
from services.outsourcing.handlers.contract_parties import get_run
from services.outsourcing.model.contracts import Contract
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.contracts import contract_shape
from shared.errors import Fault, Invalid
from shared.messages.declare import Command
from shared.messages.outsourcing import contracts as messages
from shared.messages.outsourcing.contract_states import CONTRACT_STATES
from shared.service import Handler


def terminate_contract(command: messages.TerminateContract, uow: OutsourcingUnitOfWork) -> messages.Contract:
    """
    End a contract early: what the settlement says of open milestones is accepted, all else that it binds is free, and
    the project is over. What is accepted can still be asked for and paid.

    Raises:
        NotFound: `contract.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `contract.not_in_step`.
        Invalid: `contract.settlement_unfit`, more than a milestone's amount, or not an open one of this contract.

    Publishes:
        ContractTerminated, MilestoneSettled for each open milestone, ProjectEnded.
    """
    contract = get_run(command.contract_id, uow)
    CONTRACT_STATES.follow(messages.TerminateContract, contract.state)
    settled = _settlement(command, contract, uow)
    for milestone in uow.milestones.open_of(contract.id):
        if amount := settled.get(milestone.id, 0):
            uow.ledger.accept(amount, about(contract, milestone_id=milestone.id, reason=command.reason))
        uow.record(milestone.end(messages.TerminateContract, amount, uow.now))
        uow.schedule(milestone.subject, milestone.schedule(uow.now))
    freed = uow.ledger.balance("committed", contract_id=contract.id)
    free_money(contract, freed, uow)
    if proposed := uow.contracts.find_version(contract.id, "proposed"):
        proposed.state = "withdrawn"
    total = sum(settled.values())
    uow.record(contract.terminate(command.reason, uow.now, settled_minor=total, freed_minor=freed))
    uow.record(uow.projects.get(contract.project_id).end(messages.TerminateContract, command.reason))
    uow.track_records.add(
        contract.organisation_id,
        "contract_terminated",
        call_id=contract.call_id,
        project_id=contract.project_id,
        note=command.reason,
    )
    uow.reason = command.reason
    return contract_shape(contract, uow)


def resume_payments(command: messages.ResumePayments, uow: OutsourcingUnitOfWork) -> messages.Contract:
    """
    Let payments go on, where what made a milestone fail is mended.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `terminate_contract`.
        Conflict: `contract.payments_not_stopped`.

    Publishes:
        PaymentsResumed.
    """
    contract = get_run(command.contract_id, uow)
    uow.record(contract.resume_payments(command.reason))
    uow.reason = command.reason
    return contract_shape(contract, uow)


def _settlement(command: messages.TerminateContract, contract: Contract, uow: OutsourcingUnitOfWork) -> dict[str, int]:
    """
    Amounts in fen by the milestones' ids.

    Raises:
        Invalid: `contract.settlement_unfit`.
    """
    open_ = {one.id: one for one in uow.milestones.open_of(contract.id)}
    faults: list[Fault] = []
    settled: dict[str, int] = {}
    for index, one in enumerate(command.settlement):
        if one.milestone_id not in open_ or one.milestone_id in settled:
            detail = "Not an open milestone of this contract, or it stands twice."
            faults.append(Fault(f"#/settlement/{index}/milestone_id", "invalid", detail))
        elif one.amount_minor > open_[one.milestone_id].amount_minor:
            faults.append(Fault(f"#/settlement/{index}/amount_minor", "out_of_range", "More than the milestone's."))
        settled[one.milestone_id] = one.amount_minor
    if faults:
        raise Invalid("contract.settlement_unfit", errors=faults)
    return settled


COMMANDS: Mapping[type[Command], Handler] = {
    messages.TerminateContract: terminate_contract,
    messages.ResumePayments: resume_payments,
}
