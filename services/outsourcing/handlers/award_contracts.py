"""The contracts of awards: what falls away with its award is void."""

from services.outsourcing.model.awards import Award
from services.outsourcing.repository import OutsourcingUnitOfWork


def void_contract_of(award: Award, reason: str, uow: OutsourcingUnitOfWork) -> None:
    """An award fell away before its contract was signed by both."""
