"""The state of projects and their planned budgets."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.declare import Command
from shared.messages.outsourcing.call_states import PROJECT_STATES
from shared.messages.outsourcing.projects import ProjectRegistered, ProjectState, Source
from shared.versions import Versioned

CURRENCY = "CNY"


class BudgetLine(Base):
    """One part of a project's budget, in fen."""

    __tablename__ = "budget_lines"

    project_id: Mapped[str] = mapped_column(ID, ForeignKey("projects.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[str] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(100))
    source: Mapped[Source] = mapped_column(String(20))
    amount_minor: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        CheckConstraint("source IN ('fiscal', 'welfare_lottery', 'donation', 'unit')", name="source"),
        CheckConstraint("amount_minor > 0", name="amount"),
    )


class Project(Versioned, Base):
    """
    An activity project; its budget is the sum of its lines.

    call_id: the call that wants it. reason: why it was withdrawn.
    """

    __tablename__ = "projects"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("communities.id"))
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str | None] = mapped_column(String(2000))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    budget_minor: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[ProjectState] = mapped_column(String(20))
    registered_at: Mapped[datetime]
    call_id: Mapped[str | None] = mapped_column(ID, ForeignKey("calls.id"))
    reason: Mapped[str | None] = mapped_column(String(2000))
    budget: Mapped[list[BudgetLine]] = relationship(order_by=BudgetLine.position, lazy="selectin")

    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("budget_minor > 0", name="budget"),
        CheckConstraint("state IN ('planned', 'called', 'cancelled')", name="state"),
        CheckConstraint("(state IN ('planned', 'cancelled')) = (call_id IS NULL)", name="called"),
        CheckConstraint("(state = 'cancelled') = (reason IS NOT NULL)", name="reason"),
        Index(None, "tenant_id", "id"),
        Index(None, "tenant_id", "community_id", "id"),
    )

    def register(self) -> ProjectRegistered:
        return ProjectRegistered(
            project_id=self.id,
            community_id=self.community_id,
            title=self.title,
            budget_minor=self.budget_minor,
            currency=CURRENCY,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )

    def follow(self, command: type[Command], call_id: str) -> None:
        """
        Be wanted by a call, or not any more, as the call's step has it.

        Raises:
            Conflict: `project.not_in_step`.
        """
        to = "planned" if self.call_id == call_id else "called"
        self.state = PROJECT_STATES.follow(command, self.state, to)
        self.call_id = call_id if to == "called" else None
        self.count_up()
