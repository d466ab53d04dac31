"""The money of calls: reserved, changed and freed, of all budgets at once or of none."""

from collections.abc import Sequence

from services.outsourcing.model.calls import Call
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.messages.outsourcing.calls import CallFunding


def reserve_money(call: Call, uow: OutsourcingUnitOfWork) -> None:
    """
    Set the call's fundings aside for it.

    Raises:
        Conflict: `budget.not_enough`, naming the budget; `budget.closed`.
    """
    uow.ledger.reserve_all(call.id, {one.budget_id: one.amount_minor for one in call.given})


def change_money(call: Call, before: Sequence[CallFunding], uow: OutsourcingUnitOfWork) -> None:
    """
    Set aside what the call's fundings are more than before, and free what they are less.

    Raises:
        Conflict: `budget.not_enough`, naming the budget; `budget.closed`.
    """
    more = {one.budget_id: one.amount_minor for one in call.given}
    for one in before:
        more[one.budget_id] = more.get(one.budget_id, 0) - one.amount_minor
    uow.ledger.reserve_all(call.id, {budget_id: amount for budget_id, amount in more.items() if amount > 0})
    for budget_id, amount in sorted(more.items()):
        if amount < 0:
            uow.ledger.release(call.id, budget_id, -amount)


def free_money(call: Call, uow: OutsourcingUnitOfWork) -> None:
    """Let the budgets have back whatever is still set aside for the call."""
    uow.ledger.release_all(call.id)
