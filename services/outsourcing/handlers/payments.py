"""Payments: asked for by the organisation, approved and recorded by two persons of the department, and clawed back."""

from collections.abc import Mapping

from services.outsourcing.model.contracts import Contract
from services.outsourcing.model.payments import ClawBack, Payment, too_much
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.postings import About
from services.outsourcing.schemas.payments import payment_shape
from shared.clock import day_of
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import payments as messages
from shared.messages.outsourcing.payment_states import PAYMENT_STATES
from shared.service import Handler


def request_payment(command: messages.RequestPayment, uow: OutsourcingUnitOfWork) -> messages.Payment:
    """
    Ask for what is accepted of a milestone. It goes to the account that the organisation has now, and to no other.

    Raises:
        NotFound: `milestone.unknown`.
        Forbidden: `milestone.not_yours`.
        Conflict: `contract.payments_stopped`; `payment.nothing_due`, nothing of it is accepted and not asked for;
            `payment.too_much`, more than that; `payment.no_account`, the organisation has told none.

    Publishes:
        PaymentRequested.
    """
    milestone = uow.milestones.get(command.milestone_id)
    if not uow.is_organisation(milestone.organisation_id):
        raise Forbidden("milestone.not_yours")
    _check_goes_on(uow.contracts.get(milestone.contract_id))
    due = milestone.accepted_minor - uow.payments.asked_for(milestone.id)
    if not due:
        raise Conflict("payment.nothing_due")
    amount = command.amount_minor or due
    if amount > due:
        raise too_much(due)
    payee = uow.profiles.get(milestone.organisation_id).bank_encrypted
    if payee is None:
        raise Conflict("payment.no_account")
    payment = Payment(
        id=new_id(),
        tenant_id=uow.tenant_id,
        call_id=milestone.call_id,
        award_id=milestone.award_id,
        contract_id=milestone.contract_id,
        milestone_id=milestone.id,
        project_id=milestone.project_id,
        organisation_id=milestone.organisation_id,
        amount_minor=amount,
        clawed_back_minor=0,
        state="requested",
        note=command.note,
        payee_encrypted=payee,
        requested_by=uow.actor.client_id,
        requested_at=uow.now,
    )
    uow.session.add(payment)
    uow.ledger.request(amount, _about(payment))
    uow.record(payment.request())
    return payment_shape(payment, uow)


def approve_payment(command: messages.ApprovePayment, uow: OutsourcingUnitOfWork) -> messages.Payment:
    """
    Have a second person approve it, with the account that they see in it.

    Raises:
        NotFound: `payment.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `payment.not_in_step`; `payment.same_person`; `contract.payments_stopped`; `payment.account_changed`,
            the organisation has another account since: whoever changed it asks for the payment anew.

    Publishes:
        PaymentApproved.
    """
    payment = _get_run(command.payment_id, uow)
    PAYMENT_STATES.follow(messages.ApprovePayment, payment.state)
    _check_goes_on(uow.contracts.get(payment.contract_id))
    approved = payment.approve(uow.actor.client_id, uow.now)
    _check_account(payment, uow)
    uow.record(approved)
    return payment_shape(payment, uow)


def refuse_payment(command: messages.RefusePayment, uow: OutsourcingUnitOfWork) -> messages.Payment:
    """
    Not pay it, for a reason; what it is of can be asked for again.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `approve_payment`.
        Conflict: `payment.not_in_step`.

    Publishes:
        PaymentRefused.
    """
    payment = _get_run(command.payment_id, uow)
    uow.record(payment.refuse(command.reason))
    uow.ledger.unrequest(payment.amount_minor, _about(payment, command.reason))
    uow.reason = command.reason
    return payment_shape(payment, uow)


def record_payment(command: messages.RecordPayment, uow: OutsourcingUnitOfWork) -> messages.Payment:
    """
    Keep that it was paid, by the bank's reference.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `approve_payment`.
        Conflict: `payment.not_in_step`; `payment.same_person`; `contract.payments_stopped`.
        Invalid: `payment.day_unfit`, a day to come, or before it was approved.

    Publishes:
        PaymentRecorded.
    """
    payment = _get_run(command.payment_id, uow)
    recorded = payment.record(uow.actor.client_id, command.reference, command.paid_on, uow.now)
    _check_goes_on(uow.contracts.get(payment.contract_id))
    if payment.approved_at is None or not day_of(payment.approved_at) <= command.paid_on <= day_of(uow.now):
        fault = Fault("#/paid_on", "out_of_range", "Between the day of its approval and today.")
        raise Invalid("payment.day_unfit", errors=[fault])
    uow.ledger.pay(payment.amount_minor, _about(payment))
    uow.record(recorded)
    return payment_shape(payment, uow)


def claw_back_payment(command: messages.ClawBackPayment, uow: OutsourcingUnitOfWork) -> messages.Payment:
    """
    Keep that some of it has come back, for a reason: its budgets have it again.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `approve_payment`.
        Conflict: `payment.not_in_step`; `payment.too_much`.

    Publishes:
        PaymentClawedBack.
    """
    payment = _get_run(command.payment_id, uow)
    uow.record(payment.claw_back(command.amount_minor, command.reason))
    uow.ledger.claw_back(command.amount_minor, _about(payment, command.reason))
    uow.session.add(
        ClawBack(
            id=new_id(),
            tenant_id=uow.tenant_id,
            payment_id=payment.id,
            amount_minor=command.amount_minor,
            reason=command.reason,
            reference=command.reference,
            at=uow.now,
        )
    )
    uow.track_records.add(
        payment.organisation_id,
        "payment_clawed_back",
        call_id=payment.call_id,
        project_id=payment.project_id,
        note=command.reason,
        value=command.amount_minor,
    )
    uow.reason = command.reason
    return payment_shape(payment, uow)


def _get_run(payment_id: str, uow: OutsourcingUnitOfWork) -> Payment:
    payment = uow.payments.get(payment_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    uow.expect(payment.version)
    uow.subject = payment.subject
    return payment


def _check_goes_on(contract: Contract) -> None:
    if contract.payments_stopped_at is not None:
        raise Conflict("contract.payments_stopped")


def _check_account(payment: Payment, uow: OutsourcingUnitOfWork) -> None:
    known = uow.profiles.get(payment.organisation_id).bank_encrypted
    if known is None or uow.cipher.decrypt(known) != uow.cipher.decrypt(payment.payee_encrypted):
        raise Conflict("payment.account_changed")


def _about(payment: Payment, reason: str | None = None) -> About:
    return About(
        call_id=payment.call_id,
        award_id=payment.award_id,
        contract_id=payment.contract_id,
        milestone_id=payment.milestone_id,
        payment_id=payment.id,
        reason=reason,
    )


COMMANDS: Mapping[type[Command], Handler] = {
    messages.RequestPayment: request_payment,
    messages.ApprovePayment: approve_payment,
    messages.RefusePayment: refuse_payment,
    messages.RecordPayment: record_payment,
    messages.ClawBackPayment: claw_back_payment,
}
