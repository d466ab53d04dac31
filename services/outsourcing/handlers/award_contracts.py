"""The contracts of awards: what falls away with its award is void."""

from services.outsourcing.model.awards import Award
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.messages.declare import Command


def void_contract_of(command: type[Command], award: Award, reason: str, uow: OutsourcingUnitOfWork) -> None:
    """
    An award fell away before its contract was signed by both.

    Publishes:
        ContractVoided, where one was drafted.
    """
    if contract := uow.contracts.find_of_award(award.id):
        uow.record(contract.void(command, reason, uow.now))
