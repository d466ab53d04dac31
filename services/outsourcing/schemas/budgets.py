"""Budgets and postings as the shapes that callers get."""

from collections.abc import Mapping

from services.outsourcing.model.budgets import Budget
from services.outsourcing.repository.postings import Posted
from shared.messages.outsourcing import budgets as messages


def budget_shape(budget: Budget, standing: Mapping[messages.Stage, int]) -> messages.Budget:
    """standing: what stands at each stage of it."""
    return messages.Budget(
        id=budget.id,
        name=budget.name,
        year=budget.year,
        source=budget.source,
        funder=budget.funder,
        unit_id=budget.unit_id,
        note=budget.note,
        state=budget.state,
        opened_at=budget.opened_at,
        closed_at=budget.closed_at,
        balances=balances_shape(standing),
        currency="CNY",
        version=budget.version,
    )


def balances_shape(standing: Mapping[messages.Stage, int]) -> messages.Balances:
    return messages.Balances(
        funded_minor=-standing.get("outside", 0),
        available_minor=standing.get("available", 0),
        reserved_minor=standing.get("reserved", 0),
        awarded_minor=standing.get("awarded", 0),
        committed_minor=standing.get("committed", 0),
        accepted_minor=standing.get("accepted", 0),
        requested_minor=standing.get("requested", 0),
        paid_minor=standing.get("paid", 0),
    )


def posting_shape(posted: Posted) -> messages.Posting:
    posting = posted.posting
    return messages.Posting(
        id=posting.id,
        budget_id=posting.budget_id,
        number=posting.number,
        kind=posting.kind,
        from_stage=posting.from_stage,
        to_stage=posting.to_stage,
        amount_minor=posting.amount_minor,
        from_after_minor=posted.from_after_minor,
        to_after_minor=posted.to_after_minor,
        call_id=posting.call_id,
        award_id=posting.award_id,
        contract_id=posting.contract_id,
        milestone_id=posting.milestone_id,
        payment_id=posting.payment_id,
        reason=posting.reason,
        posted_at=posting.posted_at,
    )
