"""Messages of outsourcing: budgets (预算), and the ledger of where their money stands."""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import Command, Fen, Id, Line, Name, Query, Range, Shape, Text, command, query, shape
from shared.messages.outsourcing.projects import Source
from shared.messages.outsourcing.terms import Amount
from shared.messages.paging import Cursor, Limit, Order
from shared.states import Machine, step

BudgetState = Literal["open", "closed"]
Year = Annotated[int, Range(2000, 2199)]
# Where money stands; each fen stands in one place.
Stage = Literal["outside", "available", "reserved", "awarded", "committed", "accepted", "requested", "paid"]
PostingKind = Literal[
    "fund",
    "withdraw",
    "reserve",
    "release",
    "award",
    "unaward",
    "commit",
    "uncommit",
    "accept",
    "unaccept",
    "request",
    "unrequest",
    "pay",
    "claw_back",
]


@shape
class Balances(Shape):
    """
    Where a budget's money stands, in fen; each fen in one place, so that the others sum up to what was funded.

    funded_minor: all that was given less what was given back. available_minor: bound to nothing. reserved_minor: for
    calls. awarded_minor: to proposals. committed_minor: by contracts, and not earned yet. accepted_minor: earned by
    accepted work. requested_minor: asked for. paid_minor: paid out.
    """

    funded_minor: Fen
    available_minor: Fen
    reserved_minor: Fen
    awarded_minor: Fen
    committed_minor: Fen
    accepted_minor: Fen
    requested_minor: Fen
    paid_minor: Fen


@shape
class Budget(Shape):
    """
    Money (预算) of one source for one year, out of which calls are held.

    funder: who gives it. unit_id: the unit that gives it, where the source is a unit and it has been named.
    """

    id: Id
    name: Name
    year: int
    source: Source
    funder: Line
    unit_id: Id | None
    note: Text | None
    state: BudgetState
    opened_at: datetime
    closed_at: datetime | None
    balances: Balances
    currency: Literal["CNY"]
    version: int


@shape
class BudgetPage(Shape):
    items: list[Budget]
    next: str | None


@shape
class Posting(Shape):
    """
    An amount that has gone from one stage to another, in fen; it is never changed.

    number: counts the postings of a budget, 1, 2, 3 …; from_after_minor, to_after_minor: what was then where it has
    gone from and to; outside counts below zero what it has given.
    """

    id: Id
    budget_id: Id
    number: int
    kind: PostingKind
    from_stage: Stage
    to_stage: Stage
    amount_minor: Fen
    from_after_minor: int
    to_after_minor: int
    call_id: Id | None
    award_id: Id | None
    contract_id: Id | None
    milestone_id: Id | None
    payment_id: Id | None
    reason: Text | None
    posted_at: datetime


@shape
class PostingPage(Shape):
    items: list[Posting]
    next: str | None


@shape
class LedgerEntry(Shape):
    """
    A posting with the words of what it is for. title: of the award's project, or of the call. organisation_name: whose
    award it is. reference: of the bank's entry, where something was paid or has come back.
    """

    posting: Posting
    title: str | None
    organisation_name: str | None
    reference: str | None


@shape
class LedgerPage(Shape):
    budget_name: str
    items: list[LedgerEntry]
    next: str | None


@command("budget.open")
class OpenBudget(Command):
    """It holds nothing until it is funded. unit_id: goes with the source unit alone."""

    name: Name
    year: Year
    source: Source
    funder: Line
    unit_id: Id | None = None
    note: Text | None = None


@command("budget.edit")
class EditBudget(Command):
    """While it is open; what is left out stays as it is."""

    budget_id: Id
    name: Name | None = None
    year: Year | None = None
    funder: Line | None = None
    note: Text | None = None


@command("budget.fund")
class FundBudget(Command):
    """Money has come in. reason: by which document, for instance."""

    budget_id: Id
    amount_minor: Amount
    reason: Text | None = None


@command("budget.withdraw")
class WithdrawFromBudget(Command):
    """What is available is given back, from a closed budget too."""

    budget_id: Id
    amount_minor: Amount
    reason: Text


@command("budget.close")
class CloseBudget(Command):
    """It takes no money and no new reservations any more; what is under way goes on."""

    budget_id: Id
    reason: Text | None = None


@command("budget.reopen")
class ReopenBudget(Command):
    """It takes money and reservations again."""

    budget_id: Id
    reason: Text


@query("budget.show")
class ShowBudget(Query):
    budget_id: Id


@query("budgets.list")
class ListBudgets(Query):
    year: Year | None = None
    source: Source | None = None
    state: BudgetState | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("postings.list")
class ListPostings(Query):
    """since, until: when it was posted; until isn't in."""

    budget_id: Id
    kind: PostingKind | None = None
    call_id: Id | None = None
    since: datetime | None = None
    until: datetime | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("ledger.read")
class ReadLedger(Query):
    """All postings of a budget, the first one first: as CSV, or as a workbook where Accept asks for that, in yuan."""

    budget_id: Id
    kind: PostingKind | None = None
    call_id: Id | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: Cursor | None = None
    limit: Annotated[int, Range(1, 1000)] = 500


BUDGET_STATES = Machine(
    "budget",
    {
        "open": "takes money and reservations",
        "closed": "takes no money and no new reservations; what is under way goes on, what is left can be given back",
    },
    begins=["open"],
    steps=[
        step(EditBudget, "open", "open"),
        step(FundBudget, "open", "open"),
        step(WithdrawFromBudget, "open", "open"),
        step(WithdrawFromBudget, "closed", "closed"),
        step(CloseBudget, "open", "closed"),
        step(ReopenBudget, "closed", "open"),
    ],
)
