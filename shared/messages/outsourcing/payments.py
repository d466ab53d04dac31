"""Messages of outsourcing: payments (拨付) of what is accepted, and the end of a project."""

from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import Command, Fen, Id, Length, Line, Query, Shape, Text, command, query, shape
from shared.messages.outsourcing.terms import Amount
from shared.messages.paging import Cursor, Limit, Order

PaymentState = Literal["requested", "approved", "paid", "refused"]
EvaluationResult = Literal["excellent", "good", "passed", "failed"]
Reference = Annotated[Line, Length(1, 100)]


@shape
class ClawBack(Shape):
    """What was paid and has come back, in fen; reference: of the bank's entry."""

    id: Id
    amount_minor: Fen
    reason: str
    reference: str
    at: datetime


@shape
class Payment(Shape):
    """
    A payment (拨付) of what is accepted of a milestone; amounts in fen.

    payee_account: the last characters of the organisation's account as it was when it asked, and payee_bank its bank.
    reason: why it was refused. clawed_back_minor: what of it has come back.
    requested_by, approved_by, recorded_by: the clients that did it; null for all but the department, and until then.
    """

    id: Id
    contract_id: Id
    milestone_id: Id
    project_id: Id
    organisation_id: Id
    organisation_name: str | None
    amount_minor: Fen
    clawed_back_minor: Fen
    currency: Literal["CNY"]
    state: PaymentState
    note: str | None
    payee_bank: str
    payee_account: str
    reference: str | None
    paid_on: date | None
    reason: str | None
    claw_backs: list[ClawBack]
    requested_by: str | None
    requested_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    recorded_by: str | None
    recorded_at: datetime | None
    version: int


@shape
class PaymentPage(Shape):
    items: list[Payment]
    next: str | None


@shape
class FinalEvaluation(Shape):
    """
    The evaluation of a project that is completed. freed_minor: what was left of its contract's money, in fen.
    raters, satisfied: how many residents have rated its milestones, and how many of those are satisfied. Both count the
    same milestones: those of which it is told how many are satisfied, which it never is of fewer than five raters.
    """

    project_id: Id
    contract_id: Id
    result: EvaluationResult
    text: str
    accepted_minor: Fen
    paid_minor: Fen
    freed_minor: Fen
    raters: int
    satisfied: int
    evaluated_at: datetime


@command("payment.request")
class RequestPayment(Command):
    """By the organisation; without amount_minor (fen) all of the milestone that is accepted and not asked for yet."""

    milestone_id: Id
    amount_minor: Amount | None = None
    note: Text | None = None


@command("payment.approve")
class ApprovePayment(Command):
    """By the department, and by another client than the one that has asked."""

    payment_id: Id


@command("payment.refuse")
class RefusePayment(Command):
    """By the department; what it is of can be asked for again."""

    payment_id: Id
    reason: Text


@command("payment.record")
class RecordPayment(Command):
    """That it was paid; by another client of the department than the one that has approved it."""

    payment_id: Id
    reference: Reference
    paid_on: date


@command("payment.claw_back")
class ClawBackPayment(Command):
    """That some of it, or all, has come back; amount_minor in fen. It is available to its budgets again."""

    payment_id: Id
    amount_minor: Amount
    reason: Text
    reference: Reference


@command("project.evaluate")
class EvaluateProject(Command):
    """
    The final evaluation, by the department: nothing is open any more, so the project is completed, and what is left of
    its contract's money is free.
    """

    project_id: Id
    result: EvaluationResult
    text: Text


@query("payment.show")
class ShowPayment(Query):
    payment_id: Id


@query("payments.list")
class ListPayments(Query):
    """The tenant's for the department, its own for an organisation."""

    contract_id: Id | None = None
    project_id: Id | None = None
    organisation_id: Id | None = None
    state: PaymentState | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("final_evaluation.show")
class ShowFinalEvaluation(Query):
    project_id: Id
