"""All state machines of outsourcing, for the pages that show them and the test that drives them."""

from shared.messages.outsourcing.budgets import BUDGET_STATES

MACHINES = (BUDGET_STATES,)
