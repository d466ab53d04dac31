"""The money of calls: reserved, changed and freed, of all budgets at once or of none."""

from services.outsourcing.model.calls import Call
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.messages.outsourcing.calls import CallFunding


def move_reserves(call: Call, before: list[CallFunding], after: list[CallFunding], uow: OutsourcingUnitOfWork) -> None:
    """
    Have the budgets hold what a call takes now, in place of what it took before.

    Raises:
        Conflict: `budget.not_enough`, naming the budget.
    """
