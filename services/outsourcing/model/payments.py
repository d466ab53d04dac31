"""The state of payments, and the rules by which it changes; the final evaluations of projects."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.errors import Conflict, Fault
from shared.messages.outsourcing import payment_events as events, payments as messages
from shared.messages.outsourcing.payment_states import PAYMENT_STATES
from shared.messages.outsourcing.payments import EvaluationResult, PaymentState
from shared.versions import Versioned

STATES = ", ".join(f"'{state}'" for state in PAYMENT_STATES.states)


class Payment(Versioned, Base):
    """
    A payment of what is accepted of a milestone. Its money is in the ledger; here stands how far it has come.

    requested_by, approved_by, recorded_by: clients, of whom each step needs another one. payee_encrypted: the
    organisation's account as it was when it asked, as JSON.
    """

    __tablename__ = "payments"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    call_id: Mapped[str] = mapped_column(ID)
    award_id: Mapped[str] = mapped_column(ID)
    contract_id: Mapped[str] = mapped_column(ID, ForeignKey("contracts.id"))
    milestone_id: Mapped[str] = mapped_column(ID, ForeignKey("milestones.id"))
    project_id: Mapped[str] = mapped_column(ID)
    organisation_id: Mapped[str] = mapped_column(ID)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    clawed_back_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[PaymentState] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(String(2000))
    reason: Mapped[str | None] = mapped_column(String(2000))
    payee_encrypted: Mapped[str] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(String(100))
    paid_on: Mapped[date | None]
    requested_by: Mapped[str] = mapped_column(String(100))
    requested_at: Mapped[datetime]
    approved_by: Mapped[str | None] = mapped_column(String(100))
    approved_at: Mapped[datetime | None]
    recorded_by: Mapped[str | None] = mapped_column(String(100))
    recorded_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("clawed_back_minor BETWEEN 0 AND amount_minor", name="clawed_back"),
        CheckConstraint("clawed_back_minor = 0 OR state = 'paid'", name="clawed_back_paid"),
        CheckConstraint("(state = 'refused') = (reason IS NOT NULL)", name="reason"),
        CheckConstraint("(state = 'paid') = (recorded_by IS NOT NULL)", name="recorded"),
        CheckConstraint("state NOT IN ('approved', 'paid') OR approved_by IS NOT NULL", name="approved"),
        CheckConstraint("approved_by <> requested_by AND recorded_by <> approved_by", name="second_person"),
        *(
            Index(None, *owner, *state, "id")
            for owner in (("tenant_id",), ("tenant_id", "organisation_id"), ("contract_id",), ("project_id",))
            for state in ((), ("state",))
        ),
        Index(None, "milestone_id"),
    )

    @property
    def subject(self) -> str:
        return f"payment/{self.id}"

    def request(self) -> events.PaymentRequested:
        return events.PaymentRequested(**self._told)

    def approve(self, client_id: str, now: datetime) -> events.PaymentApproved:
        """
        Raises:
            Conflict: `payment.not_in_step`; `payment.same_person`, who has asked for it.
        """
        state = PAYMENT_STATES.follow(messages.ApprovePayment, self.state)
        _check_another(client_id, self.requested_by)
        self.state, self.approved_by, self.approved_at = state, client_id, now
        self.count_up()
        return events.PaymentApproved(**self._told)

    def refuse(self, reason: str) -> events.PaymentRefused:
        """
        Raises:
            Conflict: `payment.not_in_step`.
        """
        self.state, self.reason = PAYMENT_STATES.follow(messages.RefusePayment, self.state), reason
        self.count_up()
        return events.PaymentRefused(**self._told, reason=reason)

    def record(self, client_id: str, reference: str, paid_on: date, now: datetime) -> events.PaymentRecorded:
        """
        Raises:
            Conflict: `payment.not_in_step`; `payment.same_person`, who has approved it.
        """
        state = PAYMENT_STATES.follow(messages.RecordPayment, self.state)
        _check_another(client_id, self.approved_by)
        self.state, self.recorded_by, self.recorded_at = state, client_id, now
        self.reference, self.paid_on = reference, paid_on
        self.count_up()
        return events.PaymentRecorded(**self._told, paid_on=paid_on)

    def claw_back(self, amount_minor: int, reason: str) -> events.PaymentClawedBack:
        """
        Raises:
            Conflict: `payment.not_in_step`; `payment.too_much`, more than is left of it.
        """
        self.state = PAYMENT_STATES.follow(messages.ClawBackPayment, self.state)
        if amount_minor > self.amount_minor - self.clawed_back_minor:
            raise too_much(self.amount_minor - self.clawed_back_minor)
        self.clawed_back_minor += amount_minor
        self.count_up()
        return events.PaymentClawedBack(**{**self._told, "amount_minor": amount_minor}, reason=reason)

    @property
    def _told(self) -> dict[str, Any]:
        return {
            "payment_id": self.id,
            "contract_id": self.contract_id,
            "call_id": self.call_id,
            "milestone_id": self.milestone_id,
            "project_id": self.project_id,
            "social_organisation_id": self.organisation_id,
            "amount_minor": self.amount_minor,
        }


def too_much(left_minor: int) -> Conflict:
    """That more is asked for than is left, in fen."""
    left = f"{left_minor} fen are left of it."
    fault = Fault("#/amount_minor", "out_of_range", left)
    return Conflict("payment.too_much", left, errors=[fault])


def _check_another(client_id: str, before: str | None) -> None:
    if client_id == before:
        raise Conflict(
            "payment.same_person",
            "Another person or client of the department has to do it, as /docs/departments tells.",
        )


class ClawBack(Base):
    """That some of a payment has come back."""

    __tablename__ = "claw_backs"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    payment_id: Mapped[str] = mapped_column(ID, ForeignKey("payments.id"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(2000))
    reference: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]

    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount"), Index(None, "payment_id", "id"))


class FinalEvaluation(Base):
    """What the department finds of a project that is completed."""

    __tablename__ = "final_evaluations"

    project_id: Mapped[str] = mapped_column(ID, ForeignKey("projects.id"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    contract_id: Mapped[str] = mapped_column(ID, ForeignKey("contracts.id"))
    result: Mapped[EvaluationResult] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(2000))
    accepted_minor: Mapped[int] = mapped_column(BigInteger)
    paid_minor: Mapped[int] = mapped_column(BigInteger)
    freed_minor: Mapped[int] = mapped_column(BigInteger)
    raters: Mapped[int]
    satisfied: Mapped[int]
    evaluated_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("result IN ('excellent', 'good', 'passed', 'failed')", name="result"),
        CheckConstraint("satisfied BETWEEN 0 AND raters", name="satisfied"),
    )
