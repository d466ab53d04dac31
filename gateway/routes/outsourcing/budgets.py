"""Budgets, and the ledger of their money."""

from gateway.ledger_file import download_ledger
from gateway.route import Route
from gateway.tables import CSV, WORKBOOK
from shared.messages.outsourcing import budgets as m

BUDGETS = "Budgets"
ITS_STATE = {404: ("budget.unknown",), 409: ("budget.not_in_step",)}

ROUTES = (
    Route(
        "POST",
        "/v1/budgets",
        m.OpenBudget,
        summary="Open a budget.",
        status=201,
        answer=m.Budget,
        location="/v1/budgets/{id}",
        errors={422: ("budget.unit_unfit",)},
        tag=BUDGETS,
    ),
    Route(
        "GET",
        "/v1/budgets",
        m.ListBudgets,
        summary="List budgets with what stands where.",
        answer=m.BudgetPage,
        tag=BUDGETS,
    ),
    Route(
        "GET",
        "/v1/budgets/{budget_id}",
        m.ShowBudget,
        summary="Show a budget with what stands where.",
        answer=m.Budget,
        errors={404: ("budget.unknown",)},
        tag=BUDGETS,
    ),
    Route(
        "PATCH",
        "/v1/budgets/{budget_id}",
        m.EditBudget,
        summary="Change what is said of a budget.",
        answer=m.Budget,
        needs_if_match=True,
        errors=ITS_STATE,
        tag=BUDGETS,
    ),
    Route(
        "POST",
        "/v1/budgets/{budget_id}/fundings",
        m.FundBudget,
        summary="Have money come into a budget.",
        status=201,
        answer=m.Posting,
        errors=ITS_STATE,
        tag=BUDGETS,
    ),
    Route(
        "POST",
        "/v1/budgets/{budget_id}/withdrawals",
        m.WithdrawFromBudget,
        summary="Give back what a budget has available.",
        status=201,
        answer=m.Posting,
        errors={404: ("budget.unknown",), 409: ("budget.not_enough",)},
        tag=BUDGETS,
    ),
    Route(
        "POST",
        "/v1/budgets/{budget_id}/closing",
        m.CloseBudget,
        summary="Close a budget.",
        answer=m.Budget,
        heeds_if_match=True,
        errors=ITS_STATE,
        tag=BUDGETS,
    ),
    Route(
        "POST",
        "/v1/budgets/{budget_id}/reopening",
        m.ReopenBudget,
        summary="Open a closed budget again.",
        answer=m.Budget,
        heeds_if_match=True,
        errors=ITS_STATE,
        tag=BUDGETS,
    ),
    Route(
        "GET",
        "/v1/budgets/{budget_id}/postings",
        m.ListPostings,
        summary="List a budget's postings.",
        answer=m.PostingPage,
        errors={404: ("budget.unknown",)},
        tag=BUDGETS,
    ),
    Route(
        "GET",
        "/v1/budgets/{budget_id}/ledger",
        m.ReadLedger,
        summary="Get a budget's ledger as a file.",
        carry_out=download_ledger,
        known=("after", "limit"),
        files=(CSV, WORKBOOK),
        errors={404: ("budget.unknown",)},
        tag=BUDGETS,
    ),
)
