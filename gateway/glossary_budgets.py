"""What parameters, fields and values mean where budgets are told of, and the words in the file of a ledger."""

from shared.messages.outsourcing.budgets import BUDGET_STATES

SOURCES = {
    "fiscal": "public money of the government",
    "welfare_lottery": "the welfare lottery's fund",
    "donation": "given by donors",
    "unit": "given by a unit",
}
KINDS = {
    "fund": "money came in",
    "withdraw": "what was available was given back",
    "reserve": "set aside for a call",
    "release": "set aside no more",
    "award": "promised to a proposal",
    "unaward": "promised no more",
    "commit": "bound by a contract",
    "uncommit": "bound no more",
    "accept": "earned by accepted work",
    "unaccept": "the acceptance was taken back",
    "request": "its payment was asked for",
    "unrequest": "asked for no more, and not paid",
    "pay": "paid out",
    "claw_back": "paid out, and claimed back",
}
# How the file of a ledger says it.
STAGES = {
    "outside": "outside the budget",
    "available": "available",
    "reserved": "reserved for a call",
    "awarded": "awarded",
    "committed": "bound by a contract",
    "accepted": "earned by accepted work",
    "requested": "asked for",
    "paid": "paid out",
}
COLUMNS = {
    "number": "Posting number",
    "posted_at": "Posted at (Beijing time)",
    "kind": "Kind of posting",
    "amount": "Amount (yuan)",
    "from_stage": "From",
    "from_after": "Left there (yuan)",
    "to_stage": "To",
    "to_after": "Now there (yuan)",
    "budget": "Name of the budget",
    "title": "Project or call",
    "organisation": "Name of the organisation",
    "reference": "Reference of the bank's entry",
    "call_id": "Call",
    "award_id": "Award",
    "contract_id": "Contract",
    "milestone_id": "Milestone",
    "payment_id": "Payment",
    "reason": "Reason of the posting",
}
SHEET = "Ledger"

PATHS: dict[str, str] = {"budget_id": "The budget's id."}
VALUES: dict[str, dict[str, str]] = {
    "ListBudgets.source": SOURCES,
    "ListBudgets.state": BUDGET_STATES.states,
    "ListPostings.kind": KINDS,
    "ReadLedger.kind": KINDS,
}
PARAMETERS: dict[str, str] = {
    "ListBudgets.year": "Budgets of this year alone.",
    "ListBudgets.source": "Budgets alone whose money comes from there.",
    "ListBudgets.state": "Budgets in this state alone.",
    **{
        f"{query}.{name}": told
        for query in ("ListPostings", "ReadLedger")
        for name, told in (
            ("kind", "Postings of this kind alone."),
            ("call_id", "Postings for this call alone."),
            ("since", "Postings of this instant or later."),
            ("until", "Postings before this instant."),
        )
    },
}


def texts() -> set[str]:
    """All that the file of a ledger says in one language at a time."""
    return {*COLUMNS.values(), *KINDS.values(), *STAGES.values(), SHEET}
