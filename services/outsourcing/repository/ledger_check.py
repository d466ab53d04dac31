"""Recounts the ledger from its first line, and trusts nothing that the database holds: neither keys nor checks."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Select, case, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from services.outsourcing.model.ledger import KNOWN_MOVES, OF_BUDGET, Account, LedgerLine, Posting


class Finding(NamedTuple):
    """What is wrong, and the id of the account, posting or budget with which it is."""

    fault: str
    id: str


def check_ledger(session: Session) -> list[Finding]:
    """All that is wrong in the ledgers of all tenants; nothing where they are right."""
    return [Finding(fault, str(key)) for fault, query in _questions() for key in session.scalars(query.distinct())]


def _questions() -> Iterator[tuple[str, Select[str]]]:
    yield "line.broken", _broken_lines()
    yield "line.below_zero", _lines_below_zero()
    yield "line.without_posting", _lines_without_posting()
    yield "account.sum", _wrong_sums()
    yield "posting.lines", _postings_without_two_lines()
    yield "posting.move", _unknown_moves()
    yield "posting.accounts", _postings_between_strange_accounts()
    yield "posting.numbers", _budgets_with_gaps()
    yield "budget.sum", _budgets_that_dont_balance()


def _broken_lines() -> Select[str]:
    """Lines that don't begin where the one before has ended, that are miscounted, or that follow on a gap."""
    of_account, in_order = LedgerLine.account_id, LedgerLine.number
    lines = select(
        LedgerLine.account_id,
        LedgerLine.number,
        LedgerLine.before_minor,
        LedgerLine.after_minor,
        (LedgerLine.before_minor + LedgerLine.delta_minor).label("counted"),
        func.row_number().over(partition_by=of_account, order_by=in_order).label("place"),
        func.coalesce(func.lag(LedgerLine.after_minor).over(partition_by=of_account, order_by=in_order), 0).label(
            "left"
        ),
    ).subquery()
    each = lines.c
    wrong = or_(each.number != each.place, each.before_minor != each.left, each.after_minor != each.counted)
    return select(each.account_id).where(wrong)


def _lines_below_zero() -> Select[str]:
    query = select(LedgerLine.account_id).join(Account, Account.id == LedgerLine.account_id)
    return query.where(LedgerLine.after_minor < 0, Account.stage != "outside")


def _lines_without_posting() -> Select[str]:
    """Or of another posting's account, or not of the amount."""
    query = select(LedgerLine.posting_id).outerjoin(Posting, Posting.id == LedgerLine.posting_id)
    account = case((LedgerLine.delta_minor < 0, Posting.from_account_id), else_=Posting.to_account_id)
    is_strange = or_(account != LedgerLine.account_id, func.abs(LedgerLine.delta_minor) != Posting.amount_minor)
    return query.where(or_(Posting.id.is_(None), is_strange))


def _wrong_sums() -> Select[str]:
    """Accounts whose last line isn't the sum of all."""
    last = aliased(LedgerLine)
    query = select(last.after_minor).where(last.account_id == LedgerLine.account_id)
    at_last = query.order_by(last.number.desc()).limit(1).correlate(LedgerLine).scalar_subquery()
    sums = select(LedgerLine.account_id).group_by(LedgerLine.account_id)
    return sums.having(func.sum(LedgerLine.delta_minor) != at_last)


def _postings_without_two_lines() -> Select[str]:
    query = select(Posting.id).outerjoin(LedgerLine, LedgerLine.posting_id == Posting.id).group_by(Posting.id)
    return query.having(or_(func.count(LedgerLine.number) != 2, func.sum(LedgerLine.delta_minor) != 0))


def _unknown_moves() -> Select[str]:
    return select(Posting.id).where(text(f"NOT ({KNOWN_MOVES})"))


def _postings_between_strange_accounts() -> Select[str]:
    """Those of another budget, at other stages, of another call or contract than the posting says."""
    source, target = aliased(Account), aliased(Account)
    query = select(Posting.id).outerjoin(source, source.id == Posting.from_account_id)
    query = query.outerjoin(target, target.id == Posting.to_account_id)
    wrong = [source.stage != Posting.from_stage, target.stage != Posting.to_stage, source.id.is_(None)]
    wrong.append(target.id.is_(None))
    for one in (source, target):
        wrong += [one.budget_id != Posting.budget_id, one.tenant_id != Posting.tenant_id]
        wrong.append(one.stage.not_in(OF_BUDGET) & one.call_id.is_distinct_from(Posting.call_id))
        wrong.append(one.contract_id.is_not(None) & one.contract_id.is_distinct_from(Posting.contract_id))
    return query.where(or_(*wrong))


def _budgets_with_gaps() -> Select[str]:
    """Or with a number that stands twice."""
    query, count = select(Posting.budget_id).group_by(Posting.budget_id), func.count(Posting.id)
    return query.having(or_(func.max(Posting.number) != count, func.count(Posting.number.distinct()) != count))


def _budgets_that_dont_balance() -> Select[str]:
    """All that stands anywhere, and what came from outside, is nothing."""
    query = select(Account.budget_id).join(LedgerLine, LedgerLine.account_id == Account.id)
    return query.group_by(Account.budget_id).having(func.sum(LedgerLine.delta_minor) != 0)
