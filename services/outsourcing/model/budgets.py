"""The state of budgets, and the rules by which it changes; their money stands in the ledger."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.outsourcing.budgets import (
    BUDGET_STATES,
    BudgetState,
    CloseBudget,
    EditBudget,
    FundBudget,
    ReopenBudget,
    WithdrawFromBudget,
)
from shared.messages.outsourcing.projects import Source
from shared.versions import Versioned


class Budget(Versioned, Base):
    """Money of one source for one year. What of it stands where is in the ledger alone, and counts no version up."""

    __tablename__ = "budgets"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(100))
    year: Mapped[int]
    source: Mapped[Source] = mapped_column(String(20))
    funder: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[str | None] = mapped_column(ID)
    note: Mapped[str | None] = mapped_column(String(2000))
    state: Mapped[BudgetState] = mapped_column(String(20))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("year BETWEEN 2000 AND 2199", name="year"),
        CheckConstraint("source IN ('fiscal', 'welfare_lottery', 'donation', 'unit')", name="source"),
        CheckConstraint("unit_id IS NULL OR source = 'unit'", name="unit"),
        CheckConstraint("state IN ('open', 'closed')", name="state"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        *(Index(None, "tenant_id", *more, "id") for more in ((), ("year",), ("source",), ("state",))),
    )

    def edit(self, *, name: str | None, year: int | None, funder: str | None, note: str | None) -> None:
        """
        Put new words in place of those that stand, where they are given.

        Raises:
            Conflict: `budget.not_in_step`.
        """
        BUDGET_STATES.follow(EditBudget, self.state)
        before = (self.name, self.year, self.funder, self.note)
        after = (name or self.name, year or self.year, funder or self.funder, note or self.note)
        if before != after:
            self.name, self.year, self.funder, self.note = after
            self.count_up()

    def take_funds(self) -> None:
        """
        Raises:
            Conflict: `budget.not_in_step`.
        """
        BUDGET_STATES.follow(FundBudget, self.state)

    def give_back(self) -> None:
        """
        Raises:
            Conflict: `budget.not_in_step`.
        """
        BUDGET_STATES.follow(WithdrawFromBudget, self.state)

    def close(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `budget.not_in_step`.
        """
        self.state, self.closed_at = BUDGET_STATES.follow(CloseBudget, self.state), now
        self.count_up()

    def reopen(self) -> None:
        """
        Raises:
            Conflict: `budget.not_in_step`.
        """
        self.state, self.closed_at = BUDGET_STATES.follow(ReopenBudget, self.state), None
        self.count_up()
