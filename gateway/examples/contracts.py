"""What the documentation shows of contracts, milestones and payments."""

from gateway import town_contracts as here, town_milestones as work
from gateway.examples.parts import Part
from shared.messages.outsourcing import contracts, files, milestones, payments
from shared.messages.wire import as_json

CONTRACT = "/v1/contracts/{contract_id}"
MILESTONE = "/v1/milestones/{milestone_id}"
PAYMENT = "/v1/payments/{payment_id}"
PROJECT = "/v1/projects/{project_id}"
BY_THEM = {"signatory_name": here.THEIRS.signatory_name, "signatory_title": here.THEIRS.signatory_title}
BY_US = {"signatory_name": here.OURS.signatory_name, "signatory_title": here.OURS.signatory_title}
MILESTONES = [
    contracts.MilestoneTerms(
        name=one.name,
        share_percent=one.share_percent,
        due_on=one.due_on,
        deliverables=one.deliverables,
        acceptance=here.RULE,
    )
    for one in here.CONTENT.milestones
]

PART = Part(
    requests={
        contracts.DraftContract: {"text": here.TEXT, "milestones": [as_json(one) for one in MILESTONES]},
        contracts.EditContract: {
            "text": here.TEXT,
            "starts_on": "2027-03-01",
            "ends_on": "2027-09-30",
            "milestones": [as_json(one) for one in MILESTONES],
        },
        contracts.SignContract: {"sha256": here.SHA256, **BY_US},
        contracts.AmendContract: {"reason": here.AMENDMENT_REASON, "ends_on": "2027-10-31", **BY_US},
        contracts.AgreeToAmendment: {"sha256": here.OTHER_SHA256, **BY_THEM},
        contracts.RefuseAmendment: {"reason": "请先与社区商定场地。"},
        contracts.TerminateContract: {
            "reason": here.TERMINATION_REASON,
            "settlement": [{"milestone_id": here.FIRST_ID, "amount_minor": 900_000}],
        },
        contracts.ResumePayments: {"reason": "已重新举办并通过。"},
        milestones.SubmitMilestone: {"note": work.NOTE},
        milestones.JudgeMilestone: {"verdict": "accepted"},
        milestones.DecideMilestone: {"verdict": "partly", "percent": 50, "reason": work.DECISION_REASON},
        payments.RequestPayment: {"note": work.PAYMENT_NOTE},
        payments.RefusePayment: {"reason": work.REFUSAL_REASON},
        payments.RecordPayment: {"reference": work.REFERENCE, "paid_on": "2027-07-16"},
        payments.ClawBackPayment: {
            "amount_minor": 100_000,
            "reason": work.CLAW_BACK_REASON,
            "reference": "20271101-000007",
        },
        payments.EvaluateProject: {"result": "good", "text": work.EVALUATION_TEXT},
    },
    answers={
        "POST /v1/awards/{award_id}/contract": here.DRAFTED,
        "GET /v1/contracts": contracts.ContractPage(items=[here.SUMMARY], next=None),
        f"GET {CONTRACT}": here.SIGNED,
        f"PUT {CONTRACT}": here.DRAFTED,
        f"GET {CONTRACT}/versions": contracts.ContractVersionPage(items=[here.SIGNED_VERSION], next=None),
        f"POST {CONTRACT}/signatures": here.HALF,
        f"POST {CONTRACT}/signature-withdrawal": here.DRAFTED,
        f"POST {CONTRACT}/amendments": here.AMENDING,
        f"POST {CONTRACT}/amendment/agreement": here.AMENDED,
        f"POST {CONTRACT}/amendment/refusal": here.DROPPED,
        f"POST {CONTRACT}/amendment/withdrawal": here.DROPPED,
        f"POST {CONTRACT}/termination": here.TERMINATED,
        f"POST {CONTRACT}/payment-resumption": here.RESUMED,
        "GET /v1/milestones": milestones.MilestonePage(items=[work.PLANNED], next=None),
        f"GET {MILESTONE}": work.ACCEPTED,
        f"POST {MILESTONE}/files": work.DELIVERABLE,
        f"GET {MILESTONE}/files": files.AttachedFiles(items=[work.DELIVERABLE]),
        f"POST {MILESTONE}/submission": work.SUBMITTED,
        f"POST {MILESTONE}/judgement": work.JUDGED,
        f"POST {MILESTONE}/decision": work.DECIDED,
        f"GET {PROJECT}/schedule": work.SCHEDULE,
        f"POST {MILESTONE}/payments": work.REQUESTED,
        "GET /v1/payments": payments.PaymentPage(items=[work.REQUESTED], next=None),
        f"GET {PAYMENT}": work.PAID,
        f"POST {PAYMENT}/approval": work.APPROVED,
        f"POST {PAYMENT}/refusal": work.REFUSED,
        f"POST {PAYMENT}/record": work.PAID,
        f"POST {PAYMENT}/claw-backs": work.CLAWED_BACK,
        f"POST {PROJECT}/final-evaluation": work.EVALUATED,
        f"GET {PROJECT}/final-evaluation": work.EVALUATED,
    },
    path_ids={
        "contract_id": here.CONTRACT_ID,
        "milestone_id": here.FIRST_ID,
        "payment_id": work.PAYMENT_ID,
    },
    faults={
        "contract.unfit": ("#/milestones", "invalid", "The shares don't total 100."),
        "contract.settlement_unfit": ("#/settlement/0/amount_minor", "out_of_range", "More than the milestone's."),
        "milestone.ruling_unfit": ("#/reason", "missing", "Say why it isn't accepted as a whole."),
        "payment.day_unfit": ("#/paid_on", "out_of_range", "Between the day of its approval and today."),
    },
)
