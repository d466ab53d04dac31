"""
What outsourcing's commands and the events of the other services do, and which deadline stands for which command.

Each module says it of its own at its end; which rows commands begin with is said here, for it is about all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.outsourcing.handlers import budgets, known, projects
from services.outsourcing.model.budgets import Budget
from shared.messages import outsourcing as messages
from shared.messages.declare import Command, Event
from shared.service import Handler, Held

COMMANDS: Mapping[type[Command], Handler] = {**budgets.COMMANDS, **projects.COMMANDS}
REACTIONS: Mapping[type[Event], Handler] = {**known.REACTIONS}
DEADLINES: Mapping[str, Callable[[str], Command]] = {}
BUDGET = ("budget_id", Held(Budget))
LOADS: Mapping[type[Command], Sequence[tuple[str, Any]]] = {
    messages.budgets.EditBudget: (BUDGET,),
    messages.budgets.FundBudget: (BUDGET,),
    messages.budgets.WithdrawFromBudget: (BUDGET,),
    messages.budgets.CloseBudget: (BUDGET,),
    messages.budgets.ReopenBudget: (BUDGET,),
}
