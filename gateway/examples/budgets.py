"""What the documentation shows of budgets and their ledger."""

from gateway import town_budgets as town
from gateway.examples.parts import Part
from shared.messages.outsourcing import budgets

PART = Part(
    requests={
        budgets.OpenBudget: {
            "name": town.OPENED.name,
            "year": town.OPENED.year,
            "source": town.OPENED.source,
            "funder": town.OPENED.funder,
            "note": town.OPENED.note,
        },
        budgets.EditBudget: {"note": town.EDITED.note},
        budgets.FundBudget: {"amount_minor": town.FUNDED.amount_minor, "reason": town.FUNDED.reason},
        budgets.WithdrawFromBudget: {"amount_minor": town.WITHDRAWN.amount_minor, "reason": town.WITHDRAWN.reason},
        budgets.CloseBudget: {"reason": "年度决算"},
        budgets.ReopenBudget: {"reason": "还有一批征集"},
    },
    answers={
        "POST /v1/budgets": town.OPENED,
        "GET /v1/budgets": budgets.BudgetPage(items=[town.SHOWN], next=None),
        "GET /v1/budgets/{budget_id}": town.SHOWN,
        "PATCH /v1/budgets/{budget_id}": town.EDITED,
        "POST /v1/budgets/{budget_id}/fundings": town.FUNDED,
        "POST /v1/budgets/{budget_id}/withdrawals": town.WITHDRAWN,
        "POST /v1/budgets/{budget_id}/closing": town.CLOSED,
        "POST /v1/budgets/{budget_id}/reopening": town.REOPENED,
        "GET /v1/budgets/{budget_id}/postings": budgets.PostingPage(items=[town.RESERVED, town.FUNDED], next=None),
    },
    path_ids={"budget_id": town.BUDGET_ID},
    faults={
        "budget.unit_unfit": ("#/unit_id", "invalid", "Goes with the source unit alone."),
    },
)
