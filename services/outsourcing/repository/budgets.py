"""The tenant's budgets."""

from services.outsourcing.model.budgets import Budget
from services.outsourcing.repository.rows import Rows


class Budgets(Rows[Budget]):
    kind = Budget
    unknown = "budget.unknown"
