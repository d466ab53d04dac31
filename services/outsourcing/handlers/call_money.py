"""The money of calls: reserved, changed and freed, of all budgets at once or of none."""

from collections.abc import Mapping, Sequence

from services.outsourcing.model.calls import Call
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.postings import NotEnough
from shared.errors import Conflict, Fault
from shared.messages.outsourcing.calls import CallFunding


def reserve_money(call: Call, uow: OutsourcingUnitOfWork) -> None:
    """
    Set the call's fundings aside for it.

    Raises:
        Conflict: `budget.not_enough`, naming the budget; `budget.closed`.
    """
    _reserve(call, {one.budget_id: one.amount_minor for one in call.given}, uow)


def change_money(call: Call, before: Sequence[CallFunding], uow: OutsourcingUnitOfWork) -> None:
    """
    Set aside what the call's fundings are more than before, and free what they are less.

    Raises:
        Conflict: `budget.not_enough`, naming the budget; `budget.closed`.
    """
    more = {one.budget_id: one.amount_minor for one in call.given}
    for one in before:
        more[one.budget_id] = more.get(one.budget_id, 0) - one.amount_minor
    _reserve(call, {budget_id: amount for budget_id, amount in more.items() if amount > 0}, uow)
    for budget_id, amount in sorted(more.items()):
        if amount < 0:
            uow.ledger.release(call.id, budget_id, -amount)


def _reserve(call: Call, amounts: Mapping[str, int], uow: OutsourcingUnitOfWork) -> None:
    try:
        uow.ledger.reserve_all(call.id, amounts)
    except NotEnough as refused:
        faults = [
            Fault(f"#/fundings/{position}", refused.code, refused.detail or "")
            for position, one in enumerate(call.given)
            if one.budget_id in refused.budget_ids
        ]
        raise Conflict(refused.code, refused.detail, errors=faults) from None


def free_money(call: Call, uow: OutsourcingUnitOfWork) -> None:
    """Let the budgets have back whatever is still set aside for the call."""
    uow.ledger.release_all(call.id)
