"""What the documentation shows of public commitments."""

from gateway import town_commitments as town
from gateway.examples.parts import Part
from shared.messages import engagement

PART = Part(
    requests={
        engagement.MakePlaceCommitment: {"text": town.MADE.text, "due_at": "2026-12-24T18:00:00+08:00"},
        engagement.ExtendPlaceCommitment: {"due_at": "2026-12-31T18:00:00+08:00", "reason": town.EXTENSION},
        engagement.ReportPlaceCommitment: {"note": town.REPORT},
        engagement.JudgePlaceCommitment: {"verdict": "partly", "word": town.WORD},
        engagement.AppealCommitment: {"reason": town.APPEAL},
        engagement.DecideCommitmentAppeal: {"verdict": "kept", "word": town.DECISION},
    },
    answers={
        "POST /v1/place-claims/{place_claim_id}/commitments": town.MADE,
        "GET /v1/commitments": engagement.PublicCommitmentPage(items=[town.APPEALED], next=None),
        "GET /v1/commitments/{commitment_id}": town.DECIDED,
        "POST /v1/commitments/{commitment_id}/extension": town.EXTENDED,
        "POST /v1/commitments/{commitment_id}/report": town.REPORTED,
        "POST /v1/commitments/{commitment_id}/verdict": town.JUDGED,
        "POST /v1/commitments/{commitment_id}/nudges": town.NUDGED,
        "POST /v1/commitments/{commitment_id}/appeal": town.APPEALED,
        "POST /v1/commitments/{commitment_id}/appeal/decision": town.DECIDED,
    },
    path_ids={"commitment_id": town.COMMITMENT_ID},
    faults={
        "commitment.word_needed": ("#/word", "missing", "Say why the commitment isn't kept as a whole."),
        "commitment_appeal.verdict_unchanged": (
            "#/verdict",
            "not_a_choice",
            "Left out, what stands is upheld.",
        ),
    },
)
