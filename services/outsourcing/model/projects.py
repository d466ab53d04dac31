"""The state of projects and their planned budgets."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.declare import Command
from shared.messages.outsourcing import project_events as running, projects as events
from shared.messages.outsourcing.call_states import PROJECT_STATES
from shared.messages.outsourcing.projects import ProjectState, Source
from shared.versions import Versioned

CURRENCY = "CNY"
STATES = ", ".join(f"'{state}'" for state in PROJECT_STATES.states)


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


class ProjectNeed(Base):
    """A need that a project is for."""

    __tablename__ = "project_needs"

    project_id: Mapped[str] = mapped_column(ID, ForeignKey("projects.id"), primary_key=True)
    need_id: Mapped[str] = mapped_column(ID, ForeignKey("needs.id"), primary_key=True)

    __table_args__ = (Index(None, "need_id", "project_id"),)


class Project(Versioned, Base):
    """
    An activity project; its budget is the sum of its lines.

    call_id: the call that wants it. contractor_id: the social organisation that runs it under a contract. reason: why
    it was withdrawn, or ended early.
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
    contractor_id: Mapped[str | None] = mapped_column(ID)
    call_id: Mapped[str | None] = mapped_column(ID, ForeignKey("calls.id"))
    reason: Mapped[str | None] = mapped_column(String(2000))
    budget: Mapped[list[BudgetLine]] = relationship(
        order_by=BudgetLine.position, lazy="selectin", cascade="all, delete-orphan"
    )
    needs: Mapped[list[ProjectNeed]] = relationship(
        order_by=ProjectNeed.need_id, lazy="selectin", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("budget_minor > 0", name="budget"),
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("(state IN ('planned', 'cancelled')) = (call_id IS NULL)", name="called"),
        CheckConstraint("(state IN ('cancelled', 'terminated')) = (reason IS NOT NULL)", name="reason"),
        CheckConstraint("state NOT IN ('active', 'completed', 'terminated') OR contractor_id IS NOT NULL", name="run"),
        Index(None, "tenant_id", "id"),
        Index(None, "tenant_id", "state", "id"),
        Index(None, "tenant_id", "community_id", "id"),
        Index(None, "contractor_id", "id"),
    )

    @property
    def subject(self) -> str:
        return f"project/{self.id}"

    @property
    def need_ids(self) -> list[str]:
        return [one.need_id for one in self.needs]

    def register(self) -> events.ProjectRegistered:
        return events.ProjectRegistered(**self._said, need_ids=self.need_ids)

    def edit(self, changes: Mapping[str, Any], budget: Sequence[events.BudgetLine] | None) -> events.ProjectEdited:
        """
        Put what is given in place of what stands.

        Raises:
            Conflict: `project.not_in_step`.
        """
        self.state = PROJECT_STATES.follow(events.EditProject, self.state)
        for name, value in changes.items():
            setattr(self, name, value)
        if budget is not None:
            self.plan(budget)
        self.count_up()
        return events.ProjectEdited(**self._said)

    def plan(self, budget: Sequence[events.BudgetLine]) -> None:
        """Have these be the lines of its budget."""
        kept = {line.position: line for line in self.budget}
        self.budget = [
            kept.get(position) or BudgetLine(position=position, tenant_id=self.tenant_id)
            for position in range(len(budget))
        ]
        for line, given in zip(self.budget, budget, strict=True):
            line.name, line.source, line.amount_minor = given.name, given.source, given.amount_minor
        self.budget_minor = sum(line.amount_minor for line in budget)

    def withdraw(self, reason: str) -> events.ProjectWithdrawn:
        """
        Raises:
            Conflict: `project.not_in_step`.
        """
        self.state, self.reason = PROJECT_STATES.follow(events.WithdrawProject, self.state), reason
        self.count_up()
        return events.ProjectWithdrawn(project_id=self.id, community_id=self.community_id, reason=reason)

    def follow(self, command: type[Command], call_id: str) -> events.ProjectCalled | events.ProjectFreed:
        """
        Be wanted by a call, or not any more, as the call's step has it.

        Raises:
            Conflict: `project.not_in_step`.
        """
        is_wanted = self.call_id == call_id
        self.state = PROJECT_STATES.follow(command, self.state, "planned" if is_wanted else "called")
        self.call_id = None if is_wanted else call_id
        self.count_up()
        told = events.ProjectFreed if is_wanted else events.ProjectCalled
        return told(project_id=self.id, community_id=self.community_id, call_id=call_id)

    def be_awarded(self, command: type[Command]) -> None:
        """
        A proposal for it is awarded.

        Raises:
            Conflict: `project.not_in_step`.
        """
        self.state = PROJECT_STATES.follow(command, self.state, "awarded")
        self.count_up()

    def lose_award(self, command: type[Command], *, is_wanted: bool, reason: str) -> events.ProjectWithdrawn | None:
        """
        Its award has fallen away. is_wanted: its call wants it still; one that a proposal brought is over.

        Raises:
            Conflict: `project.not_in_step`.
        """
        self.state = PROJECT_STATES.follow(command, self.state, "called" if is_wanted else "cancelled")
        self.count_up()
        if is_wanted:
            return None
        self.call_id, self.reason = None, reason
        return events.ProjectWithdrawn(project_id=self.id, community_id=self.community_id, reason=reason)

    def start(
        self, command: type[Command], contractor_id: str, partner_ids: Sequence[str], *, starts_on: date, ends_on: date
    ) -> running.ProjectStarted:
        """
        Its contract is in force, with these days.

        Raises:
            Conflict: `project.not_in_step`.
        """
        self.state = PROJECT_STATES.follow(command, self.state)
        self.contractor_id, self.starts_on, self.ends_on = contractor_id, starts_on, ends_on
        self.count_up()
        return running.ProjectStarted(
            **self._of_contractor(contractor_id),
            partner_ids=list(partner_ids),
            title=self.title,
            starts_on=starts_on,
            ends_on=ends_on,
        )

    def reschedule(self, command: type[Command], ends_on: date) -> running.ProjectRescheduled:
        """
        Raises:
            Conflict: `project.not_in_step`.
        """
        self.state = PROJECT_STATES.follow(command, self.state)
        self.ends_on = ends_on
        self.count_up()
        return running.ProjectRescheduled(
            **self._of_contractor(self.contractor_id), starts_on=self.starts_on, ends_on=ends_on
        )

    def end(self, command: type[Command], reason: str | None = None) -> running.ProjectEnded:
        """
        It is completed, or ended early for a reason.

        Raises:
            Conflict: `project.not_in_step`.
        """
        self.state = PROJECT_STATES.follow(command, self.state)
        self.reason = reason
        self.count_up()
        outcome: Any = self.state
        return running.ProjectEnded(**self._of_contractor(self.contractor_id), outcome=outcome, reason=reason)

    def _of_contractor(self, contractor_id: str | None) -> dict[str, Any]:
        return {
            "project_id": self.id,
            "community_id": self.community_id,
            "social_organisation_id": contractor_id,
        }

    @property
    def _said(self) -> dict[str, Any]:
        return {
            "project_id": self.id,
            "community_id": self.community_id,
            "title": self.title,
            "budget_minor": self.budget_minor,
            "currency": CURRENCY,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
        }
