"""Budgets with what stands where, and their postings: to the department alone."""

from collections.abc import Mapping

from sqlalchemy import Select, select

from services.outsourcing.model.budgets import Budget
from services.outsourcing.model.ledger import Posting
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.postings import Posted
from services.outsourcing.schemas.budgets import budget_shape, posting_shape
from services.outsourcing.schemas.ledger import entry_shapes
from shared.errors import Fault, Forbidden, Invalid
from shared.messages.declare import Query
from shared.messages.outsourcing import budgets as messages
from shared.paging import read_page
from shared.service import Handler

PostingQuery = messages.ListPostings | messages.ReadLedger


def show_budget(query: messages.ShowBudget, uow: OutsourcingUnitOfWork) -> messages.Budget:
    """
    Show a budget.

    Raises:
        NotFound: `budget.unknown`.
        Forbidden: `access.denied`.
    """
    budget = uow.budgets.get(query.budget_id)
    _check_department(uow)
    return budget_shape(budget, uow.ledger.balances("budget", [budget.id])[budget.id])


def list_budgets(query: messages.ListBudgets, uow: OutsourcingUnitOfWork) -> messages.BudgetPage:
    """
    The tenant's budgets.

    Raises:
        Forbidden: `access.denied`.
    """
    _check_department(uow)
    rows = select(Budget).where(Budget.tenant_id == uow.tenant_id)
    if query.year is not None:
        rows = rows.where(Budget.year == query.year)
    if query.source is not None:
        rows = rows.where(Budget.source == query.source)
    if query.state is not None:
        rows = rows.where(Budget.state == query.state)
    items, following = read_page(uow.session, rows, Budget.id, after=query.after, limit=query.limit, order=query.order)
    standing = uow.ledger.balances("budget", [one.id for one in items])
    return messages.BudgetPage(items=[budget_shape(one, standing[one.id]) for one in items], next=following)


def list_postings(query: messages.ListPostings, uow: OutsourcingUnitOfWork) -> messages.PostingPage:
    """
    The postings of a budget by their numbers.

    Raises:
        NotFound: `budget.unknown`.
        Forbidden: `access.denied`.
        Invalid: `request.invalid`, the cursor isn't a posting of this budget.
    """
    budget = _get_read(query, uow)
    page, following = _postings(query, budget, uow, is_newest_first=query.order == "newest_first")
    return messages.PostingPage(items=[posting_shape(one) for one in page], next=following)


def read_ledger(query: messages.ReadLedger, uow: OutsourcingUnitOfWork) -> messages.LedgerPage:
    """
    The same from the first posting on, in larger pages and with words; what is posted meanwhile comes last.

    Raises:
        NotFound: `budget.unknown`.
        Forbidden: `access.denied`.
        Invalid: `request.invalid`, the cursor isn't a posting of this budget.
    """
    budget = _get_read(query, uow)
    page, following = _postings(query, budget, uow, is_newest_first=False)
    return messages.LedgerPage(budget_name=budget.name, items=entry_shapes(page, uow), next=following)


def _get_read(query: PostingQuery, uow: OutsourcingUnitOfWork) -> Budget:
    budget = uow.budgets.get(query.budget_id)
    _check_department(uow)
    return budget


def _postings(
    query: PostingQuery, budget: Budget, uow: OutsourcingUnitOfWork, *, is_newest_first: bool
) -> tuple[list[Posted], str | None]:
    """A page, and the cursor of the next one."""
    rows = _filtered(query, uow.ledger.postings.where(Posting.budget_id == budget.id))
    if query.after is not None:
        last = _number_of(query.after, budget, uow)
        rows = rows.where(Posting.number < last if is_newest_first else Posting.number > last)
    by_number = Posting.number.desc() if is_newest_first else Posting.number
    found = [Posted(*row) for row in uow.session.execute(rows.order_by(by_number).limit(query.limit + 1))]
    page = found[: query.limit]
    return page, page[-1].posting.id if len(found) > query.limit else None


def _filtered(query: PostingQuery, rows: Select[Posting, int, int]) -> Select[Posting, int, int]:
    if query.kind is not None:
        rows = rows.where(Posting.kind == query.kind)
    if query.call_id is not None:
        rows = rows.where(Posting.call_id == query.call_id)
    if query.since is not None:
        rows = rows.where(Posting.posted_at >= query.since)
    if query.until is not None:
        rows = rows.where(Posting.posted_at < query.until)
    return rows


def _number_of(posting_id: str, budget: Budget, uow: OutsourcingUnitOfWork) -> int:
    query = select(Posting.number).where(Posting.id == posting_id, Posting.budget_id == budget.id)
    number = uow.session.scalar(query)
    if number is None:
        fault = Fault("#/after", "invalid", "Not a cursor of this list.")
        raise Invalid("request.invalid", errors=[fault])
    return number


def _check_department(uow: OutsourcingUnitOfWork) -> None:
    if not uow.has_oversight:
        raise Forbidden("access.denied")


QUERIES: Mapping[type[Query], Handler] = {
    messages.ShowBudget: show_budget,
    messages.ListBudgets: list_budgets,
    messages.ListPostings: list_postings,
    messages.ReadLedger: read_ledger,
}
