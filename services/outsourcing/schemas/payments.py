"""Payments as the department and their organisation get them."""

from collections.abc import Sequence

from services.outsourcing.model.payments import FinalEvaluation, Payment
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.messages.outsourcing import payments as messages
from shared.messages.outsourcing.profiles import BankAccount
from shared.messages.wire import decode, from_plain

SHOWN_OF_ACCOUNT = 4


def payment_shape(payment: Payment, uow: OutsourcingUnitOfWork) -> messages.Payment:
    return payment_shapes([payment], uow)[0]


def payment_shapes(payments: Sequence[Payment], uow: OutsourcingUnitOfWork) -> list[messages.Payment]:
    """What was changed is written before it is read."""
    uow.session.flush()
    names = uow.organisations.names_of({one.organisation_id for one in payments})
    back = uow.payments.claw_backs_of([one.id for one in payments])
    return [
        messages.Payment(
            id=one.id,
            contract_id=one.contract_id,
            milestone_id=one.milestone_id,
            project_id=one.project_id,
            organisation_id=one.organisation_id,
            organisation_name=names.get(one.organisation_id),
            amount_minor=one.amount_minor,
            clawed_back_minor=one.clawed_back_minor,
            currency="CNY",
            state=one.state,
            note=one.note,
            payee_bank=account.bank,
            payee_account=f"*{account.account_number[-SHOWN_OF_ACCOUNT:]}",
            reference=one.reference,
            paid_on=one.paid_on,
            reason=one.reason,
            claw_backs=[
                messages.ClawBack(
                    id=row.id, amount_minor=row.amount_minor, reason=row.reason, reference=row.reference, at=row.at
                )
                for row in back[one.id]
            ],
            requested_by=one.requested_by if uow.has_oversight else None,
            requested_at=one.requested_at,
            approved_by=one.approved_by if uow.has_oversight else None,
            approved_at=one.approved_at,
            recorded_by=one.recorded_by if uow.has_oversight else None,
            recorded_at=one.recorded_at,
            version=one.version,
        )
        for one, account in ((one, _account(one, uow)) for one in payments)
    ]


def evaluation_shape(evaluation: FinalEvaluation) -> messages.FinalEvaluation:
    return messages.FinalEvaluation(
        project_id=evaluation.project_id,
        contract_id=evaluation.contract_id,
        result=evaluation.result,
        text=evaluation.text,
        accepted_minor=evaluation.accepted_minor,
        paid_minor=evaluation.paid_minor,
        freed_minor=evaluation.freed_minor,
        raters=evaluation.raters,
        satisfied=evaluation.satisfied,
        evaluated_at=evaluation.evaluated_at,
    )


def _account(payment: Payment, uow: OutsourcingUnitOfWork) -> BankAccount:
    return from_plain(decode(uow.cipher.decrypt(payment.payee_encrypted)), BankAccount)
