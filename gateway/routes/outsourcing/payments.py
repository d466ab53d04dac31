"""Payments of what is accepted, and the final evaluations of projects."""

from gateway.route import Route
from shared.messages.outsourcing import payments as m

PAYMENTS = "Payments"
HOME = "/v1/payments/{payment_id}"
EVALUATION = "/v1/projects/{project_id}/final-evaluation"
RUN = {404: ("payment.unknown",)}
STEP = ("payment.not_in_step",)
STOPPED = "contract.payments_stopped"
OF_PROJECT = {403: ("project.not_yours",), 404: ("project.unknown", "final_evaluation.none")}

ROUTES = (
    Route(
        "POST",
        "/v1/milestones/{milestone_id}/payments",
        m.RequestPayment,
        summary="Ask for what is accepted of a milestone.",
        status=201,
        answer=m.Payment,
        location="/v1/payments/{id}",
        errors={
            403: ("milestone.not_yours",),
            404: ("milestone.unknown",),
            409: (STOPPED, "payment.nothing_due", "payment.too_much", "payment.no_account"),
        },
        tag=PAYMENTS,
    ),
    Route("GET", "/v1/payments", m.ListPayments, summary="List payments.", answer=m.PaymentPage, tag=PAYMENTS),
    Route(
        "GET",
        HOME,
        m.ShowPayment,
        summary="Show a payment.",
        answer=m.Payment,
        errors={403: ("payment.not_yours",)} | RUN,
        tag=PAYMENTS,
    ),
    Route(
        "POST",
        f"{HOME}/approval",
        m.ApprovePayment,
        summary="Approve a payment, as a second person.",
        answer=m.Payment,
        heeds_if_match=True,
        errors=RUN | {409: (*STEP, "payment.same_person", STOPPED, "payment.account_changed")},
        tag=PAYMENTS,
    ),
    Route(
        "POST",
        f"{HOME}/refusal",
        m.RefusePayment,
        summary="Don't pay what is asked for.",
        answer=m.Payment,
        heeds_if_match=True,
        errors=RUN | {409: STEP},
        tag=PAYMENTS,
    ),
    Route(
        "POST",
        f"{HOME}/record",
        m.RecordPayment,
        summary="Record that it was paid, as another person than who has approved it.",
        answer=m.Payment,
        heeds_if_match=True,
        errors=RUN | {409: (*STEP, "payment.same_person", STOPPED), 422: ("payment.day_unfit",)},
        tag=PAYMENTS,
    ),
    Route(
        "POST",
        f"{HOME}/claw-backs",
        m.ClawBackPayment,
        summary="Record that some of it has come back.",
        answer=m.Payment,
        heeds_if_match=True,
        errors=RUN | {409: (*STEP, "payment.too_much")},
        tag=PAYMENTS,
    ),
    Route(
        "POST",
        EVALUATION,
        m.EvaluateProject,
        summary="Evaluate a project: it is completed, and what is left is free.",
        status=201,
        answer=m.FinalEvaluation,
        heeds_if_match=True,
        errors={
            404: ("project.unknown",),
            409: ("project.not_in_step", "project.milestones_open", "project.payments_open"),
        },
        tag=PAYMENTS,
    ),
    Route(
        "GET",
        EVALUATION,
        m.ShowFinalEvaluation,
        summary="Show the final evaluation of a project.",
        answer=m.FinalEvaluation,
        errors=OF_PROJECT,
        tag=PAYMENTS,
    ),
)
