"""How a contract is carried out: its milestones, what was paid and came back, and the final evaluation."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from services.outsourcing.model.milestones import Milestone
from services.outsourcing.model.payments import FinalEvaluation, Payment
from services.outsourcing.ocds.parties import buyer_of, reference_to
from services.outsourcing.ocds.parts import instant, known, last_of, sentence, value_of, yuan
from services.outsourcing.ocds.process import CarriedOut, Process
from shared.clock import instant_on
from shared.messages.outsourcing.milestones import MilestoneState
from shared.messages.outsourcing.payments import EvaluationResult

STATUSES: Mapping[MilestoneState, str] = {
    "planned": "scheduled",
    "submitted": "scheduled",
    "undecided": "scheduled",
    "accepted": "met",
    "partly": "partiallyMet",
    "settled": "partiallyMet",
    "sent_back": "notMet",
    "failed": "notMet",
    "dropped": "notMet",
}
IN_WORDS: Mapping[MilestoneState, str] = {
    "planned": "待实施",
    "submitted": "已提交，验收中",
    "undecided": "待主管部门裁定",
    "accepted": "验收通过",
    "partly": "部分通过",
    "settled": "协议终止时结算",
    "sent_back": "退回整改",
    "failed": "未通过验收",
    "dropped": "随协议终止",
}
RESULTS: Mapping[EvaluationResult, str] = {"excellent": "优秀", "good": "良好", "passed": "合格", "failed": "不合格"}


def implementation_of(carried: CarriedOut, process: Process) -> dict[str, Any]:
    return known(
        milestones=[_milestone(one) for one in carried.milestones if not _has_fallen_away(one, carried)],
        transactions=list(_transactions(carried, process)),
        documents=[_evaluation(carried.evaluation)] if carried.evaluation else [],
    )


def _has_fallen_away(milestone: Milestone, carried: CarriedOut) -> bool:
    """Whether an amendment has taken it out; what falls away with the contract's end wasn't met."""
    return milestone.state == "dropped" and milestone.settled_at != carried.contract.ended_at


def _milestone(milestone: Milestone) -> dict[str, Any]:
    """Its amount stands in words: the standard has no field for it."""
    accepted = f"认定 {yuan(milestone.accepted_minor)}" if milestone.accepted_minor else ""
    status, modified_at = _status(milestone), _modified_at(milestone)
    return known(
        id=milestone.id,
        title=milestone.name,
        type="delivery",
        description=sentence([IN_WORDS[milestone.state], f"金额 {yuan(milestone.amount_minor)}", accepted]),
        dueDate=last_of(milestone.due_on),
        dateMet=instant(modified_at) if status == "met" and modified_at else None,
        dateModified=instant(modified_at) if modified_at else None,
        status=status,
    )


def _status(milestone: Milestone) -> str:
    """A settlement may accept all of it."""
    is_whole = milestone.state == "settled" and milestone.accepted_minor == milestone.amount_minor
    return "met" if is_whole else STATUSES[milestone.state]


def _modified_at(milestone: Milestone) -> datetime | None:
    """When it came to where it is; what the community has said isn't told while residents still rate it."""
    if milestone.state == "sent_back":
        return milestone.decided_at or milestone.judged_at
    return milestone.settled_at or milestone.submitted_at


def _transactions(carried: CarriedOut, process: Process) -> Iterator[dict[str, Any]]:
    """What has come back is less than nothing: so that the sum is what is paid."""
    for payment in carried.payments:
        yield _transaction(payment.id, _paid_at(payment), payment.amount_minor, carried, process)
        for back in carried.claw_backs.get(payment.id, []):
            yield _transaction(back.id, instant(back.at), -back.amount_minor, carried, process)


def _paid_at(payment: Payment) -> str | None:
    """Its day is known alone: the day's first second, but none before the payment was approved."""
    if payment.paid_on is None:
        return None
    begun = instant_on(payment.paid_on)
    return instant(max(begun, payment.approved_at or begun))


def _transaction(id_: str, at: str | None, amount_minor: int, carried: CarriedOut, process: Process) -> dict[str, Any]:
    """source: where everybody reads what happens in the project."""
    return known(
        id=id_,
        source=f"{process.public_url}/v1/projects/{carried.contract.project_id}/feed",
        date=at,
        value=value_of(amount_minor),
        payer=buyer_of(process),
        payee=reference_to(carried.contractor),
    )


def _evaluation(evaluation: FinalEvaluation) -> dict[str, Any]:
    return known(
        id=f"evaluation-{evaluation.project_id}",
        documentType="finalAudit",
        title=f"终期评估：{RESULTS[evaluation.result]}",
        description=evaluation.text,
        datePublished=instant(evaluation.evaluated_at),
    )
