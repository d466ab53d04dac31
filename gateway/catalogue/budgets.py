"""Codes of budgets and their ledger."""

CODES: dict[str, str] = {
    "budget.unknown": "There is no such budget",
    "budget.unit_unfit": "A unit is named that the budget's money doesn't come from",
    "budget.not_in_step": "The budget's state doesn't allow this",
    "budget.not_enough": "The budget has less than that",
    "budget.closed": "The budget takes no new reservations",
}

STATUSES: dict[str, int] = {}
