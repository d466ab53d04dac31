"""Budgets: opened, funded and closed by the department; their money moves in the ledger."""

from collections.abc import Mapping

from services.outsourcing.model.budgets import Budget
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.budgets import budget_shape, posting_shape
from shared.errors import Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import budgets as messages
from shared.service import Handler


def open_budget(command: messages.OpenBudget, uow: OutsourcingUnitOfWork) -> messages.Budget:
    """
    Open a budget that holds nothing yet.

    Raises:
        Forbidden: `access.denied`, not the department.
        Invalid: `budget.unit_unfit`, a unit is named and it isn't the source.
    """
    _check_department(uow)
    if command.unit_id is not None and command.source != "unit":
        fault = Fault("#/unit_id", "invalid", "Goes with the source unit alone.")
        raise Invalid("budget.unit_unfit", errors=[fault])
    budget = Budget(
        id=new_id(),
        tenant_id=uow.tenant_id,
        name=command.name,
        year=command.year,
        source=command.source,
        funder=command.funder,
        unit_id=command.unit_id,
        note=command.note,
        state="open",
        opened_at=uow.now,
        version=1,
    )
    uow.session.add(budget)
    _note(uow, budget, None)
    return budget_shape(budget, {})


def edit_budget(command: messages.EditBudget, uow: OutsourcingUnitOfWork) -> messages.Budget:
    """
    Say otherwise what an open budget is called, of which year it is, who funds it, what is to be known of it.

    Raises:
        NotFound: `budget.unknown`.
        Forbidden: `access.denied`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `budget.not_in_step`, it is closed.
        Invalid: `request.invalid`, nothing is given.
    """
    budget = _own(command.budget_id, uow)
    budget.edit(name=command.name, year=command.year, funder=command.funder, note=command.note)
    if command.name is None and command.year is None and command.funder is None and command.note is None:
        raise Invalid("request.invalid", errors=[Fault("#", "missing", "Give something to change.")])
    _note(uow, budget, None)
    return _with_balances(budget, uow)


def fund_budget(command: messages.FundBudget, uow: OutsourcingUnitOfWork) -> messages.Posting:
    """
    Have money come into an open budget.

    Raises:
        NotFound: `budget.unknown`.
        Forbidden: `access.denied`.
        Conflict: `budget.not_in_step`, it is closed.
    """
    budget = _own(command.budget_id, uow)
    budget.take_funds()
    _note(uow, budget, command.reason)
    return posting_shape(uow.ledger.fund(budget.id, command.amount_minor, reason=command.reason))


def give_money_back(command: messages.WithdrawFromBudget, uow: OutsourcingUnitOfWork) -> messages.Posting:
    """
    Give back what a budget has available, also when it is closed.

    Raises:
        NotFound: `budget.unknown`.
        Forbidden: `access.denied`.
        Conflict: `budget.not_enough`, less is available.
    """
    budget = _own(command.budget_id, uow)
    budget.give_back()
    _note(uow, budget, command.reason)
    return posting_shape(uow.ledger.withdraw(budget.id, command.amount_minor, reason=command.reason))


def close_budget(command: messages.CloseBudget, uow: OutsourcingUnitOfWork) -> messages.Budget:
    """
    Have a budget take no money and no new reservations any more. What is reserved, awarded and bound goes its way; what
    comes back from there is available, to be given back.

    Raises:
        NotFound: `budget.unknown`.
        Forbidden: `access.denied`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `budget.not_in_step`.
    """
    budget = _own(command.budget_id, uow)
    budget.close(uow.now)
    _note(uow, budget, command.reason)
    return _with_balances(budget, uow)


def reopen_budget(command: messages.ReopenBudget, uow: OutsourcingUnitOfWork) -> messages.Budget:
    """
    Have a budget take money and reservations again.

    Raises:
        NotFound: `budget.unknown`.
        Forbidden: `access.denied`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `budget.not_in_step`.
    """
    budget = _own(command.budget_id, uow)
    budget.reopen()
    _note(uow, budget, command.reason)
    return _with_balances(budget, uow)


def _own(budget_id: str, uow: OutsourcingUnitOfWork) -> Budget:
    """The budget, which the department alone may change, in the version that it has read."""
    budget = uow.budgets.get(budget_id)
    _check_department(uow)
    uow.expect(budget.version)
    return budget


def _check_department(uow: OutsourcingUnitOfWork) -> None:
    if not uow.has_oversight:
        raise Forbidden("access.denied")


def _note(uow: OutsourcingUnitOfWork, budget: Budget, reason: str | None) -> None:
    """What the audit trail is to say of it: no event does."""
    uow.subject, uow.reason = f"budget/{budget.id}", reason


def _with_balances(budget: Budget, uow: OutsourcingUnitOfWork) -> messages.Budget:
    return budget_shape(budget, uow.ledger.balances("budget", [budget.id])[budget.id])


COMMANDS: Mapping[type[Command], Handler] = {
    messages.OpenBudget: open_budget,
    messages.EditBudget: edit_budget,
    messages.FundBudget: fund_budget,
    messages.WithdrawFromBudget: give_money_back,
    messages.CloseBudget: close_budget,
    messages.ReopenBudget: reopen_budget,
}
