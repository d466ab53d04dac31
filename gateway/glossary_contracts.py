"""What parameters, fields and values mean where contracts, milestones and payments are told of."""

from shared.messages.outsourcing.contract_states import CONTRACT_STATES
from shared.messages.outsourcing.milestone_states import MILESTONE_STATES
from shared.messages.outsourcing.payment_states import PAYMENT_STATES

OF_CONTRACTS = (
    "ContractDrafted",
    "ContractSigned",
    "AmendmentProposed",
    "AmendmentDropped",
    "ContractAmended",
    "ContractCompleted",
    "ContractTerminated",
    "ContractVoided",
    "PaymentsResumed",
    "MilestoneUndecided",
    "MilestoneDue",
    "PaymentRequested",
    "PaymentApproved",
    "PaymentRefused",
    "PaymentRecorded",
    "PaymentClawedBack",
    "ProjectEvaluated",
)
IN_COMMUNITIES = (
    "ContractSigned",
    "ContractAmended",
    "ContractCompleted",
    "ContractTerminated",
    "PaymentsResumed",
    "MilestoneUndecided",
    "MilestoneDue",
)
OF_TEXTS = ("ContractDrafted", "AmendmentProposed")
OF_VERSIONS = ("AmendmentProposed", "AmendmentDropped", "ContractAmended")
PAYMENTS = ("PaymentRequested", "PaymentApproved", "PaymentRefused", "PaymentRecorded")
SIDES = {"department": "the department", "organisation": "the social organisation"}

PATHS: dict[str, str] = {
    "contract_id": "The contract's id.",
    "milestone_id": "The milestone's id.",
    "payment_id": "The payment's id.",
}
FIELDS: dict[str, str] = {
    "contract_id": "The contract.",
    "payment_id": "The payment.",
    **{f"{event}.social_organisation_id": "The organisation that has the contract." for event in OF_CONTRACTS},
    **{f"{event}.community_id": "The community that the project is for." for event in IN_COMMUNITIES},
    **{
        f"{event}.sha256": "The digest of the text that is signed."
        for event in ("ContractDrafted", "AmendmentProposed")
    },
    **{f"{event}.number": "Which version of the terms it is." for event in OF_VERSIONS},
    "AmendmentProposed.proposed_by": "Which side proposes it.",
    "AmendmentDropped.reason": "Why it was refused; null where it was taken back.",
    "ContractSigned.title": "What the project is called.",
    "ContractSigned.amount_minor": "What it costs, in fen.",
    "ContractSigned.starts_on": "The first day.",
    "ContractSigned.ends_on": "The last day.",
    "signed_at": "When both had signed.",
    "ContractAmended.amount_minor": "What it costs now, in fen.",
    "ContractAmended.ends_on": "The last day as it is now.",
    "ContractAmended.reason": "Why other terms were agreed on.",
    "freed_minor": "What is free again, in fen.",
    "settled_minor": "What is accepted all the same, in fen.",
    "ContractTerminated.reason": "Why it was ended early.",
    "ContractVoided.reason": "Why its award fell away.",
    "PaymentsResumed.reason": "Why payments go on.",
    "MilestoneUndecided.name": "What the milestone is called.",
    "MilestoneDue.name": "What the milestone is called.",
    "MilestoneDue.due_on": "The day on which it is due.",
    "MilestoneDue.days_left": "How many days there are until then; negative once it is over.",
    **{f"{event}.amount_minor": "How much it is, in fen." for event in PAYMENTS},
    "PaymentRefused.reason": "Why it isn't paid.",
    "paid_on": "The day on which it was paid.",
    "PaymentClawedBack.amount_minor": "How much has come back, in fen.",
    "PaymentClawedBack.reason": "Why it was to come back.",
    "ProjectEvaluated.result": "What the department finds.",
    "ProjectEvaluated.text": "The same in words.",
    "accepted_minor": "What of it is accepted, in fen.",
    "paid_minor": "What was paid, in fen.",
    "MilestoneSettled.amount_minor": "What the milestone was worth, in fen.",
}
VALUES: dict[str, dict[str, str]] = {
    "AmendmentProposed.proposed_by": SIDES,
    "ProjectEvaluated.result": {
        "excellent": "better than was agreed",
        "good": "well done",
        "passed": "done as agreed",
        "failed": "not done as agreed",
    },
    "ListContracts.state": CONTRACT_STATES.states,
    "ListMilestones.state": MILESTONE_STATES.states,
    "ListPayments.state": PAYMENT_STATES.states,
}
PARAMETERS: dict[str, str] = {
    "ListContracts.state": "Contracts in this state alone.",
    "ListContracts.call_id": "Those of this call alone.",
    "ListContracts.project_id": "Those of this project alone.",
    "ListMilestones.state": "Milestones in this state alone.",
    "ListMilestones.contract_id": "Those of this contract alone.",
    "ListMilestones.project_id": "Those of this project alone.",
    **{
        f"{query}.organisation_id": "Those of this organisation alone."
        for query in ("ListContracts", "ListMilestones", "ListPayments")
    },
    "ListMilestones.is_overdue": "Those alone whose day is over and that aren't submitted, or all others.",
    "ListMilestones.due_until": "Those that are due on this day or before.",
    "ListPayments.state": "Payments in this state alone.",
    "ListPayments.contract_id": "Those of this contract alone.",
    "ListPayments.project_id": "Those of this project alone.",
}
