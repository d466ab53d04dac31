"""How payments go on."""

from shared.messages.outsourcing.payments import ApprovePayment, ClawBackPayment, RecordPayment, RefusePayment
from shared.states import Machine, step

PAYMENT_STATES = Machine(
    "payment",
    {
        "requested": "the organisation has asked for it",
        "approved": "it will be paid",
        "paid": "it was paid",
        "refused": "it isn't paid; what it was of can be asked for again",
    },
    begins=["requested"],
    steps=[
        step(ApprovePayment, "requested", "approved"),
        step(RefusePayment, "requested approved", "refused"),
        step(RecordPayment, "approved", "paid"),
        step(ClawBackPayment, "paid", "paid"),
    ],
)
