"""Payments as they are shown and listed, and the final evaluations of projects."""

from collections.abc import Mapping

from services.outsourcing.model.payments import Payment
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.payments import evaluation_shape, payment_shape, payment_shapes
from shared.errors import Forbidden
from shared.messages.declare import Query
from shared.messages.outsourcing import payments as messages
from shared.paging import read_page
from shared.service import Handler


def show_payment(query: messages.ShowPayment, uow: OutsourcingUnitOfWork) -> messages.Payment:
    """
    Raises:
        NotFound: `payment.unknown`.
        Forbidden: `payment.not_yours`.
    """
    payment = uow.payments.get(query.payment_id)
    if not (uow.has_oversight or uow.is_organisation(payment.organisation_id)):
        raise Forbidden("payment.not_yours")
    return payment_shape(payment, uow)


def list_payments(query: messages.ListPayments, uow: OutsourcingUnitOfWork) -> messages.PaymentPage:
    """
    Raises:
        Forbidden: `access.denied`.
    """
    rows = uow.payments.all
    if not uow.has_oversight:
        if uow.actor.role != "organisation" or uow.actor.organisation_id is None:
            raise Forbidden("access.denied")
        rows = rows.where(Payment.organisation_id == uow.actor.organisation_id)
    for column, value in (
        (Payment.state, query.state),
        (Payment.contract_id, query.contract_id),
        (Payment.project_id, query.project_id),
        (Payment.organisation_id, query.organisation_id),
    ):
        if value is not None:
            rows = rows.where(column == value)
    items, following = read_page(uow.session, rows, Payment.id, after=query.after, limit=query.limit, order=query.order)
    return messages.PaymentPage(items=payment_shapes(items, uow), next=following)


def show_final_evaluation(query: messages.ShowFinalEvaluation, uow: OutsourcingUnitOfWork) -> messages.FinalEvaluation:
    """
    Raises:
        NotFound: `project.unknown`; `final_evaluation.none`.
        Forbidden: `project.not_yours`.
    """
    project = uow.projects.get(query.project_id)
    if not uow.may_read(project):
        raise Forbidden("project.not_yours")
    return evaluation_shape(uow.payments.get_evaluation(project.id))


QUERIES: Mapping[type[Query], Handler] = {
    messages.ShowPayment: show_payment,
    messages.ListPayments: list_payments,
    messages.ShowFinalEvaluation: show_final_evaluation,
}
