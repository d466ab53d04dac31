"""How the money of a contract moves: always by the ledger, which refuses what isn't there."""

from services.outsourcing.model.contracts import Contract
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.postings import About


def about(contract: Contract, *, milestone_id: str | None = None, reason: str | None = None) -> About:
    """What a move is for."""
    return About(
        call_id=contract.call_id,
        award_id=contract.award_id,
        contract_id=contract.id,
        milestone_id=milestone_id,
        reason=reason,
    )


def free_money(
    contract: Contract, amount_minor: int, uow: OutsourcingUnitOfWork, *, milestone_id: str | None = None
) -> None:
    """Let the budgets have back what the contract binds and doesn't need any more; nothing, where it is nothing."""
    if not amount_minor:
        return
    of = about(contract, milestone_id=milestone_id)
    uow.ledger.uncommit(amount_minor, of)
    for posted in uow.ledger.unaward(amount_minor, of):
        uow.ledger.release(contract.call_id, posted.posting.budget_id, posted.posting.amount_minor)
